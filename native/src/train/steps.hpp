// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reslab {

/// What one step measured; see rl_step.
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

/// How steps are made; see rl_trainer_info.
struct StepsDescription {
  bool recorded = false;
  bool resident = false;
  std::string notice;
};

/// Makes the steps of a run, one after the other. Not thread-safe.
///
/// Where a call throws, the object is of no more use: make another, which can begin at any step.
class Steps {
 public:
  virtual ~Steps() = default;

  /// Makes step `number`, 0-based over the run, or issues it. Numbers ascend by one from the first.
  virtual void make(int64_t number) = 0;

  /// Waits for what was issued and appends what the steps made since the last call measured. They are of one epoch.
  virtual void collect(std::vector<StepRecord>* records) = 0;

  /// The most steps to make before they are collected.
  virtual int64_t interval() const = 0;

  virtual StepsDescription describe() const = 0;
};

}  // namespace reslab
