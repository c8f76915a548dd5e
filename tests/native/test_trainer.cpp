// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/log_softmax.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "data/batch_pipeline.hpp"
#include "support.hpp"
#include "train/checkpoint.hpp"
#include "train/trainer.hpp"
#include "train/trainer_state.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

/// Batch 32 over the 200 real images: 7 steps an epoch, the last of 8 images.
TrainerOptions small_options() {
  TrainerOptions options;
  options.batch = 32;
  options.schedule.epochs = 2;
  options.schedule.milestones = {1};
  options.seed = 4;
  return options;
}

/// Makes `steps` steps in calls of `chunk`, across the ends of epochs.
std::vector<StepRecord> train(Trainer& trainer, int64_t steps, int64_t chunk = 100) {
  std::vector<StepRecord> records;
  const int64_t wanted = trainer.steps_done() + steps;
  while (trainer.steps_done() < wanted) {
    trainer.run({.max_steps = std::min(chunk, wanted - trainer.steps_done())}, &records);
  }
  return records;
}

bool same_records(const std::vector<StepRecord>& a, const std::vector<StepRecord>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const StepRecord& x, const StepRecord& y) {
    return x.step == y.step && x.epoch == y.epoch && x.images == y.images && x.loss == y.loss &&
           x.grad_norm == y.grad_norm && x.lr == y.lr;
  });
}

/// torch.optim.SGD's rule, one parameter and one operation at a time, in double.
class TextbookSgd {
 public:
  explicit TextbookSgd(const OptimizerOptions& options) : options_(options) {}

  void step(Network& network, double lr) {
    const at::NoGradGuard no_grad;
    for (auto& item : network.named_parameters()) {
      torch::Tensor parameter = item.value();
      if (!parameter.grad().defined()) continue;
      torch::Tensor direction = parameter.grad().to(at::kDouble) + options_.weight_decay * parameter.to(at::kDouble);
      if (options_.momentum > 0) {
        torch::Tensor& buffer = buffers_[item.key()];
        buffer = buffer.defined() ? options_.momentum * buffer + direction : direction.clone();
        direction = options_.nesterov ? direction + options_.momentum * buffer : buffer;
      }
      parameter.sub_((lr * direction).to(at::kFloat));
    }
  }

 private:
  OptimizerOptions options_;
  std::map<std::string, torch::Tensor> buffers_;
};

}  // namespace

TEST_CASE("An optimizer holds the state that it names", "[trainer]") {
  const auto network = small_network();
  Trainer trainer(network, real_images(), small_options());
  const Optimizer& optimizer = trainer.optimizer();
  CHECK(optimizer.state().empty());
  train(trainer, 1);
  const NamedTensors state = optimizer.state();
  REQUIRE(state.size() == network->parameters().size());
  int64_t values = 0;
  for (const auto& [name, tensor] : state) {
    INFO(name);
    CHECK(optimizer.state_form(name).sizes() == tensor.sizes());
    values += tensor.numel();
  }
  CHECK(values == network->parameter_count() * row_of(OptimizerKind::kSgd).state_values({}));
  CHECK(row_of(OptimizerKind::kSgd).state_values({.momentum = 0}) == 0);
  CHECK_FALSE(optimizer.state_form("momentum.none").defined());
  CHECK_FALSE(optimizer.state_form("stem.0.weight").defined());

  trainer.restore(0, {state.front()}, 0, {});
  REQUIRE(optimizer.state().size() == 1);
  CHECK(torch::equal(optimizer.state().front().second, state.front().second));
  require_error(ErrorKind::kInternal, {"'momentum.none' is the state of no parameter"}, [&] {
    trainer.restore(0, {{"momentum.none", state.front().second}}, 0, {});
  });
}

TEST_CASE("Training follows the textbook's SGD", "[trainer]") {
  TrainerOptions options = small_options();
  options.shuffle = false;
  options.augmentation = {};
  // A small rate and a smooth activation: a ReLU near zero would change sides for a rounding error.
  options.schedule.lr = 0.01;
  options.label_smoothing = GENERATE(0.0, 0.1);
  std::tie(options.optimizer.momentum, options.optimizer.nesterov) =
      GENERATE(std::pair{0.0, false}, std::pair{0.9, false}, std::pair{0.9, true});
  CAPTURE(options.label_smoothing, options.optimizer.momentum, options.optimizer.nesterov);

  const auto dataset = real_images(96);
  const auto network = small_network("basic[act=silu]");
  Trainer trainer(network, dataset, options);
  const std::vector<StepRecord> records = train(trainer, 5);

  const auto reference = small_network("basic[act=silu]");
  TextbookSgd optimizer(options.optimizer);
  for (int64_t step = 0; step < 5; ++step) {
    Batch memory = make_batch(32, dataset->shape());
    const Batch batch = assemble_range(*dataset, step % 3 * 32, 32, memory);
    reference->zero_grad();
    const torch::Tensor log_p = at::log_softmax(reference->forward(batch.images), 1);
    const torch::Tensor hit = -log_p.gather(1, batch.labels.unsqueeze(1)).mean();
    const torch::Tensor loss = (1 - options.label_smoothing) * hit - options.label_smoothing * log_p.mean();
    loss.backward();
    double squares = 0;
    for (const torch::Tensor& parameter : reference->parameters()) {
      squares += parameter.grad().to(at::kDouble).square().sum().item<double>();
    }
    const double lr = step < 3 ? 0.01 : 0.001;
    optimizer.step(*reference, lr);

    CAPTURE(step);
    REQUIRE(records[step].step == step + 1);
    REQUIRE(records[step].epoch == step / 3 + 1);
    REQUIRE(records[step].images == 32);
    REQUIRE(records[step].loss == Catch::Approx(loss.item<double>()).epsilon(1e-5));
    REQUIRE(records[step].grad_norm == Catch::Approx(std::sqrt(squares)).epsilon(1e-4));
    REQUIRE(records[step].lr == Catch::Approx(lr).epsilon(1e-12));
  }
  for (const auto& item : network->named_parameters()) {
    CAPTURE(item.key());
    REQUIRE(at::allclose(item.value(), reference->named_parameters()[item.key()], 1e-3, 1e-5));
  }
}

