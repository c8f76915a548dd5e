// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "nn/network.hpp"

namespace reslab {

/// The columns of the notebook's table "without training".
struct NotebookRow {
  int64_t layers_tracked = 0;
  double mean_of_means = 0;
  double mean_of_stds = 0;
  double min_std = 0;
  double max_std = 0;
  double relu_zero_fraction_mean = 0;  ///< NaN where the network has neither ReLU nor SiLU
  double relu_zero_fraction_max = 0;
  double loss = 0;
  double grad_norm_first_conv = 0;
  double grad_norm_last_linear = 0;
  double grad_norm_global = 0;
  double first_last_ratio = 0;
  double logit_difference = 0;  ///< mean over images of the norm of the change of the logits
};

/// Repeats the notebook's `analyze_model`, in its order and with its side effect: activations in evaluation
/// mode, gradients of the cross-entropy in training mode, which moves the running statistics of BN, and then the change
/// of the logits in evaluation mode with the changed statistics. Uses PyTorch's contiguous format. The network is
/// restored.
///
/// @param images float32 [N, C, H, W]
/// @param labels int64 [N]
/// @param noise like `images`, added as it is: the notebook's `torch.randn_like(x) * eps`
NotebookRow analyze_as_notebook(Network& network, const torch::Tensor& images, const torch::Tensor& labels,
                                const torch::Tensor& noise);

}  // namespace reslab
