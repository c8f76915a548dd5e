// SPDX-License-Identifier: Apache-2.0
#include "probe/histogram.hpp"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

#include "data/batch_pipeline.hpp"
#include "probe/probes.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

/// The limit on bins: far more than a chart can show, and few enough for memory.
constexpr int64_t kMaxBins = 65536;

constexpr double kNarrowest = 1e-300;
constexpr double kWidest = 1e300;

void validate(const Network& network, const Dataset& input, const HistogramOptions& options) {
  if (options.count < 2) {
    fail(ErrorKind::kInvalidArgument, "the batch is ", options.count,
         ", expected at least 2: BN in train mode normalises with its statistics");
  }
  input.check_range(options.first, options.count);
  input.check_fits(network.options().classes, network.options().images.shape);
  if (options.bins < 1 || options.bins > kMaxBins) {
    fail(ErrorKind::kInvalidArgument, "bins is ", options.bins, ", expected 1 to ", kMaxBins);
  }
  // Narrower or wider, the number of a bin would not be a finite number.
  const double width = options.high - options.low;
  if (!(width >= kNarrowest && width <= kWidest)) {
    fail(ErrorKind::kInvalidArgument, "the range is [", options.low, ", ", options.high,
         "], expected two numbers, the second above the first by ", kNarrowest, " to ", kWidest);
  }
}

Histogram count(int32_t layer, const torch::Tensor& output, const HistogramOptions& options) {
  const torch::Tensor host = output.to(at::kCPU, at::kFloat).contiguous();
  const float* values = host.const_data_ptr<float>();
  Histogram histogram{.layer = layer, .counts = std::vector<int64_t>(static_cast<size_t>(options.bins))};
  const double scale = static_cast<double>(options.bins) / (options.high - options.low);
  for (int64_t i = 0; i < host.numel(); ++i) {
    const double value = values[i];
    if (value < options.low) {
      ++histogram.below;
    } else if (value > options.high) {
      ++histogram.above;
    } else if (!std::isnan(value)) {
      const auto bin = static_cast<int64_t>((value - options.low) * scale);
      ++histogram.counts[static_cast<size_t>(std::min(bin, options.bins - 1))];
    }
  }
  return histogram;
}

}  // namespace

std::vector<Histogram> block_histograms(Network& network, const Dataset& input, const HistogramOptions& options,
                                        const int32_t* cancel) {
  validate(network, input, options);
  check_cancelled(cancel);
  Subject subject(network, {.bn_mode = options.bn_mode});
  Batch memory = make_batch(options.count, input.shape());
  const Batch batch = assemble_range(input, options.first, options.count, memory);
  const at::NoGradGuard no_grad;
  std::vector<Histogram> histograms;
  const Subject::Visitor visit = [&](int32_t layer, const LayerId& id, const torch::Tensor&, const torch::Tensor& out) {
    if (id.block_output) histograms.push_back(count(layer, out, options));
  };
  subject.forward(subject.adapt(batch.images), &visit);
  return histograms;
}

}  // namespace reslab
