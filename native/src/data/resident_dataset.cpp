// SPDX-License-Identifier: Apache-2.0
#include "data/resident_dataset.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <type_traits>
#include <utility>
#include <variant>

#include "data/augment.hpp"

namespace reslab {
namespace {

/// A copy of host values on a device.
template <typename T>
torch::Tensor placed(const T* values, at::IntArrayRef sizes, c10::Device device) {
  constexpr at::ScalarType kType = c10::CppTypeToScalarType<T>::value;
  // from_blob takes no const pointer; the copy only reads.
  return at::from_blob(const_cast<T*>(values), sizes, at::TensorOptions(kType)).to(device, kType, false, /*copy=*/true);
}

}  // namespace

ResidentDataset::ResidentDataset(const Dataset& dataset, const BatchPlan& plan, c10::Device device)
    : plan_(plan),
      pixels_(std::visit(
          [&](const auto& values) {
            return placed(values.data(), {dataset.images(), Dataset::kValues}, device);
          },
          dataset.pixels())),
      table_(placed(normalization_table()[0].data(), {3, 256}, device)),
      labels_(placed(dataset.labels().data(), {dataset.images()}, device)),
      order_(at::empty({dataset.images()}, at::TensorOptions(at::kInt).device(device))),
      epoch_(at::empty({1}, at::TensorOptions(at::kLong).device(device))),
      host_order_(static_cast<size_t>(dataset.images())) {}

double ResidentDataset::bytes(const Dataset& dataset) {
  const size_t value = std::holds_alternative<std::vector<uint8_t>>(dataset.pixels()) ? sizeof(uint8_t) : sizeof(float);
  return static_cast<double>(dataset.images()) *
         static_cast<double>(Dataset::kValues * value + sizeof(int64_t) + sizeof(int32_t));
}

void ResidentDataset::begin_epoch(int64_t epoch) {
  fill_epoch_order(plan_.shuffle, plan_.seed, epoch, host_order_);
  order_.copy_(at::from_blob(host_order_.data(), order_.sizes(), at::TensorOptions(at::kInt)));
  epoch_.fill_(epoch);
}

std::pair<Batch, BatchJob> ResidentDataset::job(const torch::Tensor& position, int64_t count) const {
  Batch batch;
  batch.images = at::empty({count, Dataset::kChannels, Dataset::kSide, Dataset::kSide},
                           at::TensorOptions(at::kFloat).device(pixels_.device()), at::MemoryFormat::ChannelsLast);
  batch.labels = at::empty({count}, labels_.options());
  BatchJob job;
  if (pixels_.scalar_type() == at::kByte) {
    job.bytes = pixels_.const_data_ptr<uint8_t>();
  } else {
    job.values = pixels_.const_data_ptr<float>();
  }
  job.table = table_.const_data_ptr<float>();
  job.labels = labels_.const_data_ptr<int64_t>();
  job.order = order_.const_data_ptr<int32_t>();
  job.epoch = epoch_.const_data_ptr<int64_t>();
  job.position = position.const_data_ptr<int64_t>();
  job.seed = plan_.seed;
  job.augment = plan_.augment;
  job.batch = plan_.batch;
  job.count = count;
  job.images = batch.images.mutable_data_ptr<float>();
  job.batch_labels = batch.labels.mutable_data_ptr<int64_t>();
  return {batch, job};
}

}  // namespace reslab
