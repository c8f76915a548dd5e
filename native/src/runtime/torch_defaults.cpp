// SPDX-License-Identifier: Apache-2.0
//
// LibTorch's switches that have one right position here, set when the library is loaded.

#include <ATen/Context.h>

namespace reslab {
namespace {

// NNPACK computes no layer of ours: LibTorch prefers oneDNN for float32, and NNPACK has nothing else. On processors
// that it does not know it would all the same complain on standard error of each convolution in float64 or float16.
[[maybe_unused]] const bool no_nnpack = [] {
  at::globalContext().setUserEnabledNNPACK(false);
  return true;
}();

}  // namespace
}  // namespace reslab
