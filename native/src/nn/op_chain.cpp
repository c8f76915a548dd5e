// SPDX-License-Identifier: Apache-2.0
#include "nn/op_chain.hpp"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/max_pool2d.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "nn/fast_ops.hpp"
#include "nn/torch_conv.hpp"
#include "runtime/error.hpp"
#include "runtime/number_text.hpp"

namespace reslab {
namespace {

namespace nn = torch::nn;

/// Registers `module` in `owner`; "net.0" registers it as "0" in the container "net", which is created where it is
/// missing.
void register_at(nn::Module& owner, const std::string& name, std::shared_ptr<nn::Module> module) {
  const size_t dot = name.find('.');
  if (dot == std::string::npos) {
    owner.register_module(name, std::move(module));
    return;
  }
  const std::string container = name.substr(0, dot);
  const auto children = owner.named_children();
  std::shared_ptr<nn::Module> holder = children.contains(container)
                                           ? children[container]
                                           : owner.register_module(container, std::make_shared<nn::Module>());
  register_at(*holder, name.substr(dot + 1), std::move(module));
}

/// Height or width of a map after a convolution or pooling; 0 or less where nothing is left.
int64_t windows(int64_t size, const Op& op, int64_t stride) {
  const int64_t room = size + 2 * op.padding - op.dilation * (op.kernel - 1) - 1;
  if (op.kind != OpKind::kAvgPool) return room < 0 ? 0 : room / stride + 1;
  // Rounded up, without a window that begins in the padding, as in PyTorch.
  const int64_t count = (room + stride - 1) / stride + 1;
  return (count - 1) * stride >= size + op.padding ? count - 1 : count;
}

int64_t convolution_channels(const Op& op, const ChainSite& site, int64_t in_channels) {
  const double channels = output_channels(op, static_cast<double>(in_channels), static_cast<double>(site.planes),
                                          static_cast<double>(site.out_channels));
  const auto whole = static_cast<int64_t>(channels);
  if (static_cast<double>(whole) != channels || whole < 1) {
    fail(ErrorKind::kInvalidArgument, site.where, ": ", to_string(op), " would give ", number_text(channels),
         " channels, expected a whole number from 1; use another factor or other planes");
  }
  if (in_channels % op.groups != 0 || whole % op.groups != 0) {
    fail(ErrorKind::kShapeMismatch, site.where, ": ", to_string(op), " cannot divide ", in_channels, " input and ",
         whole, " output channels into ", op.groups, " equal groups; use a number of groups that divides both");
  }
  return whole;
}

/// The shape after `op`.
MapShape shape_after(const Op& op, int64_t stride, const ChainSite& site, const MapShape& in) {
  if (op.kernel > 0) {
    const bool convolves = op.kind == OpKind::kConv;
    const MapShape out{convolves ? convolution_channels(op, site, in.channels) : in.channels,
                       windows(in.height, op, stride), windows(in.width, op, stride)};
    if (out.height < 1 || out.width < 1) {
      fail(ErrorKind::kShapeMismatch, site.where, ": ", to_string(op), " cannot take a map of ", in.height, " x ",
           in.width, ", which with its padding is smaller than the kernel; ",
           convolves ? "use fewer stages or blocks, or pad the convolution" : "leave it out, or use larger images");
    }
    return out;
  }
  if (op.kind == OpKind::kPad) {
    if (site.out_channels < in.channels) {
      fail(ErrorKind::kShapeMismatch, site.where, ": 'pad' cannot reduce ", in.channels, " channels to ",
           site.out_channels, "; use a projection (for example 'project: conv1/s bn')");
    }
    return MapShape{site.out_channels, (in.height - 1) / stride + 1, (in.width - 1) / stride + 1};
  }
  if (op.kind == OpKind::kGroupNorm && in.channels % op.groups != 0) {
    fail(ErrorKind::kShapeMismatch, site.where, ": gn(", op.groups, ") cannot divide ", in.channels, " channels into ",
         op.groups, " equal groups; use a number of groups that divides ", in.channels);
  }
  return in;
}

/// Pooling by the block's stride has nothing to do where that is 1.
bool pools_nothing(const Op& op, const ChainSite& site) {
  return op.strided && site.stride == 1 && (op.kind == OpKind::kMaxPool || op.kind == OpKind::kAvgPool);
}

int64_t parameter_elements(const nn::Module& module) {
  int64_t count = 0;
  for (const torch::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

}  // namespace

std::string to_string(const MapShape& shape) {
  return "[" + std::to_string(shape.channels) + ", " + std::to_string(shape.height) + ", " +
         std::to_string(shape.width) + "]";
}

OpChain::OpChain(const std::vector<Op>& ops, const std::vector<std::string>& names, const ChainSite& site,
                 const MapShape& input, nn::Module& owner, bool fresh_input)
    : output_(input) {
  if (names.size() != ops.size()) {
    fail(ErrorKind::kInternal, site.where, ": ", ops.size(), " operations with ", names.size(), " names");
  }
  for (size_t i = 0; i < ops.size(); ++i) {
    const Op& op = ops[i];
    Step step;
    step.op = op;
    step.stride = op.strided ? site.stride : op.stride;
    step.identity = pools_nothing(op, site);
    step.in_place = row_of(op.kind).apply_in_place != nullptr && (i == 0 ? fresh_input : row_of(ops[i - 1].kind).fresh);
    step.cost.id = LayerId{site.prefix + names[i], &row_of(op.kind).layer, site.stage, site.block, 0};

    const MapShape in_map = output_;
    const int64_t in_channels = in_map.channels;
    if (!step.identity) output_ = shape_after(op, step.stride, site, in_map);
    step.cost.input_shape = {1, in_channels, in_map.height, in_map.width};
    step.cost.output_shape = {1, output_.channels, output_.height, output_.width};
    step.cost.kernel = op.kernel;
    if (op.kind == OpKind::kConv || op.kind == OpKind::kGroupNorm) step.cost.groups = op.groups;
    std::shared_ptr<nn::Module> registered;
    torch::Tensor scale;
    if (op.kind == OpKind::kConv) {
      nn::Conv2d conv(nn::Conv2dOptions(in_channels, output_.channels, op.kernel)
                          .stride(step.stride)
                          .padding(op.padding)
                          .dilation(op.dilation)
                          .groups(op.groups)
                          .bias(op.bias));
      step.cost.macs =
          output_.height * output_.width * output_.channels * (in_channels / op.groups) * op.kernel * op.kernel;
      step.cost.fast = fast_conv_serves(*conv, in_map.height, in_map.width);
      registered = conv.ptr();
      step.module = std::move(conv);
    } else if (op.kind == OpKind::kBatchNorm) {
      nn::BatchNorm2d bn(output_.channels);
      scale = bn->weight;
      step.cost.fast = fast_norm_serves(*bn);
      registered = bn.ptr();
      step.module = std::move(bn);
    } else if (op.kind == OpKind::kGroupNorm) {
      nn::GroupNorm gn(nn::GroupNormOptions(op.groups, output_.channels));
      scale = gn->weight;
      registered = gn.ptr();
      step.module = std::move(gn);
    } else if (op.kind == OpKind::kPad) {
      step.added_channels = output_.channels - in_channels;
    } else if (row_of(op.kind).fused_relu) {
      step.cost.fast = !steps_.empty() && is_fast_norm(steps_.back());
    }
    if (op.zero) nn::init::zeros_(scale);
    if (registered) {
      step.cost.id.parameters = parameter_elements(*registered);
      register_at(owner, names[i], std::move(registered));
    }
    steps_.push_back(std::move(step));
  }
}

torch::Tensor OpChain::apply(Step& step, torch::Tensor x, const ForwardPass& pass) {
  switch (step.op.kind) {
    case OpKind::kConv: {
      nn::Conv2d& conv = std::get<nn::Conv2d>(step.module);
      return pass.fast && step.cost.fast ? fast_conv(*conv, x) : torch_conv(*conv, x);
    }
    case OpKind::kBatchNorm:
      return std::get<nn::BatchNorm2d>(step.module)->forward(x);
    case OpKind::kGroupNorm:
      return std::get<nn::GroupNorm>(step.module)->forward(x);
    case OpKind::kDropout:
      return at::dropout(x, step.op.value, pass.training);
    case OpKind::kScale:
      return x * step.op.value;
    case OpKind::kMaxPool:
      return step.identity ? x : at::max_pool2d(x, step.op.kernel, step.stride, step.op.padding);
    case OpKind::kAvgPool:
      return step.identity ? x
                           : at::avg_pool2d(x, step.op.kernel, step.stride, step.op.padding, /*ceil_mode=*/true,
                                            /*count_include_pad=*/false);
    case OpKind::kPad:
      if (step.stride > 1) {
        x = x.slice(2, 0, x.size(2), step.stride).slice(3, 0, x.size(3), step.stride);
      }
      return step.added_channels > 0 ? at::constant_pad_nd(x, {0, 0, 0, 0, 0, step.added_channels}) : x;
    default:
      break;
  }
  const OpRow& row = row_of(step.op.kind);
  return step.in_place && pass.observe == nullptr ? row.apply_in_place(x) : row.apply(x);
}

torch::Tensor OpChain::forward_range(torch::Tensor x, const ForwardPass& pass, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    Step& step = steps_[i];
    if (pass.observe != nullptr) {
      torch::Tensor y = apply(step, x, pass);
      (*pass.observe)(step.cost.id, x, y);
      x = std::move(y);
    } else if (pass.fast && is_fast_norm(step)) {
      const bool relu = i + 1 < end && row_of(steps_[i + 1].op.kind).fused_relu;
      x = fast_norm_act(*std::get<nn::BatchNorm2d>(step.module), x, /*residual=*/{}, relu);
      if (relu) ++i;
    } else {
      x = apply(step, std::move(x), pass);
    }
  }
  return x;
}

torch::Tensor OpChain::merge_last(const torch::Tensor& x, const torch::Tensor& added, bool relu) {
  return fast_norm_act(*std::get<nn::BatchNorm2d>(steps_.back().module), x, added, relu);
}

bool OpChain::fresh_output() const { return !steps_.empty() && row_of(steps_.back().op.kind).fresh; }

bool OpChain::has_dropout() const {
  return std::ranges::any_of(steps_, [](const Step& step) { return step.op.kind == OpKind::kDropout; });
}

bool OpChain::has_side_effects() const {
  return has_dropout() ||
         std::ranges::any_of(steps_, [](const Step& step) { return step.op.kind == OpKind::kBatchNorm; });
}

void OpChain::append_costs(std::vector<LayerCost>& costs) const {
  for (const Step& step : steps_) costs.push_back(step.cost);
}

void OpChain::mark_block_output() { steps_.back().cost.id.block_output = true; }

void OpChain::mark_on_shortcut() {
  for (Step& step : steps_) step.cost.id.on_shortcut = true;
}

OpNames::OpNames(NameStyle style, const std::vector<const std::vector<Op>*>& all) : style_(style) {
  for (const std::vector<Op>* ops : all) {
    for (const Op& op : *ops) ++totals_[static_cast<size_t>(op.kind)];
  }
}

std::vector<std::string> OpNames::next(const std::vector<Op>& ops) {
  std::vector<std::string> names;
  for (const Op& op : ops) {
    if (style_ == NameStyle::kNet) {
      names.push_back("net." + std::to_string(index_++));
      continue;
    }
    const auto kind = static_cast<size_t>(op.kind);
    const int64_t number = ++counts_[kind];
    names.push_back(std::string(row_of(op.kind).word) + (totals_[kind] == 1 ? std::string() : std::to_string(number)));
  }
  return names;
}

std::vector<std::string> sequential_names(const std::string& name, size_t count) {
  if (count == 1) return {name};
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) names.push_back(name + "." + std::to_string(i));
  return names;
}

}  // namespace reslab
