// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "data/dataset.hpp"

namespace reslab {

/// Creates a data set from images given as bytes, which are normalised like those of a file.
///
/// @param planes `images * Dataset::kValues` bytes, [3][32][32] an image
/// @param labels one in [0, classes) an image; null gives every image the label 0
/// @throws Error kInvalidArgument for fewer than 1 image or 2 classes or a label out of range, kOutOfMemory
std::shared_ptr<Dataset> dataset_of_bytes(const uint8_t* planes, const int64_t* labels, int64_t images,
                                          int64_t classes);

/// Writes one image as bytes [3][32][32] for display. Finished float32 values are treated as normalised ones and
/// rounded to the nearest byte; NaN becomes 0.
void write_image_bytes(const Dataset& dataset, int64_t image, uint8_t* planes);

}  // namespace reslab
