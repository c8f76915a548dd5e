// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/MemoryFormat.h>

#include <cstdint>

#include "data/batch_assembler.hpp"
#include "train/optimizer.hpp"
#include "train/parameter_groups.hpp"
#include "train/schedule.hpp"

namespace reslab {

/// Whether steps are recorded where they can be; the numbers are the RL_STEPS_* of the C ABI.
enum class StepMode : int32_t { kAuto = 0, kEager = 1 };

/// Where the data set is kept while a CUDA device trains; the numbers are the RL_DATA_* of the C ABI.
enum class DataPlacement : int32_t { kAuto = 0, kResident = 1, kStreamed = 2 };

/// The options of a training run; see rl_trainer_options.
struct TrainerOptions {
  OptimizerOptions optimizer;
  ParameterGroups groups;
  ScheduleOptions schedule;
  int64_t batch = 128;
  double label_smoothing = 0;
  bool shuffle = true;
  Augmentation augmentation = Augmentation::standard();
  uint64_t seed = 0;
  c10::MemoryFormat memory_format = c10::MemoryFormat::ChannelsLast;
  bool deterministic = false;
  StepMode steps = StepMode::kAuto;
  DataPlacement data = DataPlacement::kAuto;

  /// The batches that these options define.
  BatchPlan plan() const { return {batch, schedule.epochs, shuffle, augmentation, seed}; }
};

/// @throws Error kInvalidArgument naming the field, its value and the values allowed
void validate(const TrainerOptions& options);

/// The options that influence results: a saved trainer must agree in all of them.
OptionTexts describe(const TrainerOptions& options);

}  // namespace reslab
