// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace reslab {

/// What training and evaluation compute in; the numbers are the RL_PRECISION_* of the C ABI.
enum class Precision : int32_t { kFp32 = 0, kTf32 = 1, kBf16 = 2, kFp16 = 3 };

/// The name in files and messages, for example "bf16".
const char* name_of(Precision precision);

/// @throws Error kUnsupported where `device` cannot compute in it
void require_precision(Precision precision, c10::Device device);

/// While it lives, what the calling thread computes on `device` goes through LibTorch's autocast: convolutions and
/// linear layers in bfloat16 or float16, the rest by its rules, as in a `torch.autocast` block. Nothing for kFp32 and
/// kTf32: the latter is a mode of the device (DeviceMode).
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
