// SPDX-License-Identifier: Apache-2.0
//
// Compiled without fused multiply-adds, so that every processor computes the same bits. The order of the operations is
// that of torchvision.

#include "data/trivial_augment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "runtime/error.hpp"

namespace reslab {
namespace {

using Table = std::array<uint8_t, 256>;

bool has_magnitudes(TrivialOperation operation) {
  return operation >= TrivialOperation::kShearX && operation <= TrivialOperation::kSolarize;
}

bool is_signed(TrivialOperation operation) {
  return operation >= TrivialOperation::kShearX && operation <= TrivialOperation::kSharpness;
}

/// Value `index` of `torch.linspace(0, end, 31)`, which rounds a product and a sum once.
float spaced(float end, int32_t index) {
  constexpr int32_t kLast = kTrivialMagnitudes - 1;
  const double step = end / static_cast<float>(kLast);
  if (index < kTrivialMagnitudes / 2) return static_cast<float>(step * index);
  return static_cast<float>(end - step * (kLast - index));
}

/// The magnitude of a signed operation whose largest one is `end`.
double strength(float end, int32_t magnitude) {
  const double size = spaced(end, std::abs(magnitude));
  return magnitude < 0 ? -size : size;
}

/// The mixture of a value with another one, which strengthens the first above a ratio of 1.
class Blend {
 public:
  explicit Blend(int32_t magnitude) {
    const double ratio = 1 + strength(.99f, magnitude);
    ratio_ = static_cast<float>(ratio);
    rest_ = static_cast<float>(1 - ratio);
  }

  uint8_t operator()(float value, float other) const {
    return static_cast<uint8_t>(std::clamp(ratio_ * value + rest_ * other, 0.0f, 255.0f));
  }

 private:
  float ratio_;
  float rest_;
};

/// The brightness of a pixel of three channels.
uint8_t gray(const uint8_t* pixel) {
  return static_cast<uint8_t>(.2989f * pixel[0] + .587f * pixel[1] + .114f * pixel[2]);
}

// Operations that move pixels

/// Where a pixel of the result is taken from, both in pixels from the centre of the image: x' = m[0] x + m[1] y + m[2],
/// y' = m[3] x + m[4] y + m[5].
using Map = std::array<double, 6>;

/// The inverse of a rotation and a shear about a centre, and a translation; angles in degrees.
struct Motion {
  double angle = 0;
  double shear_x = 0;
  double shear_y = 0;
  double right = 0;
  double down = 0;
  double centre_x = 0;
  double centre_y = 0;

