// SPDX-License-Identifier: Apache-2.0
//
// Steps on a device, made on the CPU through a HostLane: everything but the recording itself and the kernels' launch.

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "data/batch_assembler.hpp"
#include "data/resident_dataset.hpp"
#include "host_lane.hpp"
#include "support.hpp"
#include "train/assembled_batch.hpp"
#include "train/checkpoint.hpp"
#include "train/trainer.hpp"
#include "train/trainer_state.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

constexpr int64_t kEpochs = 5;

/// Batch 32 over the 200 real images: 7 steps an epoch, the last of 8 images.
TrainerOptions small_options() {
  TrainerOptions options;
  options.batch = 32;
  options.schedule = {.kind = Schedule::kMultiStep, .lr = 0.01, .epochs = kEpochs, .milestones = {1, 3}};
  options.seed = 4;
  return options;
}

struct Outcome {
  std::vector<StepRecord> records;
  std::shared_ptr<Network> network;
  TrainerDescription description;
};

/// Makes `steps` steps in calls of `chunk`.
std::vector<StepRecord> steps_of(Trainer& trainer, int64_t steps, int64_t chunk = 100) {
  std::vector<StepRecord> records;
  const int64_t wanted = trainer.steps_done() + steps;
  while (trainer.steps_done() < wanted) {
    trainer.run({.max_steps = std::min(chunk, wanted - trainer.steps_done())}, &records);
  }
  return records;
}

Outcome train(const TrainerOptions& options, LaneLog& log, const std::string& block = "basic", int64_t chunk = 100,
              int64_t steps = 7 * kEpochs) {
  Outcome outcome;
  outcome.network = small_network(block);
  Trainer trainer(outcome.network, real_images(), options, host_lanes(log));
  outcome.records = steps_of(trainer, steps, chunk);
  outcome.description = trainer.describe();
  return outcome;
}

void require_same(const Outcome& a, const Outcome& b) {
  REQUIRE(a.records.size() == b.records.size());
  for (size_t i = 0; i < a.records.size(); ++i) {
    CAPTURE(i);
    REQUIRE(a.records[i].step == b.records[i].step);
    REQUIRE(a.records[i].epoch == b.records[i].epoch);
    REQUIRE(a.records[i].images == b.records[i].images);
    REQUIRE(a.records[i].loss == b.records[i].loss);
    REQUIRE(a.records[i].grad_norm == b.records[i].grad_norm);
    REQUIRE(a.records[i].lr == b.records[i].lr);
  }
  REQUIRE(same_state(*a.network, *b.network));
}

}  // namespace

TEST_CASE("A batch assembled where the data lies is the host's to the last bit", "[device]") {
  const std::string augmentation =
      GENERATE("none", "crop(4) flip", "resized-crop(0.2) flip", "crop(2) flip erase(0.6)", "resized-crop erase(1)");
  const bool bytes = GENERATE(true, false);
  CAPTURE(augmentation, bytes);
  const std::shared_ptr<Dataset> dataset = bytes ? real_images(70) : Dataset::synthetic(70, 10, 3);
  const BatchPlan plan{
      .batch = 32, .epochs = 3, .shuffle = true, .augmentation = Augmentation::parse(augmentation), .seed = 11};
  ResidentDataset resident(*dataset, plan, c10::kCPU);
  BatchAssembler assembler(dataset, plan);
  for (int64_t number = 0; number < 9; ++number) {
    if (number % 3 == 0) resident.begin_epoch(number / 3);
    const int64_t expected_count = number % 3 == 2 ? 6 : 32;
    std::vector<float> images(32 * kImageValues);
    std::vector<int64_t> labels(32);
    REQUIRE(assembler.write(number, images.data(), labels.data()) == expected_count);

    const torch::Tensor position = torch::tensor({number % 3});
    const auto [batch, job] = resident.job(position, expected_count);
    assemble_on_host(job);
    CAPTURE(number);
    REQUIRE(std::memcmp(batch.images.const_data_ptr<float>(), images.data(),
                        expected_count * kImageValues * sizeof(float)) == 0);
    REQUIRE(std::equal(labels.begin(), labels.begin() + expected_count, batch.labels.const_data_ptr<int64_t>()));
  }
}

