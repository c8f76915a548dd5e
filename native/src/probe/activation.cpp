// SPDX-License-Identifier: Apache-2.0
#include <ATen/Dispatch.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "probe/channel_statistics.hpp"
#include "probe/probes.hpp"

namespace reslab {
namespace {

constexpr std::array kQuantiles = {std::pair{.01, Metric::kQ01}, std::pair{.05, Metric::kQ05},
                                   std::pair{.25, Metric::kQ25}, std::pair{.50, Metric::kQ50},
                                   std::pair{.75, Metric::kQ75}, std::pair{.95, Metric::kQ95},
                                   std::pair{.99, Metric::kQ99}};

/// Values of the output: all of them, or kQuantileValues that are evenly spread. Their positions, in row-major
/// [N, C, H, W] order, are multiples of the golden ratio, which align with no dimension.
std::vector<double> sample(const torch::Tensor& output) {
  const torch::Tensor host = output.detach().to(at::kCPU);
  const int64_t count = host.numel();
  const bool all = count <= kQuantileValues;
  std::vector<double> values(static_cast<size_t>(all ? count : kQuantileValues));
  AT_DISPATCH_FLOATING_TYPES(host.scalar_type(), "sample", [&] {
    const scalar_t* data = host.const_data_ptr<scalar_t>();
    for (int64_t i = 0; i < std::ssize(values); ++i) {
      constexpr double kGolden = 0.6180339887498949;
      const double turn = static_cast<double>(i + 1) * kGolden;
      int64_t place =
          all ? i : std::min(count - 1, static_cast<int64_t>((turn - std::floor(turn)) * static_cast<double>(count)));
      int64_t offset = 0;
      for (int64_t d = host.dim() - 1; d >= 0; --d) {
        offset += place % host.size(d) * host.stride(d);
        place /= host.size(d);
      }
      values[i] = data[offset];
    }
  });
  return values;
}

/// Records quantiles with linear interpolation between the two nearest values, as numpy.quantile. Reorders the values.
void record_quantiles(std::vector<double> values, int32_t layer, Measures& measures) {
  auto sorted_to = values.begin();  // values before it are not larger than those after it
  for (const auto& [p, metric] : kQuantiles) {
    const double place = p * static_cast<double>(values.size() - 1);
    const auto below = values.begin() + static_cast<int64_t>(place);
    std::nth_element(sorted_to, below, values.end());
    const double next = below + 1 == values.end() ? *below : *std::min_element(below + 1, values.end());
    record(measures, metric, layer, *below + (place - std::floor(place)) * (next - *below));
    sorted_to = below;
  }
}

/// Mean square of each sample, [N] in float64.
torch::Tensor mean_squares(const torch::Tensor& values) {
  return values.detach().flatten(1).to(at::kDouble).square().mean(1);
}

void record_output(int32_t layer, const LayerId& id, const torch::Tensor& output, Measures& measures) {
  const ChannelStatistics statistics = channel_statistics(output);
  record(measures, Metric::kMean, layer, statistics.mean());
  record(measures, Metric::kStd, layer, statistics.std());
  record(measures, Metric::kMin, layer, statistics.min);
  record(measures, Metric::kMax, layer, statistics.max);
  record(measures, Metric::kZeroFraction, layer, statistics.zero_fraction());
  record(measures, Metric::kAcv, layer, statistics.average_channel_variance());
  record(measures, Metric::kAcsm, layer, statistics.average_channel_squared_mean());
  if (id.type->rectifies) record(measures, Metric::kDeadChannels, layer, statistics.dead_channels());
  // NaN cannot be ordered.
  if (std::isnan(statistics.min)) {
    for (const auto& [p, metric] : kQuantiles) record(measures, metric, layer, statistics.min);
    return;
  }
  record_quantiles(sample(output), layer, measures);
}

}  // namespace

void probe_activations(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, Measures& measures) {
  const at::NoGradGuard no_grad;
  const NetSpec& net = subject.network().net();
  torch::Tensor last_mean_squares;
  const Subject::Visitor visit = [&](int32_t layer, const LayerId& id, const torch::Tensor& in,
                                     const torch::Tensor& out) {
    record_output(layer, id, out, measures);
    const bool merges = id.type->kind == LayerKind::kMerge;
    if (merges && net.block(static_cast<size_t>(id.stage) - 1).merge == Merge::kAdd) {
      const double branch = channel_statistics(in).average_channel_variance();
      const double shortcut = channel_statistics(out - in).average_channel_variance();
      record(measures, Metric::kBranchAcv, layer, branch);
      record(measures, Metric::kBranchRatio, layer, ratio(branch, shortcut));
    }
    if (id.block_output) last_mean_squares = mean_squares(out);
  };
  const torch::Tensor logits = subject.forward(images, &visit);

  const double loss = at::cross_entropy_loss(logits.to(at::kDouble), labels).item<double>();
  record(measures, Metric::kInitialLoss, loss);
  record(measures, Metric::kLossExcess, loss - std::log(static_cast<double>(subject.classes())));
  const torch::Tensor lengths = mean_squares(images);
  const bool defined = lengths.gt(0).all().item<bool>();
  record(measures, Metric::kLengthRatio, defined ? (last_mean_squares / lengths).mean().item<double>() : kUndefined);
}

}  // namespace reslab
