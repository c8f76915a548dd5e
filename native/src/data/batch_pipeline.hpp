// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "data/batch_assembler.hpp"
#include "data/dataset.hpp"

namespace reslab {

/// Images and labels of one step.
struct Batch {
  torch::Tensor images;  ///< float32 [N, C, H, W], channels-last
  torch::Tensor labels;  ///< int64 [N]
};

/// Memory for `size` images of `shape` and labels, their values undefined.
/// @param pinned page-locked host memory, which a CUDA device reads directly
Batch make_batch(int64_t size, const ImageShape& shape, c10::Device device = c10::kCPU, bool pinned = false);

/// Writes images [first, first + count) as they are, normalised but not augmented, to the beginning of `memory`.
/// @return views of `memory`
Batch assemble_range(const Dataset& dataset, int64_t first, int64_t count, Batch& memory);

/// Assembles the batches of a run on a separate thread, one ahead of the consumer.
///
/// Every batch is a function of the plan and its number alone: not of the thread count, and not of where the pipeline
/// started. The worker calls no LibTorch operation and so competes for no OpenMP pool.
class BatchPipeline {
 public:
  /// @param first_step 0-based number over the whole run of the first batch to deliver
  /// @param pinned whether to keep the batches in page-locked memory, which a CUDA device reads directly
  BatchPipeline(const std::shared_ptr<const Dataset>& dataset, BatchPlan plan, int64_t first_step, bool pinned = false);
  ~BatchPipeline();
  BatchPipeline(const BatchPipeline&) = delete;
  BatchPipeline& operator=(const BatchPipeline&) = delete;

  /// The next batch. Its tensors are valid until the next call, which reuses their memory.
  /// @throws Error kInternal after the last batch of the last epoch; also any exception that stopped the worker
  Batch next();

 private:
  struct Slot {
    Batch memory;
    float* images = nullptr;    ///< the memory of `memory`
    int64_t* labels = nullptr;  ///< likewise
    int64_t count = 0;          ///< images in it
  };

  void produce();

  BatchAssembler assembler_;  ///< the worker's own
  const int64_t first_step_;
  const int64_t total_steps_;

  std::array<Slot, 2> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t produced_ = 0;  ///< batches written to their slots
  int64_t consumed_ = 0;  ///< batches handed out
  bool stop_ = false;
  std::exception_ptr failure_;
  std::thread worker_;
};

}  // namespace reslab
