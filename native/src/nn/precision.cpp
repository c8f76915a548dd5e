// SPDX-License-Identifier: Apache-2.0
#include "nn/precision.hpp"

#include <ATen/autocast_mode.h>

#include "runtime/error.hpp"

namespace reslab {

const char* name_of(Precision precision) {
  switch (precision) {
    case Precision::kFp32:
      return "fp32";
    case Precision::kTf32:
      return "tf32";
    case Precision::kBf16:
      return "bf16";
    case Precision::kFp16:
      return "fp16";
  }
  fail(ErrorKind::kInternal, "unknown precision ", static_cast<int32_t>(precision));
}

void require_precision(Precision precision, c10::Device device) {
  if (precision == Precision::kTf32 && !device.is_cuda()) {
    fail(ErrorKind::kUnsupported, "precision is tf32, which ", device.str(),
         " has no instructions for; use fp32 or bf16, or a CUDA device");
  }
}

AutocastScope::AutocastScope(Precision precision, c10::Device device)
    : type_(device.type()), enters_(precision == Precision::kBf16 || precision == Precision::kFp16) {
  if (!enters_) return;
  enabled_before_ = at::autocast::is_autocast_enabled(type_);
  cached_before_ = at::autocast::is_autocast_cache_enabled();
  dtype_before_ = static_cast<int>(at::autocast::get_autocast_dtype(type_));
  at::autocast::set_autocast_enabled(type_, true);
  at::autocast::set_autocast_dtype(type_, precision == Precision::kBf16 ? at::kBFloat16 : at::kHalf);
  // A pass uses each weight once, and a recorded step must cast it each time.
  at::autocast::set_autocast_cache_enabled(false);
}

AutocastScope::~AutocastScope() {
  if (!enters_) return;
  at::autocast::set_autocast_enabled(type_, enabled_before_);
  at::autocast::set_autocast_dtype(type_, static_cast<at::ScalarType>(dtype_before_));
  at::autocast::set_autocast_cache_enabled(cached_before_);
}

}  // namespace reslab
