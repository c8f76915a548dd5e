// SPDX-License-Identifier: Apache-2.0

// TrivialAugmentWide: its operations against torchvision's results in tests/golden/trivial.tsv, whose README says how
// they were made, and how batches get them.

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "data/augmentation.hpp"
#include "data/batch_assembler.hpp"
#include "data/image_writer.hpp"
#include "data/resident_dataset.hpp"
#include "data/trivial_augment.hpp"
#include "host_lane.hpp"
#include "support.hpp"
#include "train/assembled_batch.hpp"
#include "train/trainer.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

using Bytes = std::vector<uint8_t>;

/// Names of the operations in the golden file, in the order of their numbers from 1.
constexpr std::array<const char*, kTrivialOperations> kNames = {
    "Identity", "ShearX",   "ShearY",    "TranslateX", "TranslateY", "Rotate",       "Brightness",
    "Color",    "Contrast", "Sharpness", "Posterize",  "Solarize",   "AutoContrast", "Equalize"};

TrivialOperation operation_of(const std::string& name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  REQUIRE(found != kNames.end());
  return static_cast<TrivialOperation>(1 + (found - kNames.begin()));
}

/// One row of the golden file.
struct Row {
  std::string image;
  std::string operation;
  std::string sign;
  std::vector<std::string> digests;
};

std::vector<Row> read_golden() {
  std::ifstream file(source_file("tests/golden/trivial.tsv"));
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    Row row;
    fields >> row.image >> row.operation >> row.sign;
    for (std::string digest; fields >> digest;) row.digests.push_back(digest);
    rows.push_back(row);
  }
  return rows;
}

/// 64-bit FNV-1a.
std::string digest(const Bytes& bytes) {
  uint64_t value = 0xCBF29CE484222325;
  for (const uint8_t byte : bytes) value = (value ^ byte) * 0x100000001B3;
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

/// 0 to 31, as in make_golden_trivial.py.
int64_t noise(int64_t index) {
  auto h = static_cast<uint32_t>(index * 2654435761);
  h = (h ^ (h >> 15)) * 739982445;
  h = (h ^ (h >> 12)) * 739982445;
  return (h ^ (h >> 15)) >> 27;
}

/// The images of make_golden_trivial.py, [height][width][channels].
Bytes golden_image(const std::string& name, const ImageShape& shape) {
  Bytes bytes;
  for (int64_t y = 0; y < shape.height; ++y) {
    for (int64_t x = 0; x < shape.width; ++x) {
      for (int64_t c = 0; c < shape.channels; ++c) {
        const int64_t wave = 20 + 40 * c + 120 * y / shape.height + 60 * x / shape.width +
                             noise((c * shape.height + y) * shape.width + x);
        const std::array<int64_t, 3> flat = {77, (x + y) % 3 != 0 ? 10 : 200, 100 + x};
        bytes.push_back(
            static_cast<uint8_t>(name == "waves" ? std::min<int64_t>(wave, 255) : flat[static_cast<size_t>(c)]));
      }
    }
  }
  return bytes;
}

/// "waves/3x32x32"
std::pair<Bytes, ImageShape> golden_image(const std::string& text) {
  std::istringstream sizes(text.substr(text.find('/') + 1));
  ImageShape shape;
  char by = 0;
  sizes >> shape.channels >> by >> shape.height >> by >> shape.width;
  return {golden_image(text.substr(0, text.find('/')), shape), shape};
}

Bytes applied(const TrivialChoice& choice, const ImageShape& shape, const Bytes& bytes) {
  Bytes result(bytes.size(), 99);
  apply_trivial(choice, shape, bytes.data(), result.data());
  return result;
}

std::vector<float> written(const StoredImage& image, const Transform& transform) {
  std::vector<float> result(static_cast<size_t>(image.height * image.width * image.channels), -99);
  write_image(image, transform, result.data());
  return result;
}

/// Images of bytes, 5 channels or whatever `shape` has.
std::shared_ptr<Dataset> byte_images(const ImageShape& shape, int64_t images) {
  Bytes pixels(static_cast<size_t>(images * shape.values()));
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(8 * noise(static_cast<int64_t>(i)));
  const auto channels = static_cast<size_t>(shape.channels);
  return Dataset::create(
      {.shape = shape, .mean = std::vector<float>(channels, .5f), .deviation = std::vector<float>(channels, .25f)}, 10,
      Dataset::Pixels::of(std::move(pixels)), std::vector<int64_t>(static_cast<size_t>(images), 1));
}

std::vector<float> batches_of(const std::shared_ptr<Dataset>& dataset, const std::string& text, uint64_t seed,
                              int64_t first, int64_t count) {
  const BatchPlan plan{
      .batch = 50, .epochs = 9, .shuffle = true, .augmentation = Augmentation::parse(text), .seed = seed};
  BatchAssembler assembler(dataset, plan);
  const auto size = static_cast<size_t>(50 * dataset->shape().values());
  std::vector<float> images(static_cast<size_t>(count) * size);
  std::vector<int64_t> labels(50);
  for (int64_t i = 0; i < count; ++i) {
    assembler.write(first + i, images.data() + static_cast<size_t>(i) * size, labels.data());
  }
  return images;
}

}  // namespace

