// SPDX-License-Identifier: Apache-2.0
//
// Compiled for the instruction set of its name alone (see native/CMakeLists.txt); called only where the CPU has it.
#include "kernels/kernel_table.hpp"

namespace reslab::kernels {
namespace {

constexpr int64_t kLanes = 16;
/// AVX-512: 32 registers hold 14 x 2 sums, two columns of the right matrix and a value of the left.
constexpr int kBlockRows = 14;

#include "kernels/kernel_set.hpp"

}  // namespace

// Filled in by the compiler: a CPU without these instructions must not run a line of this file, at load neither.
extern constinit const CpuKernels kernels_avx512 = kernel_set("avx512");

}  // namespace reslab::kernels
