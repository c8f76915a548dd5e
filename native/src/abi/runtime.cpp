// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <iterator>

#include "abi/guard.hpp"
#include "abi/handles.hpp"
#include "runtime/device.hpp"

namespace abi = reslab::abi;

static_assert(sizeof(rl_error) == 8 + RL_ERROR_MESSAGE_SIZE);
static_assert(offsetof(rl_runtime_info, reslab_version) == 16);
static_assert(sizeof(rl_runtime_info) == 16 + 5 * 32);

extern "C" {

int32_t rl_abi_version(void) { return RL_ABI_VERSION; }

rl_status rl_runtime_describe(rl_runtime_info* info, rl_error* err) {
  return abi::guarded(err, [&] {
    abi::answer(info, "info", [](rl_runtime_info& target) {
      const reslab::RuntimeDescription description = reslab::describe_runtime();
      target.cuda_compiled = description.cuda_compiled ? 1 : 0;
      target.cuda_devices = static_cast<int32_t>(description.cuda_devices);
      target.threads = static_cast<int32_t>(description.threads);
      abi::copy_fixed(description.reslab_version, target.reslab_version);
      abi::copy_fixed(description.torch_compiled, target.torch_compiled);
      abi::copy_fixed(description.torch_running, target.torch_running);
      abi::copy_fixed(description.cpu_capability, target.cpu_capability);
      abi::copy_fixed(description.cpu_kernels, target.cpu_kernels);
    });
  });
}

rl_status rl_runtime_set_threads(int32_t threads, rl_error* err) {
  return abi::guarded(err, [&] { reslab::set_threads(threads); });
}

rl_status rl_runtime_live_handles(int32_t kind, int64_t* count, rl_error* err) {
  return abi::guarded(err, [&] {
    if (kind < 0 || kind >= static_cast<int32_t>(std::size(abi::live_handles))) {
      reslab::fail(reslab::ErrorKind::kInvalidArgument, "kind is ", kind, ", expected one of RL_HANDLE_*");
    }
    abi::required(count, "count") = abi::live_handles[kind].load();
  });
}

}  // extern "C"
