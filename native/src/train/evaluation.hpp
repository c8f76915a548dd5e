// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "data/dataset.hpp"
#include "nn/network.hpp"

namespace reslab {

/// Sums over the images evaluated.
struct Evaluation {
  int64_t images = 0;
  int64_t correct = 0;  ///< images whose largest logit is the label's
  double loss_sum = 0;  ///< of cross-entropies; NaN or infinite where a logit is
};

/// Evaluates images [first, first + count) without augmentation, `batch` at a time, in evaluation mode. The network's
/// mode is restored.
///
/// @param logits room for count x classes values, row-major in the order of the images, or null
/// @param cancel read atomically before each batch; may be null
/// @throws Error kInvalidArgument for a range or batch out of bounds or another number of classes, kCancelled
Evaluation evaluate(Network& network, const Dataset& dataset, int64_t first, int64_t count, int64_t batch,
                    float* logits, const int32_t* cancel);

}  // namespace reslab
