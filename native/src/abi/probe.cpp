// SPDX-License-Identifier: Apache-2.0
#include "probe/probe.hpp"

#include <cstddef>
#include <memory>
#include <span>

#include "abi/handles.hpp"
#include "data/batch_pipeline.hpp"
#include "probe/histogram.hpp"
#include "probe/metric_table.hpp"
#include "probe/notebook.hpp"

namespace abi = reslab::abi;
using reslab::ErrorKind;
using reslab::Probe;

static_assert(RL_PROBE_ACTIVATIONS == 1 << static_cast<int>(Probe::kActivations));
static_assert(RL_PROBE_GRADIENTS == 1 << static_cast<int>(Probe::kGradients));
static_assert(RL_PROBE_SPECTRUM == 1 << static_cast<int>(Probe::kSpectrum));
static_assert(RL_PROBE_SENSITIVITY == 1 << static_cast<int>(Probe::kSensitivity));
static_assert(RL_PROBE_SHATTERING == 1 << static_cast<int>(Probe::kShattering));
static_assert(RL_PROBE_JACOBIAN == 1 << static_cast<int>(Probe::kJacobian));
static_assert(RL_PROBE_MICROBATCH == 1 << static_cast<int>(Probe::kMicrobatch));
static_assert(RL_PROBE_NTK == 1 << static_cast<int>(Probe::kNtk));
static_assert(RL_PROBE_HESSIAN == 1 << static_cast<int>(Probe::kHessian));
static_assert(RL_PROBE_PROXIES == 1 << static_cast<int>(Probe::kProxies));
static_assert(RL_PROBE_COORDINATES == 1 << static_cast<int>(Probe::kCoordinates));
static_assert(RL_PROBE_COORDINATES == 1 << (reslab::kProbes - 1));
static_assert(offsetof(rl_metric_row, probe_bit) == 384);
static_assert(sizeof(rl_metric_row) == 400);
static_assert(offsetof(rl_probe_options, seed) == 16);
static_assert(sizeof(rl_probe_options) == 56);
static_assert(sizeof(rl_measure) == 16);
static_assert(offsetof(rl_histogram_options, first) == 8);
static_assert(sizeof(rl_histogram_options) == 48);
static_assert(offsetof(rl_histogram, below) == 8);
static_assert(sizeof(rl_histogram) == 24);
static_assert(offsetof(rl_notebook_row, mean_of_means) == 16);
static_assert(sizeof(rl_notebook_row) == 112);

namespace {

reslab::BnMode bn_mode(int32_t mode) {
  switch (mode) {
    case RL_BN_TRAIN:
      return reslab::BnMode::kTrain;
    case RL_BN_EVAL:
      return reslab::BnMode::kEval;
  }
  reslab::fail(ErrorKind::kInvalidArgument, "options.bn_mode is ", mode, ", expected one of RL_BN_*");
}

reslab::ProbeOptions probe_options(const rl_probe_options& options) {
  if (options.probes < 0) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.probes is ", options.probes, ", expected a set of RL_PROBE_*");
  }
  return {.probes = static_cast<uint64_t>(options.probes),
          .bn_mode = bn_mode(options.bn_mode),
          .float64 = options.float64 != 0,
          .seed = options.seed,
          .first = options.first,
          .count = options.count,
          .eps = options.eps,
          .lr = options.lr};
}

}  // namespace

extern "C" {

rl_status rl_metric_table(rl_metric_row* rows, int64_t capacity, int64_t* count, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto table = reslab::metric_table();
    abi::required(count, "count");
    const int64_t copied = abi::copied_records(rows, "rows", capacity, table.size());
    for (int64_t i = 0; i < copied; ++i) {
      rows[i] = rl_metric_row{};
      abi::copy_fixed(table[i].name, rows[i].name);
      abi::copy_fixed(reslab::probe_name(table[i].probe), rows[i].probe);
      abi::copy_fixed(table[i].summary, rows[i].summary);
      abi::copy_fixed(table[i].source, rows[i].source);
      rows[i].probe_bit = 1 << static_cast<int32_t>(table[i].probe);
      rows[i].per_layer = table[i].per_layer;
      rows[i].positive = table[i].positive;
    }
    *count = static_cast<int64_t>(table.size());
  });
}

