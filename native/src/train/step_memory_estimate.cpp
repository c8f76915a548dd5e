// SPDX-License-Identifier: Apache-2.0
#include "train/step_memory_estimate.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "runtime/error.hpp"
#include "runtime/memory.hpp"

namespace reslab {
namespace {

/// The remedy.
std::string cure(const StepMemoryEstimate& estimate, double available) {
  const int64_t largest = estimate.largest_batch(available);
  return largest < 1 ? "use a smaller network"
                     : "use a smaller batch, of at most " + std::to_string(largest) + ", or a smaller network";
}

std::string step_of(int64_t images) { return "a training step of " + std::to_string(images) + " images"; }

}  // namespace

int64_t StepMemoryEstimate::largest_batch(double available) const {
  return std::max<int64_t>(0, static_cast<int64_t>((available - fixed) / most_per_image));
}

StepMemoryEstimate estimate_step(const Network& network, const TrainerOptions& options) {
  const bool halved = network.precision() == Precision::kBf16 || network.precision() == Precision::kFp16;
  const double map_bytes = halved ? 2 : sizeof(float);
  StepMemoryEstimate estimate;
  const int64_t state = row_of(options.optimizer.kind).state_values(options.optimizer);
  estimate.fixed = static_cast<double>(network.parameter_count()) * static_cast<double>(1 + state) * sizeof(float);
  double largest = 0;
  for (const LayerCost& layer : network.layers()) {
    const auto values = static_cast<double>(layer.elements());
    if (layer.id.type->kind == LayerKind::kConvolution) estimate.least_per_image += values * map_bytes;
    estimate.most_per_image += values * map_bytes;
    largest = std::max(largest, values);
  }
  // In the backward pass a few derivatives of the largest map exist at once.
  estimate.most_per_image += 3 * largest * sizeof(float);
  return estimate;
}

void require_step_memory(const Network& network, const TrainerOptions& options, int64_t images) {
  const StepMemoryEstimate estimate = estimate_step(network, options);
  const std::optional<double> available = available_memory(network.device());
  require_memory(network.device(), estimate.least(images), step_of(images),
                 cure(estimate, available.value_or(estimate.least(images))).c_str());
}

void fail_out_of_memory(const Network& network, const TrainerOptions& options, int64_t images) {
  const StepMemoryEstimate estimate = estimate_step(network, options);
  const std::optional<double> available = available_memory(network.device());
  fail(ErrorKind::kOutOfMemory, network.device().str(), " ran out of memory in ", step_of(images),
       ", which needs about ", gibibytes(estimate.most(images)), "; ",
       available ? gibibytes(*available) + " are free now: " + cure(estimate, *available) : "use a smaller batch");
}

}  // namespace reslab
