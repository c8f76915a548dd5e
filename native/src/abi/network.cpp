// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "abi/handles.hpp"
#include "abi/images.hpp"
#include "nn/network.hpp"
#include "runtime/device.hpp"
#include "runtime/json.hpp"

namespace abi = reslab::abi;
using reslab::ErrorKind;
using reslab::LayerKind;
using reslab::Precision;

static_assert(offsetof(rl_network_options, seed) == 24);
static_assert(offsetof(rl_network_options, layers) == 40);
static_assert(offsetof(rl_network_options, device_index) == 72);
static_assert(sizeof(rl_network_options) == 88);
static_assert(static_cast<int32_t>(Precision::kFp32) == RL_PRECISION_FP32);
static_assert(static_cast<int32_t>(Precision::kTf32) == RL_PRECISION_TF32);
static_assert(static_cast<int32_t>(Precision::kBf16) == RL_PRECISION_BF16);
static_assert(static_cast<int32_t>(Precision::kFp16) == RL_PRECISION_FP16);
static_assert(offsetof(rl_layer, stage) == 160);
static_assert(offsetof(rl_layer, output_shape) == 176);
static_assert(offsetof(rl_layer, elementwise_flops) == 224);
static_assert(offsetof(rl_layer, input_shape) == 240);
static_assert(sizeof(rl_layer) == 280);
static_assert(static_cast<int32_t>(LayerKind::kOther) == RL_KIND_OTHER);
static_assert(static_cast<int32_t>(LayerKind::kConvolution) == RL_KIND_CONVOLUTION);
static_assert(static_cast<int32_t>(LayerKind::kLinear) == RL_KIND_LINEAR);
static_assert(static_cast<int32_t>(LayerKind::kNormalization) == RL_KIND_NORMALIZATION);
static_assert(static_cast<int32_t>(LayerKind::kActivation) == RL_KIND_ACTIVATION);
static_assert(static_cast<int32_t>(LayerKind::kMerge) == RL_KIND_MERGE);
static_assert(static_cast<int32_t>(LayerKind::kFeatures) == RL_KIND_FEATURES);

namespace {

reslab::Init initialization(int32_t init) {
  switch (init) {
    case RL_INIT_DEFAULT:
      return reslab::Init::kDefault;
    case RL_INIT_HE_FAN_IN:
      return reslab::Init::kHeFanIn;
    case RL_INIT_HE_FAN_OUT:
      return reslab::Init::kHeFanOut;
  }
  reslab::fail(ErrorKind::kInvalidArgument, "options.init is ", init, ", expected one of RL_INIT_*");
}

std::optional<bool> final_norm(int32_t value) {
  switch (value) {
    case RL_FINAL_NORM_DEFAULT:
      return std::nullopt;
    case RL_FINAL_NORM_OFF:
      return false;
    case RL_FINAL_NORM_ON:
      return true;
  }
  reslab::fail(ErrorKind::kInvalidArgument, "options.final_norm is ", value, ", expected one of RL_FINAL_NORM_*");
}

reslab::NetworkOptions network_options(const rl_network_options& options) {
  reslab::NetworkOptions result;
  result.net = &abi::required(options.net, "options.net");
  if (options.block != nullptr) result.block = options.block;
  if (options.block_name != nullptr) result.block_name = options.block_name;
  // They are written into checkpoints, whose text is UTF-8.
  if (!reslab::is_utf8(result.block_name)) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.block_name is '", result.block_name, "', expected UTF-8 text");
  }
  result.classes = options.classes;
  result.images = abi::image_description(options.images);
  result.base = options.base;
  if (options.layer_count < 0) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.layer_count is ", options.layer_count, ", expected at least 0");
  }
  if (options.layer_count > 0) {
    const int64_t* layers = &abi::required(options.layers, "options.layers");
    result.layers.assign(layers, layers + options.layer_count);
  }
  result.final_norm = final_norm(options.final_norm);
  result.init = initialization(options.init);
  result.seed = options.seed;
  result.device =
      reslab::resolve_device({abi::device_kind(options.device, "options.device"), int64_t{options.device_index}});
  return result;
}