TEST_CASE("The operations of TrivialAugmentWide are torchvision's to the last bit", "[augment]") {
  const std::vector<Row> rows = read_golden();
  REQUIRE(rows.size() == 4 * 24);  // the image, 9 operations with two signs, 5 without
  for (const Row& row : rows) {
    const auto [image, shape] = golden_image(row.image);
    CAPTURE(row.image, row.operation, row.sign);
    if (row.operation == "image") {
      REQUIRE(digest(image) == row.digests.at(0));
      continue;
    }
    const TrivialOperation operation = operation_of(row.operation);
    for (size_t i = 0; i < row.digests.size(); ++i) {
      CAPTURE(i);
      const auto magnitude = static_cast<int32_t>(i);
      CHECK(digest(applied({operation, row.sign == "-" ? -magnitude : magnitude}, shape, image)) == row.digests[i]);
    }
  }
}

TEST_CASE("Images of two and of five channels have all operations of TrivialAugmentWide", "[augment]") {
  const ImageShape shape = GENERATE(ImageShape{2, 9, 14}, ImageShape{5, 16, 8});
  const auto dataset = byte_images(shape, 1);
  const uint8_t* first = dataset->image(0).bytes;
  const Bytes image(first, first + shape.values());
  CHECK(applied({TrivialOperation::kColor, 30}, shape, image) == image);

  // Each channel is what it would be as an image of its own. Contrast alone reads all channels for one.
  for (int32_t number = 1; number <= kTrivialOperations; ++number) {
    const TrivialChoice choice{static_cast<TrivialOperation>(number),
                               number >= static_cast<int32_t>(TrivialOperation::kAutoContrast) ? 0 : 17};
    if (choice.operation == TrivialOperation::kContrast) continue;
    CAPTURE(number);
    const Bytes all = applied(choice, shape, image);
    for (int64_t c = 0; c < shape.channels; ++c) {
      Bytes channel;
      Bytes expected;
      for (int64_t i = c; i < shape.values(); i += shape.channels) {
        channel.push_back(image[static_cast<size_t>(i)]);
        expected.push_back(all[static_cast<size_t>(i)]);
      }
      REQUIRE(applied(choice, {1, shape.height, shape.width}, channel) == expected);
    }
  }
  const Bytes gray = applied({TrivialOperation::kContrast, -30}, shape, image);
  double sum = 0;
  for (const uint8_t byte : image) sum += byte;
  const double mean = sum / static_cast<double>(image.size());
  for (size_t i = 0; i < image.size(); ++i) {
    REQUIRE(std::abs(gray[i] - (.01 * image[i] + .99 * mean)) < 1.01);
  }
}

