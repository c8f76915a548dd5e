// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <torch/csrc/autograd/autograd.h>

#include "probe/probes.hpp"

namespace reslab {

void probe_coordinates(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, double lr,
                       const int32_t* cancel, Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  const auto logits_layer = static_cast<int32_t>(subject.layers().size()) - 1;
  for (int64_t step = 0; step <= kCoordinateSteps; ++step) {
    check_cancelled(cancel);
    const auto metric = static_cast<Metric>(static_cast<int32_t>(Metric::kCoordinate0) + step);
    const Subject::Visitor visit = [&](int32_t layer, const LayerId& id, const torch::Tensor&,
                                       const torch::Tensor& out) {
      if (!id.block_output && layer != logits_layer) return;
      record(measures, metric, layer, out.detach().abs().mean(at::kDouble).item<double>());
    };
    const torch::Tensor logits = subject.forward(images, &visit);
    if (step == kCoordinateSteps) return;
    const std::vector<torch::Tensor> gradients =
        torch::autograd::grad({at::cross_entropy_loss(logits, labels)}, subject.parameters(), {},
                              /*retain_graph=*/false, /*create_graph=*/false, /*allow_unused=*/true);
    const at::NoGradGuard no_grad;
    for (size_t i = 0; i < gradients.size(); ++i) {
      torch::Tensor parameter = subject.parameters()[i];
      if (gradients[i].defined()) parameter.sub_(gradients[i], lr);
    }
  }
}

}  // namespace reslab
