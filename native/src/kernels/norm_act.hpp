// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include "kernels/kernel_table.hpp"

namespace reslab::kernels {

/// Batch normalisation, an addition and a ReLU in one pass over the map: y = relu(norm(x) + residual), each part
/// of it optional. Maps are float32 [N, C, H, W], channels-last, on the CPU; vectors are [C]. Results do not
/// depend on the number of threads.
///
/// Whether the functions below support this number of channels.
bool norm_act_serves(const CpuKernels& kernels, int64_t channels);

/// The statistics of a batch.
struct NormStatistics {
  torch::Tensor mean;
  torch::Tensor variance;  ///< of the population: divided by the number of values
  torch::Tensor inv_std;   ///< 1 / sqrt(variance + eps)
};

/// y = x * scale + shift
struct NormAffine {
  torch::Tensor scale;
  torch::Tensor shift;
};

NormStatistics batch_statistics(const CpuKernels& kernels, const torch::Tensor& x, double eps);

/// The combination of normalisation by `mean` and `inv_std` with the scale gamma and the shift beta.
NormAffine norm_affine(const torch::Tensor& mean, const torch::Tensor& inv_std, const torch::Tensor& gamma,
                       const torch::Tensor& beta);

/// @param residual undefined for none
torch::Tensor norm_act_forward(const CpuKernels& kernels, const torch::Tensor& x, const NormAffine& affine,
                               const torch::Tensor& residual, bool relu);

struct NormActGradients {
  torch::Tensor x;
  torch::Tensor gamma;
  torch::Tensor beta;
  torch::Tensor residual;  ///< undefined where it is not requested
};

/// @param y the forward pass's result, whose sign is the ReLU's mask; undefined to compute the mask from `x`,
///          which requires that there was no residual
NormActGradients norm_act_backward(const CpuKernels& kernels, const torch::Tensor& dy, const torch::Tensor& x,
                                   const torch::Tensor& y, const torch::Tensor& mean, const torch::Tensor& inv_std,
                                   const NormAffine& affine, bool relu, bool wants_residual);

}  // namespace reslab::kernels
