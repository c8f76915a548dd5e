// SPDX-License-Identifier: Apache-2.0
//
// Switches of LibTorch that this library always needs in one position, set when it is loaded.

#include <ATen/Context.h>

namespace reslab {
namespace {

// NNPACK computes none of these networks' layers: LibTorch prefers oneDNN for float32, the only type that NNPACK has.
// On processors unknown to it, it would still warn on standard error at each convolution in float64 or float16.
[[maybe_unused]] const bool no_nnpack = [] {
  at::globalContext().setUserEnabledNNPACK(false);
  return true;
}();

}  // namespace
}  // namespace reslab
