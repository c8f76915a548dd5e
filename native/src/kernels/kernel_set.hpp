// SPDX-License-Identifier: Apache-2.0
//
// The kernels of one instruction set, included by its file inside an unnamed namespace, after kLanes and kBlockRows.
// What is included here is written once for every vector width, and includes nothing of the standard library but
// integers: an inline function compiled for a newer CPU could be the one that the linker keeps for all.

using Vec = float __attribute__((vector_size(kLanes * sizeof(float))));
using UnalignedVec = float __attribute__((vector_size(kLanes * sizeof(float)), aligned(sizeof(float)), may_alias));

inline Vec load(const float* from) { return *reinterpret_cast<const UnalignedVec*>(from); }
inline void store(float* to, Vec value) { *reinterpret_cast<UnalignedVec*>(to) = value; }

#include "kernels/norm_body.hpp"
#include "kernels/winograd_body.hpp"

constexpr CpuKernels kernel_set(const char* name) {
  return {
      .name = name,
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
}
