// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "data/dataset.hpp"

namespace reslab {

/// Reads images and labels from tensors of a safetensors file. The images are used as they are.
///
/// @param images name of a float32 tensor [N, 3, 32, 32]
/// @param labels name of an int64 tensor [N] with values in [0, classes); null gives every image the label 0
/// @throws Error kIo, kCorruptData where it is no safetensors file, kInvalidArgument where a tensor is missing, a label
///         is out of range or a value not finite, kShapeMismatch, kDtypeMismatch
std::shared_ptr<Dataset> open_tensor_images(const std::string& path, const std::string& images,
                                            const std::string* labels, int64_t classes);

}  // namespace reslab
