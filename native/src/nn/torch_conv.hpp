// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/types.h>

namespace reslab {

/// conv(x) by LibTorch, with a right gradient of the weight for every shape.
///
/// On the CPU a channels-last convolution 1x1 with a stride whose input has fewer channels than a vector has lanes (16
/// with AVX-512, 8 with AVX2) is computed as the same convolution without a stride of the pixels that it reads:
/// oneDNN's weight gradient of the strided one writes beyond its scratchpad (oneDNN issue 6035), which gives wrong
/// numbers or ends the process. This is independent of the processor and of the version of LibTorch, so that no
/// network's bits depend on it.
torch::Tensor torch_conv(torch::nn::Conv2dImpl& conv, const torch::Tensor& x);

}  // namespace reslab
