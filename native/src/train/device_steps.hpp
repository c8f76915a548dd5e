// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "data/batch_pipeline.hpp"
#include "data/resident_dataset.hpp"
#include "runtime/stopwatch.hpp"
#include "train/device_lane.hpp"
#include "train/step_math.hpp"
#include "train/steps.hpp"

namespace reslab {

/// Steps on a device that works ahead of the host.
///
/// A step reads everything that changes between steps from the device's memory: the order of images in the epoch, the
/// learning rates, and the position in the epoch. It writes loss and gradient norm there. One recorded step therefore
/// serves all steps of its batch size, and the host waits for the device only where steps are collected. The first
/// `kWarmUpSteps` steps of a size are executed one operation at a time, which also lets the libraries choose their
/// algorithms; the next one is recorded.
///
/// The data set is resident on the device, where a kernel assembles the batches, or streamed: a BatchPipeline assembles
/// the batches on the host while the step before runs, and each is copied before its step.
class DeviceSteps final : public Steps {
 public:
  static constexpr int64_t kWarmUpSteps = 3;

  /// @param resident whether to keep the data set on the device
  DeviceSteps(const StepContext& context, std::shared_ptr<const Dataset> dataset, std::unique_ptr<DeviceLane> lane,
              bool resident);
  ~DeviceSteps() override;

  void make(int64_t number) override;
  void collect(std::vector<StepRecord>* records) override;
  int64_t interval() const override { return kInterval; }
  StepsDescription describe() const override;

 private:
  /// The largest number of steps between two reads of their measurements, and so the longest delay until a bad loss, a
  /// limit or a cancellation takes effect.
  static constexpr int64_t kInterval = 50;

  /// Steps of one batch size.
  struct OfSize {
    int64_t eager = 0;                     ///< steps executed one operation at a time so far
    std::unique_ptr<Recording> recording;  ///< null until recorded
  };

  void begin_epoch(int64_t epoch);
  void place(int64_t number);
  void forget_recordings();
  /// @return seconds spent waiting for the host to assemble the batch
  double load_batch(int64_t number);
  void run(OfSize& of_size, int64_t count);
  void issue(int64_t count);
  Batch batch_of(int64_t count);
  std::vector<const void*> addresses() const;

  const StepContext context_;
  const std::shared_ptr<const Dataset> dataset_;
  const std::unique_ptr<DeviceLane> lane_;
  const int64_t per_epoch_;
  std::unique_ptr<ResidentDataset> resident_;  ///< null where the data set is streamed

  std::unique_ptr<BatchPipeline> pipeline_;  ///< streamed: on the host
  Batch streamed_;                           ///< streamed: on the device
  bool copying_ = false;                     ///< a copy from the pipeline's memory may still be running

  torch::Tensor rates_;     ///< float32 [steps of an epoch]: learning rates of the current epoch
  torch::Tensor position_;  ///< int64 [1]: of the next step in its epoch
  torch::Tensor measured_;  ///< float32 [steps of an epoch, 2]: loss and gradient norm

  int64_t next_ = -1;  ///< the step that the device's memory is prepared for; -1 for none
  std::map<int64_t, OfSize> of_size_;
  std::vector<const void*> recorded_addresses_;  ///< of parameters, buffers and the optimizer's state in the recordings
  std::string notice_;                           ///< why steps are not recorded although they should be; else empty
  std::vector<StepRecord> issued_;
  Stopwatch since_;  ///< since the first of them was issued
};

}  // namespace reslab
