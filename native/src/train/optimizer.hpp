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

/// The options of every optimizer; each reads its own.
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::kSgd;
  double weight_decay = 5e-4;  ///< on every parameter
  double momentum = 0.9;       ///< SGD
  bool nesterov = false;       ///< SGD
};

/// Options as (name, exact text), in a fixed order.
using OptionTexts = std::vector<std::pair<std::string, std::string>>;

/// Updates parameters by their gradients, and holds the state that this takes.
///
/// A parameter without a gradient is left alone, weight decay included.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// Drops all gradients.
  void zero_grad();

  /// Of the parameters that have one.
  std::vector<torch::Tensor> gradients() const;

  /// L2 norm over all gradients that exist: float32 [] on the parameters' device.
  torch::Tensor grad_norm() const;

  /// One update, as PyTorch's optimizer of this name makes it with its default arguments: on the CPU with the same
  /// bits.
  virtual void step(double lr) = 0;

  /// One update by LibTorch's fused kernel that reads nothing from the device.
  /// @param lr float32 [1]
  /// @param found_inf float32 [1]: where it is 1 nothing changes; undefined for an update in any case
  virtual void step_fused(const torch::Tensor& lr, const torch::Tensor& found_inf) = 0;

  /// The tensors that the state consists of so far, under the names by which they are saved.
  virtual NamedTensors state() const = 0;

  /// A tensor with the shape and type of the state tensor `name`; undefined where no state has that name.
  virtual torch::Tensor state_form(const std::string& name) const = 0;

  /// Replaces the state by copies of these tensors, which have names and forms of this optimizer; their memory format
  /// and device are free. A tensor that is not among them starts anew.
  virtual void restore(const NamedTensors& state) = 0;

 protected:
  explicit Optimizer(NamedTensors parameters) : parameters_(std::move(parameters)) {}

  const NamedTensors& parameters() const { return parameters_; }

 private:
  NamedTensors parameters_;
};

/// One optimizer: all that the program knows of it by its name.
struct OptimizerRow {
  OptimizerKind kind;
  std::string_view name;  ///< in saved states
  /// @throws Error kInvalidArgument naming the option, its value and the values allowed
  void (*validate)(const OptimizerOptions& options);
  /// Its own options.
  OptionTexts (*describe)(const OptimizerOptions& options);
  /// The values of state for each element of a parameter.
  int64_t (*state_values)(const OptimizerOptions& options);
  std::unique_ptr<Optimizer> (*make)(NamedTensors parameters, const OptimizerOptions& options);
};

/// The row of the optimizer with this number; null where there is none.
const OptimizerRow* find_optimizer(int32_t number);

inline const OptimizerRow& row_of(OptimizerKind kind) { return *find_optimizer(static_cast<int32_t>(kind)); }

}  // namespace reslab
