// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/step_phase.hpp"
#include "train/trainer.hpp"

namespace reslab {

/// The kinds of StepPart; the numbers are the RL_PART_* of the C ABI.
enum class PartKind : int32_t { kOperation = 0, kWait = 1, kRest = 2 };

/// One operation in one phase of a training step, or a row for time outside operations; see rl_step_part.
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

/// Executes `steps` training steps and measures every operation that LibTorch records on the calling thread.
///
/// Autograd runs the backward pass of a CPU network on the thread that requested it, so that no operation is missed.
/// @throws Error kInvalidArgument for fewer than 1 step or more than are left, kUnsupported off the CPU, and everything
///         that Trainer::run throws
StepProfile profile_steps(Trainer& trainer, int64_t steps);

}  // namespace reslab
