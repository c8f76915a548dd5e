// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace reslab {

struct SgdOptions {
  double momentum = 0;
  double weight_decay = 0;
  bool nesterov = false;
};

/// Stochastic gradient descent with the update rule of `torch.optim.SGD` (dampening 0).
///
/// A parameter without a gradient is left alone, weight decay included.
class Sgd {
 public:
  /// @param names one for each of `parameters`
  Sgd(std::vector<std::string> names, std::vector<torch::Tensor> parameters, SgdOptions options);

  /// Drops all gradients.
  void zero_grad();

  /// L2 norm over all gradients that exist: float32 [] on the parameters' device.
  torch::Tensor grad_norm() const;

  /// One update. On the CPU every bit is that of `torch.optim.SGD` with its default arguments.
  void step(double lr);

  /// One update by LibTorch's fused kernel, as `torch.optim.SGD(fused=True)`, that reads nothing from the device.
  /// @param lr float32 [1]
  /// @param found_inf float32 [1]: where it is 1 nothing changes; undefined for an update in any case
  void step_fused(const torch::Tensor& lr, const torch::Tensor& found_inf);

  /// Of the parameters that have one.
  std::vector<torch::Tensor> gradients() const;

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<torch::Tensor>& parameters() const { return parameters_; }
  /// Momentum buffers in the order of the parameters; undefined for a parameter that never had a gradient.
  const std::vector<torch::Tensor>& momentum() const { return momentum_; }

  /// Copies buffers, one per parameter and of its shape, or undefined; in any memory format and on any device.
  void set_momentum(const std::vector<torch::Tensor>& buffers);

 private:
  /// What an update is about: the parameters with a gradient, and their momentum buffers where there is momentum.
  struct Updated {
    std::vector<torch::Tensor> parameters;
    std::vector<torch::Tensor> gradients;
    std::vector<torch::Tensor> momentum;
  };
  Updated updated();

  std::vector<std::string> names_;
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> momentum_;
  SgdOptions options_;
};

}  // namespace reslab
