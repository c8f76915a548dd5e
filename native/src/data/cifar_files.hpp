// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/dataset.hpp"

namespace reslab {

/// Layouts of the CIFAR binary files; the numbers are the RL_FORMAT_* of the C ABI.
enum class CifarFormat : int32_t {
  kCifar10 = 0,   ///< label, 3072 pixels
  kCifar100 = 1,  ///< coarse label, fine label, 3072 pixels; the fine label counts
};

/// Reads the first `limit` records (0 for all) of `files`, in the order given. Files past the limit are not opened.
///
/// @param description of images of 3 x 32 x 32, as all such files hold
/// @throws Error kIo for a file that cannot be read, kCorruptData for one that is not a whole number of records or
///         holds a label out of range, kInvalidArgument where there are fewer than `limit` records, kShapeMismatch for
///         a description of other images
std::shared_ptr<Dataset> open_cifar(CifarFormat format, const std::vector<std::string>& files, int64_t limit,
                                    const ImageDescription& description = cifar10_images());

}  // namespace reslab
