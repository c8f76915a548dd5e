// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "image/description.hpp"
#include "runtime/random.hpp"

namespace reslab {

/// The operations of TrivialAugmentWide (Müller & Hutter 2021, arXiv:2103.10158), in the order of torchvision's
/// `TrivialAugmentWide`. kNone is no operation of it: it is what images are given that the augmentation leaves alone.
enum class TrivialOperation : int32_t {
  kNone = 0,
  kIdentity,
  kShearX,
  kShearY,
  kTranslateX,
  kTranslateY,
  kRotate,
  kBrightness,
  kColor,
  kContrast,
  kSharpness,
  kPosterize,
  kSolarize,
  kAutoContrast,
  kEqualize,
};

/// Operations that an image may be given.
inline constexpr int32_t kTrivialOperations = 14;
/// Magnitudes of an operation that has any.
inline constexpr int32_t kTrivialMagnitudes = 31;

/// One operation and its strength.
struct TrivialChoice {
  TrivialOperation operation = TrivialOperation::kNone;
  int32_t magnitude = 0;  ///< -30 to 30, the sign being that of the effect; 0 where the operation has no magnitudes
};

/// One of the operations, and one of its magnitudes and signs where it has any, all with the same probability.
TrivialChoice draw_trivial(RandomStream& stream);

/// Computes an operation on the bytes of an image, [height][width][channels]. The result is that of torchvision's
/// functions of uint8 tensors on a CPU, with nearest-neighbour interpolation and black outside the image:
///
/// - Brightness, Posterize, Solarize, AutoContrast, Equalize and Sharpness treat each channel by itself.
/// - Contrast blends with the mean of the gray image for 3 channels, and with the mean of all values for other numbers,
///   of which torchvision knows 1 alone.
/// - Color blends 3 channels with the gray image, and leaves images of other numbers of channels as they are. So does
///   torchvision with 1 channel; it refuses 2, and 4 or more.
///
/// It may be another one in two cases, in which torchvision's own depends on the processor: for a pixel of a shear or a
/// rotation whose place is, but for rounding, midway between two pixels of the source; and by 1 in Contrast of images
/// above 256 x 256, where a float32 does not hold the sum of all values.
///
/// @param choice any but kNone
/// @param target as large as `source`, and not the same memory
void apply_trivial(const TrivialChoice& choice, const ImageShape& shape, const uint8_t* source, uint8_t* target);

}  // namespace reslab
