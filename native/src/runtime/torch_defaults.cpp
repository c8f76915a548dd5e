// SPDX-License-Identifier: Apache-2.0
//
// Switches of LibTorch that this library always needs in one position, set when it is loaded.

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include <cstdlib>

#include "runtime/cgroup.hpp"

namespace reslab {
namespace {

// NNPACK computes none of these networks' layers: LibTorch prefers oneDNN for float32, the only type that NNPACK has.
// On processors unknown to it, it would still warn on standard error at each convolution in float64 or float16.
[[maybe_unused]] const bool no_nnpack = [] {
  at::globalContext().setUserEnabledNNPACK(false);
  return true;
}();

// LibTorch counts the processors that the process may run on, and knows nothing of the time that its container has.
[[maybe_unused]] const bool threads_of_the_container = [] {
  const auto processors = cgroup_processors();
  if (processors && *processors < at::get_num_threads() && std::getenv("OMP_NUM_THREADS") == nullptr) {
    at::set_num_threads(static_cast<int>(*processors));
  }
  return true;
}();

}  // namespace
}  // namespace reslab
