// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "image/description.hpp"
#include "runtime/host_device.hpp"

namespace reslab {

/// How one image of a batch is made from a stored one: a rectangle is cut out, scaled to the size of the image where it
/// has another one, mirrored, changed by an operation of TrivialAugmentWide, and a rectangle of the result erased.
/// Plain numbers, so that a device can read them.
struct Transform {
  int32_t top = 0;  ///< of the cut, in stored pixels; what lies outside the image is black
  int32_t left = 0;
  int32_t height = 0;  ///< of the cut
  int32_t width = 0;
  int32_t flip = 0;       ///< 1: mirrored left to right
  int32_t erase_top = 0;  ///< of the erased rectangle, in pixels of the result
  int32_t erase_left = 0;
  int32_t erase_height = 0;  ///< 0: nothing is erased
  int32_t erase_width = 0;
  int32_t operation = 0;  ///< a TrivialOperation; 0: none. Others than 0 are computed by write_image alone.
  int32_t magnitude = 0;  ///< of that

  /// The image as it is.
  static Transform identity(const ImageShape& shape) {
    return {.height = static_cast<int32_t>(shape.height), .width = static_cast<int32_t>(shape.width)};
  }
};

/// One stored image: interleaved ([height][width][channel]) bytes to be normalised, or finished values.
struct StoredImage {
  const uint8_t* bytes = nullptr;  ///< or null where there are values
  const float* values = nullptr;   ///< or null
  const float* table = nullptr;    ///< [channels][256]: a byte of a channel normalised
  int64_t channels = 0;
  int64_t height = 0;
  int64_t width = 0;

  RESLAB_HOST_DEVICE float at(int64_t y, int64_t x, int64_t c) const {
    const int64_t place = (y * width + x) * channels + c;
    return bytes != nullptr ? table[c * 256 + bytes[place]] : values[place];
  }

  /// Black: a stored pixel of 0, normalised like any other.
  RESLAB_HOST_DEVICE float padding(int64_t c) const { return bytes != nullptr ? table[c * 256] : 0.0f; }
};

/// The place of a pixel of the result, along one side, in a cut of another size: `low` and the pixel after it, weighted
/// with 1 - `part` and `part`. As PyTorch's `interpolate(mode="bilinear", align_corners=False)`.
struct ScaledPlace {
  int64_t low = 0;
  int64_t high = 0;
  float part = 0;
};

RESLAB_HOST_DEVICE inline ScaledPlace scaled_place(int64_t index, int64_t size, int64_t cut) {
  const float scale = static_cast<float>(cut) / static_cast<float>(size);
  float place = (static_cast<float>(index) + 0.5f) * scale;
  place = place - 0.5f;
  if (place < 0.0f) place = 0.0f;
  const auto low = static_cast<int64_t>(place);
  return {low, low + 1 < cut ? low + 1 : low, place - static_cast<float>(low)};
}

/// Writes pixel (y, x) of the transformed image: `channels` values. Host and device compute the same bits: both are
/// compiled without fused multiply-adds.
RESLAB_HOST_DEVICE inline void write_transformed(const StoredImage& image, const Transform& transform, int64_t y,
                                                 int64_t x, float* target) {
  if (y >= transform.erase_top && y < transform.erase_top + transform.erase_height && x >= transform.erase_left &&
      x < transform.erase_left + transform.erase_width) {
    for (int64_t c = 0; c < image.channels; ++c) target[c] = 0.0f;
    return;
  }
  const int64_t column = transform.flip != 0 ? image.width - 1 - x : x;
  if (transform.height == image.height && transform.width == image.width) {
    const int64_t from_y = y + transform.top;
    const int64_t from_x = column + transform.left;
    const bool inside = from_y >= 0 && from_y < image.height && from_x >= 0 && from_x < image.width;
    for (int64_t c = 0; c < image.channels; ++c) {
      target[c] = inside ? image.at(from_y, from_x, c) : image.padding(c);
    }
    return;
  }
  const ScaledPlace row = scaled_place(y, image.height, transform.height);
  const ScaledPlace col = scaled_place(column, image.width, transform.width);
  for (int64_t c = 0; c < image.channels; ++c) {
    const float a = image.at(transform.top + row.low, transform.left + col.low, c);
    const float b = image.at(transform.top + row.low, transform.left + col.high, c);
    const float d = image.at(transform.top + row.high, transform.left + col.low, c);
    const float e = image.at(transform.top + row.high, transform.left + col.high, c);
    const float upper = a * (1.0f - col.part) + b * col.part;
    const float lower = d * (1.0f - col.part) + e * col.part;
    target[c] = upper * (1.0f - row.part) + lower * row.part;
  }
}

}  // namespace reslab
