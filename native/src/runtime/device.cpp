// SPDX-License-Identifier: Apache-2.0
#include "runtime/device.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "kernels/cpu_kernels.hpp"
#include "runtime/error.hpp"

#ifndef RESLAB_VERSION
#error "RESLAB_VERSION is defined by the build"
#endif

namespace reslab {
namespace {

constexpr int64_t kMaxThreads = 1024;

/// The version compiled into the loaded library, which need not be the one of the headers.
std::string running_torch_version() {
  const uint64_t version = aoti_torch_abi_version();
  const auto part = [version](int shift) { return std::to_string((version >> shift) & 0xFF); };
  return part(56) + "." + part(48) + "." + part(40);
}

}  // namespace

c10::Device resolve_device(DeviceRequest request) {
  if (request == DeviceRequest::kCpu) return c10::Device(c10::kCPU);
  if (torch::cuda::is_available()) return c10::Device(c10::kCUDA, 0);
  if (request == DeviceRequest::kAuto) return c10::Device(c10::kCPU);
  fail(ErrorKind::kDevice, "CUDA was asked for, but ",
       at::Context::hasCUDART() ? std::string("no usable CUDA device was found")
                                : "this LibTorch (" + running_torch_version() + ") was built without CUDA",
       "; use device cpu or auto");
}

void set_threads(int64_t threads) {
  if (threads < 1 || threads > kMaxThreads) {
    fail(ErrorKind::kInvalidArgument, "threads is ", threads, ", expected 1 to ", kMaxThreads);
  }
  at::set_num_threads(static_cast<int>(threads));
}

RuntimeDescription describe_runtime() {
  RuntimeDescription description;
  description.reslab_version = RESLAB_VERSION;
  description.torch_compiled = TORCH_VERSION;
  description.torch_running = running_torch_version();
  description.cpu_capability = at::get_cpu_capability();
  const kernels::CpuKernels* own = kernels::cpu_kernels();
  description.cpu_kernels = own == nullptr ? "none" : own->name;
  description.cuda_compiled = at::Context::hasCUDART();
  description.cuda_devices = static_cast<int64_t>(torch::cuda::device_count());
  description.threads = at::get_num_threads();
  return description;
}

}  // namespace reslab
