// SPDX-License-Identifier: Apache-2.0
#include "cuda/devices.hpp"

#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>

#include "cuda/architectures.hpp"
#include "cuda/assemble.hpp"
#include "runtime/error.hpp"

namespace reslab::cuda {
namespace {

std::string version_text(int32_t version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // reported here; it must not show up in the next call
  fail(ErrorKind::kDevice, what, " failed: ", cudaGetErrorString(error), " (", cudaGetErrorName(error), ")");
}

/// Why CUDA finds no device.
std::string explain(cudaError_t error, const Availability& found) {
  const std::string built = "this build is for CUDA " + version_text(found.version);
  if (found.driver == 0) {
    return "no NVIDIA driver is installed, or it cannot be loaded; " + built + ": install a driver that supports it";
  }
  if (error == cudaErrorInsufficientDriver) {
    return "the NVIDIA driver is too old: it supports up to CUDA " + version_text(found.driver) + ", and " + built +
           "; install a newer driver, or build against a LibTorch for CUDA " + version_text(found.driver);
  }
  if (error == cudaSuccess || error == cudaErrorNoDevice) {
    return "the driver sees no NVIDIA GPU; look at nvidia-smi, and at CUDA_VISIBLE_DEVICES where it is set";
  }
  return std::string("CUDA does not start: ") + cudaGetErrorString(error) + " (" + cudaGetErrorName(error) +
         "); look at nvidia-smi";
}

}  // namespace

Availability availability() {
  Availability result;
  const at::CUDAHooksInterface& hooks = at::detail::getCUDAHooks();
  if (!hooks.hasCUDART()) {
    result.unavailable = "LibTorch's CUDA libraries are not loaded: the LibTorch in use is not the one of the build";
    return result;
  }
  result.version = static_cast<int32_t>(hooks.versionCUDART());
  int driver = 0;
  if (cudaDriverGetVersion(&driver) == cudaSuccess) result.driver = driver;
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess) {
    cudaGetLastError();  // reported below
    count = 0;
  }
  result.devices = count;
  if (count == 0) {
    result.unavailable = explain(error, result);
  } else {
    // LibTorch's configuration text queries the driver, too, and fails without one.
    result.architectures = architectures_in(hooks.showConfig());
  }
  return result;
}

DeviceDescription describe_device(int64_t index) {
  const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(index));
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, static_cast<int>(index)), "reading a CUDA device's properties");
  size_t free = 0;
  size_t total = 0;
  check(cudaMemGetInfo(&free, &total), "reading a CUDA device's memory");
  DeviceDescription result;
  result.name = properties.name;
  result.major = properties.major;
  result.minor = properties.minor;
  result.multiprocessors = properties.multiProcessorCount;
  result.memory_total = static_cast<int64_t>(total);
  result.memory_free = static_cast<int64_t>(free);
  result.supported = serves(availability().architectures, result.major, result.minor) && assembly_runs_here();
  return result;
}

double available_memory(c10::Device device) {
  const c10::cuda::CUDAGuard guard(device);
  size_t free = 0;
  size_t total = 0;
  check(cudaMemGetInfo(&free, &total), "reading a CUDA device's memory");
  return static_cast<double>(free);
}

void release_idle_memory() { c10::cuda::CUDACachingAllocator::emptyCache(); }

}  // namespace reslab::cuda
