// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reslab {

/// The measurements of one step; see rl_step.
struct StepRecord {
  int64_t step = 0;         ///< 1-based over the whole run
  int64_t epoch = 0;        ///< 1-based
  int64_t images = 0;       ///< in this batch
  double loss = 0;          ///< mean cross-entropy of the batch, before the update
  double grad_norm = 0;     ///< L2 over all gradients that exist, before the update, without weight decay
  double lr = 0;            ///< of this update
  double seconds = 0;       ///< wall time of the step, waiting included
  double wait_seconds = 0;  ///< of which it waited for its batch
};

/// The way in which steps are executed; see rl_trainer_info.
struct StepsDescription {
  bool recorded = false;
  bool resident = false;
  std::string notice;
};

/// Executes the steps of a run, one after the other. Not thread-safe.
///
/// After a call has thrown, the object must not be used any more. Another one can begin at any step.
class Steps {
 public:
  virtual ~Steps() = default;

  /// Executes step `number`, 0-based over the run, or issues it. Numbers ascend by one from the first call.
  virtual void make(int64_t number) = 0;

  /// Waits for the steps that were issued, and appends the measurements of those since the last call. They belong to
  /// one epoch.
  virtual void collect(std::vector<StepRecord>* records) = 0;

  /// The largest number of steps between two calls of collect.
  virtual int64_t interval() const = 0;

  virtual StepsDescription describe() const = 0;
};

}  // namespace reslab