TEST_CASE("One batch of a plan is that of its trainer", "[device]") {
  const BatchPlan plan{.batch = 64, .epochs = 1, .shuffle = true, .augmentation = Augmentation::standard(), .seed = 7};
  const auto dataset = real_images();
  std::vector<float> images(64 * kImageValues);
  std::vector<int64_t> labels(64);
  std::vector<float> expected(images.size());
  std::vector<int64_t> expected_labels(64);
  BatchAssembler assembler(dataset, plan);
  // Of the third epoch, and its last one: the epochs of the plan are no bound.
  for (const auto& [number, count] : {std::pair<int64_t, int64_t>{8, 64}, {11, 8}}) {
    REQUIRE(assemble_batch(dataset, plan, number, c10::kCPU, images.data(), labels.data()) == count);
    REQUIRE(assembler.write(number, expected.data(), expected_labels.data()) == count);
    REQUIRE(images == expected);
    REQUIRE(labels == expected_labels);
  }
  require_error(ErrorKind::kInvalidArgument, {"number is -1", "expected 0 or more"},
                [&] { assemble_batch(dataset, plan, -1, c10::kCPU, images.data(), labels.data()); });
  require_error(ErrorKind::kInvalidArgument, {"number is 9223372036854775807", "4 batches"},
                [&] { assemble_batch(dataset, plan, INT64_MAX, c10::kCPU, images.data(), labels.data()); });
  require_error(ErrorKind::kInvalidArgument, {"batch is 0"},
                [&] { assemble_batch(dataset, {.batch = 0}, 0, c10::kCPU, images.data(), labels.data()); });
}

TEST_CASE("Steps through a lane are the host's but for the rounding of the update", "[device]") {
  for (const char* block : {"basic", "dropout-shortcut"}) {
    CAPTURE(block);
    LaneLog log;
    const Outcome through_lane = train(small_options(), log, block);
    const auto network = small_network(block);
    Trainer on_host(network, real_images(), small_options());
    const std::vector<StepRecord> expected = steps_of(on_host, 7 * kEpochs);
    REQUIRE(through_lane.records.size() == expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      const StepRecord& record = through_lane.records[i];
      CAPTURE(i);
      REQUIRE(record.step == expected[i].step);
      REQUIRE(record.epoch == expected[i].epoch);
      REQUIRE(record.images == expected[i].images);
      REQUIRE(record.lr == expected[i].lr);
      // The first step has no update before it.
      REQUIRE(record.loss == Catch::Approx(expected[i].loss).epsilon(i == 0 ? 0 : 2e-3));
      REQUIRE(record.grad_norm == Catch::Approx(expected[i].grad_norm).epsilon(i == 0 ? 0 : 2e-2));
    }
  }
}

TEST_CASE("Steps of each size are recorded once, after three of their own", "[device]") {
  LaneLog log;
  const Outcome recorded = train(small_options(), log);
  // 30 steps of 32 images, 5 of 8.
  REQUIRE(log.recorded == 2);
  REQUIRE(log.replayed == 30 - 3 + 5 - 3);
  REQUIRE(log.assembled == 35);
  REQUIRE(recorded.description.steps.recorded);
  REQUIRE(recorded.description.steps.resident);
  REQUIRE(recorded.description.steps.notice.empty());

  TrainerOptions eager_options = small_options();
  eager_options.steps = StepMode::kEager;
  LaneLog eager_log;
  const Outcome eager = train(eager_options, eager_log);
  REQUIRE(eager_log.recorded == 0);
  REQUIRE_FALSE(eager.description.steps.recorded);
  require_same(recorded, eager);
}

TEST_CASE("Recorded steps are the same however they are cut into calls", "[device]") {
  for (const char* block : {"basic", "dropout-shortcut"}) {
    LaneLog log;
    const Outcome whole = train(small_options(), log, block);
    LaneLog log_of_pieces;
    const Outcome pieces = train(small_options(), log_of_pieces, block, 1);
    require_same(whole, pieces);
    REQUIRE(log_of_pieces.recorded == log.recorded);
  }
}

