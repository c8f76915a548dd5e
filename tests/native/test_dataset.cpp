// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"
#include "data/cifar_files.hpp"
#include "data/dataset.hpp"
#include "data/image_arrays.hpp"
#include "data/image_writer.hpp"
#include "data/tensor_images.hpp"
#include "runtime/random.hpp"
#include "support.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

/// The bytes of all images, which a data set that is no selection keeps one after the other.
std::vector<uint8_t> bytes_of(const Dataset& dataset) {
  const uint8_t* first = dataset.image(0).bytes;
  return {first, first + dataset.images() * dataset.shape().values()};
}

std::vector<float> values_of(const Dataset& dataset) {
  const float* first = dataset.image(0).values;
  return {first, first + dataset.images() * dataset.shape().values()};
}

/// A record whose pixel i of plane c is (seed + i + 7c) mod 256.
std::string record(const std::string& labels, int seed) {
  std::string result = labels;
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < 1024; ++i) result += static_cast<char>((seed + i + 7 * c) & 0xFF);
  }
  return result;
}

std::string labels(std::initializer_list<int> values) {
  std::string result;
  for (const int value : values) result += static_cast<char>(value);
  return result;
}

}  // namespace

TEST_CASE("CIFAR-10 records are read in order, pixels interleaved", "[dataset]") {
  const auto dataset = real_images();
  REQUIRE(dataset->images() == 200);
  REQUIRE(dataset->classes() == 10);
  const std::string file = read_bytes(fixture("data_batch_1.bin"));
  for (const int64_t image : {0, 1, 199}) {
    REQUIRE(dataset->labels()[image] == static_cast<uint8_t>(file[image * 3073]));
    for (const int64_t pixel : {0, 1, 500, 1023}) {
      for (int64_t c = 0; c < 3; ++c) {
        REQUIRE(bytes_of(*dataset)[image * 3072 + pixel * 3 + c] ==
                static_cast<uint8_t>(file[image * 3073 + 1 + c * 1024 + pixel]));
      }
    }
  }
}

TEST_CASE("CIFAR-100 takes the fine label", "[dataset]") {
  const TemporaryFolder folder;
  write_bytes(folder.file("train.bin"), record(labels({19, 99}), 3) + record(labels({0, 5}), 4));
  const auto dataset = open_cifar(CifarFormat::kCifar100, {folder.file("train.bin")}, 0);
  REQUIRE(dataset->classes() == 100);
  REQUIRE(dataset->labels() == std::vector<int64_t>{99, 5});
  REQUIRE(bytes_of(*dataset)[3072 + 2] == 4 + 14);
}

TEST_CASE("A limit takes the first records over the files", "[dataset]") {
  const TemporaryFolder folder;
  write_bytes(folder.file("a"), record(labels({1}), 1) + record(labels({2}), 2));
  write_bytes(folder.file("b"), record(labels({3}), 3) + record(labels({4}), 4));
  const std::vector<std::string> files = {folder.file("a"), folder.file("b")};
  REQUIRE(open_cifar(CifarFormat::kCifar10, files, 0)->labels() == std::vector<int64_t>{1, 2, 3, 4});
  REQUIRE(open_cifar(CifarFormat::kCifar10, files, 3)->labels() == std::vector<int64_t>{1, 2, 3});
  REQUIRE(open_cifar(CifarFormat::kCifar10, files, 2)->labels() == std::vector<int64_t>{1, 2});
  require_error(ErrorKind::kInvalidArgument, {"limit is 5", "hold 4"},
                [&] { open_cifar(CifarFormat::kCifar10, files, 5); });
  require_error(ErrorKind::kInvalidArgument, {"limit is -1"}, [&] { open_cifar(CifarFormat::kCifar10, files, -1); });
  require_error(ErrorKind::kInvalidArgument, {"no data files"}, [&] { open_cifar(CifarFormat::kCifar10, {}, 0); });
}

TEST_CASE("A damaged data file is an error that names what was found", "[dataset]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("batch.bin");
  const auto open = [&] { open_cifar(CifarFormat::kCifar10, {path}, 0); };

  write_bytes(path, record(labels({1}), 1) + "x");
  require_error(ErrorKind::kCorruptData, {path, "3074 bytes", "multiple of 3073", "fetch it again"}, open);
  write_bytes(path, "");
  require_error(ErrorKind::kCorruptData, {path, "0 bytes"}, open);
  write_bytes(path, record(labels({9}), 1) + record(labels({10}), 1));
  require_error(ErrorKind::kCorruptData, {path, "record 1", "is 10", "expected 0 to 9"}, open);
  require_error(ErrorKind::kIo, {"absent.bin", "No such file"},
                [&] { open_cifar(CifarFormat::kCifar10, {folder.file("absent.bin")}, 0); });
  require_error(ErrorKind::kIo, {"not a regular file"},
                [&] { open_cifar(CifarFormat::kCifar10, {folder.string()}, 0); });

  write_bytes(path, record(labels({20, 1}), 1));
  require_error(ErrorKind::kCorruptData, {"label byte 0 is 20", "expected 0 to 19"},
                [&] { open_cifar(CifarFormat::kCifar100, {path}, 0); });
}