TEST_CASE("All operations, magnitudes and signs of TrivialAugmentWide are drawn equally often", "[augment]") {
  const ImageShape shape{3, 32, 32};
  const Augmentation augmentation = Augmentation::parse("trivial");
  std::map<int32_t, std::map<int32_t, int>> seen;
  constexpr int kDraws = 60000;
  for (int64_t image = 0; image < kDraws; ++image) {
    const Transform transform = augmentation.draw(shape, 3, 1, image);
    ++seen[transform.operation][transform.magnitude];
  }
  REQUIRE(seen.size() == kTrivialOperations);
  const auto near = [](int found, double expected) {
    CAPTURE(found, expected);
    return std::abs(found - expected) < 5 * std::sqrt(expected);
  };
  const double each = double{kDraws} / kTrivialOperations;
  for (const auto& [number, magnitudes] : seen) {
    CAPTURE(number);
    REQUIRE((number >= 1 && number <= kTrivialOperations));
    int all = 0;
    const std::string name = kNames[static_cast<size_t>(number) - 1];
    const bool plain = name == "Identity" || name == "AutoContrast" || name == "Equalize";
    const bool is_signed = !plain && name != "Posterize" && name != "Solarize";
    REQUIRE(magnitudes.begin()->first == (is_signed ? -30 : 0));
    REQUIRE(magnitudes.rbegin()->first == (plain ? 0 : 30));
    for (const auto& [magnitude, count] : magnitudes) {
      CAPTURE(magnitude);
      all += count;
      // Both signs of magnitude 0 are the same.
      if (!plain) REQUIRE(near(count, is_signed && magnitude != 0 ? each / 62 : each / 31));
    }
    REQUIRE(near(all, each));
  }
}

TEST_CASE("TrivialAugmentWide is drawn between the mirror and the erasing and leaves the draws before it alone",
          "[augment]") {
  const ImageShape shape = cifar10_images().shape;
  const Augmentation with = Augmentation::parse("erase(0.5) trivial flip crop(4)");
  CHECK(with.text() == "crop(4) flip trivial erase(0.5)");
  CHECK(with == Augmentation::parse(with.text()));
  CHECK(!with.none());
  CHECK(Augmentation::parse("trivial").text() == "trivial");
  CHECK_THROWS_WITH(Augmentation::parse("trivial(3)"), Catch::Matchers::ContainsSubstring("'trivial' takes no number"));
  CHECK_THROWS_WITH(Augmentation::parse("trivial trivial"), Catch::Matchers::ContainsSubstring("is given twice"));
  CHECK_THROWS_WITH(Augmentation::parse("trivail"), Catch::Matchers::ContainsSubstring("did you mean 'trivial'?"));

  for (int64_t image = 0; image < 200; ++image) {
    const Transform a = with.draw(shape, 5, 2, image);
    const Transform b = Augmentation::standard().draw(shape, 5, 2, image);
    REQUIRE((a.top == b.top && a.left == b.left && a.flip == b.flip));
    REQUIRE((a.operation >= 1 && b.operation == 0 && b.magnitude == 0));
  }
}

TEST_CASE("The first transforms without TrivialAugmentWide are those of the version before it", "[augment]") {
  // top, left, height, width, flip, and top, left, height, width of what is erased.
  const std::array<std::array<int32_t, 9>, 3> expected = {
      {{2, 9, 18, 16, 1, 14, 4, 9, 19}, {0, 1, 32, 24, 0, 10, 14, 7, 13}, {1, 4, 30, 26, 1, 8, 20, 19, 9}}};
  for (int64_t image = 0; image < 3; ++image) {
    const Transform t =
        Augmentation::parse("resized-crop(0.2) flip erase(0.7)").draw(cifar10_images().shape, 5, 2, image);
    const std::array found = {t.top,       t.left,       t.height,       t.width,      t.flip,
                              t.erase_top, t.erase_left, t.erase_height, t.erase_width};
    CAPTURE(image);
    CHECK(found == expected[static_cast<size_t>(image)]);
    CHECK((t.operation == 0 && t.magnitude == 0));
  }
}

