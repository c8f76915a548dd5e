// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "data/crop.hpp"
#include "data/dataset.hpp"

namespace reslab {

/// (v / 255 - mean) / std of every byte for each of the channels R, G, B, in float32 and in this order of operations,
/// which is that of torchvision's ToTensor and Normalize. Means .4914 .4822 .4465, deviations .2023 .1994 .2010.
const std::array<std::array<float, 256>, 3>& normalization_table();

/// Writes one image as float32 [32][32][3]: bytes normalised, float32 values as they are. Padding is a zero of the
/// stored pixels: a black pixel, normalised like any other.
void write_image(const Dataset& dataset, int64_t image, const Crop& crop, float* target);

}  // namespace reslab
