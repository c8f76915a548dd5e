// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "data/dataset.hpp"
#include "nn/network.hpp"
#include "runtime/step_memory.hpp"
#include "train/device_lane.hpp"
#include "train/loss_scaler.hpp"
#include "train/optimizer.hpp"
#include "train/parameter_groups.hpp"
#include "train/steps.hpp"
#include "train/trainer_options.hpp"

namespace reslab {

/// Why Trainer::run returned; the numbers are the RL_STOP_* of the C ABI.
enum class Stop : int32_t { kSteps = 0, kTime = 1, kEpoch = 2, kFinished = 3, kCancelled = 4 };

struct RunLimits {
  int64_t max_steps = 1;            ///< at least 1
  int64_t max_millis = 0;           ///< 0 for no limit
  const int32_t* cancel = nullptr;  ///< read atomically before each step; may be null
};

/// The way in which a trainer executes its steps; see rl_trainer_info.
struct TrainerDescription {
  StepsDescription steps;
  int64_t skipped_steps = 0;
  double loss_scale = 1;
};

/// Creates a lane for a device.
using LaneFactory = std::function<std::unique_ptr<DeviceLane>(c10::Device)>;

/// Training of one network on one dataset.
///
/// Step k is a function of the weights before it, the options and k alone: batch order and augmentation come from
/// counter-based streams, and dropout is seeded for each step. A run can therefore be interrupted at any step and
/// continued bit for bit: on the CPU always, on a CUDA device with the option `deterministic`. The network must keep
/// the precision that it had when the trainer was created. Not thread-safe. Shares ownership of network and dataset.
class Trainer {
 public:
  /// @throws Error kInvalidArgument for an option out of range, or where network and dataset differ in classes,
  ///         kOutOfMemory where a step would not fit into the memory of the device
  Trainer(std::shared_ptr<Network> network, std::shared_ptr<const Dataset> dataset, TrainerOptions options);

  /// The same, but steps go through a lane whatever the device.
  Trainer(std::shared_ptr<Network> network, std::shared_ptr<const Dataset> dataset, TrainerOptions options,
          LaneFactory make_lane);

  /// Trains until a limit, the end of an epoch or the end of the run. Leaves the network in training mode.
  ///
  /// @param records receives the completed steps, also where the loss was not finite
  /// @throws Error kDiverged after a step whose loss is NaN or infinite; the weights are then useless. kOutOfMemory
  ///         where a CUDA device has no memory left; the trainer can then continue after the last of the records
  Stop run(const RunLimits& limits, std::vector<StepRecord>* records);

  const Network& network() const { return *network_; }
  const Dataset& dataset() const { return *dataset_; }
  const TrainerOptions& options() const { return options_; }
  const Optimizer& optimizer() const { return *optimizer_; }
  TrainerDescription describe() const;
  /// The scale of the loss; null unless the network computes in float16.
  const LossScaler* scaler() const { return scaler_.get(); }

  int64_t steps_done() const { return steps_done_; }
  int64_t steps_per_epoch() const { return steps_per_epoch_; }
  int64_t total_steps() const { return steps_per_epoch_ * options_.schedule.epochs; }

  /// Sets the position to `steps_done` steps, and the state of the optimizer; the network does not change.
  /// @param skipped_steps, scale ignored unless the network computes in float16
  void restore(int64_t steps_done, const NamedTensors& optimizer, int64_t skipped_steps,
               const LossScaler::State& scale);

 private:
  std::unique_ptr<Steps> make_steps();
  bool keeps_data_on_device() const;
  /// Executes steps up to a limit and appends their measurements.
  Stop make_until(const RunLimits& limits, std::vector<StepRecord>* records);
  /// Appends the measurements of steps.
  /// @throws Error kDiverged
  void collect(Steps& steps, std::vector<StepRecord>* records);

  const StepMemory memory_;
  const std::shared_ptr<Network> network_;
  const std::shared_ptr<const Dataset> dataset_;
  const TrainerOptions options_;
  const LaneFactory make_lane_;  ///< empty for steps on the host
  const Precision precision_;
  GroupedParameters parameters_;
  const std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<LossScaler> scaler_;  ///< float16 only
  int64_t skipped_steps_ = 0;
  int64_t steps_per_epoch_;
  int64_t steps_done_ = 0;
  std::unique_ptr<Steps> steps_;  ///< continues at steps_done_; null before the first step
};

}  // namespace reslab
