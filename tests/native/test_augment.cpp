// SPDX-License-Identifier: Apache-2.0
#include <ATen/ops/upsample_bilinear2d.h>

#include <array>
#include <cmath>
#include <set>
#include <tuple>
#include <vector>

#include "catch.hpp"
#include "data/augmentation.hpp"
#include "data/image_writer.hpp"
#include "support.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

/// A stored pixel as a network sees it.
float shown(const StoredImage& image, int64_t y, int64_t x, int64_t c) {
  const int64_t place = (y * image.width + x) * image.channels + c;
  return image.bytes != nullptr ? image.table[c * 256 + image.bytes[place]] : image.values[place];
}

/// Pads by 4, cuts and mirrors in three passes, as the definition says.
std::vector<float> by_definition(const StoredImage& image, const Transform& transform) {
  const int64_t height = image.height + 8;
  const int64_t width = image.width + 8;
  const int64_t channels = image.channels;
  std::vector<float> padded(static_cast<size_t>(height * width * channels));
  for (size_t i = 0; i < padded.size(); ++i) {
    const auto c = static_cast<int64_t>(i) % channels;
    padded[i] = image.bytes != nullptr ? image.table[c * 256] : 0.0f;
  }
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      for (int64_t c = 0; c < channels; ++c) {
        padded[((y + 4) * width + x + 4) * channels + c] = shown(image, y, x, c);
      }
    }
  }
  std::vector<float> result;
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      const int64_t from = transform.flip != 0 ? image.width - 1 - x : x;
      for (int64_t c = 0; c < channels; ++c) {
        result.push_back(padded[((y + transform.top + 4) * width + from + transform.left + 4) * channels + c]);
      }
    }
  }
  return result;
}

std::vector<float> written(const StoredImage& image, const Transform& transform) {
  std::vector<float> result(static_cast<size_t>(image.height * image.width * image.channels), -99);
  write_image(image, transform, result.data());
  return result;
}

/// Images of `shape` in float32, mean 0 and deviation 1.
std::shared_ptr<Dataset> random_images(const ImageShape& shape) {
  const auto channels = static_cast<size_t>(shape.channels);
  return Dataset::synthetic(
      3, 10, 1,
      {.shape = shape, .mean = std::vector<float>(channels, 0.5f), .deviation = std::vector<float>(channels, 0.25f)});
}

}  // namespace

TEST_CASE("Normalised values are torchvision's to the last bit", "[augment]") {
  const std::vector<float> table = normalization_table(cifar10_images());
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
    for (size_t i = 0; i < values.size(); ++i) REQUIRE(table[c * 256 + values[i]] == expected[c][i]);
  }
}

TEST_CASE("Every crop and flip equals the definition", "[augment]") {
  const auto dataset =
      GENERATE(real_images(3), Dataset::synthetic(3, 10, 1), random_images({1, 9, 14}), random_images({5, 16, 8}));
  const StoredImage image = dataset->image(2);
  Transform transform = Transform::identity(dataset->shape());
  for (transform.top = -4; transform.top <= 4; ++transform.top) {
    for (transform.left = -4; transform.left <= 4; ++transform.left) {
      for (transform.flip = 0; transform.flip <= 1; ++transform.flip) {
        CAPTURE(transform.top, transform.left, transform.flip);
        REQUIRE(written(image, transform) == by_definition(image, transform));
      }
    }
  }
}

TEST_CASE("A crop depends on seed, epoch and image alone and covers all positions", "[augment]") {
  const ImageShape shape = cifar10_images().shape;
  const Augmentation augmentation = Augmentation::standard();
  const auto key = [&](uint64_t seed, int64_t epoch, int64_t image) {
    const Transform transform = augmentation.draw(shape, seed, epoch, image);
    return std::tuple(transform.top, transform.left, transform.flip);
  };
  REQUIRE(key(1, 2, 3) == key(1, 2, 3));

  std::set<std::tuple<int32_t, int32_t, int32_t>> seen;
  int flips = 0, same_next_epoch = 0, same_other_seed = 0;
  for (int64_t image = 0; image < 2000; ++image) {
    const auto found = key(1, 0, image);
    const auto [top, left, flip] = found;
    REQUIRE((top >= -4 && top <= 4 && left >= -4 && left <= 4));
    seen.insert(found);
    flips += flip;
    same_next_epoch += found == key(1, 1, image) ? 1 : 0;
    same_other_seed += found == key(2, 0, image) ? 1 : 0;
  }
  REQUIRE(seen.size() == 9 * 9 * 2);
  REQUIRE(std::abs(flips - 1000) < 5 * 22.4);
  REQUIRE(same_next_epoch < 40);  // 12 expected by chance
  REQUIRE(same_other_seed < 40);
}

TEST_CASE("The first draws of crop and flip are those of all versions", "[augment]") {
  // Drawn by the version that knew no other augmentation: checkpoints of its runs resume with the same batches.
  const std::array<std::array<int32_t, 3>, 4> expected = {{{-3, -2, 0}, {2, -4, 0}, {2, -2, 0}, {-4, 0, 1}}};
  for (int64_t image = 0; image < 4; ++image) {
    const Transform transform = Augmentation::standard().draw(cifar10_images().shape, 5, 2, image);
    CAPTURE(image, transform.top, transform.left, transform.flip);
    CHECK(std::array{transform.top, transform.left, transform.flip} == expected[image]);
  }
}

