// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "runtime/host_device.hpp"

namespace reslab {

/// What a stream of random numbers is used for. Streams of different purposes share no counter.
enum class RandomPurpose : uint32_t {
  kShuffle = 1,
  kAugment = 2,
  kSyntheticPixels = 3,
  kSyntheticLabels = 4,
  kCotangent = 5,
  kPerturbation = 6,
  kPartner = 7,
  kSigns = 8,
  kHessian = 9,
};

/// Random numbers as a pure function of (seed, purpose, major, minor): Philox4x32-10 (Salmon et al. 2011, "Parallel
/// random numbers: as easy as 1, 2, 3"), keyed by the seed and counting blocks of four words.
///
/// Streams keep no state between uses, so that results do not depend on threads and a run may start at any step.
class RandomStream {
 public:
  RESLAB_HOST_DEVICE RandomStream(uint64_t seed, RandomPurpose purpose, uint32_t major, uint32_t minor)
      : key_{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)},
        purpose_(static_cast<uint32_t>(purpose)),
        major_(major),
        minor_(minor) {}

  RESLAB_HOST_DEVICE uint32_t next() {
    if (used_ == 4) {
      words_ = philox({block_++, purpose_, major_, minor_}, key_);
      used_ = 0;
    }
    return words_[used_++];
  }

  /// Uniform in [0, bound), without bias (Lemire 2019). `bound` is at least 1.
  RESLAB_HOST_DEVICE uint32_t below(uint32_t bound) {
    uint64_t product = uint64_t{next()} * bound;
    if (static_cast<uint32_t>(product) < bound) {
      const uint32_t threshold = -bound % bound;
      while (static_cast<uint32_t>(product) < threshold) product = uint64_t{next()} * bound;
    }
    return static_cast<uint32_t>(product >> 32);
  }

  /// Uniform in (0, 1), both ends excluded.
  double unit() { return (next() + 0.5) * 0x1p-32; }

  /// Fills [first, first + count) with independent N(0, 1) values (Box and Muller 1958).
  template <typename T>
  void fill_normal(T* first, int64_t count) {
    for (int64_t i = 0; i < count; i += 2) {
      // Two uniform numbers make two independent normal ones.
      const double radius = std::sqrt(-2 * std::log(unit()));
      const double angle = 2 * std::numbers::pi * unit();
      first[i] = static_cast<T>(radius * std::cos(angle));
      if (i + 1 < count) first[i + 1] = static_cast<T>(radius * std::sin(angle));
    }
  }

  /// The Philox4x32-10 function itself.
  RESLAB_HOST_DEVICE static std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter,
                                                           std::array<uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
      const uint64_t a = uint64_t{0xD2511F53} * counter[0];
      const uint64_t b = uint64_t{0xCD9E8D57} * counter[2];
      counter = {static_cast<uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(b),
                 static_cast<uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(a)};
      key[0] += 0x9E3779B9;
      key[1] += 0xBB67AE85;
    }
    return counter;
  }

 private:
  std::array<uint32_t, 2> key_;
  uint32_t purpose_;
  uint32_t major_;
  uint32_t minor_;
  uint32_t block_ = 0;
  std::array<uint32_t, 4> words_{};
  int used_ = 4;
};

/// Mixes a seed with a number into another seed (the finaliser of splitmix64).
inline uint64_t mix_seed(uint64_t seed, uint64_t number) {
  uint64_t z = seed + (number + 1) * 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

}  // namespace reslab
