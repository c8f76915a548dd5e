// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "runtime/host_device.hpp"
#include "runtime/random.hpp"

namespace reslab {

/// Zeros added on each side of an image before a random crop.
inline constexpr int64_t kCropPadding = 4;

/// The position of a crop in the padded image, and whether the crop is mirrored left to right.
struct Crop {
  int64_t top = kCropPadding;   ///< 0 to 2 * kCropPadding; kCropPadding is the image as it is
  int64_t left = kCropPadding;  ///< likewise
  bool flip = false;
};

/// The crop of an image in one epoch: uniform position, mirrored with probability 1/2. A pure function, the same on
/// every device.
RESLAB_HOST_DEVICE inline Crop draw_crop(uint64_t seed, int64_t epoch, int64_t image) {
  RandomStream stream(seed, RandomPurpose::kAugment, static_cast<uint32_t>(epoch), static_cast<uint32_t>(image));
  Crop crop;
  crop.top = stream.below(2 * kCropPadding + 1);
  crop.left = stream.below(2 * kCropPadding + 1);
  crop.flip = stream.below(2) == 1;
  return crop;
}

}  // namespace reslab
