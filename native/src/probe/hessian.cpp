// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "probe/channel_statistics.hpp"
#include "probe/probes.hpp"
#include "runtime/random.hpp"

namespace reslab {
namespace {

constexpr int kLanczosSteps = 30;
constexpr double kLanczosTolerance = 0.01;
constexpr int kTraceVectors = 10;

/// Vectors of the shapes of the parameters.
using Vectors = std::vector<torch::Tensor>;

double inner(const Vectors& a, const Vectors& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    sum += (a[i].detach().to(at::kDouble) * b[i].detach().to(at::kDouble)).sum().item<double>();
  }
  return sum;
}

/// The Hessian of a loss, by differentiating its gradient.
class Hessian {
 public:
  Hessian(const torch::Tensor& loss, const std::vector<torch::Tensor>& parameters) {
    const Vectors all = torch::autograd::grad({loss}, parameters, {}, /*retain_graph=*/true, /*create_graph=*/true,
                                              /*allow_unused=*/true);
    for (size_t i = 0; i < all.size(); ++i) {
      if (!all[i].defined()) continue;
      gradient_.push_back(all[i]);
      parameters_.push_back(parameters[i]);
    }
  }

  Vectors times(const Vectors& v) const {
    Vectors products = torch::autograd::grad(gradient_, parameters_, v, /*retain_graph=*/true,
                                             /*create_graph=*/false, /*allow_unused=*/true);
    for (size_t i = 0; i < products.size(); ++i) {
      // The loss may be linear in a parameter that interacts with no other.
      if (!products[i].defined()) products[i] = at::zeros_like(parameters_[i]);
    }
    return products;
  }

  /// Random vectors: normal, or signs.
  Vectors draw(uint64_t seed, uint32_t number, bool signs) const {
    Vectors result;
    for (size_t i = 0; i < parameters_.size(); ++i) {
      torch::Tensor values = at::empty(parameters_[i].sizes(), at::kDouble);
      RandomStream stream(seed, RandomPurpose::kHessian, number, static_cast<uint32_t>(i));
      stream.fill_normal(values.data_ptr<double>(), values.numel());
      if (signs) values = values.sign();
      result.push_back(values.to(parameters_[i].options().requires_grad(false)));
    }
    return result;
  }

 private:
  Vectors gradient_;
  Vectors parameters_;
};

/// An eigenvalue of a tridiagonal matrix, and the magnitude of the last component of its unit eigenvector.
struct RitzPair {
  double value;
  double last;
};

/// The largest eigenvalue of the symmetric tridiagonal matrix with this diagonal and off-diagonal.
RitzPair largest_ritz_pair(const std::vector<double>& diagonal, const std::vector<double>& off_diagonal) {
  const auto size = static_cast<int64_t>(diagonal.size());
  torch::Tensor matrix = at::zeros({size, size}, at::kDouble);
  auto element = matrix.accessor<double, 2>();
  for (int64_t i = 0; i < size; ++i) element[i][i] = diagonal[i];
  for (int64_t i = 0; i + 1 < size; ++i) element[i][i + 1] = element[i + 1][i] = off_diagonal[i];
  const auto [values, vectors] = at::linalg_eigh(matrix);  // ascending
  return {values[size - 1].item<double>(), std::abs(vectors[size - 1][size - 1].item<double>())};
}

/// The largest eigenvalue, by the iteration of Lanczos. At initialisation the eigenvalue of largest magnitude is often
/// negative and the largest one stands out little, so that a power iteration, shifted or not, would take hundreds of
/// products. Vectors are not reorthogonalised: the duplicate eigenvalues that this causes do no harm at the end of the
/// spectrum.
double top_eigenvalue(const Hessian& hessian, uint64_t seed, const int32_t* cancel) {
  Vectors v = hessian.draw(seed, 0, /*signs=*/false);
  Vectors before;
  std::vector<double> diagonal;
  std::vector<double> off_diagonal;
  double length = std::sqrt(inner(v, v));
  double top = 0;
  for (int step = 0; step < kLanczosSteps; ++step) {
    check_cancelled(cancel);
    for (torch::Tensor& part : v) part = part / length;
    Vectors next = hessian.times(v);
    const double product = inner(v, next);
    for (size_t i = 0; i < v.size(); ++i) {
      next[i] = next[i] - product * v[i];
      if (step > 0) next[i] = next[i] - length * before[i];
    }
    if (step > 0) off_diagonal.push_back(length);
    diagonal.push_back(product);
    length = std::sqrt(inner(next, next));
    if (!std::isfinite(product) || !std::isfinite(length)) return kUndefined;
    const RitzPair ritz = largest_ritz_pair(diagonal, off_diagonal);
    top = ritz.value;
    // An eigenvalue lies within this distance.
    if (length * ritz.last <= kLanczosTolerance * std::abs(top)) break;
    before = std::move(v);
    v = std::move(next);
  }
  return top;
}

}  // namespace

void probe_hessian(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, uint64_t seed,
                   const int32_t* cancel, Measures& measures) {
  const at::AutoGradMode with_gradients(true);
  const torch::Tensor loss = at::cross_entropy_loss(subject.forward(images), labels);
  const Hessian hessian(loss, subject.parameters());
  record(measures, Metric::kHessianTop, top_eigenvalue(hessian, seed, cancel));

  double trace = 0;
  for (int i = 1; i <= kTraceVectors; ++i) {
    check_cancelled(cancel);
    const Vectors signs = hessian.draw(seed, static_cast<uint32_t>(i), /*signs=*/true);
    trace += inner(signs, hessian.times(signs)) / kTraceVectors;
  }
  record(measures, Metric::kHessianTrace, trace);
}

}  // namespace reslab
