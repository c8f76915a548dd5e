// SPDX-License-Identifier: Apache-2.0
#include "data/tensor_images.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "data/interleave.hpp"
#include "runtime/error.hpp"
#include "runtime/mapped_file.hpp"
#include "runtime/safetensors.hpp"

namespace reslab {
namespace {

/// The tensors of a file that is mapped.
const std::string kMappedPixels = "images";
const std::string kMappedLabels = "labels";

const TensorEntry& find(const SafetensorsFile& file, const std::string& name) {
  const auto found = file.tensors().find(name);
  if (found != file.tensors().end()) return found->second;
  std::string names;
  for (const auto& each : file.tensors()) names += (names.empty() ? "'" : ", '") + each.first + "'";
  fail(ErrorKind::kInvalidArgument, "'", file.path(), "' has no tensor '", name, "'; it holds ",
       names.empty() ? "none" : names, "; give the tensor that name in the file");
}

void check_type(const SafetensorsFile& file, const std::string& name, const TensorEntry& entry, const char* type) {
  if (entry.type != type) {
    fail(ErrorKind::kDtypeMismatch, "'", file.path(), "' tensor '", name, "' is ", entry.type, ", expected ", type);
  }
}

/// The shape of the images in a tensor [N, C, H, W], which must be that of `expected` where it is given.
ImageShape image_shape(const SafetensorsFile& file, const std::string& name, const TensorEntry& entry,
                       const ImageDescription* expected) {
  const std::vector<int64_t>& shape = entry.shape;
  const bool four = shape.size() == 4 && shape[0] >= 1;
  const ImageShape found = four ? ImageShape{shape[1], shape[2], shape[3]} : ImageShape{};
  if (four && (expected == nullptr || found == expected->shape)) {
    try {
      validate(found);
    } catch (const Error& error) {
      fail(ErrorKind::kInvalidArgument, "'", file.path(), "' tensor '", name, "' has shape ", shape_text(shape), ": ",
           error.what());
    }
    return found;
  }
  const std::string wanted = expected == nullptr ? "[N, C, H, W] with N at least 1"
                                                 : "[N, " + std::to_string(expected->shape.channels) + ", " +
                                                       std::to_string(expected->shape.height) + ", " +
                                                       std::to_string(expected->shape.width) + "] with N at least 1";
  fail(ErrorKind::kShapeMismatch, "'", file.path(), "' tensor '", name, "' has shape ", shape_text(shape),
       ", expected ", wanted);
}

std::vector<float> read_images(const SafetensorsFile& file, const std::string& name, const TensorEntry& entry,
                               const ImageShape& shape) {
  const int64_t images = entry.shape[0];
  if (images > Dataset::kMaxImages) {
    fail(ErrorKind::kInvalidArgument, "'", file.path(), "' holds ", images, " images, expected at most ",
         Dataset::kMaxImages);
  }
  std::vector<float> planes(static_cast<size_t>(images * shape.values()));
  file.read(entry, planes.data());
  const auto bad = std::ranges::find_if(planes, [](float value) { return !std::isfinite(value); });
  if (bad != planes.end()) {
    fail(ErrorKind::kInvalidArgument, "'", file.path(), "' tensor '", name, "' holds ", std::abs(*bad), " in image ",
         (bad - planes.begin()) / shape.values(), ", expected finite values");
  }
  std::vector<float> pixels(planes.size());
  for (int64_t n = 0; n < images; ++n) {
    interleave(planes.data() + n * shape.values(), shape, pixels.data() + n * shape.values());
  }
  return pixels;
}

/// The description of finished images of which only the shape is known.
ImageDescription described(const ImageShape& shape) {
  if (shape == cifar10_images().shape) return cifar10_images();
  const auto channels = static_cast<size_t>(shape.channels);
  return {.shape = shape, .mean = std::vector<float>(channels, 0), .deviation = std::vector<float>(channels, 1)};
}

std::vector<int64_t> read_labels(const SafetensorsFile& file, const std::string& name, int64_t images,
                                 int64_t classes) {
  const TensorEntry& entry = find(file, name);
  check_type(file, name, entry, type_name(TensorType::kInt64));
  if (entry.shape != std::vector<int64_t>{images}) {
    fail(ErrorKind::kShapeMismatch, "'", file.path(), "' tensor '", name, "' has shape ", shape_text(entry.shape),
         ", expected [", images, "]: one label for each image");
  }
  std::vector<int64_t> labels(static_cast<size_t>(images));
  file.read(entry, labels.data());
  for (int64_t i = 0; i < images; ++i) {
    if (labels[i] < 0 || labels[i] >= classes) {
      fail(ErrorKind::kInvalidArgument, "'", file.path(), "' label ", i, " is ", labels[i], ", expected 0 to ",
           classes - 1);
    }
  }
  return labels;
}

}  // namespace

std::shared_ptr<Dataset> open_tensor_images(const std::string& path, const std::string& images,
                                            const std::string* labels, int64_t classes,
                                            const ImageDescription* description) {
  if (classes < 2) fail(ErrorKind::kInvalidArgument, "classes is ", classes, ", expected at least 2");
  const SafetensorsFile file(path);
  const TensorEntry& entry = find(file, images);
  check_type(file, images, entry, type_name(TensorType::kFloat32));
  const ImageShape shape = image_shape(file, images, entry, description);
  std::vector<float> pixels = read_images(file, images, entry, shape);
  const int64_t count = entry.shape[0];
  std::vector<int64_t> values =
      labels == nullptr ? std::vector<int64_t>(static_cast<size_t>(count)) : read_labels(file, *labels, count, classes);
  return Dataset::create(description == nullptr ? described(shape) : *description, classes,
                         Dataset::Pixels::of(std::move(pixels)), std::move(values));
}

std::shared_ptr<Dataset> map_images(const std::string& path, const ImageDescription& description, int64_t classes) {
  validate(description);
  const SafetensorsFile file(path);
  const TensorEntry& pixels = find(file, kMappedPixels);
  check_type(file, kMappedPixels, pixels, "U8");
  const int64_t images = pixels.shape.empty() ? 0 : pixels.shape.front();
  check_counts(images, classes);
  const ImageShape& shape = description.shape;
  const std::vector<int64_t> expected = {images, shape.height, shape.width, shape.channels};
  if (pixels.shape != expected) {
    fail(ErrorKind::kShapeMismatch, "'", path, "' tensor '", kMappedPixels, "' has shape ", shape_text(pixels.shape),
         ", expected ", shape_text(expected));
  }
  std::vector<int64_t> labels = read_labels(file, kMappedLabels, images, classes);
  const auto mapping = std::make_shared<const MappedFile>(file.file());
  return Dataset::create(description, classes, {.owner = mapping, .bytes = mapping->data() + pixels.offset},
                         std::move(labels));
}

}  // namespace reslab
