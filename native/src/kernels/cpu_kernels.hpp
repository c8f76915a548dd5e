// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/kernel_table.hpp"

namespace reslab::kernels {

/// The kernels that this CPU can run, the widest vectors first.
std::vector<const CpuKernels*> supported_kernels();

/// The first of them; null where there are none. The environment variable RESLAB_CPU_KERNELS may name a narrower one
/// ("avx2"), or "none".
/// @throws Error kInvalidArgument where it names something else
const CpuKernels* cpu_kernels();

/// The parts of the fast path, which can be disabled one by one to measure what each saves.
enum class FastPart { kConvolution, kNormalization };

/// True unless the environment variable RESLAB_FAST_PARTS names other parts only; it is a list of "convolution" and
/// "normalization", separated by commas, and absent for both.
/// @throws Error kInvalidArgument where it names something else
bool part_wanted(FastPart part);

}  // namespace reslab::kernels
