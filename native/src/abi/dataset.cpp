// SPDX-License-Identifier: Apache-2.0
#include "data/dataset.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "abi/handles.hpp"
#include "abi/images.hpp"
#include "data/cifar_files.hpp"
#include "data/image_arrays.hpp"
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
static_assert(sizeof(rl_batch_options) == 56);
static_assert(offsetof(rl_image_description, mean) == 16);
static_assert(sizeof(rl_image_description) == 48);
static_assert(offsetof(rl_image_arrays, data) == 24);
static_assert(sizeof(rl_image_arrays) == 48);
static_assert(reslab::ImageShape::kMaxChannels == RL_IMAGE_CHANNELS);
static_assert(reslab::ImageShape::kMinSide == RL_IMAGE_MIN_SIDE);
static_assert(reslab::ImageShape::kMaxSide == RL_IMAGE_MAX_SIDE);

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

reslab::ImageArrays image_arrays(const rl_image_arrays& asked) {
  reslab::ImageArrays result{.labels = asked.labels, .images = asked.images};
  if (asked.data == nullptr) reslab::fail(ErrorKind::kInvalidArgument, "arrays.data is NULL");
  const void* data = asked.data;
  switch (asked.pixels) {
    case RL_PIXELS_UINT8:
      result.bytes = static_cast<const uint8_t*>(data);
      break;
    case RL_PIXELS_FLOAT32:
      result.values = static_cast<const float*>(data);
      break;
    default:
      reslab::fail(ErrorKind::kInvalidArgument, "arrays.pixels is ", asked.pixels, ", expected one of RL_PIXELS_*");
  }
  if (asked.layout != RL_LAYOUT_PLANES && asked.layout != RL_LAYOUT_INTERLEAVED) {
    reslab::fail(ErrorKind::kInvalidArgument, "arrays.layout is ", asked.layout, ", expected one of RL_LAYOUT_*");
  }
  result.interleaved = asked.layout == RL_LAYOUT_INTERLEAVED;
  return result;
}

}  // namespace

extern "C" {

rl_status rl_augmentation_canonicalize(const char* text, char* canonical, int64_t capacity, int64_t* needed,
                                       rl_error* err) {
  return abi::guarded(err, [&] {
    abi::copy_text(reslab::Augmentation::parse(&abi::required(text, "text")).text(), canonical, capacity, needed);
  });
}

rl_status rl_dataset_open(int32_t format, const char* const* files, int32_t file_count, int64_t limit,
                          const rl_image_description* description, rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    const reslab::CifarFormat layout = cifar_format(format);
    target = new rl_dataset(
        reslab::open_cifar(layout, file_names(files, file_count), limit, abi::image_description(description)));
  });
}

rl_status rl_dataset_create_synthetic(int64_t images, int32_t classes, uint64_t seed,
                                      const rl_image_description* description, rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    target = new rl_dataset(Dataset::synthetic(images, classes, seed, abi::image_description(description)));
  });
}

rl_status rl_dataset_open_tensors(const char* path, const char* images, const char* labels, int32_t classes,
                                  const rl_image_description* description, rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    std::optional<std::string> labels_name;
    if (labels != nullptr) labels_name = labels;
    std::optional<reslab::ImageDescription> given;
    if (description != nullptr) given = abi::image_description(description);
    target = new rl_dataset(reslab::open_tensor_images(&abi::required(path, "path"), &abi::required(images, "images"),
                                                       labels_name ? &*labels_name : nullptr, classes,
                                                       given ? &*given : nullptr));
  });
}

rl_status rl_dataset_create(const rl_image_arrays* arrays, rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    const rl_image_arrays asked = abi::sized(arrays, "arrays");
    target = new rl_dataset(
        reslab::dataset_of_arrays(abi::image_description(asked.description), asked.classes, image_arrays(asked)));
  });
}

rl_status rl_dataset_map(const char* path, int32_t classes, const rl_image_description* description,
                         rl_dataset** dataset, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_dataset*& target = abi::required(dataset, "dataset");
    target =
        new rl_dataset(reslab::map_images(&abi::required(path, "path"), abi::image_description(description), classes));
  });
}

rl_status rl_dataset_select(const rl_dataset* dataset, const int64_t* images, int64_t count, rl_dataset** selected,
                            rl_error* err) {
  return abi::guarded(err, [&] {
    const std::shared_ptr<Dataset>& source = abi::object(dataset);
    rl_dataset*& target = abi::required(selected, "selected");
    if (count < 1) reslab::fail(ErrorKind::kInvalidArgument, "count is ", count, ", expected at least 1");
    const int64_t* numbers = &abi::required(images, "images");
    target = new rl_dataset(source->select(std::vector<int64_t>(numbers, numbers + count)));
  });
}

rl_status rl_dataset_redescribe(const rl_dataset* dataset, const rl_image_description* description,
                                rl_dataset** described, rl_error* err) {
  return abi::guarded(err, [&] {
    const std::shared_ptr<Dataset>& source = abi::object(dataset);
    rl_dataset*& target = abi::required(described, "described");
    target = new rl_dataset(source->described(abi::image_description(description)));
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
      target.channels = source->shape().channels;
      target.height = source->shape().height;
      target.width = source->shape().width;
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
    for (int64_t i = 0; i < count; ++i) {
      reslab::write_image_bytes(*source, first + i, target + i * source->shape().values());
    }
  });
}

rl_status rl_dataset_batch(const rl_dataset* dataset, const rl_batch_options* options, float* images, int64_t* labels,
                           int64_t* count, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& source = abi::object(dataset);
    const rl_batch_options asked = abi::sized(options, "options");
    abi::required(images, "images");
    abi::required(labels, "labels");
    const reslab::BatchPlan plan{
        .batch = asked.batch,
        .epochs = 1,
        .shuffle = abi::boolean(asked.shuffle, "options.shuffle"),
        .augmentation = abi::augmentation(asked.augmentation, abi::boolean(asked.augment, "options.augment")),
        .seed = asked.seed};
    const c10::Device device =
        reslab::resolve_device({abi::device_kind(asked.device, "options.device"), int64_t{asked.device_index}});
    abi::required(count, "count") = reslab::assemble_batch(source, plan, asked.number, device, images, labels);
  });
}

}  // extern "C"
