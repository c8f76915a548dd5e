// SPDX-License-Identifier: Apache-2.0
#include "train/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "runtime/error.hpp"

namespace reslab {
namespace {

double multistep(const ScheduleOptions& options, int64_t epoch) {
  double lr = options.lr;
  const auto& milestones = options.milestones;
  for (auto it = milestones.begin(); it != milestones.end() && *it <= epoch;) {
    const auto next = std::upper_bound(it, milestones.end(), *it);
    lr *= std::pow(options.gamma, static_cast<double>(next - it));
    it = next;
  }
  return lr;
}

double scheduled(const ScheduleOptions& options, int64_t step, int64_t steps_per_epoch) {
  switch (options.kind) {
    case Schedule::kConstant:
      return options.lr;
    case Schedule::kMultiStep:
      return multistep(options, step / steps_per_epoch);
    case Schedule::kCosine: {
      const double epochs_done = static_cast<double>(step) / static_cast<double>(steps_per_epoch);
      return options.lr * (1 + std::cos(std::numbers::pi * epochs_done / static_cast<double>(options.epochs))) / 2;
    }
  }
  fail(ErrorKind::kInternal, "unknown schedule ", static_cast<int32_t>(options.kind));
}

}  // namespace

double learning_rate(const ScheduleOptions& options, int64_t step, int64_t steps_per_epoch) {
  const double lr = scheduled(options, step, steps_per_epoch);
  const double warmup_steps = options.warmup_epochs * static_cast<double>(steps_per_epoch);
  const double done = static_cast<double>(step + 1);
  return done < warmup_steps ? lr * (done / warmup_steps) : lr;
}

}  // namespace reslab
