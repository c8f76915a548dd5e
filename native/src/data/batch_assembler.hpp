// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/augmentation.hpp"
#include "data/dataset.hpp"

namespace reslab {

/// Which images a run uses, in which order, and how they are augmented.
struct BatchPlan {
  int64_t batch = 0;  ///< images in a batch; at least 1
  int64_t epochs = 1;
  bool shuffle = false;
  Augmentation augmentation{};
  uint64_t seed = 0;
};

/// @throws Error kInvalidArgument where the images are none that the plan's augmentation can vary
void check_fits(const BatchPlan& plan, const Dataset& dataset);

/// Batches in one epoch; the last may be smaller than the others.
int64_t batches_per_epoch(int64_t images, int64_t batch);

/// The order in which an epoch visits the images: 0, 1, 2… or that shuffled (Fisher-Yates), a function of the
/// arguments.
/// @param order as many entries as there are images
void fill_epoch_order(bool shuffled, uint64_t seed, int64_t epoch, std::vector<int32_t>& order);

/// The transforms of the images of an epoch, in its order.
/// @param order as fill_epoch_order gives it
/// @param transforms as many entries
void fill_epoch_transforms(const BatchPlan& plan, const ImageShape& shape, int64_t epoch,
                           const std::vector<int32_t>& order, std::vector<Transform>& transforms);

/// Writes the batches of a plan: each a function of the plan and its number alone. Calls no LibTorch operation.
/// Not thread-safe: it caches the order of the current epoch.
class BatchAssembler {
 public:
  /// @throws Error kInvalidArgument as check_fits
  BatchAssembler(std::shared_ptr<const Dataset> dataset, BatchPlan plan);

  /// Batches of the whole plan.
  int64_t total() const { return plan_.epochs * per_epoch_; }

  /// @param number 0-based over the whole plan
  /// @param images room for `plan.batch` images, float32 [height][width][channels] each
  /// @param labels room for as many labels
  /// @return the images written; fewer than `plan.batch` at the end of an epoch
  int64_t write(int64_t number, float* images, int64_t* labels);

 private:
  const std::shared_ptr<const Dataset> dataset_;
  const BatchPlan plan_;
  const int64_t per_epoch_;
  std::vector<int32_t> order_;
  int64_t order_epoch_ = -1;
};

}  // namespace reslab
