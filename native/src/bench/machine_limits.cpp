// SPDX-License-Identifier: Apache-2.0
#include "bench/machine_limits.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/uniform.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "runtime/memory.hpp"
#include "runtime/stopwatch.hpp"

namespace reslab {
namespace {

constexpr int64_t kBatch = 128;
constexpr int kWarmUps = 2;
constexpr int kRepeats = 15;
constexpr double kGiga = 1e9;

/// A 3 x 3 convolution with as many channels out as in, stride 1, padding 1.
struct ConvolutionShape {
  int64_t channels;
  int64_t side;
};

/// The convolutions of the three stages of tinynet, which hold nearly all of its multiply-accumulates.
constexpr std::array<ConvolutionShape, 3> kShapes = {{{32, 32}, {64, 16}, {128, 8}}};

/// Median seconds of a call.
template <typename Call>
double median_seconds(const Call& call) {
  for (int i = 0; i < kWarmUps; ++i) call();
  std::array<double, kRepeats> seconds{};
  for (double& each : seconds) {
    const Stopwatch watch;
    call();
    each = watch.seconds();
  }
  std::nth_element(seconds.begin(), seconds.begin() + kRepeats / 2, seconds.end());
  return seconds[kRepeats / 2];
}

double convolution_gflops(const ConvolutionShape& shape) {
  const auto options = at::TensorOptions().dtype(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast);
  // A separate generator, so that the default one does not change.
  const auto random = [&](at::IntArrayRef sizes) {
    return at::empty(sizes, options).uniform_(-1, 1, at::make_generator<at::CPUGeneratorImpl>(uint64_t{0}));
  };
  const at::Tensor input = random({kBatch, shape.channels, shape.side, shape.side});
  const at::Tensor weight = random({shape.channels, shape.channels, 3, 3});
  const double seconds = median_seconds([&] { at::conv2d(input, weight, /*bias=*/{}, /*stride=*/1, /*padding=*/1); });
  // As everywhere, multiply-accumulates with padding are counted.
  const auto macs = static_cast<double>(kBatch * shape.channels * shape.channels * 9 * shape.side * shape.side);
  return 2 * macs / seconds / kGiga;
}

/// Large enough that neither buffer stays in a cache.
size_t copied_bytes() {
  constexpr size_t kLeast = size_t{64} << 20;
  constexpr size_t kMost = size_t{512} << 20;
  const long cache = ::sysconf(_SC_LEVEL3_CACHE_SIZE);  // 0 or -1 where the system does not report it
  return std::clamp(cache > 0 ? 4 * static_cast<size_t>(cache) : kLeast, kLeast, kMost);
}

double copy_gbps() {
  const size_t bytes = copied_bytes();
  require_memory(2.0 * static_cast<double>(bytes), "measuring the speed of a copy", "free some memory");
  std::vector<char> source(bytes, 1);
  std::vector<char> target(bytes, 0);
  const double seconds = median_seconds([&] {
    const auto end = static_cast<int64_t>(bytes);
    at::parallel_for(0, end, /*grain_size=*/1 << 20, [&](int64_t first, int64_t last) {
      std::memcpy(target.data() + first, source.data() + first, static_cast<size_t>(last - first));
    });
  });
  return 2 * static_cast<double>(bytes) / seconds / kGiga;
}

}  // namespace

MachineLimits measure_limits() {
  const at::NoGradGuard no_grad;
  MachineLimits limits;
  limits.threads = at::get_num_threads();
  for (const ConvolutionShape& shape : kShapes) {
    limits.convolution_gflops = std::max(limits.convolution_gflops, convolution_gflops(shape));
  }
  limits.copy_gbps = copy_gbps();
  return limits;
}

}  // namespace reslab
