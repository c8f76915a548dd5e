// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>

#include <string>
#include <vector>

#include "nn/block_spec.hpp"
#include "nn/op_chain.hpp"

namespace reslab {

/// One residual block: the module that interprets a BlockSpec, whichever block that is.
///
/// Modules are built, and so draw their initial weights, in the order pre, branch, post, shortcut (`down`), gate.
class ResidualBlock : public torch::nn::Module {
 public:
  /// @param name of the block, for messages
  /// @param site `where` is ignored; `out_channels` is `planes * spec.expansion`
  /// @param input shape of its input maps
  /// @throws Error kShapeMismatch where branch and shortcut cannot be merged, naming both shapes and a cure
  ResidualBlock(const BlockSpec& spec, const std::string& name, ChainSite site, const MapShape& input);

  /// @param x float32 [N, C, H, W]; not modified
  torch::Tensor forward(const torch::Tensor& x, const ForwardPass& pass);

  const MapShape& output() const { return output_; }
  bool has_dropout() const;
  void append_costs(std::vector<LayerCost>& costs) const;

 private:
  void mark_block_output();
  void build_shortcut(const BlockSpec& spec, const ChainSite& site, const MapShape& input);
  void build_gate(const BlockSpec& spec, const ChainSite& site, const MapShape& input);
  [[noreturn]] void fail_merge(const BlockSpec& spec, const ChainSite& site, const MapShape& shortcut,
                               bool changes_shape) const;

  /// Whether a fast pass computes the branch's last normalisation, the addition and the ReLU after it as one.
  bool merges_in_norm() const;
  torch::Tensor shortcut_of(const torch::Tensor& x, const torch::Tensor& activated, const ForwardPass& pass);
  torch::Tensor merged(const torch::Tensor& x, torch::Tensor branch, const torch::Tensor& shortcut,
                       const LayerObserver* observe);

  Merge merge_;
  ShortcutSource source_ = ShortcutSource::kInput;
  OpChain pre_;
  OpChain branch_;
  OpChain post_;
  OpChain down_;
  torch::nn::Conv2d gate_{nullptr};
  MapShape output_;
  LayerCost gate_cost_;
  LayerCost sigmoid_cost_;
  LayerCost add_cost_;
};

}  // namespace reslab
