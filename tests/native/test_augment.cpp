// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <set>
#include <tuple>
#include <vector>

#include "catch.hpp"
#include "data/augment.hpp"
#include "support.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

/// A stored pixel as a network sees it.
float shown(const Dataset& dataset, size_t index, int64_t channel) {
  if (const auto* bytes = std::get_if<std::vector<uint8_t>>(&dataset.pixels())) {
    return normalization_table()[channel][(*bytes)[index]];
  }
  return std::get<std::vector<float>>(dataset.pixels())[index];
}

/// Pads, cuts and mirrors in three passes, as the definition says.
std::vector<float> by_definition(const Dataset& dataset, int64_t image, const Crop& crop) {
  const bool raw = std::holds_alternative<std::vector<uint8_t>>(dataset.pixels());
  std::vector<float> padded(40 * 40 * 3);
  for (int64_t i = 0; i < 40 * 40 * 3; ++i) padded[i] = raw ? normalization_table()[i % 3][0] : 0.0f;
  for (int64_t y = 0; y < 32; ++y) {
    for (int64_t x = 0; x < 32; ++x) {
      for (int64_t c = 0; c < 3; ++c) {
        padded[((y + 4) * 40 + x + 4) * 3 + c] = shown(dataset, image * 3072 + (y * 32 + x) * 3 + c, c);
      }
    }
  }
  std::vector<float> result(3072);
  for (int64_t y = 0; y < 32; ++y) {
    for (int64_t x = 0; x < 32; ++x) {
      const int64_t from = crop.flip ? 31 - x : x;
      for (int64_t c = 0; c < 3; ++c) {
        result[(y * 32 + x) * 3 + c] = padded[((y + crop.top) * 40 + from + crop.left) * 3 + c];
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("Normalised values are torchvision's to the last bit", "[augment]") {
  const auto& table = normalization_table();
  // Made with PyTorch 2.13: v.float().div(255).sub_(mean).div_(std) for v = 0, 1, 77, 128, 255.
  const std::array<std::array<float, 5>, 3> expected = {
      {{-0x1.36eba00000000p+1f, -0x1.34706c0000000p+1f, -0x1.df73600000000p-1f, 0x1.aba71e0000000p-5f,
        0x1.41cda20000000p+1f},
       {-0x1.3589600000000p+1f, -0x1.3304ee0000000p+1f, -0x1.cecd000000000p-1f, 0x1.95eb580000000p-4f,
        0x1.4c63a00000000p+1f},
       {-0x1.1c569c0000000p+1f, -0x1.19d74a0000000p+1f, -0x1.702df20000000p-1f, 0x1.1a8bee0000000p-2f,
        0x1.607a440000000p+1f}}};
  const std::array<size_t, 5> values = {0, 1, 77, 128, 255};
  for (size_t c = 0; c < 3; ++c) {
    for (size_t i = 0; i < values.size(); ++i) REQUIRE(table[c][values[i]] == expected[c][i]);
  }
}

TEST_CASE("Every crop and flip equals the definition", "[augment]") {
  const auto dataset = GENERATE(real_images(3), Dataset::synthetic(3, 10, 1));
  for (int64_t top = 0; top <= 8; ++top) {
    for (int64_t left = 0; left <= 8; ++left) {
      for (const bool flip : {false, true}) {
        const Crop crop{top, left, flip};
        std::vector<float> image(3072, -99);
        write_image(*dataset, 2, crop, image.data());
        CAPTURE(top, left, flip);
        REQUIRE(image == by_definition(*dataset, 2, crop));
      }
    }
  }
}

TEST_CASE("A crop depends on seed, epoch and image alone and covers all positions", "[augment]") {
  const auto key = [](const Crop& crop) { return std::tuple(crop.top, crop.left, crop.flip); };
  REQUIRE(key(draw_crop(1, 2, 3)) == key(draw_crop(1, 2, 3)));

  std::set<std::tuple<int64_t, int64_t, bool>> seen;
  int flips = 0, same_next_epoch = 0, same_other_seed = 0;
  for (int64_t image = 0; image < 2000; ++image) {
    const Crop crop = draw_crop(1, 0, image);
    REQUIRE((crop.top >= 0 && crop.top <= 8 && crop.left >= 0 && crop.left <= 8));
    seen.insert(key(crop));
    flips += crop.flip ? 1 : 0;
    same_next_epoch += key(crop) == key(draw_crop(1, 1, image)) ? 1 : 0;
    same_other_seed += key(crop) == key(draw_crop(2, 0, image)) ? 1 : 0;
  }
  REQUIRE(seen.size() == 9 * 9 * 2);
  REQUIRE(std::abs(flips - 1000) < 5 * 22.4);
  REQUIRE(same_next_epoch < 40);  // 12 expected by chance
  REQUIRE(same_other_seed < 40);
}