TEST_CASE("An operation reads the cut and mirrored bytes, and is normalised and erased afterwards", "[augment]") {
  const auto dataset = GENERATE(real_images(3), byte_images({1, 28, 20}, 3), byte_images({4, 16, 33}, 3));
  const ImageShape& shape = dataset->shape();
  const StoredImage image = dataset->image(2);
  std::vector<float> byte_values(static_cast<size_t>(shape.channels) * 256);
  for (size_t i = 0; i < byte_values.size(); ++i) byte_values[i] = static_cast<float>(i % 256);
  StoredImage unscaled = image;
  unscaled.table = byte_values.data();
  const Augmentation augmentation =
      Augmentation::parse(GENERATE("crop(3) flip trivial erase(0.5)", "resized-crop flip trivial erase(0.5)"));
  for (int64_t number = 0; number < 60; ++number) {
    const Transform transform = augmentation.draw(shape, 3, 0, number);
    CAPTURE(number, transform.operation, transform.magnitude);
    Transform cut = transform;
    cut.operation = 0;
    cut.erase_height = 0;
    Bytes bytes;
    for (const float value : written(unscaled, cut)) bytes.push_back(static_cast<uint8_t>(std::lrint(value)));
    bytes = applied({static_cast<TrivialOperation>(transform.operation), transform.magnitude}, shape, bytes);
    std::vector<float> expected;
    for (size_t i = 0; i < bytes.size(); ++i) {
      const auto pixel = static_cast<int64_t>(i) / shape.channels;
      const int64_t y = pixel / shape.width - transform.erase_top;
      const int64_t x = pixel % shape.width - transform.erase_left;
      const bool erased = y >= 0 && y < transform.erase_height && x >= 0 && x < transform.erase_width;
      expected.push_back(erased ? 0 : image.table[i % static_cast<size_t>(shape.channels) * 256 + bytes[i]]);
    }
    REQUIRE(written(image, transform) == expected);
  }
}

TEST_CASE("Batches with TrivialAugmentWide are a function of seed and epoch", "[augment]") {
  const auto dataset = real_images();
  const std::vector<float> all = batches_of(dataset, "crop(4) flip trivial", 7, 0, 8);
  REQUIRE(batches_of(dataset, "crop(4) flip trivial", 7, 0, 8) == all);
  const auto second = static_cast<std::ptrdiff_t>(all.size() / 2);
  REQUIRE(batches_of(dataset, "crop(4) flip trivial", 7, 4, 4) == std::vector<float>(all.begin() + second, all.end()));
  REQUIRE(!std::equal(all.begin(), all.begin() + second, all.begin() + second));
  REQUIRE(batches_of(dataset, "crop(4) flip trivial", 8, 0, 8) != all);
  REQUIRE(batches_of(dataset, "crop(4) flip", 7, 0, 8) != all);
}

TEST_CASE("A trainer on a device streams what TrivialAugmentWide changes", "[augment]") {
  TrainerOptions options;
  options.batch = 32;
  options.schedule = {.kind = Schedule::kConstant, .lr = 0.01, .epochs = 2, .milestones = {}};
  options.augmentation = Augmentation::parse("crop(4) flip trivial");
  const auto dataset = real_images();

  LaneLog log;
  std::vector<StepRecord> records;
  Trainer on_device(small_network(), dataset, options, host_lanes(log));
  on_device.run({.max_steps = 3}, &records);
  REQUIRE(log.assembled == 0);
  Trainer on_host(small_network(), dataset, options);
  on_host.run({.max_steps = 3}, &records);
  REQUIRE(records.size() == 6);
  REQUIRE(records[0].loss == records[3].loss);
  REQUIRE_THROWS_WITH(ResidentDataset(*dataset, options.plan(), c10::kCPU),
                      Catch::Matchers::ContainsSubstring("cannot be varied by 'crop(4) flip trivial'"));

  options.data = DataPlacement::kResident;
  require_error(ErrorKind::kInvalidArgument, {"kept on the device", "'crop(4) flip trivial'", "stream the data set"},
                [&] { Trainer(small_network(), dataset, options, host_lanes(log)); });
  // A processor keeps nothing on a device.
  Trainer(small_network(), dataset, options).run({.max_steps = 1}, &records);
}

TEST_CASE("TrivialAugmentWide needs images of bytes", "[augment]") {
  const auto values = Dataset::synthetic(40, 10, 1);
  const BatchPlan plan{.batch = 8, .augmentation = Augmentation::parse("flip trivial")};
  const std::initializer_list<std::string> parts = {"'flip trivial'", "float32 values", "expects bytes from 0 to 255",
                                                    "leave 'trivial' out"};
  require_error(ErrorKind::kInvalidArgument, parts, [&] { BatchAssembler(values, plan); });
  std::vector<float> images(8 * kImageValues);
  std::vector<int64_t> labels(8);
  require_error(ErrorKind::kInvalidArgument, parts,
                [&] { assemble_batch(values, plan, 0, c10::kCPU, images.data(), labels.data()); });
  TrainerOptions options;
  options.augmentation = plan.augmentation;
  require_error(ErrorKind::kInvalidArgument, parts, [&] { Trainer(small_network(), values, options); });
}
