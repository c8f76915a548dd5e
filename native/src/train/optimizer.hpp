// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "train/named_tensors.hpp"

namespace reslab {

/// The optimizers; the numbers are the RL_OPTIMIZER_* of the C ABI.
enum class OptimizerKind : int32_t { kSgd = 0 };

/// The options of all optimizers; each optimizer reads its own.
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::kSgd;
  double weight_decay = 5e-4;  ///< on every parameter
  double momentum = 0.9;       ///< SGD
  bool nesterov = false;       ///< SGD
};

/// Options as (name, exact text), in a fixed order.
using OptionTexts = std::vector<std::pair<std::string, std::string>>;

/// Updates parameters from their gradients, and holds the state that the updates need.
///
/// A parameter without a gradient does not change, not even by weight decay.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Drops all gradients.
  void zero_grad();

  /// The gradients that exist.
  std::vector<torch::Tensor> gradients() const;

  /// L2 norm over all gradients that exist: float32 [] on the parameters' device.
  torch::Tensor grad_norm() const;

  /// Makes one update, on the CPU bit for bit as PyTorch's optimizer of this name does with its default arguments.
  /// @param lr times the factor of each parameter
  virtual void step(double lr) = 0;

  /// Makes one update by LibTorch's fused kernel, without reading anything back from the device.
  /// @param lr float32 [1]
  /// @param found_inf float32 [1]: where it is 1 nothing changes; undefined to update always
  virtual void step_fused(const torch::Tensor& lr, const torch::Tensor& found_inf) = 0;

  /// The state tensors that exist, by the names that they are saved under.
  virtual NamedTensors state() const = 0;

  /// A tensor with the shape and type of the state tensor `name`; undefined where the optimizer has no such state.
  virtual torch::Tensor state_form(const std::string& name) const = 0;

  /// Replaces the state by copies of these tensors, which may have any memory format and device. State that is not
  /// among them is reset.
  virtual void restore(const NamedTensors& state) = 0;

 protected:
  /// @param lr_factors one for each parameter, above 0
  Optimizer(NamedTensors parameters, std::vector<double> lr_factors)
      : parameters_(std::move(parameters)), lr_factors_(std::move(lr_factors)) {}

  const NamedTensors& parameters() const { return parameters_; }
  const std::vector<double>& lr_factors() const { return lr_factors_; }

 private:
  NamedTensors parameters_;
  std::vector<double> lr_factors_;
};

/// One optimizer: everything that depends on which optimizer it is.
struct OptimizerRow {
  OptimizerKind kind;
  std::string_view name;  ///< in saved states
  /// @throws Error kInvalidArgument naming the option, its value and the values allowed
  void (*validate)(const OptimizerOptions& options);
  /// The options that it reads.
  OptionTexts (*describe)(const OptimizerOptions& options);
  /// The number of state values for each element of a parameter.
  int64_t (*state_values)(const OptimizerOptions& options);
  std::unique_ptr<Optimizer> (*make)(NamedTensors parameters, std::vector<double> lr_factors,
                                     const OptimizerOptions& options);
};

/// The row of the optimizer with this number; null where there is none.
const OptimizerRow* find_optimizer(int32_t number);

inline const OptimizerRow& row_of(OptimizerKind kind) { return *find_optimizer(static_cast<int32_t>(kind)); }

}  // namespace reslab
