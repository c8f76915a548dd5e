// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "data/batch_assembler.hpp"
#include "data/batch_pipeline.hpp"
#include "data/dataset.hpp"
#include "data/device_batch.hpp"

namespace reslab {

/// A data set in the memory of a device, with everything that assembling the batches of a plan there needs.
class ResidentDataset {
 public:
  /// @throws Error kInternal for an augmentation that needs the bytes on the host
  ResidentDataset(const Dataset& dataset, const BatchPlan& plan, c10::Device device);

  /// Bytes of device memory that one takes.
  static double bytes(const Dataset& dataset, const BatchPlan& plan);

  /// Copies the order of an epoch, and the transforms of its images, to the device.
  void begin_epoch(int64_t epoch);

  /// Memory for a batch of `count` images, values undefined, and the job that fills it.
  /// @param position int64 [1] on the device: the batch's number in its epoch when the job runs
  std::pair<Batch, BatchJob> job(const torch::Tensor& position, int64_t count) const;

 private:
  const ImageShape shape_;
  const BatchPlan plan_;
  torch::Tensor pixels_;      ///< uint8 or float32 [images, values], interleaved
  torch::Tensor table_;       ///< float32 [channels, 256]
  torch::Tensor labels_;      ///< int64 [images]
  torch::Tensor order_;       ///< int32 [images]
  torch::Tensor transforms_;  ///< int32 [images, numbers of a Transform]; undefined without augmentation
  std::vector<int32_t> host_order_;
  std::vector<Transform> host_transforms_;
};

}  // namespace reslab
