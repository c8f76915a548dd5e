// SPDX-License-Identifier: Apache-2.0
#include "train/optimizer.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

#include <optional>
#include <utility>

#include "runtime/error.hpp"

namespace reslab {

Sgd::Sgd(std::vector<std::string> names, std::vector<torch::Tensor> parameters, SgdOptions options)
    : names_(std::move(names)), parameters_(std::move(parameters)), momentum_(parameters_.size()), options_(options) {}

void Sgd::zero_grad() {
  for (torch::Tensor& parameter : parameters_) parameter.mutable_grad().reset();
}

std::vector<torch::Tensor> Sgd::gradients() const {
  std::vector<torch::Tensor> result;
  for (const torch::Tensor& parameter : parameters_) {
    if (parameter.grad().defined()) result.push_back(parameter.grad());
  }
  return result;
}

torch::Tensor Sgd::grad_norm() const {
  const at::NoGradGuard no_grad;
  const std::vector<torch::Tensor> all = gradients();
  if (all.empty()) fail(ErrorKind::kInternal, "no parameter has a gradient");
  return at::linalg_vector_norm(at::stack(at::_foreach_norm(all)));
}

Sgd::Updated Sgd::updated() {
  Updated result;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (!parameters_[i].grad().defined()) continue;
    result.parameters.push_back(parameters_[i]);
    result.gradients.push_back(parameters_[i].grad());
    if (options_.momentum == 0) continue;
    // A first step from a zero buffer is torch.optim.SGD's first step, which starts from the gradient itself.
    if (!momentum_[i].defined()) momentum_[i] = at::zeros_like(parameters_[i]);
    result.momentum.push_back(momentum_[i]);
  }
  return result;
}

void Sgd::step(double lr) {
  const at::NoGradGuard no_grad;
  const Updated all = updated();
  std::vector<torch::Tensor> grads = all.gradients;
  // The operations of torch.optim.SGD one by one: its fused kernel rounds the last elements of a tensor otherwise.
  if (options_.weight_decay != 0) grads = at::_foreach_add(grads, all.parameters, options_.weight_decay);
  if (options_.momentum != 0) {
    at::_foreach_mul_(all.momentum, options_.momentum);
    at::_foreach_add_(all.momentum, grads, /*alpha=*/1);
    grads = options_.nesterov ? at::_foreach_add(grads, all.momentum, options_.momentum) : all.momentum;
  }
  at::_foreach_add_(all.parameters, grads, -lr);
}

void Sgd::step_fused(const torch::Tensor& lr, const torch::Tensor& found_inf) {
  const at::NoGradGuard no_grad;
  const Updated all = updated();
  at::_fused_sgd_(all.parameters, all.gradients, all.momentum, options_.weight_decay, options_.momentum, lr,
                  /*dampening=*/0, options_.nesterov, /*maximize=*/false, /*is_first_step=*/false,
                  /*grad_scale=*/std::nullopt,
                  found_inf.defined() ? std::optional<torch::Tensor>(found_inf) : std::nullopt);
}

void Sgd::set_momentum(const std::vector<torch::Tensor>& buffers) {
  if (buffers.size() != parameters_.size()) {
    fail(ErrorKind::kInternal, buffers.size(), " momentum buffers for ", parameters_.size(), " parameters");
  }
  const at::NoGradGuard no_grad;
  std::vector<torch::Tensor> copies(buffers.size());
  for (size_t i = 0; i < buffers.size(); ++i) {
    if (buffers[i].defined()) copies[i] = at::zeros_like(parameters_[i]).copy_(buffers[i]);
  }
  momentum_ = std::move(copies);
}

}  // namespace reslab