TEST_CASE("A run is the same bits each time, however it is cut into calls", "[trainer]") {
  const auto dataset = real_images();
  for (const char* block : {"basic", "dropout-shortcut"}) {
    CAPTURE(block);
    const auto first = small_network(block);
    Trainer whole(first, dataset, small_options());
    const auto records = train(whole, 9);
    const auto second = small_network(block);
    Trainer pieces(second, dataset, small_options());
    REQUIRE(same_records(train(pieces, 9, 1), records));
    REQUIRE(same_state(*first, *second));

    TrainerOptions other = small_options();
    other.seed = 5;
    Trainer reseeded(small_network(block), dataset, other);
    REQUIRE_FALSE(same_records(train(reseeded, 9), records));
  }
}

TEST_CASE("Trainers on several threads make the steps that they make alone", "[trainer]") {
  // Dropout, initial weights and masks all come from LibTorch's default generator, which threads share.
  struct Run {
    uint64_t seed;
    std::shared_ptr<Network> network{};
    std::vector<StepRecord> records{};

    void make(const std::shared_ptr<Dataset>& dataset) {
      TrainerOptions options = small_options();
      options.seed = seed;
      network = small_network("dropout-shortcut", seed);
      Trainer trainer(network, dataset, options);
      records = train(trainer, 10, 3);
    }
  };
  const auto dataset = real_images();
  Run alone[] = {{1}, {2}};
  for (Run& run : alone) run.make(dataset);

  Run together[] = {{1}, {2}};
  std::atomic<int> running{2};
  std::atomic<int> built{0};
  std::thread builder([&] {
    while (running > 0) {
      small_network("preact", static_cast<uint64_t>(++built));
    }
  });
  std::vector<std::thread> trainers;
  for (Run& run : together) {
    trainers.emplace_back([&] {
      run.make(dataset);
      --running;
    });
  }
  for (std::thread& thread : trainers) thread.join();
  builder.join();
  REQUIRE(built > 0);
  for (size_t i = 0; i < 2; ++i) {
    CAPTURE(i, built.load());
    REQUIRE(same_records(together[i].records, alone[i].records));
    REQUIRE(same_state(*together[i].network, *alone[i].network));
  }
}

TEST_CASE("A resumed run makes the very steps of an uninterrupted one", "[trainer]") {
  const TemporaryFolder folder;
  const auto dataset = real_images();
  for (const char* block : {"basic", "dropout-shortcut", "preact-noskip"}) {
    CAPTURE(block);
    const auto network = small_network(block);
    Trainer trainer(network, dataset, small_options());
    train(trainer, 5);
    save_network(*network, folder.file("w"));
    save_trainer(trainer, folder.file("state"));
    const auto rest = train(trainer, 5);  // across the end of the first epoch, at step 7

    const auto resumed_network = small_network(block, 99);
    load_network(*resumed_network, folder.file("w"));
    Trainer resumed(resumed_network, dataset, small_options());
    load_trainer(resumed, folder.file("state"));
    REQUIRE(resumed.steps_done() == 5);
    REQUIRE(same_records(train(resumed, 5), rest));
    REQUIRE(same_state(*network, *resumed_network));
  }
}

TEST_CASE("A trainer can return to an earlier state of its own", "[trainer]") {
  const TemporaryFolder folder;
  const auto network = small_network();
  Trainer trainer(network, real_images(), small_options());
  train(trainer, 3);
  save_network(*network, folder.file("w"));
  save_trainer(trainer, folder.file("state"));
  const auto once = train(trainer, 6);
  load_network(*network, folder.file("w"));
  load_trainer(trainer, folder.file("state"));
  REQUIRE(same_records(train(trainer, 6), once));
}

