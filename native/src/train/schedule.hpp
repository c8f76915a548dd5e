// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace reslab {

/// Learning-rate schedules; the numbers are the RL_SCHEDULE_* of the C ABI.
enum class Schedule : int32_t { kConstant = 0, kMultiStep = 1, kCosine = 2 };

struct ScheduleOptions {
  Schedule kind = Schedule::kMultiStep;
  double lr = 0.1;     ///< the initial rate
  int64_t epochs = 5;  ///< the length of the schedule
  double gamma = 0.1;  ///< multi-step: factor at a milestone
  double warmup_epochs = 0;
  std::vector<int64_t> milestones;  ///< multi-step: ascending epochs counted from 0; one listed twice counts twice
};

/// The learning rate of update `step`, counted from 0.
///
/// Multi-step multiplies by gamma^multiplicity at each milestone passed, one after the other, which gives PyTorch's
/// rounding. Cosine is lr * (1 + cos(pi * t / epochs)) / 2 with t = step / steps_per_epoch. Warm-up
/// multiplies either by min(1, (step + 1) / (warmup_epochs * steps_per_epoch)).
double learning_rate(const ScheduleOptions& options, int64_t step, int64_t steps_per_epoch);

}  // namespace reslab
