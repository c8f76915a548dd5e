// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "catch.hpp"
#include "data/dataset.hpp"
#include "runtime/random.hpp"
#include "support.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

const std::vector<uint8_t>& bytes_of(const Dataset& dataset) {
  return std::get<std::vector<uint8_t>>(dataset.pixels());
}

const std::vector<float>& values_of(const Dataset& dataset) { return std::get<std::vector<float>>(dataset.pixels()); }

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
  const auto dataset = Dataset::open_cifar(CifarFormat::kCifar100, {folder.file("train.bin")}, 0);
  REQUIRE(dataset->classes() == 100);
  REQUIRE(dataset->labels() == std::vector<int64_t>{99, 5});
  REQUIRE(bytes_of(*dataset)[3072 + 2] == 4 + 14);
}

TEST_CASE("A limit takes the first records over the files", "[dataset]") {
  const TemporaryFolder folder;
  write_bytes(folder.file("a"), record(labels({1}), 1) + record(labels({2}), 2));
  write_bytes(folder.file("b"), record(labels({3}), 3) + record(labels({4}), 4));
  const std::vector<std::string> files = {folder.file("a"), folder.file("b")};
  REQUIRE(Dataset::open_cifar(CifarFormat::kCifar10, files, 0)->labels() == std::vector<int64_t>{1, 2, 3, 4});
  REQUIRE(Dataset::open_cifar(CifarFormat::kCifar10, files, 3)->labels() == std::vector<int64_t>{1, 2, 3});
  REQUIRE(Dataset::open_cifar(CifarFormat::kCifar10, files, 2)->labels() == std::vector<int64_t>{1, 2});
  require_error(ErrorKind::kInvalidArgument, {"limit is 5", "hold 4"},
                [&] { Dataset::open_cifar(CifarFormat::kCifar10, files, 5); });
  require_error(ErrorKind::kInvalidArgument, {"limit is -1"},
                [&] { Dataset::open_cifar(CifarFormat::kCifar10, files, -1); });
  require_error(ErrorKind::kInvalidArgument, {"no data files"},
                [&] { Dataset::open_cifar(CifarFormat::kCifar10, {}, 0); });
}

TEST_CASE("A damaged data file is an error that names what was found", "[dataset]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("batch.bin");
  const auto open = [&] { Dataset::open_cifar(CifarFormat::kCifar10, {path}, 0); };

  write_bytes(path, record(labels({1}), 1) + "x");
  require_error(ErrorKind::kCorruptData, {path, "3074 bytes", "multiple of 3073", "fetch it again"}, open);
  write_bytes(path, "");
  require_error(ErrorKind::kCorruptData, {path, "0 bytes"}, open);
  write_bytes(path, record(labels({9}), 1) + record(labels({10}), 1));
  require_error(ErrorKind::kCorruptData, {path, "record 1", "is 10", "expected 0 to 9"}, open);
  require_error(ErrorKind::kIo, {"absent.bin", "No such file"},
                [&] { Dataset::open_cifar(CifarFormat::kCifar10, {folder.file("absent.bin")}, 0); });
  require_error(ErrorKind::kIo, {"not a regular file"},
                [&] { Dataset::open_cifar(CifarFormat::kCifar10, {folder.string()}, 0); });

  write_bytes(path, record(labels({20, 1}), 1));
  require_error(ErrorKind::kCorruptData, {"label byte 0 is 20", "expected 0 to 19"},
                [&] { Dataset::open_cifar(CifarFormat::kCifar100, {path}, 0); });
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
  REQUIRE(std::equal(values_of(*again).begin(), values_of(*again).end(), values_of(*dataset).begin()));
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
