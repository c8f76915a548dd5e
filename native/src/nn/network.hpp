// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/layer.hpp"
#include "nn/net_spec.hpp"
#include "nn/network_options.hpp"
#include "nn/op_chain.hpp"
#include "nn/precision.hpp"
#include "nn/residual_block.hpp"

namespace reslab {

/// Whose kernels compute: LibTorch's, or this library's own where they apply.
enum class Kernels { kReference, kFast };

/// A residual network for images of one shape: stem, stages of residual blocks, operations before pooling (`final`),
/// head.
///
/// Its modules, parameters and layers have the same names whatever the net: `stem`, `stage1` and so on, `final`,
/// `head`. Files may call the parameters otherwise (net_names.hpp). Modules are built in the order in which the
/// reference PyTorch code builds them, so that one seed gives the same weights. Float32.
class Network : public torch::nn::Module {
 public:
  /// Seeds LibTorch's CPU generator with `options.seed` and builds on the CPU, then moves to `options.device`.
  /// @throws Error kInvalidArgument for an unknown net or block or a size out of range, kShapeMismatch where a block's
  ///         branch and shortcut cannot be merged, kOutOfMemory where it would not fit into memory
  explicit Network(NetworkOptions options);

  /// @param images [N, C, H, W] of `options().images`, of `dtype()` on `device()`, in any memory format; not modified
  /// @param observe called after each layer, in order of execution; may be null. An observed pass uses LibTorch's
  ///        kernels, which overwrite nothing
  /// @return logits [N, classes], of the type of the images
  /// @throws Error kShapeMismatch, kDtypeMismatch or kDevice where `images` is something else
  torch::Tensor forward(torch::Tensor images, const LayerObserver* observe = nullptr);

  /// The layers in order of execution with their cost, which follows from the shapes alone: no forward pass is made.
  std::vector<LayerCost> layers() const;

  int64_t parameter_count() const;

  /// The options, with defaults filled in.
  const NetworkOptions& options() const { return options_; }
  /// What was built: a spec with stem and head, and a block for each stage.
  const NetSpec& net() const { return net_; }
  torch::Device device() const { return options_.device; }
  /// Sets the memory format of maps and of the weights of convolutions. A new network is channels-last, which LibTorch
  /// convolves faster on CPUs. Values do not change, but later sums are computed in another order.
  void use_memory_format(at::MemoryFormat format);
  at::MemoryFormat memory_format() const { return memory_format_; }
  /// Chooses the kernels of later forward passes where there is a choice: float32, channels-last, on the CPU, without
  /// an observer and outside autocast. A new network has kFast.
  void use_kernels(Kernels kernels) { kernels_ = kernels; }
  Kernels kernels() const { return kernels_; }
  /// Sets the precision of later training and evaluation; a new network has kFp32. A forward pass itself computes in
  /// the type of its images and weights: the caller opens an AutocastScope around it.
  /// @throws Error kUnsupported where the network's device does not support it
  void use_precision(Precision precision);
  Precision precision() const { return precision_; }
  /// The element type of the parameters: Float, except while a caller has converted them.
  at::ScalarType dtype() const { return linear_->weight.scalar_type(); }
  /// True where the forward pass draws random numbers in training mode.
  bool has_dropout() const;

 private:
  struct Stage {
    OpChain entry;  ///< NetSpec::entry
    std::vector<std::shared_ptr<ResidualBlock>> blocks;
  };

  void build();
  bool computes_fast() const;
  MapShape build_stage(size_t stage, const MapShape& input);

  NetworkOptions options_;
  NetSpec net_;
  at::MemoryFormat memory_format_ = at::MemoryFormat::ChannelsLast;
  Kernels kernels_ = Kernels::kFast;
  Precision precision_ = Precision::kFp32;
  OpChain stem_;
  std::vector<Stage> stages_;
  OpChain final_;
  torch::nn::Linear linear_{nullptr};
  std::vector<LayerCost> head_costs_;  ///< pooling, flatten, linear
};

}  // namespace reslab
