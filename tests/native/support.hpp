// SPDX-License-Identifier: Apache-2.0
#pragma once

// Shared by the tests of data, training and files.

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "data/cifar_files.hpp"
#include "data/dataset.hpp"
#include "nn/network.hpp"
#include "runtime/error.hpp"

namespace reslab::test {

/// A new folder, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "reslab-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string string() const { return path_.string(); }
  size_t entries() const { return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(path_), {})); }

 private:
  std::filesystem::path path_;
};

inline std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  REQUIRE(file.good());
}

/// Requires that `body` throws an Error of `kind` whose message contains each of `parts`.
template <typename Body>
void require_error(ErrorKind kind, std::initializer_list<std::string> parts, Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    INFO(error.what());
    REQUIRE(static_cast<int>(error.kind()) == static_cast<int>(kind));
    for (const std::string& part : parts) REQUIRE_THAT(error.what(), Catch::Matchers::ContainsSubstring(part));
    return;
  }
  FAIL("no error was thrown");
}

/// The number of threads that LibTorch computes with, until the end of the scope.
class Threads {
 public:
  explicit Threads(int count) : before_(at::get_num_threads()) { at::set_num_threads(count); }
  ~Threads() { at::set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

/// Values of an image of 3 x 32 x 32.
inline constexpr int64_t kImageValues = 3 * 32 * 32;

/// A file of the source tree.
std::string source_file(const std::string& name);

inline std::string fixture(const std::string& name) { return source_file("tests/data/cifar10-small/" + name); }

/// The first `limit` of the 200 real training images, or all of them.
inline std::shared_ptr<Dataset> real_images(int64_t limit = 0) {
  return open_cifar(CifarFormat::kCifar10, {fixture("data_batch_1.bin")}, limit);
}

/// A network small enough to train in a test: base 8, one block a stage.
inline std::shared_ptr<Network> small_network(const std::string& block = "basic", uint64_t seed = 0) {
  NetworkOptions options;
  options.block = block;
  options.base = 8;
  options.layers = {1, 1, 1};
  options.seed = seed;
  return std::make_shared<Network>(options);
}

/// Equal shape, type and bits.
inline bool same_bits(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes() || a.scalar_type() != b.scalar_type()) return false;
  const torch::Tensor left = a.detach().contiguous();
  const torch::Tensor right = b.detach().contiguous();
  return std::memcmp(left.const_data_ptr(), right.const_data_ptr(), left.nbytes()) == 0;
}

/// Parameters and buffers of both networks agree bit for bit.
inline bool same_state(const Network& a, const Network& b) {
  const auto same = [](const auto& left, const auto& right) {
    if (left.size() != right.size()) return false;
    for (const auto& item : left) {
      if (!same_bits(item.value(), right[item.key()])) return false;
    }
    return true;
  };
  return same(a.named_parameters(), b.named_parameters()) && same(a.named_buffers(), b.named_buffers());
}

}  // namespace reslab::test
