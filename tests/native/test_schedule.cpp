// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "catch.hpp"
#include "support.hpp"
#include "train/schedule.hpp"
#include "train/trainer_options.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

std::vector<double> per_epoch(const ScheduleOptions& options, int64_t steps_per_epoch) {
  std::vector<double> rates;
  for (int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    rates.push_back(learning_rate(options, epoch * steps_per_epoch, steps_per_epoch));
    // Constant within the epoch.
    REQUIRE(learning_rate(options, (epoch + 1) * steps_per_epoch - 1, steps_per_epoch) == rates.back());
  }
  return rates;
}

}  // namespace

TEST_CASE("Multi-step rates have PyTorch's very bits", "[schedule]") {
  // Made with torch.optim.lr_scheduler.MultiStepLR, PyTorch 2.13.
  ScheduleOptions options{.kind = Schedule::kMultiStep, .lr = 0.1, .epochs = 5, .gamma = 0.1, .milestones = {3, 4}};
  REQUIRE(per_epoch(options, 7) == std::vector<double>{0.1, 0.1, 0.1, 0.010000000000000002, 0.0010000000000000002});
  options.epochs = 1;
  options.milestones = {0, 0};
  REQUIRE(per_epoch(options, 7) == std::vector<double>{0.0010000000000000002});
  options.epochs = 6;
  options.gamma = 0.2;
  options.milestones = {0, 2, 2, 4};
  REQUIRE(per_epoch(options, 3) == std::vector<double>{0.020000000000000004, 0.020000000000000004,
                                                       0.0008000000000000004, 0.0008000000000000004,
                                                       0.0001600000000000001, 0.0001600000000000001});
}

TEST_CASE("The cosine falls step by step", "[schedule]") {
  const ScheduleOptions options{.kind = Schedule::kCosine, .lr = 0.2, .epochs = 4, .milestones = {}};
  REQUIRE(learning_rate(options, 0, 10) == 0.2);
  REQUIRE(learning_rate(options, 20, 10) == Catch::Approx(0.1));
  REQUIRE(learning_rate(options, 39, 10) == Catch::Approx(0.1 * (1 + std::cos(std::numbers::pi * 39 / 40))));
  REQUIRE(learning_rate(options, 39, 10) > 0);
}

TEST_CASE("Warm-up rises linearly on top of the schedule", "[schedule]") {
  ScheduleOptions options{.kind = Schedule::kConstant, .lr = 0.1, .epochs = 5, .warmup_epochs = 0.5, .milestones = {}};
  REQUIRE(learning_rate(options, 0, 8) == Catch::Approx(0.025));
  REQUIRE(learning_rate(options, 2, 8) == Catch::Approx(0.075));
  REQUIRE(learning_rate(options, 3, 8) == 0.1);
  REQUIRE(learning_rate(options, 4, 8) == 0.1);
  options.kind = Schedule::kMultiStep;
  options.milestones = {1};
  options.gamma = 0.5;
  options.warmup_epochs = 2;
  REQUIRE(learning_rate(options, 8, 8) == Catch::Approx(0.05 * 9 / 16));
}

TEST_CASE("Options out of range are refused by name", "[schedule]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const auto refused = [](const std::string& message, auto change) {
    TrainerOptions options;
    options.schedule.milestones = {3, 4};
    validate(options);
    change(options);
    require_error(ErrorKind::kInvalidArgument, {message, "expected"}, [&] { validate(options); });
  };
  refused("batch is 0", [](auto& o) { o.batch = 0; });
  refused("batch is -3", [](auto& o) { o.batch = -3; });
  refused("epochs is 0", [](auto& o) { o.schedule.epochs = 0; });
  refused("epochs is 1000001", [](auto& o) { o.schedule.epochs = 1000001; });
  refused("lr is -0.1", [](auto& o) { o.schedule.lr = -0.1; });
  refused("lr is nan", [&](auto& o) { o.schedule.lr = nan; });
  refused("lr is inf", [&](auto& o) { o.schedule.lr = infinite; });
  refused("gamma is -1", [](auto& o) { o.schedule.gamma = -1; });
  refused("warmup_epochs is -1", [](auto& o) { o.schedule.warmup_epochs = -1; });
  refused("milestone is -1", [](auto& o) { o.schedule.milestones = {-1}; });
  refused("milestone 2 comes after 3", [](auto& o) { o.schedule.milestones = {3, 2}; });
  refused("momentum is 1", [](auto& o) { o.optimizer.momentum = 1; });
  refused("momentum is nan", [&](auto& o) { o.optimizer.momentum = nan; });
  refused("momentum is 0", [](auto& o) { o.optimizer.momentum = 0, o.optimizer.nesterov = true; });
  refused("weight_decay is -1", [](auto& o) { o.optimizer.weight_decay = -1; });
  refused("weight_decay is 1e+39, expected 0 to 3.4e38", [](auto& o) { o.optimizer.weight_decay = 1e39; });
  refused("lr is 1e+39, expected 0 to 3.4e38", [](auto& o) { o.schedule.lr = 1e39; });
  refused("lr after the last milestone is 1e+40", [](auto& o) {
    o.schedule.kind = reslab::Schedule::kMultiStep;
    o.schedule.milestones = {1, 2};
    o.schedule.lr = 1e30;
    o.schedule.gamma = 1e5;
  });
  refused("label_smoothing is 1", [](auto& o) { o.label_smoothing = 1; });
}
