// SPDX-License-Identifier: Apache-2.0
#include "data/batch_assembler.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "data/image_writer.hpp"
#include "runtime/error.hpp"
#include "runtime/random.hpp"

namespace reslab {

void check_fits(const BatchPlan& plan, const Dataset& dataset) {
  if (!plan.augmentation.needs_host_bytes() || dataset.holds_bytes()) return;
  fail(
      ErrorKind::kInvalidArgument, "the augmentation '", plan.augmentation.text(),
      "' does not fit the data set: its images are float32 values, and 'trivial' expects bytes from 0 to 255; give the "
      "images as bytes or leave 'trivial' out");
}

int64_t batches_per_epoch(int64_t images, int64_t batch) { return (images - 1) / batch + 1; }

void fill_epoch_order(bool shuffled, uint64_t seed, int64_t epoch, std::vector<int32_t>& order) {
  // From the sorted order each time, so that an epoch's order does not depend on the epochs before it.
  std::iota(order.begin(), order.end(), 0);
  if (!shuffled) return;
  RandomStream stream(seed, RandomPurpose::kShuffle, static_cast<uint32_t>(epoch), 0);
  for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[stream.below(static_cast<uint32_t>(i))]);
}

void fill_epoch_transforms(const BatchPlan& plan, const ImageShape& shape, int64_t epoch,
                           const std::vector<int32_t>& order, std::vector<Transform>& transforms) {
  for (size_t i = 0; i < order.size(); ++i) transforms[i] = plan.augmentation.draw(shape, plan.seed, epoch, order[i]);
}

BatchAssembler::BatchAssembler(std::shared_ptr<const Dataset> dataset, BatchPlan plan)
    : dataset_(std::move(dataset)),
      plan_(plan),
      per_epoch_(batches_per_epoch(dataset_->images(), plan.batch)),
      order_(static_cast<size_t>(dataset_->images())) {
  check_fits(plan_, *dataset_);
}

int64_t BatchAssembler::write(int64_t number, float* images, int64_t* labels) {
  const int64_t epoch = number / per_epoch_;
  if (epoch != order_epoch_) {
    fill_epoch_order(plan_.shuffle, plan_.seed, epoch, order_);
    order_epoch_ = epoch;
  }
  const int64_t begin = number % per_epoch_ * plan_.batch;
  const int64_t count = std::min(plan_.batch, dataset_->images() - begin);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t image = order_[begin + i];
    const Transform transform = plan_.augmentation.draw(dataset_->shape(), plan_.seed, epoch, image);
    write_image(dataset_->image(image), transform, images + i * dataset_->shape().values());
    labels[i] = dataset_->labels()[image];
  }
  return count;
}

}  // namespace reslab
