// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "probe/channel_statistics.hpp"
#include "probe/probes.hpp"

namespace reslab {
namespace {

/// Norm of each sample, [N, 1, 1, 1].
torch::Tensor sample_norms(const torch::Tensor& images) {
  return images.to(at::kDouble).square().sum({1, 2, 3}, /*keepdim=*/true).sqrt();
}

torch::Tensor input_gradient(Subject& subject, const torch::Tensor& images, const torch::Tensor& cotangent) {
  const torch::Tensor input = images.detach().requires_grad_(true);
  return torch::autograd::grad({subject.forward(input)}, {input}, {cotangent})[0].to(at::kDouble);
}

}  // namespace

torch::Tensor scaled_to(const torch::Tensor& noise, const torch::Tensor& images, double eps) {
  return (noise.to(at::kDouble) * (eps * sample_norms(images) / sample_norms(noise))).to(images.scalar_type());
}

torch::Tensor partners_of(const torch::Tensor& images, const torch::Tensor& noise) {
  const torch::Tensor x = images.to(at::kDouble);
  const torch::Tensor lengths = sample_norms(images);
  const torch::Tensor unit = x / lengths.clamp_min(1e-300);
  torch::Tensor e = noise.to(at::kDouble);
  e = e - unit * (unit * e).sum({1, 2, 3}, /*keepdim=*/true);
  e = e / sample_norms(e);
  const double sine = std::sqrt(1 - kPartnerCosine * kPartnerCosine);
  return (kPartnerCosine * x + sine * lengths * e).to(images.scalar_type());
}

void probe_sensitivity(Subject& subject, const torch::Tensor& images, const torch::Tensor& perturbation,
                       Measures& measures) {
  const at::NoGradGuard no_grad;
  const torch::Tensor logits = subject.forward(images).to(at::kDouble);
  const double spread = l2_norm(logits - logits.mean(0));
  const double length = l2_norm(images);
  for (const auto& [factor, metric] :
       {std::pair{1.0, Metric::kRelativeSensitivity}, std::pair{2.0, Metric::kRelativeSensitivity2Eps}}) {
    const torch::Tensor moved = images + factor * perturbation;
    const double change = l2_norm(subject.forward(moved).to(at::kDouble) - logits);
    // The change of float32 images is not exactly the perturbation, because of rounding.
    const double step = l2_norm(moved.to(at::kDouble) - images.to(at::kDouble));
    record(measures, metric, ratio(ratio(change, spread), ratio(step, length)));
  }
}

void probe_shattering(Subject& subject, const torch::Tensor& images, const torch::Tensor& partners,
                      const torch::Tensor& cotangent, Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  const torch::Tensor a = input_gradient(subject, images, cotangent).flatten(1);
  const torch::Tensor b = input_gradient(subject, partners, cotangent).flatten(1);
  const torch::Tensor lengths = (a.square().sum(1) * b.square().sum(1)).sqrt();
  const bool defined = !lengths.eq(0).any().item<bool>();
  record(measures, Metric::kInputGradientCosine,
         defined ? ((a * b).sum(1) / lengths).mean().item<double>() : kUndefined);
}

}  // namespace reslab
