// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include "nn/network.hpp"
#include "train/loss_scaler.hpp"
#include "train/optimizer.hpp"
#include "train/trainer_options.hpp"

namespace reslab {

/// The measurements of a step, on the network's device: float32 [] each.
struct StepValues {
  torch::Tensor loss;
  torch::Tensor grad_norm;
};

/// The objects that a training step uses. They must outlive this.
struct StepContext {
  Network& network;
  Optimizer& optimizer;
  const TrainerOptions& options;
  LossScaler* scaler;  ///< null unless the network computes in float16
};

/// Drops the gradients of the previous step and computes the loss of a batch, with its graph, in the network's
/// precision.
torch::Tensor forward_loss(const StepContext& context, const torch::Tensor& images, const torch::Tensor& labels);

/// Runs the backward pass. The parameters then hold their unscaled gradients. Reads nothing back from the device.
StepValues backward(const StepContext& context, const torch::Tensor& loss);

/// Seeds LibTorch's default generators, which dropout masks come from, for one step, so that the masks do not depend on
/// earlier steps. The caller holds default_generator_mutex() until the forward pass is issued.
void seed_dropout(const Network& network, uint64_t seed, int64_t step);

}  // namespace reslab