rl_status rl_network_probe(rl_network* network, const rl_dataset* input, const rl_probe_options* options,
                           rl_measure* measures, int64_t capacity, int64_t* count, const int32_t* cancel,
                           rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& probed = abi::object(network);
    const auto& source = abi::object(input);
    const reslab::ProbeOptions wanted = probe_options(abi::sized(options, "options"));
    abi::required(measures, "measures");
    abi::required(count, "count");
    const auto enough = static_cast<int64_t>((probed->layers().size() + 1) * reslab::kMetrics);
    if (capacity < enough) {
      reslab::fail(ErrorKind::kInvalidArgument, "capacity is ", capacity, ", expected at least ", enough,
                   ": (layers + 1) x metrics");
    }
    const reslab::Measures found = reslab::run_probes(*probed, *source, wanted, cancel);
    for (size_t i = 0; i < found.size(); ++i) {
      measures[i] = {static_cast<int32_t>(found[i].metric), found[i].layer, found[i].value};
    }
    *count = static_cast<int64_t>(found.size());
  });
}

rl_status rl_network_histograms(rl_network* network, const rl_dataset* input, const rl_histogram_options* options,
                                rl_histogram* rows, int64_t* counts, int64_t capacity, int64_t* count,
                                const int32_t* cancel, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& looked_at = abi::object(network);
    const auto& source = abi::object(input);
    const rl_histogram_options wanted = abi::sized(options, "options");
    abi::required(rows, "rows");
    abi::required(counts, "counts");
    abi::required(count, "count");
    const auto layers = looked_at->layers();
    const auto enough = std::ranges::count_if(layers, [](const auto& layer) { return layer.id.block_output; });
    if (capacity < enough) {
      reslab::fail(ErrorKind::kInvalidArgument, "capacity is ", capacity, ", expected at least ", enough,
                   ", the block outputs of the network");
    }
    const auto found = reslab::block_histograms(*looked_at, *source,
                                                {.bn_mode = bn_mode(wanted.bn_mode),
                                                 .first = wanted.first,
                                                 .count = wanted.count,
                                                 .bins = wanted.bins,
                                                 .low = wanted.low,
                                                 .high = wanted.high},
                                                cancel);
    for (size_t i = 0; i < found.size(); ++i) {
      rows[i] = {found[i].layer, 0, found[i].below, found[i].above};
      std::ranges::copy(found[i].counts, counts + static_cast<int64_t>(i) * wanted.bins);
    }
    *count = static_cast<int64_t>(found.size());
  });
}

rl_status rl_network_analyze_as_notebook(rl_network* network, const rl_dataset* input, const rl_dataset* noise,
                                         double noise_scale, int64_t first, int64_t count, rl_notebook_row* row,
                                         rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& analyzed = abi::object(network);
    const auto& source = abi::object(input);
    const auto& added = abi::object(noise);
    source->check_range(first, count);
    added->check_range(first, count);
    const reslab::NetworkOptions& network_options = analyzed->options();
    source->check_fits(network_options.classes, network_options.images.shape);
    added->check_fits(added->classes(), network_options.images.shape);
    reslab::Batch image_memory = reslab::make_batch(count, source->shape());
    reslab::Batch noise_memory = reslab::make_batch(count, added->shape());
    const reslab::Batch batch = reslab::assemble_range(*source, first, count, image_memory);
    const torch::Tensor added_images = reslab::assemble_range(*added, first, count, noise_memory).images;
    const reslab::NotebookRow found =
        reslab::analyze_as_notebook(*analyzed, batch.images, batch.labels, added_images * noise_scale);
    abi::answer(row, "row", [&](rl_notebook_row& target) {
      target.layers_tracked = found.layers_tracked;
      target.mean_of_means = found.mean_of_means;
      target.mean_of_stds = found.mean_of_stds;
      target.min_std = found.min_std;
      target.max_std = found.max_std;
      target.relu_zero_fraction_mean = found.relu_zero_fraction_mean;
      target.relu_zero_fraction_max = found.relu_zero_fraction_max;
      target.loss = found.loss;
      target.grad_norm_first_conv = found.grad_norm_first_conv;
      target.grad_norm_last_linear = found.grad_norm_last_linear;
      target.grad_norm_global = found.grad_norm_global;
      target.first_last_ratio = found.first_last_ratio;
      target.logit_difference = found.logit_difference;
    });
  });
}

}  // extern "C"
