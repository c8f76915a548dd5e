// SPDX-License-Identifier: Apache-2.0
#include "data/resident_dataset.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstring>
#include <type_traits>

#include "runtime/error.hpp"

namespace reslab {
namespace {

static_assert(std::is_trivially_copyable_v<Transform> && sizeof(Transform) % sizeof(int32_t) == 0);
constexpr int64_t kTransformNumbers = sizeof(Transform) / sizeof(int32_t);

/// A copy of host values on a device.
template <typename T>
torch::Tensor placed(const T* values, at::IntArrayRef sizes, c10::Device device) {
  constexpr at::ScalarType kType = c10::CppTypeToScalarType<T>::value;
  // from_blob takes no const pointer; the copy only reads.
  return at::from_blob(const_cast<T*>(values), sizes, at::TensorOptions(kType)).to(device, kType, false, /*copy=*/true);
}

/// The pixels of all images, image after image.
template <typename T>
torch::Tensor gathered(const Dataset& dataset, const T* StoredImage::*pixels, c10::Device device) {
  const int64_t size = dataset.shape().values();
  if (!dataset.is_selection()) return placed(dataset.image(0).*pixels, {dataset.images(), size}, device);
  const torch::Tensor all = at::empty({dataset.images(), size}, at::TensorOptions(c10::CppTypeToScalarType<T>::value));
  T* target = all.mutable_data_ptr<T>();
  for (int64_t i = 0; i < dataset.images(); ++i) {
    std::memcpy(target + i * size, dataset.image(i).*pixels, static_cast<size_t>(size) * sizeof(T));
  }
  return all.to(device);
}

torch::Tensor gathered(const Dataset& dataset, c10::Device device) {
  return dataset.holds_bytes() ? gathered(dataset, &StoredImage::bytes, device)
                               : gathered(dataset, &StoredImage::values, device);
}

}  // namespace

ResidentDataset::ResidentDataset(const Dataset& dataset, const BatchPlan& plan, c10::Device device)
    : shape_(dataset.shape()),
      plan_(plan),
      pixels_(gathered(dataset, device)),
      table_(placed(dataset.image(0).table, {dataset.shape().channels, 256}, device)),
      labels_(placed(dataset.labels().data(), {dataset.images()}, device)),
      order_(at::empty({dataset.images()}, at::TensorOptions(at::kInt).device(device))),
      host_order_(static_cast<size_t>(dataset.images())) {
  if (plan.augmentation.needs_host_bytes()) {
    fail(ErrorKind::kInternal, "images on a device cannot be varied by '", plan.augmentation.text(), "'");
  }
  if (plan.augmentation.none()) return;
  transforms_ = at::empty({dataset.images(), kTransformNumbers}, order_.options());
  host_transforms_.resize(host_order_.size());
}

double ResidentDataset::bytes(const Dataset& dataset, const BatchPlan& plan) {
  const size_t pixels =
      static_cast<size_t>(dataset.shape().values()) * (dataset.holds_bytes() ? sizeof(uint8_t) : sizeof(float));
  const size_t transform = plan.augmentation.none() ? 0 : sizeof(Transform);
  return static_cast<double>(dataset.images()) *
         static_cast<double>(pixels + sizeof(int64_t) + sizeof(int32_t) + transform);
}

void ResidentDataset::begin_epoch(int64_t epoch) {
  fill_epoch_order(plan_.shuffle, plan_.seed, epoch, host_order_);
  order_.copy_(at::from_blob(host_order_.data(), order_.sizes(), at::TensorOptions(at::kInt)));
  if (!transforms_.defined()) return;
  fill_epoch_transforms(plan_, shape_, epoch, host_order_, host_transforms_);
  transforms_.copy_(at::from_blob(host_transforms_.data(), transforms_.sizes(), at::TensorOptions(at::kInt)));
}

std::pair<Batch, BatchJob> ResidentDataset::job(const torch::Tensor& position, int64_t count) const {
  const Batch batch = make_batch(count, shape_, pixels_.device());
  BatchJob job;
  job.first = {.table = table_.const_data_ptr<float>(),
               .channels = shape_.channels,
               .height = shape_.height,
               .width = shape_.width};
  if (pixels_.scalar_type() == at::kByte) {
    job.first.bytes = pixels_.const_data_ptr<uint8_t>();
  } else {
    job.first.values = pixels_.const_data_ptr<float>();
  }
  job.labels = labels_.const_data_ptr<int64_t>();
  job.order = order_.const_data_ptr<int32_t>();
  if (transforms_.defined()) job.transforms = reinterpret_cast<const Transform*>(transforms_.const_data_ptr<int32_t>());
  job.position = position.const_data_ptr<int64_t>();
  job.batch = plan_.batch;
  job.count = count;
  job.images = batch.images.mutable_data_ptr<float>();
  job.batch_labels = batch.labels.mutable_data_ptr<int64_t>();
  return {batch, job};
}

}  // namespace reslab
