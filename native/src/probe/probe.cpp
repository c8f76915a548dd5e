// SPDX-License-Identifier: Apache-2.0
#include "probe/probe.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>

#include <cmath>

#include "data/batch_pipeline.hpp"
#include "probe/probes.hpp"
#include "runtime/cancel.hpp"
#include "runtime/error.hpp"
#include "runtime/random.hpp"

namespace reslab {
namespace {

void validate(const Network& network, const Dataset& input, const ProbeOptions& options) {
  if (options.probes == 0 || options.probes >> kProbes != 0) {
    fail(ErrorKind::kInvalidArgument, "probes is ", options.probes, ", expected a set of the bits 0 to ", kProbes - 1);
  }
  if (options.count < 2) {
    fail(ErrorKind::kInvalidArgument, "the batch is ", options.count,
         ", expected at least 2: the statistics compare samples, and BN in train mode normalises with them");
  }
  input.check_range(options.first, options.count);
  input.check_fits(network.options().classes, network.options().images.shape);
  if (!(options.eps > 0) || !std::isfinite(options.eps)) {
    fail(ErrorKind::kInvalidArgument, "eps is ", options.eps, ", expected a positive number");
  }
  if (!(options.lr > 0) || !std::isfinite(options.lr)) {
    fail(ErrorKind::kInvalidArgument, "lr is ", options.lr, ", expected a positive number");
  }
}

/// N(0, 1) values, with a separate stream per row so that the numbers of a sample depend on its position only.
torch::Tensor normal_rows(int64_t rows, int64_t columns, uint64_t seed, RandomPurpose purpose) {
  torch::Tensor values = at::empty({rows, columns}, at::kDouble);
  for (int64_t i = 0; i < rows; ++i) {
    RandomStream(seed, purpose, 0, static_cast<uint32_t>(i))
        .fill_normal(values.data_ptr<double>() + i * columns, columns);
  }
  return values;
}

torch::Tensor random_signs(int64_t count, uint64_t seed) {
  torch::Tensor signs = at::ones({count}, at::kDouble);
  for (int64_t i = 0; i < count; ++i) {
    if (RandomStream(seed, RandomPurpose::kSigns, 0, static_cast<uint32_t>(i)).next() & 1) signs[i] = -1;
  }
  return signs;
}

/// Images and labels of a batch, in the subject's type and on its device.
struct Input {
  torch::Tensor images;
  torch::Tensor labels;
};

Input load(Subject& subject, const Dataset& data, const ProbeOptions& options) {
  Batch memory = make_batch(options.count, data.shape());
  const Batch batch = assemble_range(data, options.first, options.count, memory);
  return {subject.adapt(batch.images), batch.labels.to(subject.network().device())};
}

}  // namespace

void check_cancelled(const int32_t* cancel) {
  if (cancelled(cancel)) fail(ErrorKind::kCancelled, "the probe was cancelled");
}

Measures run_probes(Network& network, const Dataset& input, const ProbeOptions& options, const int32_t* cancel) {
  validate(network, input, options);
  const auto asked = [&](Probe probe) { return (options.probes >> static_cast<int32_t>(probe) & 1) != 0; };
  SubjectOptions look{.bn_mode = options.bn_mode,
                      .precision = options.float64 ? at::kDouble : at::kFloat,
                      .memory_format = network.memory_format(),
                      .seed = options.seed};
  Measures measures;
  {
    Subject subject(network, look);
    const auto [images, labels] = load(subject, input, options);
    const int64_t n = options.count;
    const auto noise = [&](RandomPurpose purpose) {
      return subject.adapt(normal_rows(n, input.shape().values(), options.seed, purpose).view_as(images));
    };
    const auto cotangent = [&] {
      const torch::Tensor normal = normal_rows(n, subject.classes(), options.seed, RandomPurpose::kCotangent);
      return subject.adapt(normal / std::sqrt(static_cast<double>(n)));
    };
    const auto run = [&](Probe probe, const auto& body) {
      if (!asked(probe)) return;
      check_cancelled(cancel);
      body();
    };
    run(Probe::kActivations, [&] { probe_activations(subject, images, labels, measures); });
    run(Probe::kGradients, [&] { probe_gradients(subject, images, cotangent(), measures); });
    run(Probe::kSpectrum, [&] { probe_spectrum(subject, images, measures); });
    run(Probe::kSensitivity, [&] {
      probe_sensitivity(subject, images, scaled_to(noise(RandomPurpose::kPerturbation), images, options.eps), measures);
    });
    run(Probe::kShattering, [&] {
      probe_shattering(subject, images, partners_of(images, noise(RandomPurpose::kPartner)), cotangent(), measures);
    });
    run(Probe::kJacobian,
        [&] { probe_jacobian(subject, images, subject.adapt(random_signs(n, options.seed)), cancel, measures); });
    run(Probe::kMicrobatch, [&] { probe_microbatch(subject, images, labels, cancel, measures); });
    run(Probe::kNtk, [&] { probe_ntk(subject, images, cancel, measures); });
    run(Probe::kHessian, [&] { probe_hessian(subject, images, labels, options.seed, cancel, measures); });
    run(Probe::kProxies, [&] { probe_proxies(subject, images, labels, measures); });
  }
  look.changes_parameters = true;
  if (asked(Probe::kCoordinates)) {
    Subject subject(network, look);
    const auto [images, labels] = load(subject, input, options);
    probe_coordinates(subject, images, labels, options.lr, cancel, measures);
  }
  if (asked(Probe::kProxies)) {
    check_cancelled(cancel);
    look.precision = at::kDouble;
    Subject subject(network, look);
    probe_synflow(subject, measures);
  }
  return measures;
}

}  // namespace reslab
