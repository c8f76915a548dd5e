// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "nn/op_table.hpp"

namespace reslab {

/// The place of a layer in a network, and its type.
struct LayerId {
  std::string name;                 ///< as in the checkpoint, for example "stage2.0.conv1"
  const LayerType* type = nullptr;  ///< in the table of operations; never null
  int32_t stage = 0;                ///< 1-based; 0 outside the stages
  int32_t block = -1;               ///< 0-based within its stage; -1 outside the blocks
  int64_t parameters = 0;
  bool block_output = false;  ///< its output is that of its block
  bool on_shortcut = false;   ///< part of the shortcut or of its gate

  /// True for convolutions and linear layers.
  bool weighted() const { return type->kind == LayerKind::kConvolution || type->kind == LayerKind::kLinear; }
};

/// Called after each layer of a forward pass with the layer's input and output. The merge of a block is a layer "Add"
/// whose input is the branch. No later layer overwrites the tensors that it is given.
using LayerObserver = std::function<void(const LayerId&, const torch::Tensor& input, const torch::Tensor& output)>;

/// The options of a forward pass.
struct ForwardPass {
  bool training = false;  ///< whether dropout is active; normalisations follow the mode of their modules
  bool fast = false;      ///< uses this library's own kernels where they apply; never with an observer
  const LayerObserver* observe = nullptr;  ///< called after each layer; with an observer nothing is overwritten
};

/// Shape, parameters and multiply-accumulates of one layer for one image.
struct LayerCost {
  LayerId id;
  std::vector<int64_t> input_shape;   ///< [1, C, H, W] or [1, F]; of a merge its branch
  std::vector<int64_t> output_shape;  ///< likewise
  int64_t kernel = 0;                 ///< side of its window; 0 where it has none
  int64_t groups = 0;                 ///< of a convolution or a group normalisation; 0 elsewhere
  int64_t macs = 0;                   ///< convolutions and linear layers only
  bool fast = false;                  ///< this library has kernels for it on this CPU

  /// Values of its output for one image.
  int64_t elements() const {
    return std::accumulate(output_shape.begin(), output_shape.end(), int64_t{1}, std::multiplies<>());
  }

  /// Floating-point operations for one image other than multiply-accumulates.
  int64_t elementwise_flops() const { return id.type->flops * elements(); }
};

}  // namespace reslab