void copy_layer(const reslab::LayerCost& layer, rl_layer& target) {
  target = rl_layer{};
  abi::copy_fixed(layer.id.name, target.name);
  abi::copy_fixed(layer.id.type->name, target.type);
  target.stage = layer.id.stage;
  target.block = layer.id.block;
  target.flags = (layer.id.block_output ? RL_LAYER_BLOCK_OUTPUT : 0) |
                 (layer.id.on_shortcut ? RL_LAYER_ON_SHORTCUT : 0) | (layer.fast ? RL_LAYER_FAST : 0) |
                 (layer.id.type->rectifies ? RL_LAYER_RECTIFIES : 0);
  target.output_dims = static_cast<int32_t>(layer.output_shape.size());
  std::copy(layer.output_shape.begin(), layer.output_shape.end(), target.output_shape);
  target.input_dims = static_cast<int32_t>(layer.input_shape.size());
  std::copy(layer.input_shape.begin(), layer.input_shape.end(), target.input_shape);
  target.kernel = static_cast<int32_t>(layer.kernel);
  target.groups = static_cast<int32_t>(layer.groups);
  target.parameters = layer.id.parameters;
  target.macs = layer.macs;
  target.elementwise_flops = layer.elementwise_flops();
  target.kind = static_cast<int32_t>(layer.id.type->kind);
}

}  // namespace

extern "C" {

rl_status rl_network_create(const rl_network_options* options, rl_network** network, rl_error* err) {
  return abi::guarded(err, [&] {
    abi::required(network, "network");
    auto built = std::make_shared<reslab::Network>(network_options(abi::sized(options, "options")));
    *network = new rl_network(std::move(built));
  });
}

void rl_network_free(rl_network* network) {
  abi::guarded(nullptr, [&] { delete network; });
}

rl_status rl_network_parameter_count(const rl_network* network, int64_t* count, rl_error* err) {
  return abi::guarded(err, [&] { abi::required(count, "count") = abi::object(network)->parameter_count(); });
}

rl_status rl_network_use_kernels(rl_network* network, int32_t kernels, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& target = abi::object(network);
    if (kernels != RL_KERNELS_FAST && kernels != RL_KERNELS_REFERENCE) {
      reslab::fail(ErrorKind::kInvalidArgument, "kernels is ", kernels, ", expected one of RL_KERNELS_*");
    }
    target->use_kernels(kernels == RL_KERNELS_FAST ? reslab::Kernels::kFast : reslab::Kernels::kReference);
  });
}

rl_status rl_network_device(const rl_network* network, int32_t* device, rl_error* err) {
  return abi::guarded(err, [&] {
    abi::required(device, "device") = abi::object(network)->device().is_cuda() ? RL_DEVICE_CUDA : RL_DEVICE_CPU;
  });
}

rl_status rl_network_device_index(const rl_network* network, int32_t* index, rl_error* err) {
  return abi::guarded(err, [&] {
    const c10::Device device = abi::object(network)->device();
    abi::required(index, "index") = device.is_cuda() ? device.index() : 0;
  });
}

rl_status rl_network_use_precision(rl_network* network, int32_t precision, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& target = abi::object(network);
    if (precision < RL_PRECISION_FP32 || precision > RL_PRECISION_FP16) {
      reslab::fail(ErrorKind::kInvalidArgument, "precision is ", precision, ", expected one of RL_PRECISION_*");
    }
    target->use_precision(static_cast<Precision>(precision));
  });
}

rl_status rl_network_layers(const rl_network* network, rl_layer* layers, int64_t capacity, int64_t* count,
                            rl_error* err) {
  return abi::guarded(err, [&] {
    abi::required(count, "count");
    const std::vector<reslab::LayerCost> costs = abi::object(network)->layers();
    const int64_t copied = abi::copied_records(layers, "layers", capacity, costs.size());
    for (int64_t i = 0; i < copied; ++i) copy_layer(costs[i], layers[i]);
    *count = static_cast<int64_t>(costs.size());
  });
}

}  // extern "C"
