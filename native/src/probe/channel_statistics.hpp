// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace reslab {

/// The results of one pass over a tensor [N, C, H, W] or [N, C], in float64.
struct ChannelStatistics {
  int64_t per_channel = 0;         ///< values in each channel: N·H·W
  std::vector<double> sum;         ///< of each channel
  std::vector<double> square_sum;  ///< of each channel
  std::vector<int64_t> zeros;      ///< values that are exactly 0, of each channel
  double min = 0;                  ///< NaN where a value is
  double max = 0;

  double mean() const;
  /// Population standard deviation of all values.
  double std() const;
  double zero_fraction() const;
  /// Mean over channels of the variance within a channel.
  double average_channel_variance() const;
  /// Mean over channels of the squared mean of a channel.
  double average_channel_squared_mean() const;
  /// Share of channels that are 0 everywhere.
  double dead_channels() const;
};

/// @param tensor Float or Double, any device. The sums do not depend on the number of threads.
ChannelStatistics channel_statistics(const torch::Tensor& tensor);

/// The same by LibTorch's operations on the tensor's own device; channel_statistics uses it for other devices than the
/// CPU.
ChannelStatistics channel_statistics_by_operators(const torch::Tensor& tensor);

/// Sum of squares of all values, in float64.
double square_sum(const torch::Tensor& tensor);

/// Euclidean norm over all values.
double l2_norm(const torch::Tensor& tensor);

}  // namespace reslab
