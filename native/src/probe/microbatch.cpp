// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

#include "probe/probes.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

/// The gradient by all parameters as one row; those without one count as 0.
torch::Tensor flat_gradient(Subject& subject, const torch::Tensor& value, bool retain_graph) {
  const std::vector<torch::Tensor>& parameters = subject.parameters();
  std::vector<torch::Tensor> parts =
      torch::autograd::grad({value}, parameters, {}, retain_graph, /*create_graph=*/false, /*allow_unused=*/true);
  std::vector<torch::Tensor> flat;
  for (const torch::Tensor& part : parts) {
    if (part.defined()) flat.push_back(part.reshape({-1}));
  }
  return at::cat(flat);
}

/// Inner products of the rows, [m, m] in float64 on the CPU.
torch::Tensor gram(const std::vector<torch::Tensor>& rows) {
  constexpr int64_t kPart = 1 << 18;
  const auto m = static_cast<int64_t>(rows.size());
  torch::Tensor sum = at::zeros({m, m}, at::TensorOptions(rows[0].device()).dtype(at::kDouble));
  for (int64_t first = 0; first < rows[0].numel(); first += kPart) {
    std::vector<torch::Tensor> parts;
    for (const torch::Tensor& row : rows) {
      parts.push_back(row.slice(0, first, std::min(first + kPart, row.numel())).to(at::kDouble));
    }
    const torch::Tensor block = at::stack(parts);
    sum += block.matmul(block.t());
  }
  return sum.to(at::kCPU).contiguous();
}

}  // namespace

void probe_microbatch(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, const int32_t* cancel,
                      Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  const int64_t size = images.size(0) / kMicrobatches;
  if (size < 2) {
    fail(ErrorKind::kInvalidArgument, "the probe 'microbatch' cuts the batch into ", kMicrobatches,
         " parts of at least 2 images; the batch is ", images.size(0), ", expected at least ", 2 * kMicrobatches);
  }
  std::vector<torch::Tensor> rows;
  for (int64_t k = 0; k < kMicrobatches; ++k) {
    check_cancelled(cancel);
    const torch::Tensor loss =
        at::cross_entropy_loss(subject.forward(images.narrow(0, k * size, size)), labels.narrow(0, k * size, size));
    rows.push_back(flat_gradient(subject, loss, /*retain_graph=*/false));
  }
  const torch::Tensor products = gram(rows);
  const auto product = products.accessor<double, 2>();

  constexpr auto m = static_cast<double>(kMicrobatches);
  double smallest = 1;
  double cosines = 0;
  double trace = 0;
  double total = 0;
  for (int64_t i = 0; i < kMicrobatches; ++i) {
    trace += product[i][i];
    for (int64_t j = 0; j < kMicrobatches; ++j) total += product[i][j];
    for (int64_t j = i + 1; j < kMicrobatches; ++j) {
      const double cosine = ratio(product[i][j], std::sqrt(product[i][i] * product[j][j]));
      // A plain comparison would lose a NaN.
      smallest = std::isnan(cosine) || std::isnan(smallest) ? kUndefined : std::min(smallest, cosine);
      cosines += cosine;
    }
  }
  const double mean_square = total / (m * m);                   // |G|²
  const double variance = (trace - m * mean_square) / (m - 1);  // of one micro-batch, summed over parameters
  const double signal = mean_square - variance / m;             // |G|² without the noise in it
  const double snr = signal > 0 ? ratio(signal, variance) : kUndefined;
  record(measures, Metric::kGradientMinCosine, smallest);
  record(measures, Metric::kGradientMeanCosine, cosines / (m * (m - 1) / 2));
  record(measures, Metric::kGradientSnr, snr);
  record(measures, Metric::kNoiseScale, ratio(static_cast<double>(size), snr));
}

void probe_ntk(Subject& subject, const torch::Tensor& images, const int32_t* cancel, Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  if (images.size(0) < kNtkSamples) {
    fail(ErrorKind::kInvalidArgument, "the probe 'ntk' takes ", kNtkSamples, " samples; the batch is ", images.size(0),
         ", expected at least as many");
  }
  const torch::Tensor logits = subject.forward(images.narrow(0, 0, kNtkSamples));
  std::vector<torch::Tensor> rows;
  for (int64_t i = 0; i < kNtkSamples; ++i) {
    check_cancelled(cancel);
    rows.push_back(flat_gradient(subject, logits.select(0, i).sum(), /*retain_graph=*/true));
  }
  const torch::Tensor kernel = gram(rows);
  if (!kernel.isfinite().all().item<bool>()) {
    record(measures, Metric::kNtkCondition, kUndefined);
    return;
  }
  const torch::Tensor values = at::linalg_eigvalsh(kernel);
  const double smallest = values[0].item<double>();
  const double largest = values[kNtkSamples - 1].item<double>();
  // The smallest eigenvalue is not known where it is below the rounding of the largest.
  const double rounding = kNtkSamples * (images.scalar_type() == at::kDouble ? 0x1p-52 : 0x1p-23);
  record(measures, Metric::kNtkCondition, smallest > rounding * largest ? largest / smallest : kUndefined);
}

}  // namespace reslab
