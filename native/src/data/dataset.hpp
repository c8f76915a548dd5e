// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace reslab {

/// Layouts of the CIFAR binary files; the numbers are the RL_FORMAT_* of the C ABI.
enum class CifarFormat : int32_t {
  kCifar10 = 0,   ///< label, 3072 pixels
  kCifar100 = 1,  ///< coarse label, fine label, 3072 pixels; the fine label counts
};

/// Labelled images of 3 x 32 x 32, held in memory and never changed after construction, so that threads may share it.
///
/// Pixels are kept interleaved ([height][width][channel]), the order of a channels-last batch.
class Dataset {
 public:
  static constexpr int64_t kChannels = 3;
  static constexpr int64_t kSide = 32;
  static constexpr int64_t kValues = kChannels * kSide * kSide;  ///< values of one image
  /// Bound of images in one dataset: positions are 32-bit words of the random counters.
  static constexpr int64_t kMaxImages = INT32_MAX;

  /// Either bytes 0..255 still to be normalised, or finished float32 values.
  using Pixels = std::variant<std::vector<uint8_t>, std::vector<float>>;

  /// Reads the first `limit` records (0 for all) of `files`, in the order given. Files past the limit are not opened.
  /// @throws Error kIo for a file that cannot be read, kCorruptData for one that is not a whole number of records or
  ///         holds a label out of range, kInvalidArgument where there are fewer than `limit` records
  static std::shared_ptr<Dataset> open_cifar(CifarFormat format, const std::vector<std::string>& files, int64_t limit);

  /// Independent N(0, 1) values with uniform labels, a function of the arguments alone.
  /// @throws Error kInvalidArgument for fewer than 1 image or 2 classes, kOutOfMemory where they would not fit
  static std::shared_ptr<Dataset> synthetic(int64_t images, int64_t classes, uint64_t seed);

  /// Finished images: one row of kValues, interleaved, for each label in [0, classes).
  static std::shared_ptr<Dataset> of_values(int64_t classes, std::vector<float> pixels, std::vector<int64_t> labels);

  /// Images still to be normalised: one row of kValues bytes, interleaved, for each label in [0, classes).
  static std::shared_ptr<Dataset> of_bytes(int64_t classes, std::vector<uint8_t> pixels, std::vector<int64_t> labels);

  int64_t images() const { return static_cast<int64_t>(labels_.size()); }
  int64_t classes() const { return classes_; }
  /// One label in [0, classes()) per image.
  const std::vector<int64_t>& labels() const { return labels_; }
  /// `images() * kValues` values.
  const Pixels& pixels() const { return pixels_; }

  /// @throws Error kInvalidArgument where [first, first + count) is not a non-empty range of images
  void check_range(int64_t first, int64_t count) const;

  /// @throws Error kInvalidArgument where a network for `classes` classes cannot use this data set
  void check_classes(int64_t classes) const;

 private:
  Dataset(int64_t classes, Pixels pixels, std::vector<int64_t> labels);

  int64_t classes_;
  Pixels pixels_;
  std::vector<int64_t> labels_;
};

}  // namespace reslab
