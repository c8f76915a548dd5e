// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include "nn/network.hpp"
#include "train/loss_scaler.hpp"
#include "train/optimizer.hpp"
#include "train/trainer_options.hpp"

namespace reslab {

/// What a step measures, on the network's device: float32 [] each.
struct StepValues {
  torch::Tensor loss;
  torch::Tensor grad_norm;
};

/// What a training step works on. What it refers to must outlive it.
struct StepContext {
  Network& network;
  Optimizer& optimizer;
  const TrainerOptions& options;
  LossScaler* scaler;  ///< null unless the network computes in float16
};

/// Drops the gradients of the step before, and computes the loss of a batch in the network's precision, with its graph.
torch::Tensor forward_loss(const StepContext& context, const torch::Tensor& images, const torch::Tensor& labels);

/// Backward pass. The parameters then hold their gradients, no longer scaled. Reads nothing from the device.
StepValues backward(const StepContext& context, const torch::Tensor& loss);

/// Dropout masks come from LibTorch's default generators: seeded for each step, they do not depend on the steps before.
/// The caller holds default_generator_mutex() until the forward pass is issued.
void seed_dropout(const Network& network, uint64_t seed, int64_t step);

}  // namespace reslab
