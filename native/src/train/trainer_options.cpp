// SPDX-License-Identifier: Apache-2.0
#include "train/trainer_options.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "runtime/error.hpp"
#include "runtime/number_text.hpp"

namespace reslab {
namespace {

/// Epoch numbers are 32-bit words of the random counters; this is far below their limit.
constexpr int64_t kMaxEpochs = 1'000'000;

constexpr double kLargestFloat = std::numeric_limits<float>::max();

bool finite_at_least_zero(double value) { return std::isfinite(value) && value >= 0; }

/// Parameters are float32, and so is what they are multiplied by.
bool float_at_least_zero(double value) { return value >= 0 && value <= kLargestFloat; }

void validate_schedule(const ScheduleOptions& schedule) {
  require_valid(float_at_least_zero(schedule.lr), "lr", schedule.lr, "0 to 3.4e38, the largest float32");
  require_valid(schedule.epochs >= 1 && schedule.epochs <= kMaxEpochs, "epochs", schedule.epochs, "1 to 1000000");
  require_valid(finite_at_least_zero(schedule.gamma), "gamma", schedule.gamma, "a finite value, 0 or more");
  require_valid(finite_at_least_zero(schedule.warmup_epochs), "warmup_epochs", schedule.warmup_epochs,
                "a finite value, 0 or more");
  int64_t previous = 0;
  for (const int64_t milestone : schedule.milestones) {
    require_valid(milestone >= 0, "a milestone", milestone, "an epoch counted from 0");
    if (milestone < previous) {
      fail(ErrorKind::kInvalidArgument, "milestone ", milestone, " comes after ", previous,
           ", expected ascending epochs");
    }
    previous = milestone;
  }
  const double last = schedule.lr * std::pow(schedule.gamma, static_cast<double>(schedule.milestones.size()));
  require_valid(float_at_least_zero(last), "lr after the last milestone", last, "0 to 3.4e38; use a smaller gamma");
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

/// Files written when there was one augmentation say whether it was on.
std::string augmentation_text(const Augmentation& augmentation) {
  if (augmentation.none() || augmentation == Augmentation::standard()) return flag(!augmentation.none());
  return augmentation.text();
}

}  // namespace

void validate(const TrainerOptions& options) {
  validate_schedule(options.schedule);
  require_valid(options.batch >= 1, "batch", options.batch, "at least 1");
  require_valid(options.label_smoothing >= 0 && options.label_smoothing < 1, "label_smoothing", options.label_smoothing,
                "a value in [0, 1)");
  row_of(options.optimizer.kind).validate(options.optimizer);
}

OptionTexts describe(const TrainerOptions& options) {
  std::string milestones;
  for (const int64_t milestone : options.schedule.milestones) {
    milestones += (milestones.empty() ? "" : ",") + std::to_string(milestone);
  }
  const OptimizerRow& optimizer = row_of(options.optimizer.kind);
  OptionTexts texts = {
      {"optimizer", std::string(optimizer.name)},
      {"schedule", name_of(options.schedule.kind)},
      {"lr", number_text(options.schedule.lr)},
      {"epochs", std::to_string(options.schedule.epochs)},
      {"milestones", milestones},
      {"gamma", number_text(options.schedule.gamma)},
      {"warmup_epochs", number_text(options.schedule.warmup_epochs)},
      {"batch", std::to_string(options.batch)},
      {"label_smoothing", number_text(options.label_smoothing)},
      {"shuffle", flag(options.shuffle)},
      {"augment", augmentation_text(options.augmentation)},
      {"seed", std::to_string(options.seed)},
      {"memory_format", options.memory_format == c10::MemoryFormat::Contiguous ? "contiguous" : "channels_last"},
      {"deterministic", flag(options.deterministic)},
  };
  for (auto& text : optimizer.describe(options.optimizer)) texts.push_back(std::move(text));
  // Absent where there are none, as in files written before there were groups.
  if (!options.groups.frozen.empty()) texts.emplace_back("freeze", options.groups.freeze_text());
  if (!options.groups.lr_factors.empty()) texts.emplace_back("lr_scale", options.groups.lr_scale_text());
  return texts;
}

}  // namespace reslab
