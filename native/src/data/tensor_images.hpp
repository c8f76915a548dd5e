// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "data/dataset.hpp"

namespace reslab {

/// Reads images and labels from tensors of a safetensors file. The images are used as they are.
///
/// @param images name of a float32 tensor [N, C, H, W]
/// @param labels name of an int64 tensor [N] with values in [0, classes); null gives every image the label 0
/// @param description of the images; null: as the tensor's shape has them, 3 x 32 x 32 ones with CIFAR-10's mean and
///        deviation, others with 0 and 1
/// @throws Error kIo, kCorruptData where it is no safetensors file, kInvalidArgument where a tensor is missing, a label
///         is out of range or a value not finite, kShapeMismatch, kDtypeMismatch
std::shared_ptr<Dataset> open_tensor_images(const std::string& path, const std::string& images,
                                            const std::string* labels, int64_t classes,
                                            const ImageDescription* description = nullptr);

/// Maps the images of a safetensors file, which must not change while the data set is used: a uint8 tensor "images"
/// [N, H, W, C] of the description's shape, to be normalised, and an int64 tensor "labels" [N].
/// @throws Error kIo, kCorruptData where it is no safetensors file, kInvalidArgument where a tensor is missing or a
///         label is out of range, kShapeMismatch, kDtypeMismatch
std::shared_ptr<Dataset> map_images(const std::string& path, const ImageDescription& description, int64_t classes);

}  // namespace reslab
