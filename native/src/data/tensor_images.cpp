// SPDX-License-Identifier: Apache-2.0
#include "data/tensor_images.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "runtime/error.hpp"
#include "runtime/safetensors.hpp"

namespace reslab {
namespace {

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (const int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

const TensorEntry& find(const SafetensorsFile& file, const std::string& name) {
  const auto found = file.tensors().find(name);
  if (found != file.tensors().end()) return found->second;
  std::string names;
  for (const auto& each : file.tensors()) names += (names.empty() ? "'" : ", '") + each.first + "'";
  fail(ErrorKind::kInvalidArgument, "'", file.path(), "' has no tensor '", name, "'; it holds ",
       names.empty() ? "none" : names, "; give the tensor that name in the file");
}

void check_type(const SafetensorsFile& file, const std::string& name, const TensorEntry& entry, TensorType type) {
  if (entry.type != type_name(type)) {
    fail(ErrorKind::kDtypeMismatch, "'", file.path(), "' tensor '", name, "' is ", entry.type, ", expected ",
         type_name(type));
  }
}

std::vector<float> read_images(const SafetensorsFile& file, const std::string& name) {
  const TensorEntry& entry = find(file, name);
  check_type(file, name, entry, TensorType::kFloat32);
  const std::vector<int64_t>& shape = entry.shape;
  if (shape.size() != 4 || shape[0] < 1 || shape[1] != Dataset::kChannels || shape[2] != Dataset::kSide ||
      shape[3] != Dataset::kSide) {
    fail(ErrorKind::kShapeMismatch, "'", file.path(), "' tensor '", name, "' has shape ", shape_text(shape),
         ", expected [N, ", Dataset::kChannels, ", ", Dataset::kSide, ", ", Dataset::kSide, "] with N at least 1");
  }
  if (shape[0] > Dataset::kMaxImages) {
    fail(ErrorKind::kInvalidArgument, "'", file.path(), "' holds ", shape[0], " images, expected at most ",
         Dataset::kMaxImages);
  }
  std::vector<float> planes(static_cast<size_t>(shape[0] * Dataset::kValues));
  file.read(entry, planes.data());
  constexpr int64_t kPlane = Dataset::kSide * Dataset::kSide;
  std::vector<float> pixels(planes.size());
  for (int64_t n = 0; n < shape[0]; ++n) {
    const float* source = planes.data() + n * Dataset::kValues;
    float* target = pixels.data() + n * Dataset::kValues;
    for (int64_t c = 0; c < Dataset::kChannels; ++c) {
      for (int64_t i = 0; i < kPlane; ++i) {
        const float value = source[c * kPlane + i];
        if (!std::isfinite(value)) {
          fail(ErrorKind::kInvalidArgument, "'", file.path(), "' tensor '", name, "' holds ", std::abs(value),
               " in image ", n, ", expected finite values");
        }
        target[i * Dataset::kChannels + c] = value;
      }
    }
  }
  return pixels;
}

std::vector<int64_t> read_labels(const SafetensorsFile& file, const std::string& name, int64_t images,
                                 int64_t classes) {
  const TensorEntry& entry = find(file, name);
  check_type(file, name, entry, TensorType::kInt64);
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
                                            const std::string* labels, int64_t classes) {
  if (classes < 2) fail(ErrorKind::kInvalidArgument, "classes is ", classes, ", expected at least 2");
  const SafetensorsFile file(path);
  std::vector<float> pixels = read_images(file, images);
  const int64_t count = static_cast<int64_t>(pixels.size()) / Dataset::kValues;
  std::vector<int64_t> values =
      labels == nullptr ? std::vector<int64_t>(static_cast<size_t>(count)) : read_labels(file, *labels, count, classes);
  return Dataset::of_values(classes, std::move(pixels), std::move(values));
}

}  // namespace reslab