TEST_CASE("A resized crop is PyTorch's bilinear interpolation of the cut", "[augment]") {
  const auto dataset = GENERATE(real_images(2), random_images({1, 28, 20}), random_images({4, 16, 33}));
  const ImageShape& shape = dataset->shape();
  const StoredImage image = dataset->image(1);
  const std::vector<float> whole = written(image, Transform::identity(shape));
  const torch::Tensor maps = torch::tensor(at::ArrayRef<float>(whole))
                                 .view({1, shape.height, shape.width, shape.channels})
                                 .permute({0, 3, 1, 2});
  const Augmentation augmentation = Augmentation::parse("resized-crop(0.05) flip");
  for (int64_t number = 0; number < 40; ++number) {
    const Transform transform = augmentation.draw(shape, 3, 0, number);
    CAPTURE(number, transform.top, transform.left, transform.height, transform.width, transform.flip);
    torch::Tensor cut = maps.slice(2, transform.top, transform.top + transform.height)
                            .slice(3, transform.left, transform.left + transform.width);
    torch::Tensor expected = at::upsample_bilinear2d(cut.contiguous(), {shape.height, shape.width}, false);
    if (transform.flip != 0) expected = expected.flip({3});
    const std::vector<float> found = written(image, transform);
    const torch::Tensor maps_found = torch::tensor(at::ArrayRef<float>(found))
                                         .view({1, shape.height, shape.width, shape.channels})
                                         .permute({0, 3, 1, 2});
    REQUIRE((maps_found - expected).abs().max().item<float>() < 2e-5f);
  }
}

TEST_CASE("Drawn cuts and erased rectangles have the areas and the sides that they should", "[augment]") {
  const ImageShape shape{.channels = 3, .height = 64, .width = 64};
  const Augmentation augmentation = Augmentation::parse("resized-crop(0.25) erase(0.5)");
  double smallest = 1, largest = 0;
  int erased = 0;
  for (int64_t image = 0; image < 2000; ++image) {
    const Transform transform = augmentation.draw(shape, 9, 1, image);
    REQUIRE((transform.top >= 0 && transform.left >= 0 && transform.top + transform.height <= 64 &&
             transform.left + transform.width <= 64));
    const double share = transform.height * transform.width / 4096.0;
    smallest = std::min(smallest, share);
    largest = std::max(largest, share);
    const double ratio = static_cast<double>(transform.width) / transform.height;
    REQUIRE((ratio > 0.70 && ratio < 1.43));  // 3:4 to 4:3, with sides rounded
    if (transform.erase_height == 0) continue;
    ++erased;
    const double part = transform.erase_height * transform.erase_width / 4096.0;
    REQUIRE((part > 0.015 && part < 0.35));
    REQUIRE((transform.erase_top + transform.erase_height <= 64 && transform.erase_left + transform.erase_width <= 64));
  }
  REQUIRE((smallest > 0.24 && smallest < 0.27 && largest > 0.95));
  REQUIRE(std::abs(erased - 1000) < 5 * 22.4);

  const auto dataset = real_images(1);
  Transform transform = Transform::identity(dataset->shape());
  transform.erase_top = 3;
  transform.erase_left = 30;
  transform.erase_height = 2;
  transform.erase_width = 2;
  transform.flip = 1;
  std::vector<float> expected = by_definition(dataset->image(0), transform);
  for (const int64_t y : {3, 4}) std::fill_n(expected.begin() + (y * 32 + 30) * 3, 6, 0.0f);
  REQUIRE(written(dataset->image(0), transform) == expected);
}

TEST_CASE("An augmentation's text is read, written and refused", "[augment]") {
  const auto canonical = [](const char* text) { return Augmentation::parse(text).text(); };
  CHECK(canonical("crop(4) flip") == "crop(4) flip");
  CHECK(Augmentation::parse("crop(4) flip") == Augmentation::standard());
  CHECK(canonical("  flip   crop(4)") == "crop(4) flip");
  CHECK(canonical("none") == "none");
  CHECK(Augmentation::parse("none").none());
  CHECK(canonical("resized-crop erase(0.25)") == "resized-crop(0.08) erase(0.25)");

  const auto refused = [](const char* text, std::initializer_list<const char*> parts) {
    CAPTURE(text);
    for (const char* part : parts) {
      CHECK_THROWS_WITH(Augmentation::parse(text), Catch::Matchers::ContainsSubstring(part));
    }
  };
  refused("", {"column 1: it is empty"});
  refused("crop", {"'crop' needs a number in brackets", "expected none, or some of crop(4)"});
  refused("crop(4", {"column 5: a bracket is opened and not closed"});
  refused("crop(x)", {"column 6: 'x' is no number"});
  refused("crop(2.5)", {"no whole number"});
  refused("crop(0)", {"the number of 'crop' is 0, expected 1 to 128"});
  refused("crop(nan)", {"the number of 'crop' is nan"});
  refused("crop(4)flip", {"column 8: expected a space"});
  refused("flip flip", {"column 6: 'flip' is given twice"});
  refused("flip(1)", {"'flip' takes no number"});
  refused("none flip", {"'none' cannot be combined"});
  refused("crop(4) resized-crop", {"exclude each other"});
  refused("erase(1.5)", {"expected 0.001 to 1"});
  refused("resize-crop", {"unknown operation 'resize-crop'; did you mean 'resized-crop'?"});
}
