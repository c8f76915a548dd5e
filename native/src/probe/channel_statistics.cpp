// SPDX-License-Identifier: Apache-2.0
#include "probe/channel_statistics.hpp"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/ops/aminmax.h>
#include <ATen/ops/eq.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "probe/measures.hpp"

namespace reslab {
namespace {

/// Sums of one sample. Samples are summed separately and then added in order, whatever the threads.
struct SampleSums {
  std::vector<double> sum;
  std::vector<double> square_sum;
  std::vector<int32_t> zeros;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
};

// Channels are independent lanes, so that wider vectors give the same bits.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define RESLAB_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define RESLAB_VECTOR_CLONES
#endif

/// Adds `positions` rows of `channels` values to one sum, square sum, number of zeros, minimum and maximum a channel.
RESLAB_VECTOR_CLONES void add_rows(const float* rows, int64_t positions, int64_t channels, double* sum, double* square,
                                   int32_t* zeros, float* low, float* high) {
  for (int64_t p = 0; p < positions; ++p) {
    const float* row = rows + p * channels;
    for (int64_t c = 0; c < channels; ++c) {
      const double value = row[c];
      sum[c] += value;
      square[c] += value * value;
      zeros[c] += row[c] == 0;
      low[c] = row[c] < low[c] ? row[c] : low[c];
      high[c] = row[c] > high[c] ? row[c] : high[c];
    }
  }
}

void add_rows(const double* rows, int64_t positions, int64_t channels, double* sum, double* square, int32_t* zeros,
              double* low, double* high) {
  for (int64_t p = 0; p < positions; ++p) {
    const double* row = rows + p * channels;
    for (int64_t c = 0; c < channels; ++c) {
      sum[c] += row[c];
      square[c] += row[c] * row[c];
      zeros[c] += row[c] == 0;
      low[c] = row[c] < low[c] ? row[c] : low[c];
      high[c] = row[c] > high[c] ? row[c] : high[c];
    }
  }
}

/// @param rows `positions` rows of `channels` values
template <typename T>
void sum_sample(const T* rows, int64_t positions, int64_t channels, SampleSums& sums) {
  sums.sum.assign(channels, 0);
  sums.square_sum.assign(channels, 0);
  sums.zeros.assign(channels, 0);
  std::vector<T> low(channels, std::numeric_limits<T>::infinity());
  std::vector<T> high(channels, -std::numeric_limits<T>::infinity());
  add_rows(rows, positions, channels, sums.sum.data(), sums.square_sum.data(), sums.zeros.data(), low.data(),
           high.data());
  sums.min = *std::ranges::min_element(low);
  sums.max = *std::ranges::max_element(high);
}

ChannelStatistics sum_of(const std::vector<SampleSums>& samples, int64_t positions, int64_t channels) {
  ChannelStatistics total;
  total.per_channel = positions * static_cast<int64_t>(samples.size());
  total.sum.assign(channels, 0);
  total.square_sum.assign(channels, 0);
  total.zeros.assign(channels, 0);
  total.min = std::numeric_limits<double>::infinity();
  total.max = -std::numeric_limits<double>::infinity();
  for (const SampleSums& sample : samples) {
    for (int64_t c = 0; c < channels; ++c) {
      total.sum[c] += sample.sum[c];
      total.square_sum[c] += sample.square_sum[c];
      total.zeros[c] += sample.zeros[c];
    }
    total.min = std::min(total.min, sample.min);
    total.max = std::max(total.max, sample.max);
  }
  // Comparisons with NaN are false, so that only the sums carry it.
  if (std::isnan(std::accumulate(total.square_sum.begin(), total.square_sum.end(), 0.0)))
    total.min = total.max = kUndefined;
  return total;
}

/// [N, H, W, C] in memory, or [N, C].
torch::Tensor rows_of(const torch::Tensor& tensor) {
  return tensor.dim() == 4 ? tensor.permute({0, 2, 3, 1}).contiguous() : tensor.contiguous();
}

}  // namespace

double ChannelStatistics::mean() const {
  return std::accumulate(sum.begin(), sum.end(), 0.0) / static_cast<double>(per_channel * std::ssize(sum));
}

double ChannelStatistics::std() const {
  const double count = static_cast<double>(per_channel * std::ssize(sum));
  const double mean_square = std::accumulate(square_sum.begin(), square_sum.end(), 0.0) / count;
  const double variance = mean_square - mean() * mean();
  return std::isnan(variance) ? kUndefined : std::sqrt(std::max(0.0, variance));
}

double ChannelStatistics::zero_fraction() const {
  return static_cast<double>(std::accumulate(zeros.begin(), zeros.end(), int64_t{0})) /
         static_cast<double>(per_channel * std::ssize(zeros));
}

double ChannelStatistics::average_channel_variance() const {
  const auto count = static_cast<double>(per_channel);
  double total = 0;
  for (size_t c = 0; c < sum.size(); ++c) {
    const double mean = sum[c] / count;
    const double variance = square_sum[c] / count - mean * mean;
    total += std::isnan(variance) ? kUndefined : std::max(0.0, variance);
  }
  return total / static_cast<double>(sum.size());
}

double ChannelStatistics::average_channel_squared_mean() const {
  const auto count = static_cast<double>(per_channel);
  double total = 0;
  for (const double channel : sum) total += (channel / count) * (channel / count);
  return total / static_cast<double>(sum.size());
}

double ChannelStatistics::dead_channels() const {
  return static_cast<double>(std::ranges::count(zeros, per_channel)) / static_cast<double>(zeros.size());
}

ChannelStatistics channel_statistics(const torch::Tensor& tensor) {
  if (!tensor.device().is_cpu()) return channel_statistics_by_operators(tensor);
  const torch::Tensor rows = rows_of(tensor.detach());
  const int64_t samples = rows.size(0);
  const int64_t channels = rows.size(-1);
  const int64_t positions = rows.numel() / (samples * channels);
  std::vector<SampleSums> sums(samples);
  AT_DISPATCH_FLOATING_TYPES(rows.scalar_type(), "channel_statistics", [&] {
    const scalar_t* data = rows.const_data_ptr<scalar_t>();
    at::parallel_for(0, samples, /*grain_size=*/1, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        sum_sample(data + n * positions * channels, positions, channels, sums[n]);
      }
    });
  });
  return sum_of(sums, positions, channels);
}

