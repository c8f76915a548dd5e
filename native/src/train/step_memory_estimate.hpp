// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "nn/network.hpp"
#include "train/trainer_options.hpp"

namespace reslab {

/// What a training step takes of its device's memory, known from the shapes alone.
struct StepMemoryEstimate {
  double fixed = 0;            ///< bytes beside the weights, whatever the batch: gradients and the optimizer's state
  double least_per_image = 0;  ///< bytes of the maps that convolutions hand on, which the derivatives need
  double most_per_image = 0;   ///< bytes with the maps of all layers, and their derivatives

  /// Rather too small than too large: what exceeds it cannot succeed.
  double least(int64_t images) const { return fixed + static_cast<double>(images) * least_per_image; }
  /// Rather too large than too small.
  double most(int64_t images) const { return fixed + static_cast<double>(images) * most_per_image; }
  /// The largest batch that fits by that; 0 where not even one image does.
  int64_t largest_batch(double available) const;
};

StepMemoryEstimate estimate_step(const Network& network, const TrainerOptions& options);

/// @throws Error kOutOfMemory where a step of `images` images cannot fit into what the network's device has left,
/// naming
///         the estimate, what is left and the largest batch that fits
void require_step_memory(const Network& network, const TrainerOptions& options, int64_t images);

/// What to say when the device ran out of memory all the same.
/// @throws Error kOutOfMemory, always
[[noreturn]] void fail_out_of_memory(const Network& network, const TrainerOptions& options, int64_t images);

}  // namespace reslab
