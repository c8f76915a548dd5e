// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/corrcoef.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/linalg_slogdet.h>
#include <ATen/ops/ones.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "probe/channel_statistics.hpp"
#include "probe/probes.hpp"

namespace reslab {
namespace {

/// The weights of convolutions and linear layers.
std::vector<torch::Tensor> weights_of(const Subject& subject) {
  std::vector<torch::Tensor> weights;
  for (const Subject::WeightLayer& each : subject.weight_layers()) weights.push_back(each.weight);
  return weights;
}

void record_loss_gradient(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels,
                          Measures& measures) {
  const std::vector<torch::Tensor> weights = weights_of(subject);
  const torch::Tensor loss = at::cross_entropy_loss(subject.forward(images), labels);
  const std::vector<torch::Tensor> gradients =
      torch::autograd::grad({loss}, weights, {}, /*retain_graph=*/false, /*create_graph=*/false, /*allow_unused=*/true);
  double norms = 0;
  double snip = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (!gradients[i].defined()) continue;
    norms += l2_norm(gradients[i]);
    snip += (weights[i].detach() * gradients[i]).to(at::kDouble).abs().sum().item<double>();
  }
  record(measures, Metric::kProxyGradNorm, norms);
  record(measures, Metric::kProxySnip, snip);
}

/// ln det K, K_ij the units of all rectifiers that are active for both samples or for neither.
double activation_overlap(Subject& subject, const torch::Tensor& images) {
  const at::NoGradGuard no_grad;
  torch::Tensor agreement;
  const Subject::Visitor visit = [&](int32_t, const LayerId& id, const torch::Tensor&, const torch::Tensor& out) {
    if (!id.type->rectifies) return;
    // Counts below 2^24 are exact in float32.
    const torch::Tensor codes = out.flatten(1).gt(0).to(at::kFloat) * 2 - 1;
    const torch::Tensor both = (codes.matmul(codes.t()).to(at::kDouble) + static_cast<double>(codes.size(1))) / 2;
    agreement = agreement.defined() ? agreement + both : both;
  };
  subject.forward(images, &visit);
  if (!agreement.defined()) return kUndefined;
  const auto [sign, logarithm] = at::linalg_slogdet(agreement);
  return sign.item<double>() > 0 ? logarithm.item<double>() : kUndefined;
}

double jacobian_correlation(Subject& subject, const torch::Tensor& images) {
  const torch::Tensor input = images.detach().requires_grad_(true);
  const torch::Tensor gradients =
      torch::autograd::grad({subject.forward(input).sum()}, {input})[0].flatten(1).to(at::kDouble);
  const torch::Tensor correlation = at::corrcoef(gradients);
  if (!correlation.isfinite().all().item<bool>()) return kUndefined;
  constexpr double kFloor = 1e-5;
  const torch::Tensor values = at::linalg_eigvalsh(correlation).clamp_min(0) + kFloor;
  return -(values.log() + values.reciprocal()).sum().item<double>();
}

}  // namespace

void probe_proxies(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  record_loss_gradient(subject, images, labels, measures);
  record(measures, Metric::kProxyNwot, activation_overlap(subject, images));
  record(measures, Metric::kProxyJacobCov, jacobian_correlation(subject, images));
}

void probe_synflow(Subject& subject, Measures& measures) {
  subject.use_bn_mode(BnMode::kEval);
  {
    const at::NoGradGuard no_grad;
    for (torch::Tensor parameter : subject.parameters()) parameter.abs_();
  }
  const at::AutoGradMode with_gradients(true);
  const std::vector<torch::Tensor> weights = weights_of(subject);
  const ImageShape& shape = subject.network().options().images.shape;
  const torch::Tensor ones = subject.adapt(at::ones({1, shape.channels, shape.height, shape.width}));
  const std::vector<torch::Tensor> gradients =
      torch::autograd::grad({subject.forward(ones).sum()}, weights, {}, /*retain_graph=*/false,
                            /*create_graph=*/false, /*allow_unused=*/true);
  double flow = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (gradients[i].defined()) flow += (weights[i].detach() * gradients[i]).sum().item<double>();
  }
  record(measures, Metric::kProxySynflow, std::isfinite(flow) && flow > 0 ? std::log10(flow) : kUndefined);
}

}  // namespace reslab
