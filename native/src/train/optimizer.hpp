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
/// A parameter without a gradient is left alone, weight decay included. On the CPU every bit is that of
/// `torch.optim.SGD` with its default arguments.
class Sgd {
 public:
  /// @param names one for each of `parameters`
  Sgd(std::vector<std::string> names, std::vector<torch::Tensor> parameters, SgdOptions options);

  /// Drops all gradients.
  void zero_grad();

  /// L2 norm over all gradients that exist: float32 [] on the parameters' device.
  torch::Tensor grad_norm() const;

  void step(double lr);

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<torch::Tensor>& parameters() const { return parameters_; }
  /// Momentum buffers in the order of the parameters; undefined for a parameter that never had a gradient.
  const std::vector<torch::Tensor>& momentum() const { return momentum_; }

  /// Copies buffers, one per parameter and of its shape, or undefined; in any memory format and on any device.
  void set_momentum(const std::vector<torch::Tensor>& buffers);

 private:
  std::vector<std::string> names_;
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> momentum_;
  SgdOptions options_;
};

}  // namespace reslab
