// SPDX-License-Identifier: Apache-2.0

// Measuring: what a profile accounts for, and that it changes nothing; the limits of the machine; assembling batches.

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "bench/assembly.hpp"
#include "bench/machine_limits.hpp"
#include "bench/step_profile.hpp"
#include "catch.hpp"
#include "support.hpp"
#include "train/trainer.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

TrainerOptions options(int64_t epochs) {
  TrainerOptions result;
  result.batch = 16;
  result.schedule.epochs = epochs;
  return result;
}

/// On LibTorch's kernels, whose operations the profiles below are known to have.
std::shared_ptr<Network> reference_network(const std::string& block = "basic") {
  std::shared_ptr<Network> network = small_network(block);
  network->use_kernels(Kernels::kReference);
  return network;
}

const StepPart* find(const StepProfile& profile, const std::string& name, StepPhase phase) {
  const auto found = std::find_if(profile.parts.begin(), profile.parts.end(),
                                  [&](const StepPart& part) { return part.name == name && part.phase == phase; });
  return found == profile.parts.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("A profile accounts for the whole step, by operation and phase", "[bench]") {
  Trainer trainer(reference_network(), real_images(48), options(2));
  const StepProfile profile = profile_steps(trainer, 4);

  REQUIRE(trainer.steps_done() == 4);
  REQUIRE(profile.parts.size() > 10);
  REQUIRE(profile.parts[0].kind == PartKind::kWait);
  REQUIRE(profile.parts[1].kind == PartKind::kRest);
  double sum = 0;
  for (size_t i = 0; i < profile.parts.size(); ++i) {
    const StepPart& part = profile.parts[i];
    CAPTURE(part.name, static_cast<int>(part.phase), part.seconds, part.calls);
    sum += part.seconds;
    REQUIRE(part.seconds >= 0);
    if (i < 2) continue;
    REQUIRE(part.kind == PartKind::kOperation);
    REQUIRE(part.calls > 0);
    if (i > 2) REQUIRE(part.seconds <= profile.parts[i - 1].seconds);
  }
  REQUIRE(std::abs(sum - profile.step_seconds) < 1e-9);

  // tinynet of one block a stage has the stem, two convolutions a block and two projections: nine of them.
  const StepPart* forward = find(profile, "aten::convolution", StepPhase::kForward);
  const StepPart* backward = find(profile, "aten::convolution_backward", StepPhase::kBackward);
  REQUIRE(forward != nullptr);
  REQUIRE(backward != nullptr);
  REQUIRE(forward->calls == 9);
  REQUIRE(backward->calls == 9);
  REQUIRE(find(profile, "aten::convolution_backward", StepPhase::kForward) == nullptr);
  REQUIRE(find(profile, "aten::_foreach_norm", StepPhase::kOptimizer) != nullptr);
  REQUIRE(find(profile, "aten::_foreach_norm", StepPhase::kOther) == nullptr);
}

TEST_CASE("Profiled steps are the steps of the run", "[bench]") {
  const auto dataset = real_images(48);
  const auto profiled = small_network();
  const auto plain = small_network();
  Trainer first(profiled, dataset, options(2));
  Trainer second(plain, dataset, options(2));
  profile_steps(first, 2);
  // Nothing listens any longer: the operations of a run are its own.
  profile_steps(first, 2);
  std::vector<StepRecord> records;
  while (second.steps_done() < 4) second.run({.max_steps = 4 - second.steps_done()}, &records);
  REQUIRE(same_state(*profiled, *plain));
  REQUIRE(current_phase == StepPhase::kOther);
}

TEST_CASE("A profile refuses steps that the run does not have", "[bench]") {
  Trainer trainer(small_network(), real_images(48), options(1));
  require_error(ErrorKind::kInvalidArgument, {"steps is 0", "the 3 that are left"}, [&] { profile_steps(trainer, 0); });
  require_error(ErrorKind::kInvalidArgument, {"steps is 4", "the 3 that are left"}, [&] { profile_steps(trainer, 4); });
  REQUIRE(trainer.steps_done() == 0);
}

TEST_CASE("A diverging step leaves no trace of the profiling", "[bench]") {
  TrainerOptions wild = options(1);
  wild.schedule.lr = std::numeric_limits<float>::max();
  Trainer trainer(small_network("plain"), real_images(48), wild);
  require_error(ErrorKind::kDiverged, {"diverged"}, [&] { profile_steps(trainer, 3); });
  REQUIRE(current_phase == StepPhase::kOther);
  Trainer next(reference_network(), real_images(48), options(1));
  REQUIRE(find(profile_steps(next, 1), "aten::convolution", StepPhase::kForward)->calls == 9);
}

TEST_CASE("The limits of the machine are those of the threads in use", "[bench]") {
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const MachineLimits limits = measure_limits();
  at::set_num_threads(threads);
  REQUIRE(limits.threads == 1);
  // Bounds that no machine breaks which can run this: a wrong unit or count does.
  REQUIRE(limits.convolution_gflops > 0.05);
  REQUIRE(limits.convolution_gflops < 1e5);
  REQUIRE(limits.copy_gbps > 0.05);
  REQUIRE(limits.copy_gbps < 1e4);
}

TEST_CASE("Assembling counts the images of each epoch's last batch as they are", "[bench]") {
  // 48 images in batches of 20: 20, 20, 8; batch 0 is not timed.
  const AssemblyTime time = time_assembly(real_images(48), {.batch = 20, .batches = 5});
  REQUIRE(time.images == 20 + 8 + 20 + 20 + 8);
  REQUIRE(time.seconds > 0);
  REQUIRE(time_assembly(real_images(48), {.batch = 1000, .batches = 2}).images == 96);
  require_error(ErrorKind::kInvalidArgument, {"batch is 0"},
                [] { time_assembly(real_images(4), {.batch = 0, .batches = 1}); });
  require_error(ErrorKind::kInvalidArgument, {"batches is 0"},
                [] { time_assembly(real_images(4), {.batch = 1, .batches = 0}); });
}
