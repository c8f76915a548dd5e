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

torch::Tensor forward_loss(const StepContext& context, const torch::Tensor& images, const torch::Tensor& labels) {
  context.optimizer.zero_grad();
  const PhaseScope phase(StepPhase::kForward);
  const AutocastScope autocast(context.network.precision(), context.network.device());
  return at::cross_entropy_loss(context.network.forward(images), labels, /*weight=*/{}, at::Reduction::Mean,
                                kNoIgnoredLabel, context.options.label_smoothing);
}

StepValues backward(const StepContext& context, const torch::Tensor& loss) {
  PhaseScope phase(StepPhase::kBackward);
  if (context.scaler == nullptr) {
    loss.backward();
  } else {
    context.scaler->scaled(loss).backward();
  }
  phase.enter(StepPhase::kOptimizer);
  if (context.scaler != nullptr) context.scaler->unscale(context.optimizer.gradients());
  return {loss.detach(), context.optimizer.grad_norm()};
}

void seed_dropout(const Network& network, uint64_t seed, int64_t step) {
  if (network.has_dropout()) torch::manual_seed(mix_seed(seed, static_cast<uint64_t>(step)));
}

}  // namespace reslab
