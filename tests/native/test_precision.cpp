// SPDX-License-Identifier: Apache-2.0
#include <ATen/autocast_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "catch.hpp"
#include "cuda/architectures.hpp"
#include "host_lane.hpp"
#include "nn/precision.hpp"
#include "support.hpp"
#include "train/checkpoint.hpp"
#include "train/evaluation.hpp"
#include "train/loss_scaler.hpp"
#include "train/trainer.hpp"
#include "train/trainer_state.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

TrainerOptions small_options() {
  TrainerOptions options;
  options.batch = 16;
  options.schedule = {.kind = Schedule::kConstant, .lr = 0.01, .epochs = 3, .milestones = {}};
  options.seed = 4;
  return options;
}

std::shared_ptr<Network> network_in(Precision precision, const std::string& block = "basic") {
  const auto network = small_network(block);
  network->use_precision(precision);
  return network;
}

std::vector<StepRecord> steps_of(Trainer& trainer, int64_t steps) {
  std::vector<StepRecord> records;
  const int64_t wanted = trainer.steps_done() + steps;
  while (trainer.steps_done() < wanted) trainer.run({.max_steps = wanted - trainer.steps_done()}, &records);
  return records;
}

}  // namespace

TEST_CASE("Half precision trains near to float32, with float32 weights", "[precision]") {
  const auto precision = GENERATE(Precision::kBf16, Precision::kFp16);
  CAPTURE(name_of(precision));
  const auto dataset = real_images(64);
  const auto exact = network_in(Precision::kFp32);
  Trainer reference(exact, dataset, small_options());
  const std::vector<StepRecord> expected = steps_of(reference, 6);
  const auto network = network_in(precision);
  Trainer trainer(network, dataset, small_options());
  const std::vector<StepRecord> records = steps_of(trainer, 6);
  for (size_t i = 0; i < records.size(); ++i) {
    CAPTURE(i);
    REQUIRE(records[i].loss != expected[i].loss);
    REQUIRE(records[i].loss == Catch::Approx(expected[i].loss).epsilon(0.02));
    REQUIRE(records[i].grad_norm == Catch::Approx(expected[i].grad_norm).epsilon(0.1));
  }
  for (const torch::Tensor& parameter : network->parameters()) REQUIRE(parameter.scalar_type() == at::kFloat);
  REQUIRE_FALSE(at::autocast::is_autocast_enabled(at::kCPU));

  const Evaluation a = evaluate(*network, *dataset, 0, 64, 32, nullptr, nullptr);
  const Evaluation b = evaluate(*exact, *dataset, 0, 64, 32, nullptr, nullptr);
  REQUIRE(a.loss_sum != b.loss_sum);
  REQUIRE(a.loss_sum == Catch::Approx(b.loss_sum).epsilon(0.05));
}

TEST_CASE("A precision that a device has not is refused", "[precision]") {
  require_error(ErrorKind::kUnsupported, {"precision is tf32", "cpu", "use fp32 or bf16"},
                [] { small_network()->use_precision(Precision::kTf32); });
}

TEST_CASE("A trainer keeps to the precision that it was made for", "[precision]") {
  const auto network = network_in(Precision::kBf16);
  Trainer trainer(network, real_images(32), small_options());
  network->use_precision(Precision::kFp32);
  std::vector<StepRecord> records;
  require_error(ErrorKind::kInvalidArgument, {"computes in fp32 now", "made for bf16"},
                [&] { trainer.run({.max_steps = 1}, &records); });
}

TEST_CASE("The loss scale follows GradScaler's rules", "[precision]") {
  LossScaler scaler(c10::kCPU);
  REQUIRE(scaler.state().scale == 65536);
  REQUIRE(scaler.scaled(at::full({}, 2.0f)).item<float>() == 131072);

  std::vector<torch::Tensor> gradients = {at::full({3}, 65536.0f), at::full({2}, -131072.0f)};
  scaler.unscale(gradients);
  REQUIRE(scaler.found_inf().item<float>() == 0);
  REQUIRE(gradients[0].equal(at::ones({3})));
  REQUIRE(gradients[1].equal(at::full({2}, -2.0f)));
  scaler.update();
  REQUIRE(scaler.state().scale == 65536);
  REQUIRE(scaler.state().growth_tracker == 1);

  gradients[1][0] = std::numeric_limits<float>::infinity();
  scaler.unscale(gradients);
  REQUIRE(scaler.found_inf().item<float>() == 1);
  scaler.update();
  REQUIRE(scaler.state().scale == 32768);
  REQUIRE(scaler.state().growth_tracker == 0);

  gradients = {at::ones({1})};
  scaler.set_state({32768, 1999});
  scaler.unscale(gradients);
  scaler.update();
  REQUIRE(scaler.state().scale == 65536);
  REQUIRE(scaler.state().growth_tracker == 0);
}