TEST_CASE("Streamed data makes the steps that resident data makes", "[device]") {
  LaneLog log;
  const Outcome resident = train(small_options(), log);
  TrainerOptions options = small_options();
  options.data = DataPlacement::kStreamed;
  LaneLog streamed_log;
  const Outcome streamed = train(options, streamed_log);
  REQUIRE(streamed_log.assembled == 0);
  REQUIRE_FALSE(streamed.description.steps.resident);
  require_same(resident, streamed);
  // Each step waits for the copy of the batch before, and for nothing that comes after it.
  REQUIRE(streamed_log.order.ends_with("wmrwmrwmr"));
}

TEST_CASE("Steps that cannot be recorded are made one operation at a time, with a notice that says why", "[device]") {
  LaneLog fine;
  const Outcome recorded = train(small_options(), fine);
  LaneLog log;
  log.refuses_recording = true;
  const Outcome eager = train(small_options(), log);
  REQUIRE(log.recorded == 1);
  REQUIRE_FALSE(eager.description.steps.recorded);
  REQUIRE(eager.description.steps.notice ==
          "steps are made one operation at a time, not recorded as a CUDA graph: the recording failed: operation not "
          "permitted when stream is capturing");
  require_same(recorded, eager);
}

TEST_CASE("A step is recorded again where the network was given other memory", "[device]") {
  LaneLog log;
  const auto network = small_network();
  Trainer trainer(network, real_images(), small_options(), host_lanes(log));
  steps_of(trainer, 6);
  REQUIRE(log.recorded == 1);
  for (torch::Tensor& parameter : network->parameters()) parameter.set_data(parameter.detach().clone());
  steps_of(trainer, 8);
  REQUIRE(log.recorded == 2);
  steps_of(trainer, 6);
  REQUIRE(log.recorded == 2);
}

TEST_CASE("A run through a lane resumes bit for bit", "[device]") {
  const TemporaryFolder folder;
  for (const char* block : {"basic", "dropout-shortcut"}) {
    CAPTURE(block);
    LaneLog log;
    Outcome undisturbed;
    undisturbed.network = small_network(block);
    Trainer trainer(undisturbed.network, real_images(), small_options(), host_lanes(log));
    steps_of(trainer, 10);
    save_network(*undisturbed.network, folder.file("w"));
    save_trainer(trainer, folder.file("state"));
    undisturbed.records = steps_of(trainer, 15);

    Outcome resumed;
    resumed.network = small_network(block, 99);
    load_network(*resumed.network, folder.file("w"));
    LaneLog other;
    Trainer again(resumed.network, real_images(), small_options(), host_lanes(other));
    load_trainer(again, folder.file("state"));
    resumed.records = steps_of(again, 15);
    require_same(undisturbed, resumed);
  }
}

TEST_CASE("A loss that is not finite is found when steps are collected", "[device]") {
  TrainerOptions options = small_options();
  options.schedule.lr = 1e30;
  options.schedule.milestones.clear();
  LaneLog log;
  Trainer trainer(small_network(), real_images(), options, host_lanes(log));
  std::vector<StepRecord> records;
  require_error(ErrorKind::kDiverged, {"training diverged at step ", "1e+30"},
                [&] { trainer.run({.max_steps = 100}, &records); });
  REQUIRE(records.size() < 7);
  REQUIRE_FALSE(std::isfinite(records.back().loss));
  for (size_t i = 0; i + 1 < records.size(); ++i) REQUIRE(std::isfinite(records[i].loss));
}

TEST_CASE("A device that runs out of memory is an error with what fits, and can still be used", "[device]") {
  LaneLog log;
  log.fails_at_replay = 2;
  Trainer trainer(small_network(), real_images(), small_options(), host_lanes(log));
  std::vector<StepRecord> records;
  require_error(ErrorKind::kOutOfMemory,
                {"cpu ran out of memory in a training step of 32 images, which needs about ", " GiB", "are free now",
                 "use a smaller batch, of at most "},
                [&] { trainer.run({.max_steps = 100}, &records); });
  const int64_t done = trainer.steps_done();
  REQUIRE(done == 5);
  REQUIRE(records.size() == 5);
  REQUIRE(records.back().step == done);
  const std::vector<StepRecord> rest = steps_of(trainer, 4);
  REQUIRE(rest.front().step == done + 1);
  REQUIRE(std::isfinite(rest.back().loss));
}
