// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/step_phase.hpp"
#include "train/trainer.hpp"

namespace reslab {

/// What a StepPart is; the numbers are the RL_PART_* of the C ABI.
enum class PartKind : int32_t { kOperation = 0, kWait = 1, kRest = 2 };

/// One operation in one phase of a training step, or a row for what is none; see rl_step_part.
struct StepPart {
  std::string name;
  double seconds = 0;  ///< a step, without those of operations that it calls
  double calls = 0;    ///< a step
  StepPhase phase = StepPhase::kOther;
  PartKind kind = PartKind::kOperation;
};

struct StepProfile {
  double step_seconds = 0;      ///< wall time of a step; the parts add up to it
  std::vector<StepPart> parts;  ///< waiting, the rest, then the operations, the longest first
};

/// Makes `steps` training steps and takes the time of every operation that LibTorch records on the calling thread.
///
/// Autograd runs the backward pass of a CPU network on the thread that asked for it, so nothing escapes.
/// @throws Error kInvalidArgument for fewer than 1 step or more than are left, kUnsupported off the CPU, and whatever
///         Trainer::run throws
StepProfile profile_steps(Trainer& trainer, int64_t steps);

}  // namespace reslab
