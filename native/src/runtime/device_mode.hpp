// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

namespace reslab {

/// How CUDA's libraries may compute.
struct DeviceModeOptions {
  bool tf32 = false;  ///< products of float32 values in TensorFloat-32
  bool deterministic =
      false;  ///< only algorithms that give the same bits each time; else the fastest that cuDNN measures

  friend bool operator==(const DeviceModeOptions&, const DeviceModeOptions&) = default;
};

/// While it lives, CUDA's libraries compute so. LibTorch keeps these switches for the whole process: a scope that wants
/// them otherwise waits until the last of those that do not has ended. Nothing for a CPU. A thread must not open two
/// that differ.
class DeviceMode {
 public:
  DeviceMode(c10::Device device, const DeviceModeOptions& options);
  ~DeviceMode();
  DeviceMode(const DeviceMode&) = delete;
  DeviceMode& operator=(const DeviceMode&) = delete;

 private:
  const bool enters_;
};

}  // namespace reslab
