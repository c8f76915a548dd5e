// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/normalization.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nn/block_spec.hpp"
#include "nn/layer.hpp"

namespace reslab {

/// Channels, height and width of the feature map of one image.
struct MapShape {
  int64_t channels = 0;
  int64_t height = 0;
  int64_t width = 0;

  bool operator==(const MapShape&) const = default;
};

/// "[64, 16, 16]"
std::string to_string(const MapShape& shape);

/// The place of a chain in its network, and the sizes that its operations do not fix themselves.
struct ChainSite {
  std::string where;         ///< for messages, for example "block 'toy' at stage2.0"
  std::string prefix;        ///< of layer names, for example "stage2.0."
  int32_t stage = 0;         ///< 1-based; 0 outside the stages
  int32_t block = -1;        ///< 0-based within its stage; -1 outside the blocks
  int64_t planes = 0;        ///< what Width::kPlanes counts
  int64_t out_channels = 0;  ///< what Width::kOutput stands for, and the channels after `pad`
  int64_t stride = 1;        ///< of operations that carry it

  /// True where a block here gives maps of another shape than those of `input`.
  bool changes_shape(const MapShape& input) const { return stride != 1 || input.channels != out_channels; }
};

/// Operations applied one after the other. Their modules are registered in the module that owns the chain; the chain
/// shares ownership of them.
class OpChain {
 public:
  /// The empty chain: the identity.
  OpChain() = default;

  /// Builds the modules in order and registers each in `owner` under its name; a dot in a name creates a
  /// container. The shapes of all results are computed without a forward pass.
  ///
  /// @param names one for each operation, relative to `owner`
  /// @param fresh_input true where nothing but the first operation needs the chain's input, which may then be
  /// overwritten
  /// @throws Error kShapeMismatch where a map would shrink below 1 x 1 or channels do not divide into groups,
  /// kInvalidArgument where a factor gives no whole number of channels
  OpChain(const std::vector<Op>& ops, const std::vector<std::string>& names, const ChainSite& site,
          const MapShape& input, torch::nn::Module& owner, bool fresh_input = false);

  torch::Tensor forward(torch::Tensor x, const ForwardPass& pass) {
    return forward_range(std::move(x), pass, 0, steps_.size());
  }

  /// True where the last operation is a normalisation that a fast pass can fuse with what follows it: forward(x) then
  /// equals merge_last(forward_before_last(x)) with nothing added and no ReLU.
  bool ends_in_fast_norm() const { return !steps_.empty() && is_fast_norm(steps_.back()); }
  torch::Tensor forward_before_last(torch::Tensor x, const ForwardPass& pass) {
    return forward_range(std::move(x), pass, 0, steps_.size() - 1);
  }
  /// relu(last(x) + added), or without the ReLU. Requires ends_in_fast_norm().
  torch::Tensor merge_last(const torch::Tensor& x, const torch::Tensor& added, bool relu);
  bool begins_with_relu() const { return !steps_.empty() && row_of(steps_.front().op.kind).fused_relu; }
  torch::Tensor forward_after_first(torch::Tensor x, const ForwardPass& pass) {
    return forward_range(std::move(x), pass, 1, steps_.size());
  }

  bool empty() const { return steps_.empty(); }
  const MapShape& output() const { return output_; }
  /// True where the result is a new tensor that no derivative needs, so that a consumer may overwrite it.
  bool fresh_output() const;
  /// True where the operations draw random numbers in training mode.
  bool has_dropout() const;
  /// True where the operations change any state in training mode, besides computing their result.
  bool has_side_effects() const;
  void append_costs(std::vector<LayerCost>& costs) const;
  /// Marks the last layer's output as that of the block. The chain must not be empty.
  void mark_block_output();
  /// Marks every layer as part of the shortcut.
  void mark_on_shortcut();

 private:
  using Module = std::variant<std::monostate, torch::nn::Conv2d, torch::nn::BatchNorm2d, torch::nn::GroupNorm>;

  struct Step {
    Op op;
    LayerCost cost;
    Module module;
    bool in_place = false;  ///< may overwrite its input
    bool identity = false;  ///< pooling that has nothing to do
    int64_t stride = 1;
    int64_t added_channels = 0;  ///< `pad`
  };

  static torch::Tensor apply(Step& step, torch::Tensor x, const ForwardPass& pass);
  static bool is_fast_norm(const Step& step) { return step.cost.fast && step.op.kind == OpKind::kBatchNorm; }
  torch::Tensor forward_range(torch::Tensor x, const ForwardPass& pass, size_t begin, size_t end);

  std::vector<Step> steps_;
  MapShape output_;
};

/// Names the operations of a block, list by list, with consecutive numbers.
class OpNames {
 public:
  /// @param all all lists to be named, in order of execution
  OpNames(NameStyle style, const std::vector<const std::vector<Op>*>& all);

  /// Returns the names of the next list.
  std::vector<std::string> next(const std::vector<Op>& ops);

 private:
  NameStyle style_;
  int64_t index_ = 0;
  int64_t totals_[kOpKinds] = {};
  int64_t counts_[kOpKinds] = {};
};

/// "name" for one operation, "name.0", "name.1", … for several.
std::vector<std::string> sequential_names(const std::string& name, size_t count);

}  // namespace reslab
