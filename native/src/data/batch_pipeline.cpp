// SPDX-License-Identifier: Apache-2.0
#include "data/batch_pipeline.hpp"

#include <ATen/ops/empty.h>

#include <algorithm>

#include "data/image_writer.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

/// The first `count` images of a batch, as views.
Batch first_of(const Batch& batch, int64_t count) {
  return {batch.images.narrow(0, 0, count), batch.labels.narrow(0, 0, count)};
}

}  // namespace

Batch make_batch(int64_t size, const ImageShape& shape, c10::Device device, bool pinned) {
  const at::TensorOptions options = at::TensorOptions(device).pinned_memory(pinned);
  return {at::empty({size, shape.channels, shape.height, shape.width}, options.dtype(at::kFloat),
                    at::MemoryFormat::ChannelsLast),
          at::empty({size}, options.dtype(at::kLong))};
}

Batch assemble_range(const Dataset& dataset, int64_t first, int64_t count, Batch& memory) {
  float* images = memory.images.mutable_data_ptr<float>();
  int64_t* labels = memory.labels.mutable_data_ptr<int64_t>();
  const Transform whole = Transform::identity(dataset.shape());
  for (int64_t i = 0; i < count; ++i) {
    write_image(dataset.image(first + i), whole, images + i * dataset.shape().values());
    labels[i] = dataset.labels()[first + i];
  }
  return first_of(memory, count);
}

BatchPipeline::BatchPipeline(const std::shared_ptr<const Dataset>& dataset, BatchPlan plan, int64_t first_step,
                             bool pinned)
    : assembler_(dataset, plan), first_step_(first_step), total_steps_(assembler_.total()) {
  for (Slot& slot : slots_) {
    slot.memory = make_batch(std::min(plan.batch, dataset->images()), dataset->shape(), c10::kCPU, pinned);
    slot.images = slot.memory.images.mutable_data_ptr<float>();
    slot.labels = slot.memory.labels.mutable_data_ptr<int64_t>();
  }
  worker_ = std::thread([this] { produce(); });
}

BatchPipeline::~BatchPipeline() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

Batch BatchPipeline::next() {
  std::unique_lock lock(mutex_);
  if (first_step_ + consumed_ >= total_steps_) {
    fail(ErrorKind::kInternal, "batch ", first_step_ + consumed_, " was asked for in a run of ", total_steps_);
  }
  changed_.wait(lock, [this] { return produced_ > consumed_ || failure_ != nullptr; });
  if (produced_ <= consumed_) std::rethrow_exception(failure_);
  const Slot& slot = slots_[consumed_ % 2];
  ++consumed_;
  changed_.notify_all();
  return first_of(slot.memory, slot.count);
}

void BatchPipeline::produce() {
  try {
    for (int64_t number = 0; first_step_ + number < total_steps_; ++number) {
      {
        std::unique_lock lock(mutex_);
        // The slot is free once the consumer has taken the batch after the one that it held.
        changed_.wait(lock, [this, number] { return stop_ || number < 2 || number < consumed_ + 1; });
        if (stop_) return;
      }
      Slot& slot = slots_[number % 2];
      slot.count = assembler_.write(first_step_ + number, slot.images, slot.labels);
      {
        const std::lock_guard lock(mutex_);
        ++produced_;
      }
      changed_.notify_all();
    }
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
    changed_.notify_all();
  }
}

}  // namespace reslab
