// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "data/augmentation.hpp"
#include "data/dataset.hpp"

namespace reslab {

/// What to assemble; see rl_dataset_assemble.
struct AssemblyOptions {
  int64_t batch = 0;    ///< at least 1
  int64_t batches = 0;  ///< at least 1
  bool shuffle = false;
  Augmentation augmentation{};
  uint64_t seed = 0;
};

struct AssemblyTime {
  int64_t images = 0;
  double seconds = 0;
};

/// Assembles batches on the calling thread, one after another, after an untimed one.
/// @throws Error kInvalidArgument for a number below 1, kOutOfMemory where a batch would not fit
AssemblyTime time_assembly(const std::shared_ptr<const Dataset>& dataset, const AssemblyOptions& options);

}  // namespace reslab
