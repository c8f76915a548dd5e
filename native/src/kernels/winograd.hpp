// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include "kernels/kernel_table.hpp"

namespace reslab::kernels {

/// Whether the functions below are right and faster than LibTorch for a convolution of these sizes: kernel 3 x 3,
/// stride 1, padding 1, no groups, float32 channels-last maps on the CPU.
///
/// They compute maps of any height and width for channels that are multiples of the vector's length. A map is covered
/// with tiles of 4 x 4; what the last of a row or column has beyond the map is computed and dropped. Where the map
/// fills less than half of its tiles' area (5 x 5, 2 x 2) LibTorch's direct convolution is faster, and
/// this is false.
///
/// The functions divide the work in the same way for any number of threads: results are bit-identical.
bool winograd_serves(const CpuKernels& kernels, int64_t in_channels, int64_t out_channels, int64_t height,
                     int64_t width);

/// @param x [N, C, H, W], channels-last
/// @param weight [K, C, 3, 3]
/// @return [N, K, H, W], channels-last
torch::Tensor winograd_forward(const CpuKernels& kernels, const torch::Tensor& x, const torch::Tensor& weight);

/// @param dy [N, K, H, W], channels-last
/// @return the derivative of the input, [N, C, H, W], channels-last
torch::Tensor winograd_input_gradient(const CpuKernels& kernels, const torch::Tensor& dy, const torch::Tensor& weight);

/// @return the derivative of the weight, [K, C, 3, 3], channels-last
torch::Tensor winograd_weight_gradient(const CpuKernels& kernels, const torch::Tensor& x, const torch::Tensor& dy);

}  // namespace reslab::kernels
