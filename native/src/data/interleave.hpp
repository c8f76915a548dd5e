// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "image/description.hpp"

namespace reslab {

/// Copies one image from planes [channels][height][width] to the order in which data sets keep pixels,
/// [height][width][channels].
template <typename Pixel>
void interleave(const Pixel* planes, const ImageShape& shape, Pixel* target) {
  const int64_t plane = shape.pixels();
  for (int64_t i = 0; i < plane; ++i) {
    for (int64_t c = 0; c < shape.channels; ++c) target[i * shape.channels + c] = planes[c * plane + i];
  }
}

}  // namespace reslab
