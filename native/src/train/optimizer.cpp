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

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "runtime/error.hpp"
#include "runtime/number_text.hpp"

namespace reslab {
namespace {

/// One state tensor per parameter, of its shape, created when the parameter first has a gradient.
class ParameterState {
 public:
  /// @param prefix the part of the tensors' names before the parameter's name
  ParameterState(const std::string& prefix, const NamedTensors& parameters)
      : parameters_(parameters), tensors_(parameters.size()) {
    for (const auto& [name, parameter] : parameters) {
      index_.emplace(prefix + name, names_.size());
      names_.push_back(prefix + name);
    }
  }

  /// The tensor of parameter `i`, initially zero.
  const torch::Tensor& of(size_t i) {
    if (!tensors_[i].defined()) tensors_[i] = at::zeros_like(parameters_[i].second);
    return tensors_[i];
  }

  NamedTensors existing() const {
    NamedTensors result;
    for (size_t i = 0; i < tensors_.size(); ++i) {
      if (tensors_[i].defined()) result.emplace_back(names_[i], tensors_[i]);
    }
    return result;
  }

  /// The parameter of the tensor `name`; undefined where there is none.
  torch::Tensor form(const std::string& name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? torch::Tensor() : parameters_[found->second].second;
  }

  void restore(const NamedTensors& state) {
    const at::NoGradGuard no_grad;
    std::vector<torch::Tensor> copies(parameters_.size());
    for (const auto& [name, tensor] : state) {
      const auto found = index_.find(name);
      if (found == index_.end()) fail(ErrorKind::kInternal, "'", name, "' is the state of no parameter");
      copies[found->second] = at::zeros_like(parameters_[found->second].second).copy_(tensor);
    }
    tensors_ = std::move(copies);
  }

 private:
  const NamedTensors& parameters_;
  std::vector<std::string> names_;
  std::map<std::string, size_t> index_;  ///< of each name
  std::vector<torch::Tensor> tensors_;
};

/// Stochastic gradient descent with the update rule of `torch.optim.SGD` (dampening 0).
class Sgd final : public Optimizer {
 public:
  Sgd(NamedTensors parameters, std::vector<double> lr_factors, const OptimizerOptions& options)
      : Optimizer(std::move(parameters), std::move(lr_factors)),
        options_(options),
        momentum_("momentum.", this->parameters()) {}

  void step(double lr) override {
    const at::NoGradGuard no_grad;
    for (const Group& group : groups()) {
      std::vector<torch::Tensor> grads = group.gradients;
      // The operations of torch.optim.SGD one by one: its fused kernel rounds the last elements of a tensor
      // differently.
      if (options_.weight_decay != 0) grads = at::_foreach_add(grads, group.parameters, options_.weight_decay);
      if (options_.momentum != 0) {
        at::_foreach_mul_(group.momentum, options_.momentum);
        at::_foreach_add_(group.momentum, grads, /*alpha=*/1);
        grads = options_.nesterov ? at::_foreach_add(grads, group.momentum, options_.momentum) : group.momentum;
      }
      at::_foreach_add_(group.parameters, grads, -lr * group.lr_factor);
    }
  }

  void step_fused(const torch::Tensor& lr, const torch::Tensor& found_inf) override {
    const at::NoGradGuard no_grad;
    for (const Group& group : groups()) {
      at::_fused_sgd_(group.parameters, group.gradients, group.momentum, options_.weight_decay, options_.momentum,
                      group.lr_factor == 1 ? lr : lr * group.lr_factor,
                      /*dampening=*/0, options_.nesterov, /*maximize=*/false, /*is_first_step=*/false,
                      /*grad_scale=*/std::nullopt,
                      found_inf.defined() ? std::optional<torch::Tensor>(found_inf) : std::nullopt);
    }
  }

  NamedTensors state() const override { return momentum_.existing(); }
  torch::Tensor state_form(const std::string& name) const override { return momentum_.form(name); }
  void restore(const NamedTensors& state) override { momentum_.restore(state); }

  static void validate(const OptimizerOptions& options) {
    require_valid(options.momentum >= 0 && options.momentum < 1, "momentum", options.momentum, "a value in [0, 1)");
    require_valid(options.weight_decay >= 0 && options.weight_decay <= std::numeric_limits<float>::max(),
                  "weight_decay", options.weight_decay, "0 to 3.4e38, the largest float32");
    if (options.nesterov) {
      require_valid(options.momentum > 0, "momentum", options.momentum, "more than 0 with nesterov");
    }
  }

  static OptionTexts describe(const OptimizerOptions& options) {
    return {{"momentum", number_text(options.momentum)},
            {"weight_decay", number_text(options.weight_decay)},
            {"nesterov", options.nesterov ? "true" : "false"}};
  }

  static int64_t state_values(const OptimizerOptions& options) { return options.momentum > 0 ? 1 : 0; }

 private:
  /// What an update changes at one learning rate: the parameters with a gradient, and their momentum buffers where
  /// there is momentum.
  struct Group {
    double lr_factor;
    std::vector<torch::Tensor> parameters;
    std::vector<torch::Tensor> gradients;
    std::vector<torch::Tensor> momentum;
  };

  std::vector<Group> groups() {
    std::vector<Group> result;
    for (size_t i = 0; i < parameters().size(); ++i) {
      const torch::Tensor& parameter = parameters()[i].second;
      if (!parameter.grad().defined()) continue;
      const double factor = lr_factors()[i];
      auto group = std::ranges::find(result, factor, &Group::lr_factor);
      if (group == result.end()) group = result.insert(group, {factor, {}, {}, {}});
      group->parameters.push_back(parameter);
      group->gradients.push_back(parameter.grad());
      // A first step from a zero buffer is torch.optim.SGD's first step, which starts from the gradient itself.
      if (options_.momentum != 0) group->momentum.push_back(momentum_.of(i));
    }
    return result;
  }

  const OptimizerOptions options_;
  ParameterState momentum_;
};

template <typename T>
std::unique_ptr<Optimizer> make(NamedTensors parameters, std::vector<double> lr_factors,
                                const OptimizerOptions& options) {
  return std::make_unique<T>(std::move(parameters), std::move(lr_factors), options);
}

constexpr OptimizerRow kRows[] = {
    {OptimizerKind::kSgd, "sgd", Sgd::validate, Sgd::describe, Sgd::state_values, make<Sgd>},
};

}  // namespace

void Optimizer::zero_grad() {
  for (auto& [name, parameter] : parameters_) parameter.mutable_grad().reset();
}

std::vector<torch::Tensor> Optimizer::gradients() const {
  std::vector<torch::Tensor> result;
  for (const auto& [name, parameter] : parameters_) {
    if (parameter.grad().defined()) result.push_back(parameter.grad());
  }
  return result;
}

torch::Tensor Optimizer::grad_norm() const {
  const at::NoGradGuard no_grad;
  const std::vector<torch::Tensor> all = gradients();
  if (all.empty()) fail(ErrorKind::kInternal, "no parameter has a gradient");
  return at::linalg_vector_norm(at::stack(at::_foreach_norm(all)));
}

const OptimizerRow* find_optimizer(int32_t number) {
  for (const OptimizerRow& row : kRows) {
    if (static_cast<int32_t>(row.kind) == number) return &row;
  }
  return nullptr;
}

}  // namespace reslab
