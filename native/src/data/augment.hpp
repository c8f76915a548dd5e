// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "data/dataset.hpp"

namespace reslab {

/// Zeros added on each side of an image before a random crop.
inline constexpr int64_t kCropPadding = 4;

/// Where an image is cut out of its padded self, and whether it is then mirrored left to right.
struct Crop {
  int64_t top = kCropPadding;   ///< 0 to 2 * kCropPadding; kCropPadding is the image as it is
  int64_t left = kCropPadding;  ///< likewise
  bool flip = false;
};

/// The crop of an image in one epoch: uniform position, mirrored with probability 1/2. A pure function.
Crop draw_crop(uint64_t seed, int64_t epoch, int64_t image);

/// (v / 255 - mean) / std of every byte for each of the channels R, G, B, in float32 and in this order of operations,
/// which is that of torchvision's ToTensor and Normalize. Means .4914 .4822 .4465, deviations .2023 .1994 .2010.
const std::array<std::array<float, 256>, 3>& normalization_table();

/// Writes one image as float32 [32][32][3]: bytes normalised, float32 values as they are. Padding is a zero of the
/// stored pixels: a black pixel, normalised like any other.
void write_image(const Dataset& dataset, int64_t image, const Crop& crop, float* target);

}  // namespace reslab
