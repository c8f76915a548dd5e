// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "nn/network.hpp"
#include "train/trainer_options.hpp"

namespace reslab {

/// The device memory that a training step takes, as far as shapes alone determine it.
struct StepMemoryEstimate {
  double fixed = 0;            ///< bytes for any batch, besides the weights: gradients and the optimizer's state
  double least_per_image = 0;  ///< bytes of the outputs of convolutions, which the derivatives need
  double most_per_image = 0;   ///< bytes with the maps of all layers, and their derivatives

  /// A lower estimate: less memory than this cannot suffice.
  double least(int64_t images) const { return fixed + static_cast<double>(images) * least_per_image; }
  /// An upper estimate.
  double most(int64_t images) const { return fixed + static_cast<double>(images) * most_per_image; }
  /// The largest batch that fits by the upper estimate; 0 where not even one image does.
  int64_t largest_batch(double available) const;
};

StepMemoryEstimate estimate_step(const Network& network, const TrainerOptions& options);

/// @throws Error kOutOfMemory where a step of `images` images cannot fit into the free memory of the network's device,
///         with the estimate, the free memory and the largest batch that fits
void require_step_memory(const Network& network, const TrainerOptions& options, int64_t images);

/// Reports that the device ran out of memory in a step, and what would fit.
/// @throws Error kOutOfMemory, always
[[noreturn]] void fail_out_of_memory(const Network& network, const TrainerOptions& options, int64_t images);

}  // namespace reslab
