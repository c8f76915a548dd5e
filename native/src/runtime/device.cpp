// SPDX-License-Identifier: Apache-2.0
#include "runtime/device.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/util/Exception.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/version.h>

#include <exception>

#include "kernels/cpu_kernels.hpp"
#include "runtime/error.hpp"

#ifndef RESLAB_VERSION
#error "RESLAB_VERSION is defined by the build"
#endif

namespace reslab {
namespace {

constexpr int64_t kMaxThreads = 1024;
/// LibTorch stores device numbers in 8 bits.
constexpr int64_t kMaxDeviceIndex = 127;

/// The version compiled into the loaded library, which need not be the one of the headers.
std::string running_torch_version() {
  const uint64_t version = aoti_torch_abi_version();
  const auto part = [version](int shift) { return std::to_string((version >> shift) & 0xFF); };
  return part(56) + "." + part(48) + "." + part(40);
}

/// Why a CUDA device cannot be used, and what to do; empty where it can.
std::string why_unusable(const cuda::Availability& found, int64_t index) {
  if (found.devices == 0) return found.unavailable + "; or use device cpu";
  if (index >= found.devices) {
    return "this machine has " + std::to_string(found.devices) + " CUDA device(s), numbered from 0; `reslab doctor` " +
           "lists them";
  }
  cuda::DeviceDescription device;
  try {
    device = cuda::describe_device(index);
  } catch (const std::exception& error) {
    // The driver lists the card but cannot open it: its memory is full, or another process uses it exclusively.
    const auto* of_torch = dynamic_cast<const c10::Error*>(&error);
    return std::string("it cannot be opened: ") +
           (of_torch != nullptr ? of_torch->what_without_backtrace() : error.what());
  }
  if (device.supported) return {};
  return "it is an " + device.name + " of compute capability " + std::to_string(device.major) + "." +
         std::to_string(device.minor) + ", for which this build holds no code: LibTorch was built for " +
         found.architectures + "; build against a LibTorch for this card, or use device cpu";
}

}  // namespace

c10::Device resolve_device(const DeviceRequest& request) {
  if (request.index < 0 || request.index > kMaxDeviceIndex) {
    fail(ErrorKind::kInvalidArgument, "the device's number is ", request.index, ", expected 0 to ", kMaxDeviceIndex);
  }
  if (request.kind == DeviceKind::kCpu) {
    if (request.index != 0) {
      fail(ErrorKind::kInvalidArgument, "the device's number is ", request.index, ", expected 0: there is one cpu");
    }
    return c10::Device(c10::kCPU);
  }
  const cuda::Availability found = cuda::availability();
  const std::string unusable = why_unusable(found, request.index);
  if (unusable.empty()) return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(request.index));
  if (request.kind == DeviceKind::kAuto) return c10::Device(c10::kCPU);
  fail(ErrorKind::kDevice, "device cuda:", request.index, " was asked for, but ", unusable);
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
  description.cuda = cuda::availability();
  description.threads = at::get_num_threads();
  return description;
}

}  // namespace reslab
