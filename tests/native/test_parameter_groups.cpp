// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <torch/optim/sgd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
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

constexpr int64_t kBatch = 32;
constexpr double kLr = 0.05;

/// Steps on the images in their order, without randomness, so that they can be repeated by hand.
TrainerOptions plain_options(const std::string& freeze, const std::string& lr_scale = "") {
  TrainerOptions options;
  options.batch = kBatch;
  options.shuffle = false;
  options.augmentation = {};
  options.schedule.epochs = 1;
  options.schedule.kind = Schedule::kConstant;
  options.schedule.lr = kLr;
  options.groups = ParameterGroups::parse(freeze, lr_scale);
  return options;
}

void make_steps(Trainer& trainer, int64_t steps) {
  std::vector<StepRecord> records;
  trainer.run({.max_steps = steps}, &records);
}

std::map<std::string, torch::Tensor> copied_state(const Network& network) {
  std::map<std::string, torch::Tensor> state;
  for (const auto& item : network.named_parameters()) state.emplace(item.key(), item.value().detach().clone());
  for (const auto& item : network.named_buffers()) state.emplace(item.key(), item.value().clone());
  return state;
}

bool starts_with_any(const std::string& name, const std::vector<std::string>& prefixes) {
  return std::ranges::any_of(prefixes, [&name](const std::string& prefix) { return name.starts_with(prefix); });
}

/// What a PyTorch program does: parameters without gradients, batch normalisations in evaluation mode, and an optimizer
/// with a group for each learning rate.
void train_by_hand(Network& network, const Dataset& dataset, const std::string& frozen, const std::string& scaled,
                   double factor, int64_t steps) {
  std::vector<torch::Tensor> plain;
  std::vector<torch::Tensor> faster;
  for (auto& item : network.named_parameters()) {
    if (item.key().starts_with(frozen)) {
      item.value().requires_grad_(false);
    } else {
      (item.key().starts_with(scaled) ? faster : plain).push_back(item.value());
    }
  }
  const auto options = [](double lr) {
    return std::make_unique<torch::optim::SGDOptions>(torch::optim::SGDOptions(lr).momentum(0.9).weight_decay(5e-4));
  };
  torch::optim::SGD optimizer({torch::optim::OptimizerParamGroup(plain, options(kLr)),
                               torch::optim::OptimizerParamGroup(faster, options(kLr * factor))},
                              torch::optim::SGDOptions(kLr));
  network.train();
  for (const auto& module : network.named_modules()) {
    if (module.key().starts_with(frozen) && module.value()->as<torch::nn::BatchNorm2d>() != nullptr) {
      module.value()->eval();
    }
  }
  for (int64_t step = 0; step < steps; ++step) {
    Batch memory = make_batch(kBatch, dataset.shape());
    const Batch batch = assemble_range(dataset, step * kBatch, kBatch, memory);
    optimizer.zero_grad();
    at::cross_entropy_loss(network.forward(batch.images), batch.labels).backward();
    optimizer.step();
  }
}

}  // namespace

TEST_CASE("Groups are read from their texts", "[trainer]") {
  const ParameterGroups groups = ParameterGroups::parse(" stem, stage1.0\tstage2 ", "head=10 stage2.0=2.5");
  CHECK(groups.frozen == std::vector<std::string>{"stem", "stage1.0", "stage2"});
  CHECK(groups.freeze_text() == "stem stage1.0 stage2");
  CHECK(groups.lr_scale_text() == "head=10 stage2.0=2.5");
  CHECK(ParameterGroups::parse("", " ").freeze_text().empty());
  for (const char* bad :
       {"head", "head=", "=3", "head=0", "head=-1", "head=inf", "head=nan", "head=1e999", "head=1x"}) {
    require_error(ErrorKind::kInvalidArgument, {"lr_scale: found '" + std::string(bad) + "'", "head=10"},
                  [&] { ParameterGroups::parse("", bad); });
  }
  require_error(ErrorKind::kInvalidArgument, {"freeze: 'stem' is named twice"},
                [] { ParameterGroups::parse("stem stem", ""); });
  require_error(ErrorKind::kInvalidArgument, {"lr_scale: 'head' is named twice"},
                [] { ParameterGroups::parse("", "head=1 head=2"); });
}

TEST_CASE("A part that the network does not have is an error, before a step", "[trainer]") {
  const auto dataset = real_images(64);
  const auto refused = [&](const std::string& freeze, const std::string& lr_scale,
                           std::initializer_list<std::string> parts) {
    require_error(ErrorKind::kInvalidArgument, parts,
                  [&] { Trainer(small_network(), dataset, plain_options(freeze, lr_scale)); });
  };
  refused("stm", "", {"freeze: the network has no part 'stm'", "did you mean 'stem'", "stem, stage1"});
  refused("layer1", "", {"no part 'layer1'", "stage1"});
  refused("stage", "", {"no part 'stage'"});
  refused("stem.0.weight", "", {"no part 'stem.0.weight'"});
  refused("", "fc=10", {"lr_scale: the network has no part 'fc'"});
  refused("stem stage1 stage2 stage3 head", "", {"leaves no parameter to train"});
  refused("stage1", "stage1.0=2", {"lr_scale: 'stage1.0' is frozen as a whole"});
}

