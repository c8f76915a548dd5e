// SPDX-License-Identifier: Apache-2.0
#include "kernels/norm_act.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace reslab::kernels {
namespace {

/// Rows of a part of a sum over rows; sums of parts are added in double. Depends on the sizes alone, so that sums do
/// not depend on the number of threads.
constexpr int64_t kPartRows = 512;
/// The smallest number of rows for a thread where nothing is summed.
constexpr int64_t kRowGrain = 1024;

int64_t rows_of(const torch::Tensor& map) { return map.numel() / map.size(1); }

const float* data_or_null(const torch::Tensor& tensor) {
  return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

torch::Tensor channel_vector(int64_t channels) { return at::empty({channels}, at::kFloat); }

/// Calls `reduce` for each part of the rows with two vectors of `channels` floats to write.
/// @return the vectors of all parts, [parts][2][channels]
std::vector<float> reduce_parts(int64_t rows, int64_t channels,
                                const std::function<void(RowRange, float*, float*)>& reduce) {
  const int64_t parts = (rows + kPartRows - 1) / kPartRows;
  std::vector<float> results(static_cast<size_t>(parts * 2 * channels));
  at::parallel_for(0, parts, /*grain_size=*/1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; ++part) {
      float* target = results.data() + part * 2 * channels;
      reduce({part * kPartRows, std::min(rows, (part + 1) * kPartRows)}, target, target + channels);
    }
  });
  return results;
}

}  // namespace

bool norm_act_serves(const CpuKernels& kernels, int64_t channels) { return channels % kernels.lanes == 0; }

NormStatistics batch_statistics(const CpuKernels& kernels, const torch::Tensor& x, double eps) {
  const int64_t channels = x.size(1);
  const int64_t rows = rows_of(x);
  const float* data = x.const_data_ptr<float>();
  const std::vector<float> parts = reduce_parts(rows, channels, [&](RowRange range, float* mean, float* m2) {
    kernels.channel_moments(data, channels, range, mean, m2);
  });

  NormStatistics result{channel_vector(channels), channel_vector(channels), channel_vector(channels)};
  float* means = result.mean.mutable_data_ptr<float>();
  float* variances = result.variance.mutable_data_ptr<float>();
  float* inv_stds = result.inv_std.mutable_data_ptr<float>();
  for (int64_t c = 0; c < channels; ++c) {
    // Merging as in Chan, Golub and LeVeque 1983.
    double mean = 0;
    double m2 = 0;
    double seen = 0;
    for (int64_t begin = 0; begin < rows; begin += kPartRows) {
      const float* part = parts.data() + begin / kPartRows * 2 * channels;
      const auto inside = static_cast<double>(std::min(kPartRows, rows - begin));
      const double delta = part[c] - mean;
      const double share = inside / (seen + inside);
      mean += delta * share;
      m2 += part[channels + c] + delta * delta * seen * share;
      seen += inside;
    }
    const double variance = m2 / seen;
    means[c] = static_cast<float>(mean);
    variances[c] = static_cast<float>(variance);
    inv_stds[c] = static_cast<float>(1 / std::sqrt(variance + eps));
  }
  return result;
}

NormAffine norm_affine(const torch::Tensor& mean, const torch::Tensor& inv_std, const torch::Tensor& gamma,
                       const torch::Tensor& beta) {
  const int64_t channels = mean.numel();
  NormAffine result{channel_vector(channels), channel_vector(channels)};
  const float* means = mean.const_data_ptr<float>();
  const float* inv_stds = inv_std.const_data_ptr<float>();
  const float* gammas = gamma.const_data_ptr<float>();
  const float* betas = beta.const_data_ptr<float>();
  float* scales = result.scale.mutable_data_ptr<float>();
  float* shifts = result.shift.mutable_data_ptr<float>();
  for (int64_t c = 0; c < channels; ++c) {
    const double scale = static_cast<double>(gammas[c]) * inv_stds[c];
    scales[c] = static_cast<float>(scale);
    shifts[c] = static_cast<float>(betas[c] - means[c] * scale);
  }
  return result;
}

torch::Tensor norm_act_forward(const CpuKernels& kernels, const torch::Tensor& x, const NormAffine& affine,
                               const torch::Tensor& residual, bool relu) {
  torch::Tensor y = at::empty_like(x);
  const NormActForward args{.x = x.const_data_ptr<float>(),
                            .scale = affine.scale.const_data_ptr<float>(),
                            .shift = affine.shift.const_data_ptr<float>(),
                            .residual = data_or_null(residual),
                            .y = y.mutable_data_ptr<float>(),
                            .channels = x.size(1),
                            .relu = relu};
  at::parallel_for(0, rows_of(x), kRowGrain, [&](int64_t begin, int64_t end) { kernels.norm_act(args, {begin, end}); });
  return y;
}

NormActGradients norm_act_backward(const CpuKernels& kernels, const torch::Tensor& dy, const torch::Tensor& x,
                                   const torch::Tensor& y, const torch::Tensor& mean, const torch::Tensor& inv_std,
                                   const NormAffine& affine, bool relu, bool wants_residual) {
  const int64_t channels = x.size(1);
  const int64_t rows = rows_of(x);
  const NormActBackward args{.x = x.const_data_ptr<float>(),
                             .dy = dy.const_data_ptr<float>(),
                             .y = data_or_null(y),
                             .scale = affine.scale.const_data_ptr<float>(),
                             .shift = affine.shift.const_data_ptr<float>(),
                             .mean = mean.const_data_ptr<float>(),
                             .inv_std = inv_std.const_data_ptr<float>(),
                             .channels = channels,
                             .relu = relu};
  const std::vector<float> parts = reduce_parts(rows, channels, [&](RowRange range, float* sum, float* normalized) {
    kernels.norm_act_sums(args, range, sum, normalized);
  });

  NormActGradients result{at::empty_like(x), channel_vector(channels), channel_vector(channels), {}};
  if (wants_residual) result.residual = at::empty_like(x);
  float* gammas = result.gamma.mutable_data_ptr<float>();
  float* betas = result.beta.mutable_data_ptr<float>();
  std::vector<float> mean_g(static_cast<size_t>(channels));
  std::vector<float> mean_g_normalized(static_cast<size_t>(channels));
  const auto part_size = static_cast<size_t>(2 * channels);
  for (int64_t c = 0; c < channels; ++c) {
    double sum = 0;
    double normalized = 0;
    for (size_t part = 0; part < parts.size(); part += part_size) {
      sum += parts[part + c];
      normalized += parts[part + channels + c];
    }
    betas[c] = static_cast<float>(sum);
    gammas[c] = static_cast<float>(normalized);
    mean_g[c] = static_cast<float>(sum / static_cast<double>(rows));
    mean_g_normalized[c] = static_cast<float>(normalized / static_cast<double>(rows));
  }

  float* dx = result.x.mutable_data_ptr<float>();
  float* d_residual = wants_residual ? result.residual.mutable_data_ptr<float>() : nullptr;
  at::parallel_for(0, rows, kRowGrain, [&](int64_t begin, int64_t end) {
    kernels.norm_act_derivative(args, mean_g.data(), mean_g_normalized.data(), {begin, end}, dx, d_residual);
  });
  return result;
}

}  // namespace reslab::kernels