ChannelStatistics channel_statistics_by_operators(const torch::Tensor& tensor) {
  const torch::Tensor rows = rows_of(tensor.detach());
  const torch::Tensor flat = rows.reshape({-1, rows.size(-1)});
  const auto [low, high] = at::aminmax(flat);
  const torch::Tensor wide = flat.to(at::kDouble);
  const torch::Tensor host =
      at::stack({wide.sum(0), wide.square().sum(0), flat.eq(0).sum(0).to(at::kDouble),
                 low.to(at::kDouble).expand({flat.size(1)}), high.to(at::kDouble).expand({flat.size(1)})})
          .to(at::kCPU);
  const auto row = [&](int64_t i) { return host[i].const_data_ptr<double>(); };
  ChannelStatistics total;
  total.per_channel = flat.size(0);
  total.sum.assign(row(0), row(0) + flat.size(1));
  total.square_sum.assign(row(1), row(1) + flat.size(1));
  for (int64_t c = 0; c < flat.size(1); ++c) total.zeros.push_back(static_cast<int64_t>(row(2)[c]));
  total.min = row(3)[0];
  total.max = row(4)[0];
  return total;
}

double square_sum(const torch::Tensor& tensor) {
  const torch::Tensor values = tensor.detach();
  if (!values.device().is_cpu() || !values.is_non_overlapping_and_dense()) {
    return values.to(at::kDouble).square().sum().item<double>();
  }
  constexpr int64_t kPart = 1 << 14;
  const int64_t count = values.numel();
  std::vector<double> parts((count + kPart - 1) / kPart);
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "square_sum", [&] {
    const scalar_t* data = values.const_data_ptr<scalar_t>();
    at::parallel_for(0, std::ssize(parts), /*grain_size=*/1, [&](int64_t begin, int64_t end) {
      for (int64_t part = begin; part < end; ++part) {
        // Several sums at a time: the additions of a single one would have to wait for each other.
        double sums[8] = {};
        const int64_t first = part * kPart;
        const int64_t length = std::min(kPart, count - first);
        for (int64_t i = 0; i < length; ++i) {
          const double value = data[first + i];
          sums[i % 8] += value * value;
        }
        parts[part] = std::accumulate(std::begin(sums), std::end(sums), 0.0);
      }
    });
  });
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

double l2_norm(const torch::Tensor& tensor) { return std::sqrt(square_sum(tensor)); }

}  // namespace reslab
