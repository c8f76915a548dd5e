// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

namespace reslab {

/// Restrictions on how CUDA's libraries compute.
struct DeviceModeOptions {
  bool tf32 = false;  ///< products of float32 values in TensorFloat-32
  bool deterministic =
      false;  ///< only algorithms that give the same bits each time; else the fastest that cuDNN measures

  friend bool operator==(const DeviceModeOptions&, const DeviceModeOptions&) = default;
};

/// Applies a mode to CUDA's libraries while it lives. LibTorch has these switches once per process: a scope that needs
/// other settings waits until the last scope with the present ones has ended. Does nothing for a CPU. A thread must not
/// open two scopes that differ.
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
