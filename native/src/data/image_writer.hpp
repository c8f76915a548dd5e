// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/transform.hpp"

namespace reslab {

/// Writes one image as float32 [height][width][channels]: bytes normalised, float32 values as they are, transformed.
/// The values are those of write_transformed, bit for bit.
void write_image(const StoredImage& image, const Transform& transform, float* target);

}  // namespace reslab
