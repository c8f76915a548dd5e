// SPDX-License-Identifier: Apache-2.0
#include "data/image_writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "data/trivial_augment.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

/// Cuts and mirrors without scaling, row by row.
/// @tparam Channels their number where the compiler is to know it; 0: any
/// @param convert (stored value, channel) -> value to be written
template <int64_t Channels, typename Pixel, typename Convert, typename Value>
void write_cut(const StoredImage& image, const Pixel* source, const Transform& cut, Convert convert, Value* target) {
  const int64_t channels = Channels > 0 ? Channels : image.channels;
  const auto write_pixel = [&](const Pixel* from, Value* to) {
    for (int64_t c = 0; c < channels; ++c) to[c] = convert(from[c], c);
  };
  static constexpr Pixel kBlack[ImageShape::kMaxChannels] = {};
  const int64_t width = image.width;
  // Columns of the cut that lie inside the image; the others are padding.
  const int64_t begin = std::clamp<int64_t>(-cut.left, 0, width);
  const int64_t end = std::clamp<int64_t>(width - cut.left, begin, width);
  const int64_t step = cut.flip != 0 ? -channels : channels;

  for (int64_t y = 0; y < image.height; ++y) {
    Value* to = target + (y * width + (cut.flip != 0 ? width - 1 : 0)) * channels;
    const int64_t source_y = y + cut.top;
    const bool inside = source_y >= 0 && source_y < image.height;
    const int64_t row_begin = inside ? begin : width;
    const int64_t row_end = inside ? end : width;
    for (int64_t x = 0; x < row_begin; ++x, to += step) write_pixel(kBlack, to);
    if (inside) {
      const Pixel* from = source + (source_y * width + begin + cut.left) * channels;
      for (int64_t x = begin; x < end; ++x, to += step, from += channels) write_pixel(from, to);
    }
    for (int64_t x = row_end; x < width; ++x, to += step) write_pixel(kBlack, to);
  }
}

template <int64_t Channels>
void write_cut(const StoredImage& image, const Transform& cut, float* target) {
  if (image.bytes != nullptr) {
    const float* table = image.table;
    write_cut<Channels>(
        image, image.bytes, cut, [table](uint8_t value, int64_t c) { return table[c * 256 + value]; }, target);
  } else {
    write_cut<Channels>(
        image, image.values, cut, [](float value, int64_t) { return value; }, target);
  }
}

void erase(const StoredImage& image, const Transform& transform, float* target) {
  for (int64_t y = transform.erase_top; y < transform.erase_top + transform.erase_height; ++y) {
    float* row = target + (y * image.width + transform.erase_left) * image.channels;
    std::fill_n(row, transform.erase_width * image.channels, 0.0f);
  }
}

/// The cut and mirrored image as bytes.
void write_bytes(const StoredImage& image, Transform cut, uint8_t* target) {
  if (cut.height == image.height && cut.width == image.width) {
    const auto as_it_is = [](uint8_t value, int64_t) { return value; };
    if (image.channels == 3) return write_cut<3>(image, image.bytes, cut, as_it_is, target);
    return write_cut<0>(image, image.bytes, cut, as_it_is, target);
  }
  static const auto kBytes = [] {
    std::array<float, ImageShape::kMaxChannels * 256> table{};
    for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<float>(i % 256);
    return table;
  }();
  StoredImage unscaled = image;
  unscaled.table = kBytes.data();
  cut.erase_height = 0;
  std::array<float, ImageShape::kMaxChannels> pixel{};
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      write_transformed(unscaled, cut, y, x, pixel.data());
      for (int64_t c = 0; c < image.channels; ++c) *target++ = static_cast<uint8_t>(std::lrint(pixel[c]));
    }
  }
}

/// An image that an operation of TrivialAugmentWide changes.
void write_varied(const StoredImage& image, const Transform& transform, float* target) {
  const ImageShape shape{.channels = image.channels, .height = image.height, .width = image.width};
  if (image.bytes == nullptr) fail(ErrorKind::kInternal, "an operation on bytes was asked for an image of values");
  const auto size = static_cast<size_t>(shape.values());
  const auto bytes = std::make_unique_for_overwrite<uint8_t[]>(2 * size);
  write_bytes(image, transform, bytes.get());
  apply_trivial({static_cast<TrivialOperation>(transform.operation), transform.magnitude}, shape, bytes.get(),
                bytes.get() + size);
  StoredImage varied = image;
  varied.bytes = bytes.get() + size;
  Transform rest = transform;
  rest.top = rest.left = rest.flip = rest.operation = 0;
  rest.height = static_cast<int32_t>(image.height);
  rest.width = static_cast<int32_t>(image.width);
  write_image(varied, rest, target);
}

}  // namespace

void write_image(const StoredImage& image, const Transform& transform, float* target) {
  if (transform.operation != 0) return write_varied(image, transform, target);
  if (transform.height != image.height || transform.width != image.width) {
    for (int64_t y = 0; y < image.height; ++y) {
      for (int64_t x = 0; x < image.width; ++x, target += image.channels) {
        write_transformed(image, transform, y, x, target);
      }
    }
    return;
  }
  if (image.channels == 3) {
    write_cut<3>(image, transform, target);
  } else if (image.channels == 1) {
    write_cut<1>(image, transform, target);
  } else {
    write_cut<0>(image, transform, target);
  }
  if (transform.erase_height > 0) erase(image, transform, target);
}

}  // namespace reslab
