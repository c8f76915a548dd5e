// SPDX-License-Identifier: Apache-2.0
#include "bench/step_profile.hpp"

#include <ATen/record_function.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "runtime/error.hpp"
#include "runtime/stopwatch.hpp"

namespace reslab {
namespace {

using Clock = std::chrono::steady_clock;

double between(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double>(end - start).count();
}

/// Sums the time of operations by name and phase, each without that of the operations inside it.
///
/// The time of the bookkeeping is subtracted from the enclosing operation, so that no operation includes it.
class OperationTimes {
 public:
  struct Sum {
    double seconds = 0;
    int64_t calls = 0;
  };
  using Sums = std::map<std::pair<std::string, StepPhase>, Sum>;

  void begin(const char* name) {
    const Clock::time_point entered = Clock::now();
    open_.push_back({name, current_phase, entered, {}, 0});
    open_.back().started = Clock::now();
  }

  void end() {
    const Clock::time_point ended = Clock::now();
    const Open operation = std::move(open_.back());
    open_.pop_back();
    Sum& sum = sums_[{operation.name, operation.phase}];
    sum.seconds += between(operation.started, ended) - operation.inner;
    ++sum.calls;
    if (!open_.empty()) open_.back().inner += between(operation.entered, Clock::now());
  }

  const Sums& sums() const { return sums_; }

 private:
  struct Open {
    std::string name;
    StepPhase phase;
    Clock::time_point entered;  ///< before the bookkeeping
    Clock::time_point started;  ///< after it
    double inner;               ///< seconds of operations inside
  };

  std::vector<Open> open_;
  Sums sums_;
};

/// The target of the callbacks of this thread, which are plain functions.
thread_local OperationTimes* listening = nullptr;

/// Registers callbacks with LibTorch that record the operations of the calling thread in `times`.
class Listening {
 public:
  explicit Listening(OperationTimes& times) {
    listening = &times;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(&start, &end)
                                             .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
  }
  ~Listening() {
    at::removeCallback(handle_);
    listening = nullptr;
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  static std::unique_ptr<at::ObserverContext> start(const at::RecordFunction& operation) {
    listening->begin(operation.name());
    return nullptr;
  }
  static void end(const at::RecordFunction&, at::ObserverContext*) { listening->end(); }

  at::CallbackHandle handle_;
};

void check(const Trainer& trainer, int64_t steps) {
  if (!trainer.network().device().is_cpu()) {
    fail(ErrorKind::kUnsupported, "steps on ", trainer.network().device().str(),
         " cannot be profiled: operations there run after the calls that issue them; use device cpu");
  }
  const int64_t left = trainer.total_steps() - trainer.steps_done();
  if (steps < 1 || steps > left) {
    fail(ErrorKind::kInvalidArgument, "steps is ", steps, ", expected 1 to the ", left, " that are left of the run");
  }
}

}  // namespace

StepProfile profile_steps(Trainer& trainer, int64_t steps) {
  check(trainer, steps);
  OperationTimes times;
  std::vector<StepRecord> records;
  StepProfile profile;
  {
    const Listening listening_here(times);
    const Stopwatch watch;
    while (static_cast<int64_t>(records.size()) < steps) {
      trainer.run({.max_steps = steps - static_cast<int64_t>(records.size()), .max_millis = 0, .cancel = nullptr},
                  &records);
    }
    profile.step_seconds = watch.seconds() / static_cast<double>(steps);
  }

  const auto count = static_cast<double>(steps);
  StepPart wait{"waiting for the batch", 0, 1, StepPhase::kOther, PartKind::kWait};
  for (const StepRecord& record : records) wait.seconds += record.wait_seconds / count;
  std::vector<StepPart> operations;
  double accounted = wait.seconds;
  for (const auto& [key, sum] : times.sums()) {
    operations.push_back({key.first, sum.seconds / count, static_cast<double>(sum.calls) / count, key.second});
    accounted += operations.back().seconds;
  }
  std::stable_sort(operations.begin(), operations.end(),
                   [](const StepPart& a, const StepPart& b) { return a.seconds > b.seconds; });
  profile.parts = {wait, {"the rest", profile.step_seconds - accounted, 0, StepPhase::kOther, PartKind::kRest}};
  profile.parts.insert(profile.parts.end(), operations.begin(), operations.end());
  return profile;
}

}  // namespace reslab
