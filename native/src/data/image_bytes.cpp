// SPDX-License-Identifier: Apache-2.0
#include "data/image_bytes.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "data/augment.hpp"
#include "runtime/error.hpp"
#include "runtime/memory.hpp"

namespace reslab {
namespace {

constexpr int64_t kPlane = Dataset::kSide * Dataset::kSide;

uint8_t byte_of(float value, const std::array<float, 256>& table) {
  const float place = (value - table.front()) / (table.back() - table.front()) * 255.0f;
  if (!(place > 0.0f)) return 0;
  return place >= 255.0f ? 255 : static_cast<uint8_t>(std::lround(place));
}

}  // namespace

std::shared_ptr<Dataset> dataset_of_bytes(const uint8_t* planes, const int64_t* labels, int64_t images,
                                          int64_t classes) {
  if (images < 1 || images > Dataset::kMaxImages) {
    fail(ErrorKind::kInvalidArgument, "images is ", images, ", expected 1 to ", Dataset::kMaxImages);
  }
  if (classes < 2) fail(ErrorKind::kInvalidArgument, "classes is ", classes, ", expected at least 2");
  require_memory(static_cast<double>(images) * (Dataset::kValues + sizeof(int64_t)), std::to_string(images) + " images",
                 "give fewer at a time");
  std::vector<int64_t> own_labels(static_cast<size_t>(images));
  for (int64_t i = 0; labels != nullptr && i < images; ++i) {
    if (labels[i] < 0 || labels[i] >= classes) {
      fail(ErrorKind::kInvalidArgument, "label ", i, " is ", labels[i], ", expected 0 to ", classes - 1);
    }
    own_labels[i] = labels[i];
  }
  std::vector<uint8_t> pixels(static_cast<size_t>(images * Dataset::kValues));
  for (int64_t n = 0; n < images; ++n) {
    const uint8_t* source = planes + n * Dataset::kValues;
    uint8_t* target = pixels.data() + n * Dataset::kValues;
    for (int64_t i = 0; i < kPlane; ++i) {
      for (int64_t c = 0; c < Dataset::kChannels; ++c) target[i * Dataset::kChannels + c] = source[c * kPlane + i];
    }
  }
  return Dataset::of_bytes(classes, std::move(pixels), std::move(own_labels));
}

void write_image_bytes(const Dataset& dataset, int64_t image, uint8_t* planes) {
  const auto* bytes = std::get_if<std::vector<uint8_t>>(&dataset.pixels());
  const auto* values = std::get_if<std::vector<float>>(&dataset.pixels());
  const auto& table = normalization_table();
  for (int64_t i = 0; i < kPlane; ++i) {
    for (int64_t c = 0; c < Dataset::kChannels; ++c) {
      const auto place = static_cast<size_t>(image * Dataset::kValues + i * Dataset::kChannels + c);
      planes[c * kPlane + i] = bytes != nullptr ? (*bytes)[place] : byte_of((*values)[place], table[c]);
    }
  }
}

}  // namespace reslab