TEST_CASE("A parameter without gradient is left alone, by weight decay too", "[trainer]") {
  // The projection of preact-noskip is computed but not used.
  const auto network = small_network("preact-noskip");
  TrainerOptions options = small_options();
  options.optimizer.weight_decay = 0.1;
  Trainer trainer(network, real_images(), options);
  train(trainer, 2);
  const auto untrained = small_network("preact-noskip");
  int unused = 0;
  for (const auto& item : network->named_parameters()) {
    CAPTURE(item.key());
    const bool is_down = item.key().find(".down.") != std::string::npos;
    unused += is_down ? 1 : 0;
    REQUIRE(item.value().grad().defined() != is_down);
    REQUIRE(same_bits(item.value(), untrained->named_parameters()[item.key()]) == is_down);
  }
  REQUIRE(unused == 2);
}

TEST_CASE("A call returns at its limits", "[trainer]") {
  Trainer trainer(small_network(), real_images(), small_options());
  std::vector<StepRecord> records;
  REQUIRE(trainer.run({.max_steps = 3}, &records) == Stop::kSteps);
  REQUIRE(records.size() == 3);

  REQUIRE(trainer.run({.max_steps = 3, .max_millis = std::numeric_limits<int64_t>::max()}, &records) == Stop::kSteps);
  REQUIRE(records.size() == 6);

  int32_t cancel = 1;
  REQUIRE(trainer.run({.max_steps = 100, .cancel = &cancel}, &records) == Stop::kCancelled);
  REQUIRE(records.size() == 6);
  cancel = 0;

  REQUIRE(trainer.run({.max_steps = 1, .cancel = &cancel}, &records) == Stop::kEpoch);
  REQUIRE(records.size() == 7);
  REQUIRE(records.back().images == 8);
  REQUIRE(trainer.run({.max_steps = 100}, &records) == Stop::kFinished);
  REQUIRE(records.size() == 14);
  REQUIRE(records.back().epoch == 2);
  REQUIRE(trainer.run({.max_steps = 100}, &records) == Stop::kFinished);
  REQUIRE(records.size() == 14);

  require_error(ErrorKind::kInvalidArgument, {"max_steps is 0"}, [&] { trainer.run({.max_steps = 0}, &records); });
  require_error(ErrorKind::kInvalidArgument, {"max_millis is -1"},
                [&] { trainer.run({.max_steps = 1, .max_millis = -1}, &records); });
}

TEST_CASE("A call returns after the first step that ends past its time limit", "[trainer]") {
  // 30 GFLOP a step: no processor makes one in a millisecond.
  NetworkOptions wide;
  wide.base = 32;
  wide.layers = {1, 1, 1};
  TrainerOptions options = small_options();
  options.batch = 100;
  Trainer trainer(std::make_shared<Network>(wide), real_images(), options);
  std::vector<StepRecord> records;
  REQUIRE(trainer.run({.max_steps = 2, .max_millis = 1}, &records) == Stop::kTime);
  REQUIRE(records.size() == 1);
}

TEST_CASE("A loss that is not finite ends the run and is recorded", "[trainer]") {
  TrainerOptions options = small_options();
  options.schedule.lr = 1e30;
  options.schedule.milestones.clear();
  Trainer trainer(small_network(), real_images(), options);
  std::vector<StepRecord> records;
  require_error(ErrorKind::kDiverged,
                {"training diverged at step ", "(epoch 1)", "the loss is ", "1e+30", "lower the learning rate"},
                [&] { trainer.run({.max_steps = 100}, &records); });
  REQUIRE(records.size() >= 2);
  REQUIRE(records.size() < 7);
  REQUIRE_FALSE(std::isfinite(records.back().loss));
  for (size_t i = 0; i + 1 < records.size(); ++i) REQUIRE(std::isfinite(records[i].loss));
}

TEST_CASE("A rate of zero changes no parameter", "[trainer]") {
  TrainerOptions options = small_options();
  options.schedule.lr = 0;
  const auto network = small_network();
  Trainer trainer(network, real_images(), options);
  train(trainer, 2);
  for (const auto& item : network->named_parameters()) {
    REQUIRE(same_bits(item.value(), small_network()->named_parameters()[item.key()]));
  }
}

TEST_CASE("A last batch of one image trains", "[trainer]") {
  Trainer trainer(small_network(), real_images(33), small_options());
  const auto records = train(trainer, 2);
  REQUIRE(records.back().images == 1);
  REQUIRE(std::isfinite(records.back().loss));
}

TEST_CASE("Network and data must have the same classes", "[trainer]") {
  require_error(ErrorKind::kInvalidArgument, {"100 classes", "network has 10"},
                [] { Trainer(small_network(), Dataset::synthetic(8, 100, 0), small_options()); });
  TrainerOptions options = small_options();
  options.batch = 0;
  require_error(ErrorKind::kInvalidArgument, {"batch is 0"}, [&] { Trainer(small_network(), real_images(), options); });
}

TEST_CASE("A trainer keeps its network and data alive", "[trainer]") {
  auto network = small_network();
  auto dataset = real_images();
  const std::weak_ptr<Network> network_watch = network;
  {
    Trainer trainer(std::move(network), std::move(dataset), small_options());
    REQUIRE(train(trainer, 1).size() == 1);
    REQUIRE_FALSE(network_watch.expired());
  }
  REQUIRE(network_watch.expired());
}
