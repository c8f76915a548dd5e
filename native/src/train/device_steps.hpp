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
/// A step reads all that changes from one to the next from the device's memory: the epoch's order of images, its
/// learning rates, the position in it; and leaves loss and gradient norm there. So a step once recorded serves for all
/// of its batch size, and the host waits for the device only where steps are collected. After `kWarmUpSteps` steps of a
/// size, made one operation after the other, which also lets the libraries choose their algorithms, the next is
/// recorded.
///
/// The data set lies on the device, where a kernel assembles the batches; or it is streamed: assembled on the host by a
/// BatchPipeline while the step before runs, and copied in turn with the steps.
class DeviceSteps final : public Steps {
 public:
  static constexpr int64_t kWarmUpSteps = 3;

  /// @param resident whether the data set is put on the device
  DeviceSteps(const StepContext& context, std::shared_ptr<const Dataset> dataset, std::unique_ptr<DeviceLane> lane,
              bool resident);
  ~DeviceSteps() override;

  void make(int64_t number) override;
  void collect(std::vector<StepRecord>* records) override;
  int64_t interval() const override { return kInterval; }
  StepsDescription describe() const override;

 private:
  /// Steps until the host looks at what they measured: a bad loss, a limit or a cancel takes effect so late at the
  /// most.
  static constexpr int64_t kInterval = 50;

  /// Steps of one batch size.
  struct OfSize {
    int64_t eager = 0;                     ///< made one operation after the other so far
    std::unique_ptr<Recording> recording;  ///< null until recorded
  };

  void begin_epoch(int64_t epoch);
  void place(int64_t number);
  void forget_recordings();
  /// @return seconds that it waited for the host to have assembled the batch
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
  bool copying_ = false;                     ///< a copy from the pipeline's memory may not be done yet

  torch::Tensor rates_;     ///< float32 [steps of an epoch]: learning rates of the epoch under way
  torch::Tensor position_;  ///< int64 [1]: of the next step in its epoch
  torch::Tensor measured_;  ///< float32 [steps of an epoch, 2]: loss and gradient norm

  int64_t next_ = -1;  ///< the step that the device's memory stands at; -1 for none
  std::map<int64_t, OfSize> of_size_;
  std::vector<const void*> recorded_addresses_;  ///< of parameters, buffers and the optimizer's state in the recordings
  std::string notice_;                           ///< why nothing is recorded, where it should be
  std::vector<StepRecord> issued_;
  Stopwatch since_;  ///< the first of them
};

}  // namespace reslab
