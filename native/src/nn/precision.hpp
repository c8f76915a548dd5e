// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace reslab {

/// The precision of training and evaluation; the numbers are the RL_PRECISION_* of the C ABI.
enum class Precision : int32_t { kFp32 = 0, kTf32 = 1, kBf16 = 2, kFp16 = 3 };

/// The name in files and messages, for example "bf16".
const char* name_of(Precision precision);

/// @throws Error kUnsupported where `device` does not support it
void require_precision(Precision precision, c10::Device device);

/// Enables LibTorch's autocast for the calling thread on `device` while it lives: convolutions and linear layers
/// compute in bfloat16 or float16, the rest by autocast's rules, as in a `torch.autocast` block. Does nothing for
/// kFp32, nor for kTf32, which is a mode of the device (DeviceMode).
class AutocastScope {
 public:
  AutocastScope(Precision precision, c10::Device device);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  const c10::DeviceType type_;
  const bool enters_;
  bool enabled_before_ = false;
  bool cached_before_ = false;
  int dtype_before_ = 0;
};

}  // namespace reslab
