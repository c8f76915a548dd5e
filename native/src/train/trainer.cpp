// SPDX-License-Identifier: Apache-2.0
#include "train/trainer.hpp"

#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cuda/devices.hpp"
#include "cuda/lane.hpp"
#include "data/resident_dataset.hpp"
#include "runtime/cancel.hpp"
#include "runtime/device_mode.hpp"
#include "runtime/error.hpp"
#include "runtime/memory.hpp"
#include "runtime/stopwatch.hpp"
#include "train/device_steps.hpp"
#include "train/host_steps.hpp"
#include "train/step_memory_estimate.hpp"

namespace reslab {
namespace {

TrainerOptions checked(TrainerOptions options) {
  validate(options);
  return options;
}

[[noreturn]] void report_divergence(const StepRecord& step) {
  fail(ErrorKind::kDiverged, "training diverged at step ", step.step, " (epoch ", step.epoch, "): the loss is ",
       // The sign of a NaN has no meaning.
       std::isnan(step.loss) ? std::abs(step.loss) : step.loss, " at learning rate ", step.lr,
       "; lower the learning rate or add warm-up");
}

}  // namespace

Trainer::Trainer(std::shared_ptr<Network> network, std::shared_ptr<const Dataset> dataset, TrainerOptions options)
    : Trainer(network, std::move(dataset), std::move(options),
              network->device().is_cuda() ? LaneFactory(cuda::make_lane) : LaneFactory()) {}

Trainer::Trainer(std::shared_ptr<Network> network, std::shared_ptr<const Dataset> dataset, TrainerOptions options,
                 LaneFactory make_lane)
    : network_(std::move(network)),
      dataset_(std::move(dataset)),
      options_(checked(std::move(options))),
      make_lane_(std::move(make_lane)),
      precision_(network_->precision()),
      parameters_(*network_, options_.groups),
      optimizer_(
          row_of(options_.optimizer.kind).make(parameters_.learning(), parameters_.lr_factors(), options_.optimizer)),
      steps_per_epoch_(batches_per_epoch(dataset_->images(), options_.batch)) {
  dataset_->check_fits(network_->options().classes, network_->options().images.shape);
  check_fits(options_.plan(), *dataset_);
  if (make_lane_ && options_.data == DataPlacement::kResident && options_.augmentation.needs_host_bytes()) {
    fail(ErrorKind::kInvalidArgument, "the data set is to be kept on the device, but the augmentation '",
         options_.augmentation.text(), "' is computed on the host; stream the data set or leave 'trivial' out");
  }
  require_step_memory(*network_, options_, std::min(options_.batch, dataset_->images()));
  if (precision_ == Precision::kFp16) scaler_ = std::make_unique<LossScaler>(network_->device());
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
  if (network_->precision() != precision_) {
    fail(ErrorKind::kInvalidArgument, "the network computes in ", name_of(network_->precision()),
         " now, but its trainer was made for ", name_of(precision_), "; make a trainer after choosing the precision");
  }

  const at::AutoGradMode with_gradients(true);
  const DeviceMode mode(network_->device(),
                        {.tf32 = precision_ == Precision::kTf32, .deterministic = options_.deterministic});
  network_->train();
  const FrozenScope frozen(parameters_);
  try {
    const Stop stop = make_until(limits, records);
    if (stop == Stop::kFinished) StepMemory::release_idle();
    return stop;
  } catch (const c10::OutOfMemoryError&) {
    {
      // The steps before the one that failed have changed the weights.
      const std::unique_ptr<Steps> last = std::move(steps_);
      if (last != nullptr) collect(*last, records);
    }
    optimizer_->zero_grad();
    cuda::release_idle_memory();
    fail_out_of_memory(*network_, options_, std::min(options_.batch, dataset_->images()));
  } catch (...) {
    // A batch may have been taken without completing its step: the next call starts from the batch of this step.
    steps_.reset();
    throw;
  }
}

Stop Trainer::make_until(const RunLimits& limits, std::vector<StepRecord>* records) {
  const Stopwatch watch;
  if (steps_ == nullptr) steps_ = make_steps();
  Stop stop = Stop::kSteps;
  int64_t uncollected = 0;
  for (int64_t made = 0;;) {
    if (cancelled(limits.cancel)) {
      stop = Stop::kCancelled;
      break;
    }
    steps_->make(steps_done_);
    ++steps_done_;
    ++made;
    if (++uncollected >= steps_->interval()) {
      collect(*steps_, records);
      uncollected = 0;
    }
    if (steps_done_ == total_steps()) {
      stop = Stop::kFinished;
      break;
    }
    if (steps_done_ % steps_per_epoch_ == 0) {
      stop = Stop::kEpoch;
      break;
    }
    if (made == limits.max_steps) break;
    // In floating point, because the largest limits in nanoseconds overflow an integer.
    if (limits.max_millis > 0 && 1e3 * watch.seconds() > static_cast<double>(limits.max_millis)) {
      stop = Stop::kTime;
      break;
    }
  }
  collect(*steps_, records);
  return stop;
}

void Trainer::collect(Steps& steps, std::vector<StepRecord>* records) {
  const auto before = static_cast<std::ptrdiff_t>(records->size());
  steps.collect(records);
  const auto bad = std::find_if(records->begin() + before, records->end(),
                                [](const StepRecord& record) { return !std::isfinite(record.loss); });
  if (scaler_ != nullptr) {
    skipped_steps_ += std::count_if(records->begin() + before, bad,
                                    [](const StepRecord& record) { return !std::isfinite(record.grad_norm); });
  }
  if (bad == records->end()) return;
  const StepRecord diverged = *bad;
  records->erase(bad + 1, records->end());
  report_divergence(diverged);
}

std::unique_ptr<Steps> Trainer::make_steps() {
  const StepContext context{*network_, *optimizer_, options_, scaler_.get()};
  if (!make_lane_) return std::make_unique<HostSteps>(context, dataset_);
  return std::make_unique<DeviceSteps>(context, dataset_, make_lane_(network_->device()), keeps_data_on_device());
}

bool Trainer::keeps_data_on_device() const {
  if (options_.data == DataPlacement::kStreamed || options_.augmentation.needs_host_bytes()) return false;
  const double bytes = ResidentDataset::bytes(*dataset_, options_.plan());
  const StepMemoryEstimate step = estimate_step(*network_, options_);
  const int64_t images = std::min(options_.batch, dataset_->images());
  if (options_.data == DataPlacement::kResident) {
    require_memory(network_->device(), bytes + step.least(images),
                   "a data set of " + std::to_string(dataset_->images()) + " images next to a training step",
                   "stream it instead");
    return true;
  }
  cuda::release_idle_memory();
  const std::optional<double> available = available_memory(network_->device());
  return !available || bytes + step.most(images) <= *available;
}

TrainerDescription Trainer::describe() const {
  TrainerDescription description;
  if (steps_ != nullptr) description.steps = steps_->describe();
  description.skipped_steps = skipped_steps_;
  if (scaler_ != nullptr) description.loss_scale = scaler_->state().scale;
  return description;
}

void Trainer::restore(int64_t steps_done, const NamedTensors& optimizer, int64_t skipped_steps,
                      const LossScaler::State& scale) {
  if (steps_done < 0 || steps_done > total_steps()) {
    fail(ErrorKind::kInvalidArgument, "steps done are ", steps_done, ", expected 0 to ", total_steps());
  }
  // Recorded steps know the addresses of the state that is replaced here.
  steps_.reset();
  optimizer_->restore(optimizer);
  steps_done_ = steps_done;
  skipped_steps_ = skipped_steps;
  if (scaler_ != nullptr) scaler_->set_state(scale);
}

}  // namespace reslab