TEST_CASE("Frozen tensors keep their bits, and the others learn", "[trainer]") {
  const auto dataset = real_images(96);
  const bool first_parts = GENERATE(true, false);
  const auto format = GENERATE(c10::MemoryFormat::ChannelsLast, c10::MemoryFormat::Contiguous);
  const char* block = GENERATE("basic", "preact");
  CAPTURE(first_parts, format, block);
  // A frozen part in the middle lets gradients through to what is before it.
  const std::string freeze = first_parts ? "stem stage1" : "stage2";
  const std::vector<std::string> frozen =
      first_parts ? std::vector<std::string>{"stem.", "stage1."} : std::vector<std::string>{"stage2."};
  const auto network = small_network(block);
  const auto before = copied_state(*network);
  TrainerOptions options = plain_options(freeze);
  options.memory_format = format;
  Trainer trainer(network, dataset, options);
  make_steps(trainer, 3);
  size_t kept = 0;
  for (const auto& [name, tensor] : copied_state(*network)) {
    CAPTURE(name);
    const bool stays = starts_with_any(name, frozen);
    kept += stays ? 1 : 0;
    CHECK(torch::equal(tensor, before.at(name)) == stays);
  }
  CHECK(kept > 0);
  CHECK(network->is_training());
  for (const auto& item : network->named_parameters()) CHECK(item.value().requires_grad());
  for (const auto& module : network->modules()) CHECK(module->is_training());
}

TEST_CASE("Frozen parts and learning rates of groups are those of a PyTorch program, bit for bit", "[trainer]") {
  const auto dataset = real_images(128);
  const std::string frozen = GENERATE("stem", "stage1", "stage2");
  CAPTURE(frozen);
  const auto network = small_network();
  TrainerOptions options = plain_options(frozen, "head=3");
  options.memory_format = c10::MemoryFormat::Contiguous;
  Trainer trainer(network, dataset, options);
  make_steps(trainer, 4);

  const auto expected = small_network();
  expected->use_memory_format(c10::MemoryFormat::Contiguous);
  expected->use_kernels(Kernels::kReference);
  train_by_hand(*expected, *dataset, frozen, "head", 3, 4);
  for (const auto& [name, tensor] : copied_state(*expected)) {
    CAPTURE(name);
    CHECK(torch::equal(copied_state(*network).at(name), tensor));
  }
}

TEST_CASE("The longest part decides the learning rate", "[trainer]") {
  const auto network = small_network();
  const GroupedParameters parameters(*network, ParameterGroups::parse("", "stage1=2 stage1.0=4 stage1.0.conv1=8"));
  const auto& learning = parameters.learning();
  for (size_t i = 0; i < learning.size(); ++i) {
    const std::string& name = learning[i].first;
    CAPTURE(name);
    const double expected = name.starts_with("stage1.0.conv1.") ? 8
                            : name.starts_with("stage1.0.")     ? 4
                            : name.starts_with("stage1.")       ? 2
                                                                : 1;
    CHECK(parameters.lr_factors()[i] == expected);
  }
}

TEST_CASE("The fused update knows the groups, too", "[trainer]") {
  const auto network = small_network();
  const auto fused = small_network();
  const ParameterGroups groups = ParameterGroups::parse("stem", "head=3");
  const OptimizerOptions options;
  std::vector<std::shared_ptr<Network>> both = {network, fused};
  for (size_t i = 0; i < both.size(); ++i) {
    const GroupedParameters parameters(*both[i], groups);
    const auto optimizer = row_of(options.kind).make(parameters.learning(), parameters.lr_factors(), options);
    for (int step = 0; step < 2; ++step) {
      for (const auto& [name, parameter] : parameters.learning()) {
        torch::Tensor(parameter).mutable_grad() = torch::full_like(parameter, 0.5);
      }
      if (i == 0) {
        optimizer->step(kLr);
      } else {
        optimizer->step_fused(torch::full({1}, kLr), {});
      }
    }
  }
  const auto expected = copied_state(*network);
  const auto start = copied_state(*small_network());
  for (const auto& [name, tensor] : copied_state(*fused)) {
    CAPTURE(name);
    CHECK(at::allclose(tensor, expected.at(name), 1e-6, 1e-7));
    if (name == "head.2.weight") CHECK_FALSE(torch::equal(tensor, start.at(name)));
  }
}

TEST_CASE("A saved state resumes only with its groups, and then bit for bit", "[trainer]") {
  const TemporaryFolder folder;
  const auto dataset = real_images(128);
  const TrainerOptions options = plain_options("stem", "head=3");
  const auto network = small_network();
  Trainer trainer(network, dataset, options);
  make_steps(trainer, 2);
  save_network(*network, folder.file("w"));
  save_trainer(trainer, folder.file("state"));
  make_steps(trainer, 2);

  const auto resumed = small_network("basic", 1);
  load_network(*resumed, folder.file("w"));
  Trainer again(resumed, dataset, options);
  load_trainer(again, folder.file("state"));
  make_steps(again, 2);
  CHECK(same_state(*network, *resumed));

  load_network(*resumed, folder.file("w"));
  Trainer other(resumed, dataset, plain_options(""));
  require_error(ErrorKind::kInvalidArgument,
                {"reslab.trainer.freeze is 'stem', here absent", "reslab.trainer.lr_scale is 'head=3'"},
                [&] { load_trainer(other, folder.file("state")); });
  Trainer more(resumed, dataset, plain_options("stem stage1", "head=3"));
  require_error(ErrorKind::kInvalidArgument, {"freeze is 'stem', here 'stem stage1'"},
                [&] { load_trainer(more, folder.file("state")); });
}
