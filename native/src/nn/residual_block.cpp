// SPDX-License-Identifier: Apache-2.0
#include "nn/residual_block.hpp"

#include <torch/nn/init.h>

#include <utility>

#include "nn/torch_conv.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

namespace nn = torch::nn;

LayerCost cost_at(const ChainSite& site, const char* name, const LayerType& type, const MapShape& shape) {
  return LayerCost{.id = LayerId{site.prefix + name, &type, site.stage, site.block, 0},
                   .input_shape = {1, shape.channels, shape.height, shape.width},
                   .output_shape = {1, shape.channels, shape.height, shape.width}};
}

}  // namespace

ResidualBlock::ResidualBlock(const BlockSpec& spec, const std::string& name, ChainSite site, const MapShape& input)
    : merge_(site.changes_shape(input) && spec.project && spec.project->kind == ShortcutKind::kNone ? Merge::kBranch
                                                                                                    : spec.merge) {
  site.where = "block '" + name + "' at " + site.prefix.substr(0, site.prefix.size() - 1);
  OpNames names(spec.names, {&spec.pre, &spec.branch, &spec.post});
  pre_ = OpChain(spec.pre, names.next(spec.pre), site, input, *this);
  branch_ = OpChain(spec.branch, names.next(spec.branch), site, pre_.output(), *this);
  const bool fresh = merge_ != Merge::kBranch || branch_.fresh_output();
  post_ = OpChain(spec.post, names.next(spec.post), site, branch_.output(), *this, fresh);
  output_ = post_.output();
  build_shortcut(spec, site, input);
  build_gate(spec, site, input);
  add_cost_ = cost_at(site, "add", kAddLayer, branch_.output());
  mark_block_output();
  if (output_.channels != site.out_channels) {
    fail(ErrorKind::kShapeMismatch, site.where, ": its output is ", to_string(output_), ", expected ",
         site.out_channels, " channels (planes ", site.planes, " x expansion ", spec.expansion,
         "); end the branch with a convolution without a width of its own");
  }
}

void ResidualBlock::mark_block_output() {
  if (!post_.empty()) {
    post_.mark_block_output();
  } else if (merge_ != Merge::kBranch) {
    add_cost_.id.block_output = true;
  } else {
    branch_.mark_block_output();
  }
}

void ResidualBlock::build_shortcut(const BlockSpec& spec, const ChainSite& site, const MapShape& input) {
  const bool changes_shape = site.changes_shape(input);
  const ShortcutSpec& shortcut = changes_shape && spec.project ? *spec.project : spec.shortcut;
  source_ = shortcut.source;
  const MapShape& start = source_ == ShortcutSource::kPre ? pre_.output() : input;
  down_ = OpChain(shortcut.ops, sequential_names("down", shortcut.ops.size()), site, start, *this);
  down_.mark_on_shortcut();
  if (merge_ != Merge::kBranch && down_.output() != branch_.output()) {
    fail_merge(spec, site, down_.output(), changes_shape);
  }
}

void ResidualBlock::fail_merge(const BlockSpec& spec, const ChainSite& site, const MapShape& shortcut,
                               bool changes_shape) const {
  const char* cure =
      !changes_shape
          ? "the input and the output of this block must have the same shape: check the padding of the convolutions"
      : spec.project ? "make the clause 'project' change the shape as the branch does"
                     : "add a projection (for example 'project: conv1/s bn') or zero padding (the modifier "
                       "'shortcut=pad')";
  fail(ErrorKind::kShapeMismatch, site.where, ": the branch gives ", to_string(branch_.output()),
       " but the shortcut gives ", to_string(shortcut), ", so they cannot be added; ", cure);
}

