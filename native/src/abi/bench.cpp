// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>

#include "abi/handles.hpp"
#include "abi/images.hpp"
#include "bench/assembly.hpp"
#include "bench/machine_limits.hpp"
#include "bench/step_profile.hpp"

namespace abi = reslab::abi;
using reslab::ErrorKind;
using reslab::PartKind;
using reslab::StepPhase;

static_assert(static_cast<int32_t>(StepPhase::kForward) == RL_PHASE_FORWARD);
static_assert(static_cast<int32_t>(StepPhase::kBackward) == RL_PHASE_BACKWARD);
static_assert(static_cast<int32_t>(StepPhase::kOptimizer) == RL_PHASE_OPTIMIZER);
static_assert(static_cast<int32_t>(StepPhase::kOther) == RL_PHASE_OTHER);
static_assert(static_cast<int32_t>(PartKind::kOperation) == RL_PART_OPERATION);
static_assert(static_cast<int32_t>(PartKind::kWait) == RL_PART_WAIT);
static_assert(static_cast<int32_t>(PartKind::kRest) == RL_PART_REST);
static_assert(offsetof(rl_machine_limits, convolution_gflops) == 8);
static_assert(sizeof(rl_machine_limits) == 24);
static_assert(offsetof(rl_step_part, seconds) == 64);
static_assert(offsetof(rl_step_part, phase) == 80);
static_assert(sizeof(rl_step_part) == 88);

namespace {

/// The rows that are always there: waiting and the rest.
constexpr int64_t kLeastCapacity = 2;
constexpr int64_t kRestRow = 1;

}  // namespace

extern "C" {

rl_status rl_runtime_measure_limits(rl_machine_limits* limits, rl_error* err) {
  return abi::guarded(err, [&] {
    abi::answer(limits, "limits", [](rl_machine_limits& target) {
      const reslab::MachineLimits measured = reslab::measure_limits();
      target.threads = static_cast<int32_t>(measured.threads);
      target.convolution_gflops = measured.convolution_gflops;
      target.copy_gbps = measured.copy_gbps;
    });
  });
}

rl_status rl_trainer_profile(rl_trainer* trainer, int64_t steps, rl_step_part* parts, int64_t capacity, int64_t* count,
                             double* step_seconds, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& target = abi::object(trainer);
    abi::required(parts, "parts");
    abi::required(count, "count");
    abi::required(step_seconds, "step_seconds");
    if (capacity < kLeastCapacity) {
      reslab::fail(ErrorKind::kInvalidArgument, "capacity is ", capacity, ", expected room for at least ",
                   kLeastCapacity, " rows");
    }
    const reslab::StepProfile profile = reslab::profile_steps(*target, steps);
    const auto rows = static_cast<int64_t>(profile.parts.size());
    const int64_t copied = std::min(capacity, rows);
    for (int64_t i = 0; i < copied; ++i) {
      const reslab::StepPart& part = profile.parts[i];
      parts[i] = rl_step_part{};
      abi::copy_fixed(part.name, parts[i].name);
      parts[i].seconds = part.seconds;
      parts[i].calls = part.calls;
      parts[i].phase = static_cast<int32_t>(part.phase);
      parts[i].kind = static_cast<int32_t>(part.kind);
    }
    for (int64_t i = copied; i < rows; ++i) parts[kRestRow].seconds += profile.parts[i].seconds;
    *count = copied;
    *step_seconds = profile.step_seconds;
  });
}

rl_status rl_dataset_assemble(const rl_dataset* dataset, int64_t batch, int64_t batches, int32_t shuffle,
                              const char* augmentation, uint64_t seed, int64_t* images, double* seconds,
                              rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& source = abi::object(dataset);
    int64_t& images_out = abi::required(images, "images");
    double& seconds_out = abi::required(seconds, "seconds");
    const reslab::AssemblyTime time =
        reslab::time_assembly(source, {.batch = batch,
                                       .batches = batches,
                                       .shuffle = abi::boolean(shuffle, "shuffle"),
                                       .augmentation = abi::augmentation(augmentation, false),
                                       .seed = seed});
    images_out = time.images;
    seconds_out = time.seconds;
  });
}

}  // extern "C"
