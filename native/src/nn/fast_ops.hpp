// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/types.h>

namespace reslab {

/// Layers on this library's own CPU kernels (`kernels/`), with first derivatives. Maps are float32 [N, C, H, W],
/// channels-last, on the CPU. Second derivatives do not exist: asking for them is an Error kUnsupported.

/// True where fast_conv supports this layer for maps of this height and width.
bool fast_conv_serves(const torch::nn::Conv2dImpl& conv, int64_t height, int64_t width);

torch::Tensor fast_conv(torch::nn::Conv2dImpl& conv, const torch::Tensor& x);

/// True where fast_norm_act supports this layer.
bool fast_norm_serves(const torch::nn::BatchNorm2dImpl& norm);

/// relu(norm(x) + residual). In training mode the layer normalises by the statistics of the batch and updates its
/// running ones; else by the running ones, which LibTorch's kernels do where a gradient is wanted.
/// @param residual undefined for none
torch::Tensor fast_norm_act(torch::nn::BatchNorm2dImpl& norm, const torch::Tensor& x, const torch::Tensor& residual,
                            bool relu);

}  // namespace reslab
