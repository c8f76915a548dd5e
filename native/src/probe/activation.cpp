// SPDX-License-Identifier: Apache-2.0
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

/// Values of the output, sorted: all of them, or kQuantileValues that lie evenly in it. Their places are the multiples
/// of the golden ratio, which fall into step with no dimension.
std::vector<double> sorted_sample(const torch::Tensor& output) {
  const int64_t count = output.numel();
  torch::Tensor flat = output.detach().reshape({-1});
  if (count > kQuantileValues) {
    constexpr double kGolden = 0.6180339887498949;
    std::vector<int64_t> places(kQuantileValues);
    for (int64_t i = 0; i < kQuantileValues; ++i) {
      const double turn = static_cast<double>(i + 1) * kGolden;
      places[i] = std::min(count - 1, static_cast<int64_t>((turn - std::floor(turn)) * static_cast<double>(count)));
    }
    flat = flat.index_select(0, torch::tensor(places).to(flat.device()));
  }
  const torch::Tensor host = flat.to(at::TensorOptions(at::kCPU).dtype(at::kDouble)).contiguous();
  std::vector<double> values(host.const_data_ptr<double>(), host.const_data_ptr<double>() + host.numel());
  std::ranges::sort(values);
  return values;
}

/// Linear interpolation between the two nearest values, as numpy.quantile.
double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
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
  if (id.type == "ReLU") record(measures, Metric::kDeadChannels, layer, statistics.dead_channels());
  // NaN has no place in an order.
  if (std::isnan(statistics.min)) {
    for (const auto& [p, metric] : kQuantiles) record(measures, metric, layer, statistics.min);
    return;
  }
  const std::vector<double> values = sorted_sample(output);
  for (const auto& [p, metric] : kQuantiles) record(measures, metric, layer, quantile(values, p));
}

}  // namespace

void probe_activations(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, Measures& measures) {
  const at::NoGradGuard no_grad;
  const bool added = subject.network().block().merge == Merge::kAdd;
  double last_mean_square = 0;
  const Subject::Visitor visit = [&](int32_t layer, const LayerId& id, const torch::Tensor& in,
                                     const torch::Tensor& out) {
    record_output(layer, id, out, measures);
    if (added && id.type == "Add") {
      const double branch = channel_statistics(in).average_channel_variance();
      const double shortcut = channel_statistics(out - in).average_channel_variance();
      record(measures, Metric::kBranchAcv, layer, branch);
      record(measures, Metric::kBranchRatio, layer, ratio(branch, shortcut));
    }
    if (id.block_output) last_mean_square = square_sum(out) / static_cast<double>(out.numel());
  };
  const torch::Tensor logits = subject.forward(images, &visit);

  const double loss = at::cross_entropy_loss(logits.to(at::kDouble), labels).item<double>();
  record(measures, Metric::kInitialLoss, loss);
  record(measures, Metric::kLossExcess, loss - std::log(static_cast<double>(subject.classes())));
  record(measures, Metric::kLengthRatio,
         ratio(last_mean_square, square_sum(images) / static_cast<double>(images.numel())));
}

}  // namespace reslab
