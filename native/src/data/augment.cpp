// SPDX-License-Identifier: Apache-2.0
#include "data/augment.hpp"

#include <algorithm>
#include <variant>

namespace reslab {
namespace {

constexpr int64_t kSide = Dataset::kSide;
constexpr int64_t kChannels = Dataset::kChannels;

/// @param convert (stored value, channel) -> float
template <typename Pixel, typename Convert>
void render(const Pixel* source, const Crop& crop, Convert convert, float* target) {
  const auto write_pixel = [&](const Pixel* from, float* to) {
    for (int64_t c = 0; c < kChannels; ++c) to[c] = convert(from[c], c);
  };
  static constexpr Pixel kBlack[kChannels] = {};
  const int64_t shift_y = crop.top - kCropPadding;
  const int64_t shift_x = crop.left - kCropPadding;
  // Columns of the crop that lie inside the image; the others are padding.
  const int64_t begin = std::max<int64_t>(0, -shift_x);
  const int64_t end = std::min(kSide, kSide - shift_x);
  const int64_t step = crop.flip ? -kChannels : kChannels;

  for (int64_t y = 0; y < kSide; ++y) {
    float* to = target + (y * kSide + (crop.flip ? kSide - 1 : 0)) * kChannels;
    const int64_t source_y = y + shift_y;
    const bool inside = source_y >= 0 && source_y < kSide;
    const int64_t row_begin = inside ? begin : kSide;
    const int64_t row_end = inside ? end : kSide;
    for (int64_t x = 0; x < row_begin; ++x, to += step) write_pixel(kBlack, to);
    if (inside) {
      const Pixel* from = source + (source_y * kSide + begin + shift_x) * kChannels;
      for (int64_t x = begin; x < end; ++x, to += step, from += kChannels) write_pixel(from, to);
    }
    for (int64_t x = row_end; x < kSide; ++x, to += step) write_pixel(kBlack, to);
  }
}

std::array<std::array<float, 256>, 3> make_table() {
  constexpr std::array<float, 3> kMean = {0.4914f, 0.4822f, 0.4465f};
  constexpr std::array<float, 3> kDeviation = {0.2023f, 0.1994f, 0.2010f};
  std::array<std::array<float, 256>, 3> table{};
  for (size_t c = 0; c < 3; ++c) {
    for (size_t v = 0; v < 256; ++v) table[c][v] = (static_cast<float>(v) / 255.0f - kMean[c]) / kDeviation[c];
  }
  return table;
}

}  // namespace

const std::array<std::array<float, 256>, 3>& normalization_table() {
  static const auto table = make_table();
  return table;
}

void write_image(const Dataset& dataset, int64_t image, const Crop& crop, float* target) {
  const int64_t offset = image * Dataset::kValues;
  if (const auto* bytes = std::get_if<std::vector<uint8_t>>(&dataset.pixels())) {
    const auto& table = normalization_table();
    render(
        bytes->data() + offset, crop, [&table](uint8_t value, int64_t c) { return table[c][value]; }, target);
  } else {
    const auto& values = std::get<std::vector<float>>(dataset.pixels());
    render(
        values.data() + offset, crop, [](float value, int64_t) { return value; }, target);
  }
}

}  // namespace reslab
