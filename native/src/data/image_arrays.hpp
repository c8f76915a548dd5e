// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "data/dataset.hpp"

namespace reslab {

/// Images in memory that a caller owns. Either bytes, which are normalised, or float32 values, which are used as they
/// are.
struct ImageArrays {
  const uint8_t* bytes = nullptr;   ///< [images] of the description's shape, or null where there are values
  const float* values = nullptr;    ///< likewise, or null
  bool interleaved = false;         ///< [height][width][channels] an image; else planes, [channels][height][width]
  const int64_t* labels = nullptr;  ///< [images] in [0, classes); null gives every image the label 0
  int64_t images = 0;               ///< at least 1
};

/// Creates a data set from a copy of the arrays.
/// @throws Error kInvalidArgument for fewer than 1 image or 2 classes, a label out of range, or a value that is NaN or
///         infinite; kOutOfMemory
std::shared_ptr<Dataset> dataset_of_arrays(const ImageDescription& description, int64_t classes,
                                           const ImageArrays& arrays);

/// Writes one image as bytes [channels][height][width] for display. Finished float32 values are treated as normalised
/// ones and rounded to the nearest byte; NaN becomes 0.
void write_image_bytes(const Dataset& dataset, int64_t image, uint8_t* planes);

}  // namespace reslab
