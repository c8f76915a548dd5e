// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <string>

#include "cuda/devices.hpp"

namespace reslab {

enum class DeviceKind { kCpu, kCuda, kAuto };

struct DeviceRequest {
  DeviceKind kind = DeviceKind::kCpu;
  int64_t index = 0;  ///< which CUDA device; 0 for the CPU
};

/// The device to run on: `kAuto` is the CUDA device of that number where a usable one is present, else the CPU.
/// @throws Error kInvalidArgument for a number below 0, or for the CPU another than 0; kDevice where CUDA was asked for
///         and that device is absent or cannot be used: there is no silent CPU run
c10::Device resolve_device(const DeviceRequest& request);

/// Sets the CPU threads that one LibTorch operation uses, process-wide.
/// @throws Error kInvalidArgument outside [1, 1024]
void set_threads(int64_t threads);

/// What this library was built with and what it runs on.
struct RuntimeDescription {
  std::string reslab_version;
  std::string torch_compiled;  ///< LibTorch version of the headers
  std::string torch_running;   ///< LibTorch version of the loaded library
  std::string cpu_capability;  ///< vector instructions that LibTorch dispatches to, for example "AVX2"
  std::string cpu_kernels;     ///< this library's own kernels: "avx512", "avx2" or "none"
  bool cuda_compiled = false;  ///< the loaded LibTorch was built with CUDA
  cuda::Availability cuda;
  int64_t threads = 0;  ///< CPU threads that one operation uses
};

RuntimeDescription describe_runtime();

}  // namespace reslab
