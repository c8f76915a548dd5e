// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "data/batch_assembler.hpp"
#include "data/batch_pipeline.hpp"
#include "data/dataset.hpp"
#include "data/device_batch.hpp"

namespace reslab {

/// A data set in the memory of a device, with everything that assembling the batches of a plan there needs.
class ResidentDataset {
 public:
  ResidentDataset(const Dataset& dataset, const BatchPlan& plan, c10::Device device);

  /// Bytes of device memory that one takes.
  static double bytes(const Dataset& dataset);

  /// Copies the order of an epoch to the device.
  void begin_epoch(int64_t epoch);

  /// Memory for a batch of `count` images, values undefined, and the job that fills it.
  /// @param position int64 [1] on the device: the batch's number in its epoch when the job runs
  std::pair<Batch, BatchJob> job(const torch::Tensor& position, int64_t count) const;

 private:
  const BatchPlan plan_;
  torch::Tensor pixels_;  ///< uint8 or float32 [images, 3072], interleaved
  torch::Tensor table_;   ///< float32 [3, 256]
  torch::Tensor labels_;  ///< int64 [images]
  torch::Tensor order_;   ///< int32 [images]
  torch::Tensor epoch_;   ///< int64 [1]
  std::vector<int32_t> host_order_;
};

}  // namespace reslab
