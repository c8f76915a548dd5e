// SPDX-License-Identifier: Apache-2.0
//
// Compiled for the instruction set of its name alone (see native/CMakeLists.txt); called only where the CPU has it.
#include "kernels/kernel_table.hpp"

namespace reslab::kernels {
namespace {

constexpr int64_t kLanes = 8;
/// AVX2 and FMA: 16 registers hold 6 x 2 sums, two columns of the right matrix and a value of the left.
constexpr int kBlockRows = 6;

using Vec = float __attribute__((vector_size(kLanes * sizeof(float))));
using UnalignedVec = float __attribute__((vector_size(kLanes * sizeof(float)), aligned(sizeof(float)), may_alias));

inline Vec load(const float* from) { return *reinterpret_cast<const UnalignedVec*>(from); }
inline void store(float* to, Vec value) { *reinterpret_cast<UnalignedVec*>(to) = value; }

#include "kernels/norm_body.hpp"
#include "kernels/winograd_body.hpp"

}  // namespace

extern const CpuKernels kernels_avx2 = {
    .name = "avx2",
    .lanes = kLanes,
    .block = 2 * kBlockRows,
    .transform_patches = transform_patches,
    .transform_taps = transform_taps,
    .transform_filters = transform_filters,
    .multiply = multiply,
    .transform_outputs = transform_outputs,
    .transform_gradients = transform_gradients,
    .channel_moments = channel_moments,
    .norm_act = norm_act,
    .norm_act_sums = norm_act_sums,
    .norm_act_derivative = norm_act_derivative,
};

}  // namespace reslab::kernels
