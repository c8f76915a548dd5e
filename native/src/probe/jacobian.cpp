// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "probe/probes.hpp"

namespace reslab {
namespace {

/// Geometric mean, NaN where a value is not positive.
double geometric_mean(const torch::Tensor& values) {
  if (!values.gt(0).all().item<bool>()) return kUndefined;
  return std::exp(values.log().mean().item<double>());
}

}  // namespace

void probe_jacobian(Subject& subject, const torch::Tensor& images, const torch::Tensor& signs, const int32_t* cancel,
                    Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  const torch::Tensor input = images.detach().requires_grad_(true);
  const torch::Tensor logits = subject.forward(input);
  std::vector<torch::Tensor> rows;
  for (int64_t k = 0; k < subject.classes(); ++k) {
    check_cancelled(cancel);
    torch::Tensor cotangent = at::zeros_like(logits);
    cotangent.select(1, k).copy_(signs);
    const torch::Tensor gradient = torch::autograd::grad({logits}, {input}, {cotangent}, /*retain_graph=*/true)[0];
    rows.push_back(gradient.flatten(1).to(at::kDouble) * signs.to(at::kDouble).unsqueeze(1));
  }
  const torch::Tensor jacobians = at::stack(rows, 1);  // [N, classes, values of an image]
  torch::Tensor largest = at::full({}, kUndefined, at::kDouble);
  torch::Tensor smallest = largest;
  if (jacobians.isfinite().all().item<bool>()) {
    const torch::Tensor values = at::linalg_svdvals(jacobians);  // descending
    largest = values.select(1, 0);
    smallest = values.select(1, values.size(1) - 1);
  }
  record(measures, Metric::kJacobianMax, geometric_mean(largest));
  record(measures, Metric::kJacobianMin, geometric_mean(smallest));
}

}  // namespace reslab
