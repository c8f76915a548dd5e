// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reslab {

/// Channels, height and width of images.
struct ImageShape {
  static constexpr int64_t kMaxChannels = 16;
  static constexpr int64_t kMinSide = 8;
  static constexpr int64_t kMaxSide = 512;

  int64_t channels = 0;
  int64_t height = 0;
  int64_t width = 0;

  int64_t pixels() const { return height * width; }
  /// Values of one image.
  int64_t values() const { return channels * pixels(); }

  bool operator==(const ImageShape&) const = default;
};

/// "3 x 32 x 32"
std::string to_string(const ImageShape& shape);

/// @throws Error kInvalidArgument naming the size that is out of range
void validate(const ImageShape& shape);

/// What the images of a data set are. A network is built for them and writes them into its checkpoints.
struct ImageDescription {
  ImageShape shape;
  std::vector<float> mean{};               ///< of each channel, for values from 0 to 1
  std::vector<float> deviation{};          ///< of each channel, above 0
  std::vector<std::string> class_names{};  ///< one for each class, UTF-8; empty where the classes have no names

  bool operator==(const ImageDescription&) const = default;
};

/// @throws Error kInvalidArgument for a size out of range, a mean that is not finite, a deviation that is not above 0,
/// or
///         not one of each for each channel; also for class names that are not UTF-8
void validate(const ImageDescription& description);

/// 3 x 32 x 32 with the mean and deviation of CIFAR-10's training images, without class names: what data sets and
/// networks are for where nothing else is said, and what those of files without a description were for.
const ImageDescription& cifar10_images();

/// (v / 255 - mean) / deviation for every byte v, in float32 and in this order of operations, which is that of
/// torchvision's ToTensor and Normalize: [channels][256].
std::vector<float> normalization_table(const ImageDescription& description);

}  // namespace reslab
