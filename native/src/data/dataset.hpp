// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "data/transform.hpp"
#include "image/description.hpp"

namespace reslab {

/// Labelled images of one shape, never changed after construction, so that threads may share them.
///
/// Pixels are kept interleaved ([height][width][channel]), the order of a channels-last batch. They are in memory, or
/// in a file that is mapped into it.
class Dataset {
 public:
  /// Bound of images in one dataset: positions are 32-bit words of the random counters.
  static constexpr int64_t kMaxImages = INT32_MAX;

  /// The pixels of all images of a store: bytes 0..255 still to be normalised, or finished float32 values.
  struct Pixels {
    std::shared_ptr<const void> owner;  ///< keeps the memory, or the mapping, alive
    const uint8_t* bytes = nullptr;     ///< or null where there are values
    const float* values = nullptr;      ///< or null

    static Pixels of(std::vector<uint8_t> bytes);
    static Pixels of(std::vector<float> values);
  };

  /// @param pixels one image of `description.shape`, interleaved, for each label
  /// @param labels one in [0, classes) for each image
  /// @throws Error kInvalidArgument for fewer than 1 or too many images, fewer than 2 classes, a label out of range, or
  ///         class names that are not one for each class
  static std::shared_ptr<Dataset> create(const ImageDescription& description, int64_t classes, Pixels pixels,
                                         std::vector<int64_t> labels);

  /// Independent N(0, 1) values with uniform labels, a function of the arguments alone.
  /// @throws Error kInvalidArgument for fewer than 1 image or 2 classes, kOutOfMemory where they would not fit
  static std::shared_ptr<Dataset> synthetic(int64_t images, int64_t classes, uint64_t seed,
                                            const ImageDescription& description = cifar10_images());

  /// The images with these numbers, in this order; the pixels are shared, not copied.
  /// @throws Error kInvalidArgument for no numbers, or one that is no image's
  std::shared_ptr<Dataset> select(const std::vector<int64_t>& images) const;

  /// The same images under another description, whose mean and deviation normalise bytes; the pixels are shared.
  /// @throws Error kShapeMismatch for a description of images of another shape, kInvalidArgument for one with class
  /// names
  ///         that are not one for each class
  std::shared_ptr<Dataset> described(const ImageDescription& description) const;

  int64_t images() const { return static_cast<int64_t>(labels_.size()); }
  int64_t classes() const { return classes_; }
  const ImageDescription& description() const { return description_; }
  const ImageShape& shape() const { return description_.shape; }
  /// One label in [0, classes()) per image.
  const std::vector<int64_t>& labels() const { return labels_; }
  /// Whether pixels are bytes; else they are finished float32 values.
  bool holds_bytes() const { return pixels_.bytes != nullptr; }
  /// Whether images may be anywhere in the store; else they follow each other in memory.
  bool is_selection() const { return !places_.empty(); }
  StoredImage image(int64_t number) const;

  /// @throws Error kInvalidArgument where [first, first + count) is not a non-empty range of images
  void check_range(int64_t first, int64_t count) const;

  /// @throws Error kInvalidArgument where a network for `classes` classes cannot use this data set, kShapeMismatch
  /// where
  ///         one for images of `shape` cannot
  void check_fits(int64_t classes, const ImageShape& shape) const;

 private:
  Dataset(ImageDescription description, int64_t classes, Pixels pixels, std::vector<int64_t> labels);

  ImageDescription description_;
  std::vector<float> table_;  ///< [channels][256]: a byte of a channel normalised
  int64_t classes_;
  Pixels pixels_;
  std::vector<int64_t> labels_;
  std::vector<int32_t> places_;  ///< of the images in `pixels_`; empty: in their order
};

/// @throws Error kInvalidArgument for a number of images or classes that no data set has
void check_counts(int64_t images, int64_t classes);

}  // namespace reslab