TEST_CASE("Synthetic images are standard normal and a function of the seed", "[dataset]") {
  const auto dataset = Dataset::synthetic(300, 7, 5);
  double sum = 0, squares = 0, fourth = 0;
  for (const float value : values_of(*dataset)) {
    sum += value;
    squares += double{value} * value;
    fourth += std::pow(double{value}, 4);
  }
  const double count = 300 * 3072;
  // Five standard errors of each moment.
  REQUIRE(std::abs(sum / count) < 5 / std::sqrt(count));
  REQUIRE(std::abs(squares / count - 1) < 5 * std::sqrt(2 / count));
  REQUIRE(std::abs(fourth / count - 3) < 5 * std::sqrt(96 / count));

  std::vector<int> seen(7);
  for (const int64_t label : dataset->labels()) ++seen.at(label);
  for (const int times : seen) REQUIRE(times > 15);

  const auto again = Dataset::synthetic(200, 7, 5);
  REQUIRE(std::equal(again->labels().begin(), again->labels().end(), dataset->labels().begin()));
  const std::vector<float> all = values_of(*dataset);
  const std::vector<float> fewer = values_of(*again);
  REQUIRE(std::equal(fewer.begin(), fewer.end(), all.begin()));
  REQUIRE(values_of(*Dataset::synthetic(200, 7, 6)) != values_of(*again));

  require_error(ErrorKind::kInvalidArgument, {"images is 0"}, [] { Dataset::synthetic(0, 10, 0); });
  require_error(ErrorKind::kInvalidArgument, {"classes is 1"}, [] { Dataset::synthetic(1, 1, 0); });
}

