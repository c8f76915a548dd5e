// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace reslab {

/// What this machine can do at best; see rl_machine_limits.
struct MachineLimits {
  int64_t threads = 0;
  double convolution_gflops = 0;  ///< two floating-point operations for each multiply-accumulate
  double copy_gbps = 0;           ///< bytes read and bytes written
};

/// Measures on the CPU with the calling thread's number of threads.
/// @throws Error kOutOfMemory where the buffers would not fit
MachineLimits measure_limits();

}  // namespace reslab
