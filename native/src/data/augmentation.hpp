// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data/transform.hpp"
#include "image/description.hpp"

namespace reslab {

/// How the images of a batch are varied at random, as data. Whatever the order in the text, the cut comes first, then
/// the mirror, then an operation on the pixels, then the erasing.
///
///     none               the images as they are
///     crop(P)            P black pixels on each side, then a cut of the image's size at a uniform place
///     resized-crop(S)    a cut with a share of S (.08 where absent) to 1 of the area and sides 3:4 to 4:3, scaled to
///                        the image's size (Szegedy et al. 2015, arXiv:1409.4842; as torchvision's RandomResizedCrop)
///     flip               mirrored left to right with probability 1/2
///     trivial            one operation of TrivialAugmentWide on the bytes, before normalisation (Müller & Hutter 2021,
///                        arXiv:2103.10158; as torchvision's TrivialAugmentWide): data/trivial_augment.hpp
///     erase(P)           with probability P a rectangle of 2 % to 33 % of the area becomes 0 after normalisation
///                        (Zhong et al. 2017, arXiv:1708.04896; as torchvision's RandomErasing)
struct Augmentation {
  int64_t crop = 0;         ///< padding of `crop`; 0: no `crop`
  double resized_crop = 0;  ///< smallest share of `resized-crop`; 0: no `resized-crop`
  bool flip = false;
  bool trivial = false;
  double erase = 0;  ///< probability; 0: no `erase`

  /// The variation of most published CIFAR training code: "crop(4) flip".
  static Augmentation standard() { return {.crop = 4, .flip = true}; }

  /// @throws Error kInvalidArgument with the column where the text does not parse
  static Augmentation parse(std::string_view text);

  /// The text in its canonical form; "none" where nothing is varied.
  std::string text() const;

  bool none() const { return *this == Augmentation{}; }

  /// Whether the images are bytes and varied on the host, and not where a device keeps them: `trivial` needs the whole
  /// of an image for one pixel.
  bool needs_host_bytes() const { return trivial; }

  /// The transform of an image in one epoch: a function of the arguments alone.
  Transform draw(const ImageShape& shape, uint64_t seed, int64_t epoch, int64_t image) const;

  bool operator==(const Augmentation&) const = default;
};

}  // namespace reslab
