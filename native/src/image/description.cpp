// SPDX-License-Identifier: Apache-2.0
#include "image/description.hpp"

#include <cmath>

#include "runtime/error.hpp"
#include "runtime/json.hpp"

namespace reslab {
namespace {

void check_side(const char* name, int64_t side) {
  if (side >= ImageShape::kMinSide && side <= ImageShape::kMaxSide) return;
  fail(ErrorKind::kInvalidArgument, "the ", name, " of the images is ", side, ", expected ", ImageShape::kMinSide,
       " to ", ImageShape::kMaxSide);
}

void check_count(const char* what, size_t found, int64_t channels) {
  if (static_cast<int64_t>(found) == channels) return;
  fail(ErrorKind::kInvalidArgument, "the images have ", found, " ", what, " for ", channels,
       " channels, expected one for each");
}

}  // namespace

std::string to_string(const ImageShape& shape) {
  return std::to_string(shape.channels) + " x " + std::to_string(shape.height) + " x " + std::to_string(shape.width);
}

void validate(const ImageShape& shape) {
  if (shape.channels < 1 || shape.channels > ImageShape::kMaxChannels) {
    fail(ErrorKind::kInvalidArgument, "the images have ", shape.channels, " channels, expected 1 to ",
         ImageShape::kMaxChannels);
  }
  check_side("height", shape.height);
  check_side("width", shape.width);
}

void validate(const ImageDescription& description) {
  validate(description.shape);
  check_count("means", description.mean.size(), description.shape.channels);
  check_count("standard deviations", description.deviation.size(), description.shape.channels);
  for (const float mean : description.mean) {
    require_valid(std::isfinite(mean), "a mean of the images", mean, "a finite number");
  }
  for (const float deviation : description.deviation) {
    require_valid(std::isfinite(deviation) && deviation > 0, "a standard deviation of the images", deviation,
                  "a number above 0");
  }
  for (const std::string& name : description.class_names) {
    if (!is_utf8(name)) fail(ErrorKind::kInvalidArgument, "a class name is '", name, "', expected UTF-8 text");
  }
}

const ImageDescription& cifar10_images() {
  static const ImageDescription kCifar10 = {.shape = {.channels = 3, .height = 32, .width = 32},
                                            .mean = {.4914f, .4822f, .4465f},
                                            .deviation = {.2023f, .1994f, .2010f},
                                            .class_names = {}};
  return kCifar10;
}

std::vector<float> normalization_table(const ImageDescription& description) {
  std::vector<float> table;
  table.reserve(description.mean.size() * 256);
  for (size_t c = 0; c < description.mean.size(); ++c) {
    for (int v = 0; v < 256; ++v) {
      table.push_back((static_cast<float>(v) / 255.0f - description.mean[c]) / description.deviation[c]);
    }
  }
  return table;
}

}  // namespace reslab
