// SPDX-License-Identifier: Apache-2.0
//
// Compiled for the instruction set of its name alone (see native/CMakeLists.txt); called only where the CPU has it.
#include "kernels/kernel_table.hpp"

namespace reslab::kernels {
namespace {

constexpr int64_t kLanes = 8;
/// AVX2 and FMA: 16 registers hold 6 x 2 sums, two columns of the right matrix and a value of the left.
constexpr int kBlockRows = 6;

#include "kernels/kernel_set.hpp"

}  // namespace

// Filled in by the compiler: a CPU without these instructions must not run a line of this file, at load neither.
extern constinit const CpuKernels kernels_avx2 = kernel_set("avx2");

}  // namespace reslab::kernels