void ResidualBlock::build_gate(const BlockSpec& spec, const ChainSite& site, const MapShape& input) {
  if (merge_ != Merge::kExclusiveGate && merge_ != Merge::kShortcutGate) return;
  const MapShape shape{site.out_channels, (input.height - 1) / site.stride + 1, (input.width - 1) / site.stride + 1};
  if (shape != branch_.output()) {
    fail(
        ErrorKind::kShapeMismatch, site.where, ": the branch gives ", to_string(branch_.output()),
        " but the gate gives ", to_string(shape),
        ", so they cannot be multiplied; the branch must give planes x expansion channels and change the map's size by "
        "the stride alone");
  }
  gate_ = register_module(
      "gate", nn::Conv2d(nn::Conv2dOptions(input.channels, shape.channels, 1).stride(site.stride).bias(true)));
  nn::init::constant_(gate_->bias, spec.gate_bias);
  gate_cost_ = cost_at(site, "gate", row_of(OpKind::kConv).layer, shape);
  gate_cost_.input_shape = {1, input.channels, input.height, input.width};
  gate_cost_.kernel = gate_cost_.groups = 1;
  gate_cost_.id.parameters = gate_->weight.numel() + gate_->bias.numel();
  gate_cost_.macs = shape.height * shape.width * shape.channels * input.channels;
  sigmoid_cost_ = cost_at(site, "sigmoid", kSigmoidLayer, shape);
  gate_cost_.id.on_shortcut = sigmoid_cost_.id.on_shortcut = true;
}

torch::Tensor ResidualBlock::forward(const torch::Tensor& x, const ForwardPass& pass) {
  const torch::Tensor activated = pre_.forward(x, pass);
  if (pass.fast && merges_in_norm()) {
    const torch::Tensor y = branch_.forward_before_last(activated, pass);
    const torch::Tensor shortcut = shortcut_of(x, activated, pass);
    if (!post_.begins_with_relu()) return post_.forward(branch_.merge_last(y, shortcut, /*relu=*/false), pass);
    return post_.forward_after_first(branch_.merge_last(y, shortcut, /*relu=*/true), pass);
  }
  torch::Tensor y = branch_.forward(activated, pass);
  const torch::Tensor shortcut = shortcut_of(x, activated, pass);
  if (merge_ != Merge::kBranch) y = merged(x, std::move(y), shortcut, pass.observe);
  return post_.forward(std::move(y), pass);
}

bool ResidualBlock::merges_in_norm() const { return merge_ == Merge::kAdd && branch_.ends_in_fast_norm(); }

torch::Tensor ResidualBlock::shortcut_of(const torch::Tensor& x, const torch::Tensor& activated,
                                         const ForwardPass& pass) {
  // A shortcut that is not merged is computed only where that has an effect: for an observer, or on running statistics.
  const bool wanted =
      merge_ != Merge::kBranch || pass.observe != nullptr || (pass.training && down_.has_side_effects());
  if (!wanted) return {};
  return down_.forward(source_ == ShortcutSource::kPre ? activated : x, pass);
}

torch::Tensor ResidualBlock::merged(const torch::Tensor& x, torch::Tensor branch, const torch::Tensor& shortcut,
                                    const LayerObserver* observe) {
  torch::Tensor sum;
  if (gate_.is_empty()) {
    sum = branch_.fresh_output() && observe == nullptr ? branch.add_(shortcut) : branch + shortcut;
  } else {
    const torch::Tensor raw = torch_conv(*gate_, x);
    const torch::Tensor gate = torch::sigmoid(raw);
    if (observe != nullptr) {
      (*observe)(gate_cost_.id, x, raw);
      (*observe)(sigmoid_cost_.id, raw, gate);
    }
    const torch::Tensor carried = shortcut * (1 - gate);
    sum = merge_ == Merge::kExclusiveGate ? branch * gate + carried : branch + carried;
  }
  if (observe != nullptr) (*observe)(add_cost_.id, branch, sum);
  return sum;
}

bool ResidualBlock::has_dropout() const {
  return pre_.has_dropout() || branch_.has_dropout() || post_.has_dropout() || down_.has_dropout();
}

void ResidualBlock::append_costs(std::vector<LayerCost>& costs) const {
  pre_.append_costs(costs);
  branch_.append_costs(costs);
  down_.append_costs(costs);
  if (!gate_.is_empty()) {
    costs.push_back(gate_cost_);
    costs.push_back(sigmoid_cost_);
  }
  if (merge_ != Merge::kBranch) costs.push_back(add_cost_);
  post_.append_costs(costs);
}

}  // namespace reslab
