// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/batch_pipeline.hpp"
#include "data/dataset.hpp"
#include "nn/network.hpp"
#include "train/optimizer.hpp"
#include "train/trainer_options.hpp"

namespace reslab {

/// What one step measured; see rl_step.
struct StepRecord {
  int64_t step;         ///< 1-based over the whole run
  int64_t epoch;        ///< 1-based
  int64_t images;       ///< in this batch
  double loss;          ///< mean cross-entropy of the batch, before the update
  double grad_norm;     ///< L2 over all gradients that exist, before the update, without weight decay
  double lr;            ///< of this update
  double seconds;       ///< wall time of the step, waiting included; on a GPU of what issues it
  double wait_seconds;  ///< of which it waited for its batch
};

/// Why Trainer::run came back; the numbers are the RL_STOP_* of the C ABI.
enum class Stop : int32_t { kSteps = 0, kTime = 1, kEpoch = 2, kFinished = 3, kCancelled = 4 };

struct RunLimits {
  int64_t max_steps = 1;            ///< at least 1
  int64_t max_millis = 0;           ///< 0 for no limit
  const int32_t* cancel = nullptr;  ///< read atomically before each step; may be null
};

/// SGD on one network over one dataset.
///
/// Step k is a function of the weights before it, the options and k alone: batch order and augmentation come from
/// counter-based streams, and dropout is seeded anew each step. So a run may be cut anywhere and go on bit for bit.
/// Not thread-safe. Shares ownership of network and dataset.
class Trainer {
 public:
  /// @throws Error kInvalidArgument for an option out of range, or where network and dataset differ in classes,
  ///         kOutOfMemory where a step would not fit into the memory of the machine
  Trainer(std::shared_ptr<Network> network, std::shared_ptr<const Dataset> dataset, TrainerOptions options);

  /// Trains on until a limit, the end of an epoch or the end of the run. Leaves the network in training mode.
  ///
  /// @param records the steps made are appended, also where the loss turned out not to be finite
  /// @throws Error kDiverged after a step whose loss is NaN or infinite; the weights are then of no use
  Stop run(const RunLimits& limits, std::vector<StepRecord>* records);

  const Network& network() const { return *network_; }
  const Dataset& dataset() const { return *dataset_; }
  const TrainerOptions& options() const { return options_; }
  const Sgd& optimizer() const { return optimizer_; }

  int64_t steps_done() const { return steps_done_; }
  int64_t steps_per_epoch() const { return steps_per_epoch_; }
  int64_t total_steps() const { return steps_per_epoch_ * options_.schedule.epochs; }

  /// Goes to the state after `steps_done` steps, with these momentum buffers; the network is not touched.
  /// @param momentum one tensor per parameter in the optimizer's order, undefined where none exists yet
  void restore(int64_t steps_done, const std::vector<torch::Tensor>& momentum);

 private:
  struct Measured {
    StepRecord record;
    torch::Tensor loss;       ///< [] on the network's device
    torch::Tensor grad_norm;  ///< [] on the network's device
  };

  Measured step();
  Measured update(const Batch& batch);
  torch::Tensor forward(const torch::Tensor& images);
  /// Reads what the steps measured from the device in one copy. @throws Error kDiverged
  static void collect(const std::vector<Measured>& measured, std::vector<StepRecord>* records);

  std::shared_ptr<Network> network_;
  std::shared_ptr<const Dataset> dataset_;
  TrainerOptions options_;
  Sgd optimizer_;
  int64_t steps_per_epoch_;
  int64_t steps_done_ = 0;
  std::unique_ptr<BatchPipeline> pipeline_;  ///< stands at steps_done_; none before the first step
};

}  // namespace reslab
