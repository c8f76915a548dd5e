// SPDX-License-Identifier: Apache-2.0
#include "train/trainer_options.hpp"

#include <charconv>
#include <cmath>

#include "runtime/error.hpp"

namespace reslab {
namespace {

/// Epoch numbers are 32-bit words of the random counters; far below that, a run never ends anyway.
constexpr int64_t kMaxEpochs = 1'000'000;

template <typename T>
void require(bool holds, const char* field, T value, const char* expected) {
  if (!holds) fail(ErrorKind::kInvalidArgument, field, " is ", value, ", expected ", expected);
}

bool finite_at_least_zero(double value) { return std::isfinite(value) && value >= 0; }

void validate_schedule(const ScheduleOptions& schedule) {
  require(finite_at_least_zero(schedule.lr), "lr", schedule.lr, "a finite value, 0 or more");
  require(schedule.epochs >= 1 && schedule.epochs <= kMaxEpochs, "epochs", schedule.epochs, "1 to 1000000");
  require(finite_at_least_zero(schedule.gamma), "gamma", schedule.gamma, "a finite value, 0 or more");
  require(finite_at_least_zero(schedule.warmup_epochs), "warmup_epochs", schedule.warmup_epochs,
          "a finite value, 0 or more");
  int64_t previous = 0;
  for (const int64_t milestone : schedule.milestones) {
    require(milestone >= 0, "a milestone", milestone, "an epoch counted from 0");
    if (milestone < previous) {
      fail(ErrorKind::kInvalidArgument, "milestone ", milestone, " comes after ", previous,
           ", expected ascending epochs");
    }
    previous = milestone;
  }
}

/// The shortest text that reads back as the same number.
std::string exact(double value) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof(buffer), value);
  return {buffer, result.ptr};
}

std::string flag(bool value) { return value ? "true" : "false"; }

std::string name_of(Schedule schedule) {
  switch (schedule) {
    case Schedule::kConstant:
      return "constant";
    case Schedule::kMultiStep:
      return "multistep";
    case Schedule::kCosine:
      return "cosine";
  }
  fail(ErrorKind::kInternal, "unknown schedule ", static_cast<int32_t>(schedule));
}

}  // namespace

void validate(const TrainerOptions& options) {
  validate_schedule(options.schedule);
  require(options.batch >= 1, "batch", options.batch, "at least 1");
  require(options.momentum >= 0 && options.momentum < 1, "momentum", options.momentum, "a value in [0, 1)");
  require(finite_at_least_zero(options.weight_decay), "weight_decay", options.weight_decay,
          "a finite value, 0 or more");
  require(options.label_smoothing >= 0 && options.label_smoothing < 1, "label_smoothing", options.label_smoothing,
          "a value in [0, 1)");
  if (options.nesterov) require(options.momentum > 0, "momentum", options.momentum, "more than 0 with nesterov");
}

std::vector<std::pair<std::string, std::string>> describe(const TrainerOptions& options) {
  std::string milestones;
  for (const int64_t milestone : options.schedule.milestones) {
    milestones += (milestones.empty() ? "" : ",") + std::to_string(milestone);
  }
  return {
      {"schedule", name_of(options.schedule.kind)},
      {"lr", exact(options.schedule.lr)},
      {"epochs", std::to_string(options.schedule.epochs)},
      {"milestones", milestones},
      {"gamma", exact(options.schedule.gamma)},
      {"warmup_epochs", exact(options.schedule.warmup_epochs)},
      {"batch", std::to_string(options.batch)},
      {"momentum", exact(options.momentum)},
      {"weight_decay", exact(options.weight_decay)},
      {"nesterov", flag(options.nesterov)},
      {"label_smoothing", exact(options.label_smoothing)},
      {"shuffle", flag(options.shuffle)},
      {"augment", flag(options.augment)},
      {"seed", std::to_string(options.seed)},
      {"memory_format", options.memory_format == c10::MemoryFormat::Contiguous ? "contiguous" : "channels_last"},
      {"deterministic", flag(options.deterministic)},
  };
}

}  // namespace reslab
