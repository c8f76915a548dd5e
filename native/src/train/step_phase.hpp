// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace reslab {

/// Phases of a training step, for profiles; the numbers are the RL_PHASE_* of the C ABI.
enum class StepPhase : int32_t { kForward = 0, kBackward = 1, kOptimizer = 2, kOther = 3 };

/// The phase that the calling thread is in.
inline thread_local StepPhase current_phase = StepPhase::kOther;

/// Sets the calling thread's phase until the end of the scope, also where that is left by an exception.
class PhaseScope {
 public:
  explicit PhaseScope(StepPhase phase) { enter(phase); }
  ~PhaseScope() { enter(StepPhase::kOther); }
  PhaseScope(const PhaseScope&) = delete;
  PhaseScope& operator=(const PhaseScope&) = delete;

  void enter(StepPhase phase) { current_phase = phase; }
};

}  // namespace reslab
