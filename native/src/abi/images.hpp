// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "abi/guard.hpp"
#include "data/augmentation.hpp"
#include "image/description.hpp"

namespace reslab::abi {

/// The description that a caller gives; CIFAR-10's images where it gives none.
/// @throws Error kInvalidArgument
inline ImageDescription image_description(const rl_image_description* given) {
  if (given == nullptr) return cifar10_images();
  const rl_image_description asked = sized(given, "images");
  ImageDescription result;
  result.shape = {.channels = asked.channels, .height = asked.height, .width = asked.width};
  validate(result.shape);
  const float* mean = &required(asked.mean, "images.mean");
  const float* deviation = &required(asked.deviation, "images.deviation");
  result.mean.assign(mean, mean + asked.channels);
  result.deviation.assign(deviation, deviation + asked.channels);
  if (asked.class_name_count < 0) {
    fail(ErrorKind::kInvalidArgument, "images.class_name_count is ", asked.class_name_count, ", expected at least 0");
  }
  for (int32_t i = 0; i < asked.class_name_count; ++i) {
    const char* const* names = &required(asked.class_names, "images.class_names");
    result.class_names.emplace_back(&required(names[i], "a class name"));
  }
  validate(result);
  return result;
}

/// The augmentation of a text; where there is none, the standard one or none at all.
inline Augmentation augmentation(const char* text, bool standard) {
  if (text != nullptr) return Augmentation::parse(text);
  return standard ? Augmentation::standard() : Augmentation{};
}

}  // namespace reslab::abi
