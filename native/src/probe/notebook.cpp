// SPDX-License-Identifier: Apache-2.0
#include "probe/notebook.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

#include "probe/channel_statistics.hpp"
#include "probe/subject.hpp"

namespace reslab {
namespace {

void read_activations(Subject& subject, const torch::Tensor& images, NotebookRow& row) {
  // The module types that the notebook hooks.
  static const std::set<std::string_view> kTracked = {"Conv2d", "BatchNorm2d", "ReLU", "SiLU", "GroupNorm"};
  const at::NoGradGuard no_grad;
  subject.use_bn_mode(BnMode::kEval);
  row.min_std = std::numeric_limits<double>::infinity();
  row.max_std = -row.min_std;
  int64_t activations = 0;
  const Subject::Visitor visit = [&](int32_t, const LayerId& id, const torch::Tensor&, const torch::Tensor& out) {
    if (!kTracked.contains(id.type->name)) return;
    const ChannelStatistics statistics = channel_statistics(out);
    ++row.layers_tracked;
    row.mean_of_means += statistics.mean();
    row.mean_of_stds += statistics.std();
    row.min_std = std::min(row.min_std, statistics.std());
    row.max_std = std::max(row.max_std, statistics.std());
    if (id.type->kind != LayerKind::kActivation) return;
    ++activations;
    row.relu_zero_fraction_mean += statistics.zero_fraction();
    row.relu_zero_fraction_max = std::max(row.relu_zero_fraction_max, statistics.zero_fraction());
  };
  subject.forward(images, &visit);
  row.mean_of_means /= static_cast<double>(row.layers_tracked);
  row.mean_of_stds /= static_cast<double>(row.layers_tracked);
  row.relu_zero_fraction_mean /= static_cast<double>(activations);  // 0 / 0 is the notebook's NaN
  if (activations == 0) row.relu_zero_fraction_max = row.relu_zero_fraction_mean;
}

void read_gradients(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, NotebookRow& row) {
  const at::AutoGradMode with_gradients(true);
  subject.use_bn_mode(BnMode::kTrain);
  const torch::Tensor loss = at::cross_entropy_loss(subject.forward(images), labels);
  const std::vector<torch::Tensor>& parameters = subject.parameters();
  const std::vector<torch::Tensor> gradients =
      torch::autograd::grad({loss}, parameters, {}, /*retain_graph=*/false, /*create_graph=*/false,
                            /*allow_unused=*/true);
  const std::vector<Subject::WeightLayer> layers = subject.weight_layers();
  double global = 0;
  for (size_t i = 0; i < gradients.size(); ++i) {
    if (!gradients[i].defined()) continue;
    const double length = l2_norm(gradients[i]);
    global += length * length;
    if (parameters[i].is_same(layers.front().weight)) row.grad_norm_first_conv = length;
    if (parameters[i].is_same(layers.back().weight)) row.grad_norm_last_linear = length;
  }
  row.loss = loss.item<double>();
  row.grad_norm_global = std::sqrt(global);
  row.first_last_ratio = row.grad_norm_first_conv / (row.grad_norm_last_linear + 1e-12);
}

double logit_difference(Subject& subject, const torch::Tensor& images, const torch::Tensor& noise) {
  const at::NoGradGuard no_grad;
  subject.use_bn_mode(BnMode::kEval);
  const torch::Tensor change = subject.forward(images + noise) - subject.forward(images);
  return change.to(at::kDouble).square().sum(1).sqrt().mean().item<double>();
}

}  // namespace

NotebookRow analyze_as_notebook(Network& network, const torch::Tensor& images, const torch::Tensor& labels,
                                const torch::Tensor& noise) {
  Subject subject(network, {.memory_format = at::MemoryFormat::Contiguous});
  const torch::Tensor x = subject.adapt(images).contiguous();
  NotebookRow row;
  read_activations(subject, x, row);
  read_gradients(subject, x, labels.to(network.device()), row);
  row.logit_difference = logit_difference(subject, x, subject.adapt(noise).contiguous());
  return row;
}

}  // namespace reslab
