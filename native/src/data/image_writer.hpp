// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/transform.hpp"

namespace reslab {

/// Writes one image as float32 [height][width][channels]: bytes normalised, float32 values as they are, transformed.
/// Without an operation of TrivialAugmentWide the values are those of write_transformed, bit for bit. An
/// operation needs an image of bytes, and reads bytes: a cut that was scaled is rounded before, as torchvision's resize
/// of bytes does.
void write_image(const StoredImage& image, const Transform& transform, float* target);

}  // namespace reslab
