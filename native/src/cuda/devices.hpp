// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <string>

/// What the rest of the library needs from CUDA, without any of its types. A build against a CPU LibTorch has the same
/// functions; they report that there is no device, and fail where one is needed.
namespace reslab::cuda {

/// The state of CUDA in this process.
struct Availability {
  int32_t version = 0;        ///< that LibTorch was built with, 1000 * major + 10 * minor; 0 for none
  int32_t driver = 0;         ///< newest that the installed driver supports, likewise; 0 without a driver
  std::string architectures;  ///< that LibTorch holds code for, for example "sm_80 sm_90"; empty without a device
  int32_t devices = 0;        ///< that can be used
  std::string unavailable;    ///< why `devices` is 0, and what to do; empty where it is not
};

/// Does not start a CUDA context.
Availability availability();

struct DeviceDescription {
  std::string name;
  int32_t major = 0;  ///< compute capability
  int32_t minor = 0;
  int32_t multiprocessors = 0;
  bool supported = false;    ///< this library and its LibTorch hold code that it can run
  int64_t memory_total = 0;  ///< bytes
  int64_t memory_free = 0;
};

/// @param index 0 to availability().devices - 1
/// @throws Error kDevice where CUDA reports a failure
DeviceDescription describe_device(int64_t index);

/// Bytes that are free on a CUDA device. Idle memory of LibTorch's allocator is not included: some of it may
/// belong to recorded steps, and release_idle_memory() frees the rest.
double available_memory(c10::Device device);

/// Makes LibTorch's allocator release its idle memory.
void release_idle_memory();

}  // namespace reslab::cuda
