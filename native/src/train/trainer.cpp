// SPDX-License-Identifier: Apache-2.0
#include "train/trainer.hpp"

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/stack.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "runtime/cancel.hpp"
#include "runtime/error.hpp"
#include "runtime/memory.hpp"
#include "runtime/random.hpp"
#include "runtime/random_lock.hpp"
#include "runtime/stopwatch.hpp"
#include "train/step_phase.hpp"

namespace reslab {
namespace {

constexpr int64_t kNoIgnoredLabel = -100;

TrainerOptions checked(TrainerOptions options) {
  validate(options);
  return options;
}

Sgd make_optimizer(const Network& network, const TrainerOptions& options) {
  std::vector<std::string> names;
  std::vector<torch::Tensor> parameters;
  for (const auto& parameter : network.named_parameters()) {
    names.push_back(parameter.key());
    parameters.push_back(parameter.value());
  }
  return Sgd(std::move(names), std::move(parameters), {options.momentum, options.weight_decay, options.nesterov});
}

/// Has cuDNN choose only algorithms that give the same bits each time. Process-wide and for good: to restore the flag
/// after a run would take it from another thread's.
void make_cudnn_deterministic() {
  static std::once_flag once;
  std::call_once(once, [] { at::globalContext().setDeterministicCuDNN(true); });
}

/// What a step takes beside the weights: gradients, momentum, and for each image the maps that convolutions hand on,
/// which the derivatives need. Other layers keep maps too, but not all of them do.
double step_bytes(const Network& network, double images, const TrainerOptions& options) {
  double values = static_cast<double>(network.parameter_count()) * (options.momentum > 0 ? 2 : 1);
  for (const LayerCost& layer : network.layers()) {
    if (layer.id.type == "Conv2d") values += images * static_cast<double>(layer.elements());
  }
  return values * sizeof(float);
}

[[noreturn]] void report_divergence(const StepRecord& step) {
  fail(ErrorKind::kDiverged, "training diverged at step ", step.step, " (epoch ", step.epoch, "): the loss is ",
       // The sign of a NaN means nothing.
       std::isnan(step.loss) ? std::abs(step.loss) : step.loss, " at learning rate ", step.lr,
       "; lower the learning rate or add warm-up");
}

}  // namespace

Trainer::Trainer(std::shared_ptr<Network> network, std::shared_ptr<const Dataset> dataset, TrainerOptions options)
    : network_(std::move(network)),
      dataset_(std::move(dataset)),
      options_(checked(std::move(options))),
      optimizer_(make_optimizer(*network_, options_)),
      steps_per_epoch_(batches_per_epoch(dataset_->images(), options_.batch)) {
  if (dataset_->classes() != network_->options().classes) {
    fail(ErrorKind::kInvalidArgument, "the data set has ", dataset_->classes(), " classes but the network has ",
         network_->options().classes, "; build the network for the classes of the data");
  }
  if (network_->device().is_cpu()) {
    const int64_t images = std::min(options_.batch, dataset_->images());
    require_memory(step_bytes(*network_, static_cast<double>(images), options_),
                   "a training step of " + std::to_string(images) + " images",
                   "use a smaller batch or a smaller network");
  }
  network_->use_memory_format(options_.memory_format);
}

Stop Trainer::run(const RunLimits& limits, std::vector<StepRecord>* records) {
  if (limits.max_steps < 1) {
    fail(ErrorKind::kInvalidArgument, "max_steps is ", limits.max_steps, ", expected at least 1");
  }
  if (limits.max_millis < 0) {
    fail(ErrorKind::kInvalidArgument, "max_millis is ", limits.max_millis, ", expected 0 (no limit) or more");
  }
  if (steps_done_ == total_steps()) return Stop::kFinished;

  const Stopwatch watch;
  const at::AutoGradMode with_gradients(true);
  make_cudnn_deterministic();
  network_->train();

  std::vector<Measured> measured;
  Stop stop = Stop::kSteps;
  for (;;) {
    if (cancelled(limits.cancel)) {
      stop = Stop::kCancelled;
      break;
    }
    measured.push_back(step());
    // Where reading the loss costs no synchronisation a bad one ends the run at once; elsewhere when the call ends.
    if (network_->device().is_cpu() && !std::isfinite(measured.back().loss.item<float>())) break;
    if (steps_done_ == total_steps()) {
      stop = Stop::kFinished;
      break;
    }
    if (steps_done_ % steps_per_epoch_ == 0) {
      stop = Stop::kEpoch;
      break;
    }
    if (static_cast<int64_t>(measured.size()) == limits.max_steps) break;
    // In floating point: the largest limits are more nanoseconds than an integer holds.
    if (limits.max_millis > 0 && 1e3 * watch.seconds() > static_cast<double>(limits.max_millis)) {
      stop = Stop::kTime;
      break;
    }
  }
  collect(measured, records);
  if (stop == Stop::kFinished) StepMemory::release_idle();
  return stop;
}

Trainer::Measured Trainer::step() {
  if (pipeline_ == nullptr) {
    const BatchPlan plan{options_.batch, options_.schedule.epochs, options_.shuffle, options_.augment, options_.seed};
    pipeline_ = std::make_unique<BatchPipeline>(dataset_, plan, steps_done_);
  }
  const Stopwatch watch;
  const Batch batch = pipeline_->next();
  const double waited = watch.seconds();
  try {
    Measured measured = update(batch);
    measured.record.wait_seconds = waited;
    measured.record.seconds = watch.seconds();
    return measured;
  } catch (...) {
    // The batch is taken but the step not made: the next call begins again at this step's batch.
    pipeline_.reset();
    throw;
  }
}

Trainer::Measured Trainer::update(const Batch& batch) {
  const torch::Tensor images = batch.images.to(network_->device());
  const torch::Tensor labels = batch.labels.to(network_->device());

  optimizer_.zero_grad();
  PhaseScope phase(StepPhase::kForward);
  const torch::Tensor loss = at::cross_entropy_loss(forward(images), labels, /*weight=*/{}, at::Reduction::Mean,
                                                    kNoIgnoredLabel, options_.label_smoothing);
  phase.enter(StepPhase::kBackward);
  loss.backward();
  phase.enter(StepPhase::kOptimizer);

  const double lr = learning_rate(options_.schedule, steps_done_, steps_per_epoch_);
  const StepRecord record{.step = steps_done_ + 1,
                          .epoch = steps_done_ / steps_per_epoch_ + 1,
                          .images = batch.labels.size(0),
                          .loss = 0,
                          .grad_norm = 0,
                          .lr = lr,
                          .seconds = 0,
                          .wait_seconds = 0};
  Measured measured{record, loss.detach(), optimizer_.grad_norm()};
  optimizer_.step(lr);
  ++steps_done_;
  return measured;
}

torch::Tensor Trainer::forward(const torch::Tensor& images) {
  if (!network_->has_dropout()) return network_->forward(images);
  // Dropout masks come from LibTorch's default generator: seeded for each step, they do not depend on the steps before.
  const std::lock_guard lock(default_generator_mutex());
  torch::manual_seed(mix_seed(options_.seed, static_cast<uint64_t>(steps_done_)));
  return network_->forward(images);
}

void Trainer::collect(const std::vector<Measured>& measured, std::vector<StepRecord>* records) {
  if (measured.empty()) return;
  std::vector<torch::Tensor> scalars;
  scalars.reserve(2 * measured.size());
  for (const Measured& each : measured) {
    scalars.push_back(each.loss);
    scalars.push_back(each.grad_norm);
  }
  const torch::Tensor values = at::stack(scalars).to(at::kCPU);
  const float* value = values.const_data_ptr<float>();
  for (const Measured& each : measured) {
    StepRecord& record = records->emplace_back(each.record);
    record.loss = *value++;
    record.grad_norm = *value++;
    if (!std::isfinite(record.loss)) report_divergence(record);
  }
}

void Trainer::restore(int64_t steps_done, const std::vector<torch::Tensor>& momentum) {
  if (steps_done < 0 || steps_done > total_steps()) {
    fail(ErrorKind::kInvalidArgument, "steps done are ", steps_done, ", expected 0 to ", total_steps());
  }
  optimizer_.set_momentum(momentum);
  steps_done_ = steps_done;
  pipeline_.reset();
}

}  // namespace reslab
