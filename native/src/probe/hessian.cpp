// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "probe/channel_statistics.hpp"
#include "probe/probes.hpp"
#include "runtime/random.hpp"

namespace reslab {
namespace {

constexpr int kPowerSteps = 20;
constexpr double kPowerTolerance = 0.01;
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

/// The Hessian of a loss, by differentiating its gradient once more.
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
      // The loss may depend on a parameter linearly and by itself.
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

/// The eigenvalue of H + shift that is largest in magnitude, by power iteration.
double dominant_eigenvalue(const Hessian& hessian, double shift, uint64_t seed, const int32_t* cancel) {
  Vectors v = hessian.draw(seed, 0, /*signs=*/false);
  double eigenvalue = 0;
  for (int step = 0; step < kPowerSteps; ++step) {
    check_cancelled(cancel);
    const double length = std::sqrt(inner(v, v));
    if (length == 0) return 0;
    for (torch::Tensor& part : v) part = part / length;
    Vectors product = hessian.times(v);
    if (shift != 0) {
      for (size_t i = 0; i < v.size(); ++i) product[i] = product[i] + shift * v[i];
    }
    const double before = eigenvalue;
    eigenvalue = inner(v, product);
    v = std::move(product);
    if (step > 0 && std::abs(eigenvalue - before) < kPowerTolerance * std::abs(eigenvalue)) break;
  }
  return eigenvalue;
}

/// The largest eigenvalue. At initialisation the one of largest magnitude is often negative; shifted by it, the largest
/// becomes the dominant one.
double top_eigenvalue(const Hessian& hessian, uint64_t seed, const int32_t* cancel) {
  const double dominant = dominant_eigenvalue(hessian, 0, seed, cancel);
  return dominant >= 0 ? dominant : dominant_eigenvalue(hessian, -dominant, seed, cancel) + dominant;
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