TEST_CASE("Philox4x32-10 gives its authors' test vectors", "[random]") {
  using Words = std::array<uint32_t, 4>;
  REQUIRE(RandomStream::philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  REQUIRE(RandomStream::philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
          Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  REQUIRE(RandomStream::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Bounded random numbers are uniform", "[random]") {
  RandomStream stream(1, RandomPurpose::kAugment, 2, 3);
  std::vector<int> seen(9);
  for (int i = 0; i < 90000; ++i) ++seen.at(stream.below(9));
  double chi_square = 0;
  for (const int times : seen) chi_square += (times - 10000.0) * (times - 10000.0) / 10000.0;
  REQUIRE(chi_square < 26.1);  // 99.9 % point with 8 degrees of freedom

  // Three quarters of 2^32: a plain remainder or multiplication would favour some values two to one.
  int low = 0;
  for (int i = 0; i < 30000; ++i) low += stream.below(0xC0000000) < 0x40000000 ? 1 : 0;
  REQUIRE(std::abs(low - 10000) < 5 * 82);
}

TEST_CASE("A data set has images of any shape, in either layout", "[dataset]") {
  const ImageDescription description{.shape = {.channels = 2, .height = 9, .width = 8},
                                     .mean = {0.5f, 0.25f},
                                     .deviation = {0.5f, 0.125f},
                                     .class_names = {"cat", "dog"}};
  const int64_t size = description.shape.values();
  std::vector<uint8_t> planes(2 * static_cast<size_t>(size));
  for (size_t i = 0; i < planes.size(); ++i) planes[i] = static_cast<uint8_t>(i * 7);
  const std::array<int64_t, 2> labels = {1, 0};
  const auto dataset =
      dataset_of_arrays(description, 2, {.bytes = planes.data(), .labels = labels.data(), .images = 2});
  REQUIRE(dataset->description() == description);
  std::vector<float> written(static_cast<size_t>(size));
  write_image(dataset->image(1), Transform::identity(description.shape), written.data());
  for (const int64_t pixel : {0, 1, 71}) {
    CHECK(written[pixel * 2] == (planes[size + pixel] / 255.0f - 0.5f) / 0.5f);
    CHECK(written[pixel * 2 + 1] == (planes[size + 72 + pixel] / 255.0f - 0.25f) / 0.125f);
  }
  const std::vector<uint8_t> interleaved = bytes_of(*dataset);
  const auto again = dataset_of_arrays(
      description, 2, {.bytes = interleaved.data(), .interleaved = true, .labels = labels.data(), .images = 2});
  REQUIRE(bytes_of(*again) == interleaved);
  std::vector<uint8_t> back(planes.size());
  write_image_bytes(*again, 0, back.data());
  write_image_bytes(*again, 1, back.data() + size);
  REQUIRE(back == planes);

  std::vector<float> values(static_cast<size_t>(size), 0.5f);
  values[77] = std::numeric_limits<float>::quiet_NaN();
  require_error(ErrorKind::kInvalidArgument, {"image 0 holds nan", "expected finite values"}, [&] {
    dataset_of_arrays(description, 2, {.values = values.data(), .labels = labels.data(), .images = 1});
  });
  require_error(ErrorKind::kInvalidArgument, {"2 class names for 3 classes"},
                [&] { dataset_of_arrays(description, 3, {.bytes = planes.data(), .images = 1}); });
}

TEST_CASE("A description that no images can have is refused", "[dataset]") {
  const auto refused = [](std::initializer_list<std::string> parts, auto change) {
    ImageDescription description = cifar10_images();
    change(description);
    require_error(ErrorKind::kInvalidArgument, parts, [&] { validate(description); });
  };
  refused({"17 channels", "1 to 16"}, [](auto& d) { d.shape.channels = 17; });
  refused({"0 channels"}, [](auto& d) { d.shape.channels = 0; });
  refused({"height of the images is 7", "8 to 512"}, [](auto& d) { d.shape.height = 7; });
  refused({"width of the images is 513"}, [](auto& d) { d.shape.width = 513; });
  refused({"2 means for 3 channels"}, [](auto& d) { d.mean.pop_back(); });
  refused({"standard deviation of the images is 0", "above 0"}, [](auto& d) { d.deviation[1] = 0; });
  refused({"a mean of the images is nan"}, [](auto& d) { d.mean[0] = std::nanf(""); });
  refused({"expected UTF-8 text"}, [](auto& d) { d.class_names = {"a", "\xff"}; });
}

TEST_CASE("A selection shares the pixels and keeps its order", "[dataset]") {
  const auto dataset = real_images(20);
  const auto selected = dataset->select({7, 3, 3, 19});
  REQUIRE(selected->images() == 4);
  for (const auto& [place, image] : {std::pair<int64_t, int64_t>{0, 7}, {1, 3}, {2, 3}, {3, 19}}) {
    CHECK(selected->labels()[place] == dataset->labels()[image]);
    CHECK(selected->image(place).bytes == dataset->image(image).bytes);
  }
  const auto nested = selected->select({3, 0});
  CHECK(nested->image(0).bytes == dataset->image(19).bytes);
  CHECK(nested->image(1).bytes == dataset->image(7).bytes);
  require_error(ErrorKind::kInvalidArgument, {"image 20 was selected", "0 to 19"}, [&] { dataset->select({20}); });
  require_error(ErrorKind::kInvalidArgument, {"no images"}, [&] { dataset->select({}); });
}

TEST_CASE("Images are mapped from a file, and other files are refused", "[dataset]") {
  const TemporaryFolder folder;
  const ImageDescription description{
      .shape = {.channels = 1, .height = 8, .width = 9}, .mean = {0.5f}, .deviation = {0.5f}};
  // Written by hand: this library writes no bytes.
  const auto file_of = [](const std::string& shape, const std::string& type, int64_t bytes) {
    std::string header = R"({"images":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":[16,)" +
                         std::to_string(16 + bytes) +
                         R"(]},"labels":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}})";
    while (header.size() % 8 != 0) header += ' ';
    std::string file(8, '\0');
    file[0] = static_cast<char>(header.size() & 0xFF);
    file[1] = static_cast<char>(header.size() >> 8);
    file += header;
    file += std::string("\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    for (int64_t i = 0; i < bytes; ++i) file += static_cast<char>(i * 3);
    return file;
  };
  const std::string path = folder.file("images.safetensors");
  write_bytes(path, file_of("[2,8,9,1]", "U8", 144));
  const auto dataset = map_images(path, description, 2);
  REQUIRE(dataset->labels() == std::vector<int64_t>{1, 0});
  REQUIRE(dataset->image(1).bytes[5] == static_cast<uint8_t>((72 + 5) * 3));

  write_bytes(path, file_of("[2,9,8,1]", "U8", 144));
  require_error(ErrorKind::kShapeMismatch, {"'images' has shape [2, 9, 8, 1]", "expected [2, 8, 9, 1]"},
                [&] { map_images(path, description, 2); });
  write_bytes(path, file_of("[2,8,9,1]", "I8", 144));
  require_error(ErrorKind::kDtypeMismatch, {"'images' is I8, expected U8"}, [&] { map_images(path, description, 2); });
  write_bytes(path, file_of("[2,8,9,1]", "U8", 144));
  require_error(ErrorKind::kInvalidArgument, {"classes is 1"}, [&] { map_images(path, description, 1); });
}
