// SPDX-License-Identifier: Apache-2.0
#include "data/dataset.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "abi/handles.hpp"
#include "data/image_bytes.hpp"
#include "data/tensor_images.hpp"
#include "train/assembled_batch.hpp"

namespace abi = reslab::abi;
using reslab::Dataset;
using reslab::ErrorKind;

static_assert(static_cast<int32_t>(reslab::CifarFormat::kCifar10) == RL_FORMAT_CIFAR10);
static_assert(static_cast<int32_t>(reslab::CifarFormat::kCifar100) == RL_FORMAT_CIFAR100);
static_assert(offsetof(rl_dataset_info, images) == 8);
static_assert(sizeof(rl_dataset_info) == 40);
static_assert(offsetof(rl_batch_options, batch) == 24);
static_assert(sizeof(rl_batch_options) == 48);

namespace {

reslab::CifarFormat cifar_format(int32_t format) {
  if (format != RL_FORMAT_CIFAR10 && format != RL_FORMAT_CIFAR100) {
    reslab::fail(ErrorKind::kInvalidArgument, "format is ", format, ", expected one of RL_FORMAT_*");
  }
  return static_cast<reslab::CifarFormat>(format);
}

std::vector<std::string> file_names(const char* const* files, int32_t count) {
  if (count < 1) reslab::fail(ErrorKind::kInvalidArgument, "file_count is ", count, ", expected at least 1");
  abi::required(files, "files");
  std::vector<std::string> names;
  for (int32_t i = 0; i < count; ++i) {
    names.emplace_back(&abi::required(files[i], ("files[" + std::to_string(i) + "]").c_str()));
  }
  return names;
}

}  // namespace

extern "C" {

rl_status rl_dataset_open(int32_t format, const char* const* files, int32_t file_count, int64_t limit,
                          rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    const reslab::CifarFormat layout = cifar_format(format);
    target = new rl_dataset(Dataset::open_cifar(layout, file_names(files, file_count), limit));
  });
}

rl_status rl_dataset_create_synthetic(int64_t images, int32_t classes, uint64_t seed, rl_dataset** dataset,
                                      rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    target = new rl_dataset(Dataset::synthetic(images, classes, seed));
  });
}

rl_status rl_dataset_open_tensors(const char* path, const char* images, const char* labels, int32_t classes,
                                  rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    std::optional<std::string> labels_name;
    if (labels != nullptr) labels_name = labels;
    target = new rl_dataset(reslab::open_tensor_images(&abi::required(path, "path"), &abi::required(images, "images"),
                                                       labels_name ? &*labels_name : nullptr, classes));
  });
}

rl_status rl_dataset_create_images(const uint8_t* pixels, const int64_t* labels, int64_t images, int32_t classes,
                                   rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    const uint8_t* planes = &abi::required(pixels, "pixels");
    target = new rl_dataset(reslab::dataset_of_bytes(planes, labels, images, classes));
  });
}

void rl_dataset_free(rl_dataset* dataset) {
  abi::guarded(nullptr, [&] { delete dataset; });
}

rl_status rl_dataset_describe(const rl_dataset* dataset, rl_dataset_info* info, rl_error* err) {
  return abi::guarded(err, [&] {
    const std::shared_ptr<Dataset>& source = abi::object(dataset);
    abi::answer(info, "info", [&](rl_dataset_info& target) {
      target.classes = static_cast<int32_t>(source->classes());
      target.images = source->images();
      target.channels = Dataset::kChannels;
      target.height = Dataset::kSide;
      target.width = Dataset::kSide;
    });
  });
}

rl_status rl_dataset_labels(const rl_dataset* dataset, int64_t first, int64_t count, int64_t* labels, rl_error* err) {
  return abi::guarded(err, [&] {
    const std::shared_ptr<Dataset>& source = abi::object(dataset);
    int64_t* target = &abi::required(labels, "labels");
    source->check_range(first, count);
    std::copy_n(source->labels().begin() + first, count, target);
  });
}

rl_status rl_dataset_pixels(const rl_dataset* dataset, int64_t first, int64_t count, uint8_t* pixels, rl_error* err) {
  return abi::guarded(err, [&] {
    const std::shared_ptr<Dataset>& source = abi::object(dataset);
    uint8_t* target = &abi::required(pixels, "pixels");
    source->check_range(first, count);
    for (int64_t i = 0; i < count; ++i) reslab::write_image_bytes(*source, first + i, target + i * Dataset::kValues);
  });
}

rl_status rl_dataset_batch(const rl_dataset* dataset, const rl_batch_options* options, float* images, int64_t* labels,
                           int64_t* count, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& source = abi::object(dataset);
    const rl_batch_options asked = abi::sized(options, "options");
    abi::required(images, "images");
    abi::required(labels, "labels");
    const reslab::BatchPlan plan{.batch = asked.batch,
                                 .epochs = 1,
                                 .shuffle = abi::boolean(asked.shuffle, "options.shuffle"),
                                 .augment = abi::boolean(asked.augment, "options.augment"),
                                 .seed = asked.seed};
    const c10::Device device =
        reslab::resolve_device({abi::device_kind(asked.device, "options.device"), int64_t{asked.device_index}});
    abi::required(count, "count") = reslab::assemble_batch(source, plan, asked.number, device, images, labels);
  });
}

}  // extern "C"
