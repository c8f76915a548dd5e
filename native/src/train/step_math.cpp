// SPDX-License-Identifier: Apache-2.0
#include "train/step_math.hpp"

#include <ATen/ops/cross_entropy_loss.h>
#include <torch/utils.h>

#include "nn/precision.hpp"
#include "runtime/random.hpp"
#include "train/step_phase.hpp"

namespace reslab {
namespace {

constexpr int64_t kNoIgnoredLabel = -100;

}  // namespace

torch::Tensor forward_loss(const Trainee& trainee, const TrainerOptions& options, const torch::Tensor& images,
                           const torch::Tensor& labels) {
  trainee.optimizer.zero_grad();
  const PhaseScope phase(StepPhase::kForward);
  const AutocastScope autocast(trainee.network.precision(), trainee.network.device());
  return at::cross_entropy_loss(trainee.network.forward(images), labels, /*weight=*/{}, at::Reduction::Mean,
                                kNoIgnoredLabel, options.label_smoothing);
}

StepValues backward(const Trainee& trainee, const torch::Tensor& loss) {
  PhaseScope phase(StepPhase::kBackward);
  if (trainee.scaler == nullptr) {
    loss.backward();
  } else {
    trainee.scaler->scaled(loss).backward();
  }
  phase.enter(StepPhase::kOptimizer);
  if (trainee.scaler != nullptr) trainee.scaler->unscale(trainee.optimizer.gradients());
  return {loss.detach(), trainee.optimizer.grad_norm()};
}

void seed_dropout(const Network& network, uint64_t seed, int64_t step) {
  if (network.has_dropout()) torch::manual_seed(mix_seed(seed, static_cast<uint64_t>(step)));
}

}  // namespace reslab
