// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_eigvalsh.h>

#include <algorithm>
#include <cmath>

#include "probe/channel_statistics.hpp"
#include "probe/probes.hpp"

namespace reslab {
namespace {

/// Mean cosine over the pairs of different rows: ((sum of unit rows)² - N) / (N (N - 1)).
double mean_cosine(const torch::Tensor& rows) {
  const torch::Tensor wide = rows.to(at::kDouble);
  const torch::Tensor lengths = wide.square().sum(1, /*keepdim=*/true).sqrt();
  if (lengths.eq(0).any().item<bool>()) return kUndefined;
  const auto n = static_cast<double>(rows.size(0));
  return (square_sum((wide / lengths).sum(0)) - n) / (n * (n - 1));
}

/// Eigenvalues of the covariance of the rows, ascending; values below 0, due to rounding, become 0.
std::vector<double> covariance_spectrum(const torch::Tensor& rows) {
  const torch::Tensor wide = rows.to(at::kDouble);
  const torch::Tensor centred = wide - wide.mean(0);
  const torch::Tensor covariance = centred.t().matmul(centred) / static_cast<double>(rows.size(0));
  if (!covariance.isfinite().all().item<bool>()) return {};
  const torch::Tensor values = at::linalg_eigvalsh(covariance).to(at::kCPU).contiguous();
  std::vector<double> spectrum(values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel());
  for (double& value : spectrum) value = std::max(0.0, value);
  return spectrum;
}

double total_of(const std::vector<double>& spectrum) {
  double total = 0;
  for (const double value : spectrum) total += value;
  return total;
}

/// exp of the entropy of the normalised eigenvalues; NaN of none, or of zeros.
double effective_rank(const std::vector<double>& spectrum) {
  const double total = total_of(spectrum);
  if (!(total > 0)) return kUndefined;
  double entropy = 0;
  for (const double value : spectrum) {
    const double share = value / total;
    if (share > 0) entropy -= share * std::log(share);
  }
  return std::exp(entropy);
}

/// Share of the eigenvalues, the largest first, that makes up 99 % of their sum.
double saturation(const std::vector<double>& spectrum) {
  const double total = total_of(spectrum);
  if (!(total > 0)) return kUndefined;
  double sum = 0;
  int64_t used = 0;
  for (auto value = spectrum.rbegin(); value != spectrum.rend() && sum < .99 * total; ++value) {
    sum += *value;
    ++used;
  }
  return static_cast<double>(used) / static_cast<double>(spectrum.size());
}

}  // namespace

void probe_spectrum(Subject& subject, const torch::Tensor& images, Measures& measures) {
  const at::NoGradGuard no_grad;
  const Subject::Visitor visit = [&](int32_t layer, const LayerId& id, const torch::Tensor&, const torch::Tensor& out) {
    if (id.type->kind == LayerKind::kFeatures) {
      record(measures, Metric::kSampleCosine, layer, mean_cosine(out));
      record(measures, Metric::kEffectiveRank, layer, effective_rank(covariance_spectrum(out)));
    }
    if (!id.block_output) return;
    record(measures, Metric::kSampleCosine, layer, mean_cosine(out.flatten(1)));
    const torch::Tensor pooled = out.to(at::kDouble).mean({2, 3});
    const torch::Tensor positions = out.permute({0, 2, 3, 1}).reshape({-1, out.size(1)});
    record(measures, Metric::kEffectiveRank, layer, effective_rank(covariance_spectrum(pooled)));
    record(measures, Metric::kSaturation, layer, saturation(covariance_spectrum(positions)));
  };
  subject.forward(images, &visit);
}

}  // namespace reslab