  Map inverse() const {
    constexpr double kRadians = std::numbers::pi / 180;
    const double rotation = angle * kRadians;
    const double x = shear_x * kRadians;
    const double y = shear_y * kRadians;
    const double a = std::cos(rotation - y) / std::cos(y);
    const double b = -std::cos(rotation - y) * std::tan(x) / std::cos(y) - std::sin(rotation);
    const double c = std::sin(rotation - y) / std::cos(y);
    const double d = -std::sin(rotation - y) * std::tan(x) / std::cos(y) + std::cos(rotation);
    Map map = {d, -b, 0, -c, a, 0};
    map[2] = map[0] * (-centre_x - right) + map[1] * (-centre_y - down) + centre_x;
    map[5] = map[3] * (-centre_x - right) + map[4] * (-centre_y - down) + centre_y;
    return map;
  }
};

Motion motion(const TrivialChoice& choice, const ImageShape& shape) {
  const auto degrees = [](double slope) { return std::atan(slope) * (180 / std::numbers::pi); };
  switch (choice.operation) {
    case TrivialOperation::kShearX:
    case TrivialOperation::kShearY: {
      // Row 0, or column 0, stays where it is.
      Motion shear{.centre_x = -.5 * static_cast<double>(shape.width),
                   .centre_y = -.5 * static_cast<double>(shape.height)};
      const double angle = degrees(strength(.99f, choice.magnitude));
      (choice.operation == TrivialOperation::kShearX ? shear.shear_x : shear.shear_y) = angle;
      return shear;
    }
    case TrivialOperation::kTranslateX:
      return {.right = std::trunc(strength(32, choice.magnitude))};
    case TrivialOperation::kTranslateY:
      return {.down = std::trunc(strength(32, choice.magnitude))};
    default:
      return {.angle = -strength(135, choice.magnitude)};
  }
}

void move(const TrivialChoice& choice, const ImageShape& shape, const uint8_t* source, uint8_t* target) {
  const Map map = motion(choice, shape).inverse();
  // As torch's grid_sample: places from -1 to 1 on each side, and from there to pixels.
  const float half_width = .5f * static_cast<float>(shape.width);
  const float half_height = .5f * static_cast<float>(shape.height);
  std::array<float, 6> part{};
  for (size_t i = 0; i < 6; ++i) part[i] = static_cast<float>(map[i]) / (i < 3 ? half_width : half_height);
  const int64_t channels = shape.channels;
  for (int64_t row = 0; row < shape.height; ++row) {
    const float y = static_cast<float>(row) + .5f - half_height;
    for (int64_t column = 0; column < shape.width; ++column, target += channels) {
      const float x = static_cast<float>(column) + .5f - half_width;
      const float place_x = x * part[0] + y * part[1] + part[2];
      const float place_y = x * part[3] + y * part[4] + part[5];
      const int64_t from_x = std::lrint((place_x + 1.0f) * half_width - .5f);
      const int64_t from_y = std::lrint((place_y + 1.0f) * half_height - .5f);
      if (from_x >= 0 && from_x < shape.width && from_y >= 0 && from_y < shape.height) {
        const uint8_t* pixel = source + (from_y * shape.width + from_x) * channels;
        for (int64_t c = 0; c < channels; ++c) target[c] = pixel[c];
      } else {
        for (int64_t c = 0; c < channels; ++c) target[c] = 0;
      }
    }
  }
}

// Operations that change the values of a channel, each by a table

template <typename Function>
Table table_of(Function function) {
  Table table{};
  for (size_t v = 0; v < table.size(); ++v) table[v] = function(static_cast<int32_t>(v));
  return table;
}

/// Every channel by the table of `tables(c)`.
template <typename Tables>
void look_up(const ImageShape& shape, const uint8_t* source, uint8_t* target, Tables tables) {
  for (int64_t c = 0; c < shape.channels; ++c) {
    const Table table = tables(c);
    for (int64_t i = c; i < shape.values(); i += shape.channels) target[i] = table[source[i]];
  }
}

/// The mean that Contrast blends with.
float mean_gray(const ImageShape& shape, const uint8_t* source) {
  int64_t sum = 0;
  if (shape.channels == 3) {
    for (int64_t i = 0; i < shape.pixels(); ++i) sum += gray(source + 3 * i);
    return static_cast<float>(sum) / static_cast<float>(shape.pixels());
  }
  for (int64_t i = 0; i < shape.values(); ++i) sum += source[i];
  return static_cast<float>(sum) / static_cast<float>(shape.values());
}

/// How often each value of a channel occurs.
std::array<int64_t, 256> histogram(const ImageShape& shape, const uint8_t* source, int64_t channel) {
  std::array<int64_t, 256> counts{};
  for (int64_t i = channel; i < shape.values(); i += shape.channels) ++counts[source[i]];
  return counts;
}

/// Stretches the values that occur to 0 to 255.
Table stretched(const std::array<int64_t, 256>& counts) {
  const auto occurs = [](int64_t count) { return count > 0; };
  const auto first = std::find_if(counts.begin(), counts.end(), occurs) - counts.begin();
  const auto last = counts.rend() - std::find_if(counts.rbegin(), counts.rend(), occurs) - 1;
  if (first == last) return table_of([](int32_t v) { return static_cast<uint8_t>(v); });
  const auto low = static_cast<float>(first);
  const float scale = 255.0f / (static_cast<float>(last) - low);
  return table_of(
      [&](int32_t v) { return static_cast<uint8_t>(std::clamp((static_cast<float>(v) - low) * scale, 0.0f, 255.0f)); });
}

/// Spreads the values so that each range of the result has about as many pixels.
Table equalized(const std::array<int64_t, 256>& counts) {
  const int64_t all = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  const int64_t largest = *std::find_if(counts.rbegin(), counts.rend(), [](int64_t count) { return count > 0; });
  const int64_t step = (all - largest) / 255;
  if (step == 0) return table_of([](int32_t v) { return static_cast<uint8_t>(v); });
  int64_t below = 0;
  return table_of([&](int32_t v) {
    const int64_t value = v == 0 ? 0 : (below + step / 2) / step;
    below += counts[static_cast<size_t>(v)];
    return static_cast<uint8_t>(std::min<int64_t>(value, 255));
  });
}

// Operations that read several values for one

void blend_with_gray(int32_t magnitude, const ImageShape& shape, const uint8_t* source, uint8_t* target) {
  const Blend blend(magnitude);
  for (int64_t i = 0; i < shape.pixels(); ++i, source += 3, target += 3) {
    const uint8_t other = gray(source);
    for (int64_t c = 0; c < 3; ++c) target[c] = blend(source[c], other);
  }
}

/// Blends with a smoothed image, whose outermost pixels are those of the image itself.
void sharpen(int32_t magnitude, const ImageShape& shape, const uint8_t* source, uint8_t* target) {
  const Blend blend(magnitude);
  const int64_t row = shape.width * shape.channels;
  for (int64_t y = 0; y < shape.height; ++y) {
    const bool inner_row = y > 0 && y < shape.height - 1;
    for (int64_t i = 0; i < row; ++i, ++source, ++target) {
      if (!inner_row || i < shape.channels || i >= row - shape.channels) {
        *target = blend(*source, *source);
        continue;
      }
      int32_t sum = 4 * *source;
      for (int64_t dy = -row; dy <= row; dy += row) {
        for (int64_t dx = -shape.channels; dx <= shape.channels; dx += shape.channels) sum += source[dy + dx];
      }
      // The weights sum to 13: no value lies midway between two bytes, so that no rounding of a float shows.
      *target = blend(*source, static_cast<float>((2 * sum + 13) / 26));
    }
  }
}

}  // namespace

TrivialChoice draw_trivial(RandomStream& stream) {
  TrivialChoice choice;
  choice.operation = static_cast<TrivialOperation>(1 + static_cast<int32_t>(stream.below(kTrivialOperations)));
  if (has_magnitudes(choice.operation)) choice.magnitude = static_cast<int32_t>(stream.below(kTrivialMagnitudes));
  if (is_signed(choice.operation) && stream.below(2) == 1) choice.magnitude = -choice.magnitude;
  return choice;
}

void apply_trivial(const TrivialChoice& choice, const ImageShape& shape, const uint8_t* source, uint8_t* target) {
  switch (choice.operation) {
    case TrivialOperation::kNone:
      break;
    case TrivialOperation::kIdentity:
      std::copy_n(source, shape.values(), target);
      return;
    case TrivialOperation::kShearX:
    case TrivialOperation::kShearY:
    case TrivialOperation::kTranslateX:
    case TrivialOperation::kTranslateY:
    case TrivialOperation::kRotate:
      return move(choice, shape, source, target);
    case TrivialOperation::kBrightness: {
      const Blend blend(choice.magnitude);
      const Table table = table_of([&](int32_t v) { return blend(static_cast<float>(v), 0); });
      return look_up(shape, source, target, [&](int64_t) { return table; });
    }
    case TrivialOperation::kColor:
      if (shape.channels == 3) return blend_with_gray(choice.magnitude, shape, source, target);
      std::copy_n(source, shape.values(), target);
      return;
    case TrivialOperation::kContrast: {
      const Blend blend(choice.magnitude);
      const float mean = mean_gray(shape, source);
      const Table table = table_of([&](int32_t v) { return blend(static_cast<float>(v), mean); });
      return look_up(shape, source, target, [&](int64_t) { return table; });
    }
    case TrivialOperation::kSharpness:
      return sharpen(choice.magnitude, shape, source, target);
    case TrivialOperation::kPosterize: {
      // 8 bits down to 2.
      const int32_t bits = 8 - (2 * choice.magnitude + 5) / 10;
      const int32_t mask = -(1 << (8 - bits));
      const Table table = table_of([&](int32_t v) { return static_cast<uint8_t>(v & mask); });
      return look_up(shape, source, target, [&](int64_t) { return table; });
    }
    case TrivialOperation::kSolarize: {
      const float threshold = 255.0f - 8.5f * static_cast<float>(choice.magnitude);
      const Table table =
          table_of([&](int32_t v) { return static_cast<uint8_t>(static_cast<float>(v) >= threshold ? 255 - v : v); });
      return look_up(shape, source, target, [&](int64_t) { return table; });
    }
    case TrivialOperation::kAutoContrast:
      return look_up(shape, source, target, [&](int64_t c) { return stretched(histogram(shape, source, c)); });
    case TrivialOperation::kEqualize:
      return look_up(shape, source, target, [&](int64_t c) { return equalized(histogram(shape, source, c)); });
  }
  fail(ErrorKind::kInternal, "no operation of TrivialAugmentWide: ", static_cast<int32_t>(choice.operation));
}

}  // namespace reslab
