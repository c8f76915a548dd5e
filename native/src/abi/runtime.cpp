// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <iterator>

#include "abi/guard.hpp"
#include "abi/handles.hpp"
#include "cuda/devices.hpp"
#include "runtime/device.hpp"

namespace abi = reslab::abi;

static_assert(sizeof(rl_error) == 8 + RL_ERROR_MESSAGE_SIZE);
static_assert(offsetof(rl_runtime_info, reslab_version) == 16);
static_assert(offsetof(rl_runtime_info, cuda_version) == 16 + 5 * 32);
static_assert(sizeof(rl_runtime_info) == 16 + 5 * 32 + 8 + 2 * 256);
static_assert(offsetof(rl_device_info, memory_total) == 24);
static_assert(sizeof(rl_device_info) == 40 + 128);

extern "C" {

int32_t rl_abi_version(void) { return RL_ABI_VERSION; }

rl_status rl_runtime_describe(rl_runtime_info* info, rl_error* err) {
  return abi::guarded(err, [&] {
    abi::answer(info, "info", [](rl_runtime_info& target) {
      const reslab::RuntimeDescription description = reslab::describe_runtime();
      target.cuda_compiled = description.cuda_compiled ? 1 : 0;
      target.cuda_devices = description.cuda.devices;
      target.threads = static_cast<int32_t>(description.threads);
      abi::copy_fixed(description.reslab_version, target.reslab_version);
      abi::copy_fixed(description.torch_compiled, target.torch_compiled);
      abi::copy_fixed(description.torch_running, target.torch_running);
      abi::copy_fixed(description.cpu_capability, target.cpu_capability);
      abi::copy_fixed(description.cpu_kernels, target.cpu_kernels);
      target.cuda_version = description.cuda.version;
      target.cuda_driver = description.cuda.driver;
      abi::copy_fixed(description.cuda.architectures, target.cuda_architectures);
      abi::copy_fixed(description.cuda.unavailable, target.cuda_unavailable);
    });
  });
}

rl_status rl_runtime_device(int32_t index, rl_device_info* info, rl_error* err) {
  return abi::guarded(err, [&] {
    abi::answer(info, "info", [index](rl_device_info& target) {
      const reslab::cuda::Availability found = reslab::cuda::availability();
      if (index < 0 || index >= found.devices) {
        reslab::fail(reslab::ErrorKind::kDevice, "there is no CUDA device ", index, ": ",
                     found.devices == 0 ? found.unavailable
                                        : "this machine has " + std::to_string(found.devices) + ", numbered from 0");
      }
      const reslab::cuda::DeviceDescription device = reslab::cuda::describe_device(index);
      target.index = index;
      target.capability_major = device.major;
      target.capability_minor = device.minor;
      target.multiprocessors = device.multiprocessors;
      target.supported = device.supported ? 1 : 0;
      target.memory_total = device.memory_total;
      target.memory_free = device.memory_free;
      abi::copy_fixed(device.name, target.name);
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
