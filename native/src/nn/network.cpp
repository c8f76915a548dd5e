// SPDX-License-Identifier: Apache-2.0
#include "nn/network.hpp"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <torch/nn/modules/conv.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>

#include "nn/init.hpp"
#include "nn/network_size.hpp"
#include "runtime/error.hpp"
#include "runtime/memory.hpp"
#include "runtime/random_lock.hpp"

namespace reslab {
namespace {

namespace nn = torch::nn;

/// "0", "1", … as in a Sequential.
std::vector<std::string> indices(size_t count) {
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

LayerCost outside_cost(const char* name, const LayerType& type, std::vector<int64_t> input_shape,
                       std::vector<int64_t> output_shape) {
  LayerCost cost;
  cost.id.name = name;
  cost.id.type = &type;
  cost.input_shape = std::move(input_shape);
  cost.output_shape = std::move(output_shape);
  return cost;
}

/// @param planes of the nearest stage
/// @param channels what a convolution without a width gives
ChainSite site_outside(const std::string& name, int64_t planes, int64_t channels) {
  return ChainSite{.where = "the " + name, .prefix = name + ".", .planes = planes, .out_channels = channels};
}

}  // namespace

Network::Network(NetworkOptions options) : options_(std::move(options)), net_(plan_network(options_)) {
  const double parameters = planned_parameters(net_, options_.images.shape.channels, options_.classes);
  require_memory(parameters * sizeof(float), "net '" + options_.net + "' with block '" + options_.block_name + "'",
                 "use a smaller base or fewer blocks");
  {
    const std::lock_guard lock(default_generator_mutex());
    at::manual_seed(options_.seed);
    build();
    initialize(*this, options_.init);
  }
  use_memory_format(at::MemoryFormat::ChannelsLast);
  to(options_.device);
}

void Network::use_memory_format(at::MemoryFormat format) {
  memory_format_ = format;
  for (const std::shared_ptr<nn::Module>& module : modules(/*include_self=*/false)) {
    if (auto* conv = module->as<nn::Conv2d>()) conv->weight.set_data(conv->weight.contiguous(format));
  }
}

void Network::build() {
  const ImageShape& images = options_.images.shape;
  MapShape shape{images.channels, images.height, images.width};
  const auto stem_module = register_module("stem", std::make_shared<nn::Module>());
  const int64_t first = net_.stages.front().planes;
  stem_ = OpChain(*net_.stem, indices(net_.stem->size()), site_outside("stem", first, first), shape, *stem_module);
  shape = stem_.output();

  for (size_t stage = 0; stage < net_.stages.size(); ++stage) shape = build_stage(stage, shape);

  if (!net_.head->empty()) {
    const auto final_module = register_module("final", std::make_shared<nn::Module>());
    final_ = OpChain(*net_.head, indices(net_.head->size()),
                     site_outside("final", net_.stages.back().planes, shape.channels), shape, *final_module);
    shape = final_.output();
  }

  linear_ = nn::Linear(shape.channels, options_.classes);
  register_module("head", std::make_shared<nn::Module>())->register_module("2", linear_);
  const int64_t weights = shape.channels * options_.classes;
  const std::vector<int64_t> map = {1, shape.channels, shape.height, shape.width};
  const std::vector<int64_t> pooled = {1, shape.channels, 1, 1};
  const std::vector<int64_t> features = {1, shape.channels};
  head_costs_ = {outside_cost("head.0", kPoolLayer, map, pooled),
                 outside_cost("head.1", kFlattenLayer, pooled, features),
                 outside_cost("head.2", kLinearLayer, features, {1, options_.classes})};
  head_costs_.back().id.parameters = weights + options_.classes;
  head_costs_.back().macs = weights;
}

MapShape Network::build_stage(size_t stage, const MapShape& input) {
  const StageSpec& plan = net_.stages[stage];
  const BlockSpec& block = net_.block(stage);
  const std::string name = "stage" + std::to_string(stage + 1);
  const auto module = register_module(name, std::make_shared<nn::Module>());
  Stage& built = stages_.emplace_back();
  const std::vector<Op> entry = net_.entry(stage);
  const ChainSite entry_site{
      .where = "the entry of " + name, .prefix = name + ".", .stage = static_cast<int32_t>(stage) + 1};
  built.entry = OpChain(entry, sequential_names("entry", entry.size()), entry_site, input, *module);
  MapShape shape = input;
  for (int64_t i = 0; i < plan.blocks; ++i) {
    const ChainSite site{.where = {},
                         .prefix = name + "." + std::to_string(i) + ".",
                         .stage = static_cast<int32_t>(stage) + 1,
                         .block = static_cast<int32_t>(i),
                         .planes = plan.planes,
                         .out_channels = plan.planes * block.expansion,
                         .stride = i == 0 ? plan.stride : 1};
    built.blocks.push_back(module->register_module(
        std::to_string(i), std::make_shared<ResidualBlock>(block, options_.block_name, site, shape)));
    shape = built.blocks.back()->output();
  }
  return shape;
}

torch::Tensor Network::forward(torch::Tensor images, const LayerObserver* observe) {
  const ImageShape& shape = options_.images.shape;
  if (images.dim() != 4 || ImageShape{images.size(1), images.size(2), images.size(3)} != shape) {
    fail(ErrorKind::kShapeMismatch, "images have shape ", images.sizes(), ", expected [N, ", shape.channels, ", ",
         shape.height, ", ", shape.width, "]");
  }
  if (images.scalar_type() != dtype()) {
    fail(ErrorKind::kDtypeMismatch, "images are ", images.scalar_type(), ", expected ", dtype());
  }
  if (images.device() != device()) {
    fail(ErrorKind::kDevice, "images are on ", images.device(), " but the network is on ", device());
  }
  const ForwardPass pass{.training = is_training(), .fast = observe == nullptr && computes_fast(), .observe = observe};
  torch::Tensor x = images.contiguous(memory_format_);
  x = stem_.forward(std::move(x), pass);
  for (Stage& stage : stages_) {
    x = stage.entry.forward(std::move(x), pass);
    for (const auto& block : stage.blocks) x = block->forward(x, pass);
  }
  x = final_.forward(std::move(x), pass);

  const torch::Tensor pooled = at::adaptive_avg_pool2d(x, {1, 1});
  const torch::Tensor flat = pooled.flatten(1);
  torch::Tensor logits = linear_->forward(flat);
  if (observe != nullptr) {
    (*observe)(head_costs_[0].id, x, pooled);
    (*observe)(head_costs_[1].id, pooled, flat);
    (*observe)(head_costs_[2].id, flat, logits);
  }
  return logits;
}

void Network::use_precision(Precision precision) {
  require_precision(precision, device());
  precision_ = precision;
}

bool Network::computes_fast() const {
  // The kernels have no derivatives in evaluation mode.
  return kernels_ == Kernels::kFast && device().is_cpu() && dtype() == at::kFloat &&
         memory_format_ == at::MemoryFormat::ChannelsLast && (is_training() || !at::GradMode::is_enabled()) &&
         !at::autocast::is_autocast_enabled(at::kCPU);
}

std::vector<LayerCost> Network::layers() const {
  std::vector<LayerCost> costs;
  stem_.append_costs(costs);
  for (const Stage& stage : stages_) {
    stage.entry.append_costs(costs);
    for (const auto& block : stage.blocks) block->append_costs(costs);
  }
  final_.append_costs(costs);
  costs.insert(costs.end(), head_costs_.begin(), head_costs_.end());
  return costs;
}

int64_t Network::parameter_count() const {
  int64_t count = 0;
  for (const torch::Tensor& parameter : parameters()) count += parameter.numel();
  return count;
}

bool Network::has_dropout() const {
  if (stem_.has_dropout() || final_.has_dropout()) return true;
  return std::ranges::any_of(stages_, [](const Stage& stage) {
    return std::ranges::any_of(stage.blocks, [](const auto& block) { return block->has_dropout(); });
  });
}

}  // namespace reslab
