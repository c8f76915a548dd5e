// SPDX-License-Identifier: Apache-2.0
#include "train/evaluation.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "cuda/devices.hpp"
#include "data/batch_pipeline.hpp"
#include "runtime/cancel.hpp"
#include "runtime/device_mode.hpp"
#include "runtime/error.hpp"
#include "runtime/memory.hpp"
#include "runtime/step_memory.hpp"

namespace reslab {
namespace {

/// Puts a network in evaluation mode while it lives.
class EvaluationMode {
 public:
  explicit EvaluationMode(Network& network) : network_(network), training_before_(network.is_training()) {
    network_.eval();
  }
  ~EvaluationMode() { network_.train(training_before_); }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  Network& network_;
  const bool training_before_;
};

/// The number of values in the largest map of one image.
int64_t largest_map(const Network& network) {
  int64_t largest = 0;
  for (const LayerCost& layer : network.layers()) largest = std::max(largest, layer.elements());
  return largest;
}

/// Bytes of the largest map, the least memory that one image takes.
double bytes_per_image(const Network& network) { return static_cast<double>(largest_map(network)) * sizeof(float); }

/// The remedy where memory is short. A layer's input and output exist at once, and as much again is left for other use.
std::string cure(const Network& network) {
  const std::optional<double> available = available_memory(network.device());
  const double fitting = available.value_or(0) / (4 * bytes_per_image(network));
  return fitting < 1 ? "use a smaller batch"
                     : "use a smaller batch, of at most " + std::to_string(static_cast<int64_t>(fitting));
}

void require_evaluation_memory(const Network& network, int64_t images) {
  const double bytes = static_cast<double>(images) * bytes_per_image(network);
  const std::optional<double> available = available_memory(network.device());
  // The remedy is computed only where it is needed: evaluations come in many calls.
  if (!available || bytes <= *available) return;
  require_memory(network.device(), bytes, "an evaluation of " + std::to_string(images) + " images at a time",
                 cure(network).c_str());
}

/// The logits in float32, whatever the precision of the network.
torch::Tensor logits_of(Network& network, const torch::Tensor& images) {
  const AutocastScope autocast(network.precision(), network.device());
  return network.forward(images).to(at::kFloat);
}

Evaluation evaluate_batches(Network& network, const Dataset& dataset, int64_t first, int64_t count, int64_t batch,
                            float* logits, const int32_t* cancel) {
  const int64_t classes = network.options().classes;
  const int64_t together = std::min(batch, count);
  const DeviceMode device_mode(network.device(),
                               {.tf32 = network.precision() == Precision::kTf32, .deterministic = true});
  const StepMemory step_memory;
  const at::NoGradGuard no_grad;
  const EvaluationMode mode(network);
  Batch memory = make_batch(together, dataset.shape());
  // The sums stay on the device: reading them after each batch would make the host wait for it.
  torch::Tensor correct = at::zeros({}, at::TensorOptions(at::kLong).device(network.device()));
  torch::Tensor loss_sum = at::zeros({}, at::TensorOptions(at::kDouble).device(network.device()));
  for (int64_t done = 0; done < count;) {
    if (cancelled(cancel)) {
      fail(ErrorKind::kCancelled, "the evaluation was cancelled after ", done, " of ", count, " images");
    }
    const int64_t size = std::min(batch, count - done);
    const Batch part = assemble_range(dataset, first + done, size, memory);
    const torch::Tensor labels = part.labels.to(network.device());
    const torch::Tensor output = logits_of(network, part.images.to(network.device()));
    correct += at::eq(at::argmax(output, 1), labels).sum();
    loss_sum += at::cross_entropy_loss(output, labels, /*weight=*/{}, at::Reduction::Sum);
    if (logits != nullptr) {
      const torch::Tensor rows = output.to(at::kCPU).contiguous();
      std::memcpy(logits + done * classes, rows.const_data_ptr<float>(), static_cast<size_t>(rows.nbytes()));
    }
    done += size;
  }
  return {count, correct.item<int64_t>(), loss_sum.item<double>()};
}

}  // namespace

Evaluation evaluate(Network& network, const Dataset& dataset, int64_t first, int64_t count, int64_t batch,
                    float* logits, const int32_t* cancel) {
  dataset.check_range(first, count);
  if (batch < 1) fail(ErrorKind::kInvalidArgument, "batch is ", batch, ", expected at least 1");
  dataset.check_fits(network.options().classes, network.options().images.shape);

  const int64_t together = std::min(batch, count);
  require_evaluation_memory(network, together);
  try {
    return evaluate_batches(network, dataset, first, count, batch, logits, cancel);
  } catch (const c10::OutOfMemoryError&) {
    cuda::release_idle_memory();
    fail(ErrorKind::kOutOfMemory, network.device().str(), " ran out of memory in an evaluation of ", together,
         " images at a time; ", cure(network));
  }
}

}  // namespace reslab
