// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <map>
#include <set>

#include "probe/channel_statistics.hpp"
#include "probe/probes.hpp"

namespace reslab {
namespace {

/// Bytes of the distinct tensors that a backward pass reads, weights left out.
class SavedTensors {
 public:
  void visit(const LayerId& id, const torch::Tensor& in, const torch::Tensor& out) {
    if (id.type->keeps == Keeps::kInput) add(in);
    if (id.type->keeps == Keeps::kOutput) add(out);
  }

  double bytes() const { return bytes_; }

 private:
  void add(const torch::Tensor& tensor) {
    if (seen_.insert(tensor.storage().data()).second) bytes_ += static_cast<double>(tensor.nbytes());
  }

  std::set<const void*> seen_;
  double bytes_ = 0;
};

/// tr Cov of the rows, with divisor N.
double total_variance(const torch::Tensor& rows) {
  const torch::Tensor wide = rows.detach().to(at::kDouble);
  return square_sum(wide - wide.mean(0)) / static_cast<double>(rows.size(0));
}

/// Mean over samples of the variance of the data along a sample's gradient: sum_ij (g_i . (x_j - mean))² / N.
double variance_along(const torch::Tensor& gradients, const torch::Tensor& images) {
  const torch::Tensor g = gradients.detach().flatten(1).to(at::kDouble);
  const torch::Tensor x = images.detach().flatten(1).to(at::kDouble);
  return square_sum(g.matmul((x - x.mean(0)).t())) / static_cast<double>(images.size(0));
}

}  // namespace

void probe_gradients(Subject& subject, const torch::Tensor& images, const torch::Tensor& cotangent,
                     Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  const torch::Tensor input = images.detach().requires_grad_(true);

  // Norms are computed as each gradient is; the gradients themselves can then be freed.
  std::map<int32_t, double> output_gradients;
  std::map<int32_t, std::pair<double, int64_t>> block_outputs;  // norm, elements of a sample
  SavedTensors saved;
  const Subject::Visitor visit = [&](int32_t layer, const LayerId& id, const torch::Tensor& in,
                                     const torch::Tensor& out) {
    saved.visit(id, in, out);
    if (id.block_output) block_outputs[layer] = {l2_norm(out), out.numel() / out.size(0)};
    if (id.block_output || id.weighted()) {
      out.register_hook([&output_gradients, layer](const torch::Tensor& g) { output_gradients[layer] = l2_norm(g); });
    }
  };
  const torch::Tensor logits = subject.forward(input, &visit);

  std::vector<torch::Tensor> wanted = subject.parameters();
  wanted.push_back(input);
  const std::vector<torch::Tensor> gradients =
      torch::autograd::grad({logits}, wanted, {cotangent}, /*retain_graph=*/false, /*create_graph=*/false,
                            /*allow_unused=*/true);

  double all = 0;
  std::map<const void*, double> by_parameter;
  for (size_t i = 0; i + 1 < wanted.size(); ++i) {
    if (!gradients[i].defined()) continue;
    const double square = square_sum(gradients[i]);
    all += square;
    by_parameter[wanted[i].unsafeGetTensorImpl()] = std::sqrt(square);
  }
  record(measures, Metric::kGradientNorm, std::sqrt(all));
  for (const Subject::WeightLayer& each : subject.weight_layers()) {
    const auto gradient = by_parameter.find(each.weight.unsafeGetTensorImpl());
    if (gradient == by_parameter.end()) continue;  // a shortcut that is not merged
    const double weight = l2_norm(each.weight);
    record(measures, Metric::kOutputGradient, each.layer, output_gradients.at(each.layer));
    record(measures, Metric::kWeightNorm, each.layer, weight);
    record(measures, Metric::kWeightGradient, each.layer, gradient->second);
    record(measures, Metric::kRelativeGradient, each.layer, ratio(gradient->second, weight));
    record(measures, Metric::kScaleFreeGradient, each.layer, gradient->second * weight);
  }
  const double logits_norm = l2_norm(logits);
  for (const auto& [layer, output] : block_outputs) {
    const double jacobian = output_gradients.at(layer) / std::sqrt(static_cast<double>(output.second));
    record(measures, Metric::kGradientScale, layer, ratio(jacobian * output.first, logits_norm));
  }
  record(measures, Metric::kNlc, std::sqrt(ratio(variance_along(gradients.back(), images), total_variance(logits))));
  record(measures, Metric::kSavedBytes, saved.bytes() / static_cast<double>(images.size(0)));
}

}  // namespace reslab