TEST_CASE("A step whose float16 gradients overflow changes no weight", "[precision]") {
  const bool through_lane = GENERATE(false, true);
  CAPTURE(through_lane);
  LaneLog log;
  const auto network = network_in(Precision::kFp16);
  const auto untrained = small_network();
  Trainer trainer(network, real_images(32), small_options(), through_lane ? host_lanes(log) : LaneFactory());
  trainer.restore(0, {}, 0, {.scale = 0x1p100f});
  const std::vector<StepRecord> skipped = steps_of(trainer, 1);
  REQUIRE(std::isfinite(skipped[0].loss));
  REQUIRE_FALSE(std::isfinite(skipped[0].grad_norm));
  REQUIRE(trainer.describe().skipped_steps == 1);
  REQUIRE(trainer.describe().loss_scale == 0x1p99);
  for (const auto& item : network->named_parameters()) {
    REQUIRE(same_bits(item.value(), untrained->named_parameters()[item.key()]));
  }
  trainer.restore(1, trainer.optimizer().state(), 1, {.scale = 1024});
  REQUIRE(std::isfinite(steps_of(trainer, 1)[0].grad_norm));
  REQUIRE(trainer.describe().skipped_steps == 1);
  REQUIRE_FALSE(same_bits(network->parameters()[0], untrained->parameters()[0]));
}

TEST_CASE("A float16 run resumes with its loss scale", "[precision]") {
  const TemporaryFolder folder;
  const auto dataset = real_images(32);
  const auto network = network_in(Precision::kFp16);
  Trainer trainer(network, dataset, small_options());
  trainer.restore(0, {}, 3, {.scale = 0x1p-30f, .growth_tracker = 7});
  steps_of(trainer, 1);
  save_network(*network, folder.file("w"));
  save_trainer(trainer, folder.file("state"));

  const auto again = network_in(Precision::kFp16);
  load_network(*again, folder.file("w"));
  Trainer resumed(again, dataset, small_options());
  load_trainer(resumed, folder.file("state"));
  REQUIRE(resumed.describe().loss_scale == 0x1p-30);
  REQUIRE(resumed.describe().skipped_steps == 3);
  REQUIRE(resumed.scaler()->state().growth_tracker == 8);

  const auto other = network_in(Precision::kBf16);
  load_network(*other, folder.file("w"));
  Trainer refused(other, dataset, small_options());
  require_error(ErrorKind::kInvalidArgument, {"reslab.trainer.precision is 'fp16', here 'bf16'"},
                [&] { load_trainer(refused, folder.file("state")); });
}

TEST_CASE("The cards that a LibTorch has code for are read from its configuration", "[cuda]") {
  using cuda::architectures_in;
  using cuda::serves;
  const std::string list = architectures_in(
      "CUDA Runtime 13.0\n  - NVCC architecture flags: -gencode;arch=compute_80,code=sm_80;"
      "-gencode;arch=compute_90a,code=sm_90a;-gencode;arch=compute_120,code=[sm_120,compute_120]\n  - CuDNN 9.2\n");
  REQUIRE(list == "sm_80 sm_90a sm_120 compute_120");
  REQUIRE(architectures_in("CPU only").empty());
  REQUIRE(serves(list, 8, 0));
  REQUIRE(serves(list, 8, 9));
  REQUIRE_FALSE(serves(list, 7, 5));
  REQUIRE(serves(list, 9, 0));
  REQUIRE_FALSE(serves(list, 10, 0));
  REQUIRE(serves(list, 12, 1));
  REQUIRE(serves(list, 13, 0));  // by compute_120, which the driver compiles
  REQUIRE_FALSE(serves("sm_100f", 9, 0));
  REQUIRE(serves("sm_100f", 10, 3));
  REQUIRE_FALSE(serves("sm_90a", 9, 1));
  REQUIRE_FALSE(serves("", 9, 0));
}
