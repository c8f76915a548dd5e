// SPDX-License-Identifier: Apache-2.0
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "kernels/cpu_kernels.hpp"
#include "nn/block_table.hpp"
#include "support.hpp"
#include "train/evaluation.hpp"
#include "train/trainer.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

/// Base 16, so that kernels of every width serve it.
std::shared_ptr<Network> wide_network(const std::string& block, Kernels kernels, int64_t side = 32) {
  NetworkOptions options;
  options.images.shape.height = options.images.shape.width = side;
  options.block = block;
  options.base = 16;
  // 'toy' has no projection to change a map's shape with.
  options.layers = block.starts_with("toy") ? std::vector<int64_t>{2} : std::vector<int64_t>{2, 1, 1};
  auto network = std::make_shared<Network>(options);
  network->use_kernels(kernels);
  return network;
}

bool has_fast_layers(const Network& network) {
  const std::vector<LayerCost> layers = network.layers();
  return std::any_of(layers.begin(), layers.end(), [](const LayerCost& layer) { return layer.fast; });
}

/// The gradients of the mean cross-entropy, in the order of the parameters.
std::vector<torch::Tensor> gradients(Network& network, const torch::Tensor& images, const torch::Tensor& labels) {
  network.train();
  torch::manual_seed(5);
  at::cross_entropy_loss(network.forward(images), labels).backward();
  std::vector<torch::Tensor> result;
  for (const torch::Tensor& parameter : network.parameters()) {
    if (parameter.grad().defined()) result.push_back(parameter.grad().to(at::kDouble));
  }
  return result;
}

double norm_of(const std::vector<torch::Tensor>& tensors) {
  double sum = 0;
  for (const torch::Tensor& tensor : tensors) sum += tensor.square().sum().item<double>();
  return std::sqrt(sum);
}

double relative_difference(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  REQUIRE(a.size() == b.size());
  std::vector<torch::Tensor> differences;
  for (size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  return norm_of(differences) / norm_of(b);
}

}  // namespace

TEST_CASE("Every named block has the gradients of autograd in float64 on fast kernels", "[fast]") {
  if (kernels::cpu_kernels() == nullptr) return;
  torch::manual_seed(3);
  const torch::Tensor images = at::randn({6, 3, 32, 32});
  const torch::Tensor labels = at::randint(10, {6}, at::kLong);
  for (const BlockRow& row : block_table()) {
    // With SiLU the rounding alone differs. With ReLU a unit near its kink may change sides in any float32, which
    // changes the gradient by far more than the rounding; a wrong kernel changes it by more still.
    for (const bool smooth : {true, false}) {
      const std::string name = std::string(row.name) + (smooth ? "[act=silu]" : "");
      INFO(name);
      const auto exact = wide_network(name, Kernels::kReference);
      if (exact->has_dropout()) continue;  // float64 draws other masks
      exact->to(at::kDouble);
      const std::vector<torch::Tensor> expected = gradients(*exact, images.to(at::kDouble), labels);
      const auto fast = wide_network(name, Kernels::kFast);
      CHECK(relative_difference(gradients(*fast, images, labels), expected) < (smooth ? 2e-5 : 2e-2));
      // The running statistics, and the count of batches, move as LibTorch's.
      for (const auto& buffer : exact->named_buffers()) {
        INFO(buffer.key());
        const torch::Tensor found = fast->named_buffers()[buffer.key()].to(at::kDouble);
        CHECK((found - buffer.value().to(at::kDouble)).abs().max().item<double>() < 1e-4);
      }
    }
  }
}

TEST_CASE("Networks for images of 28 x 28 have the gradients of autograd on fast kernels", "[fast]") {
  if (kernels::cpu_kernels() == nullptr) return;
  torch::manual_seed(3);
  const torch::Tensor images = at::randn({6, 3, 28, 28});
  const torch::Tensor labels = at::randint(10, {6}, at::kLong);
  const auto exact = wide_network("basic[act=silu]", Kernels::kReference, 28);
  const auto fast = wide_network("basic[act=silu]", Kernels::kFast, 28);
  // The maps of the last two stages are 14 x 14 and 7 x 7.
  for (const LayerCost& layer : fast->layers()) {
    INFO(layer.id.name);
    if (layer.id.name.ends_with("conv2")) CHECK(layer.fast);
  }
  exact->to(at::kDouble);
  const std::vector<torch::Tensor> expected = gradients(*exact, images.to(at::kDouble), labels);
  CHECK(relative_difference(gradients(*fast, images, labels), expected) < 2e-5);
}

TEST_CASE("Fast kernels follow the reference over a run", "[fast]") {
  if (kernels::cpu_kernels() == nullptr) return;
  const auto images = real_images();
  // SiLU has no kink: differences of rounding stay small. The fast layers are convolutions and normalisations.
  for (const std::string block : {"basic[act=silu]", "preact[act=silu]"}) {
    INFO(block);
    std::vector<StepRecord> records[2];
    for (const Kernels kernels : {Kernels::kReference, Kernels::kFast}) {
      const auto network = wide_network(block, kernels);
      REQUIRE(has_fast_layers(*network));
      TrainerOptions options;
      options.batch = 40;
      options.schedule.epochs = 3;
      Trainer trainer(network, images, options);
      auto& mine = records[kernels == Kernels::kFast ? 1 : 0];
      while (trainer.run({.max_steps = 100}, &mine) != Stop::kFinished) {
      }
    }
    REQUIRE(records[0].size() == 15);
    REQUIRE(records[1].size() == 15);
    bool differs = false;
    for (size_t i = 0; i < records[0].size(); ++i) {
      INFO("step " << i + 1);
      differs = differs || records[0][i].loss != records[1][i].loss;
      CHECK(std::abs(records[1][i].loss - records[0][i].loss) < 1e-3 * records[0][i].loss);
      CHECK(std::abs(records[1][i].grad_norm - records[0][i].grad_norm) < 5e-3 * records[0][i].grad_norm);
    }
    CHECK(differs);
  }
}

TEST_CASE("Evaluation on fast kernels gives the reference's logits", "[fast]") {
  if (kernels::cpu_kernels() == nullptr) return;
  const auto images = real_images();
  for (const std::string block : {"basic", "preact", "plain"}) {
    INFO(block);
    std::vector<float> logits[2];
    for (const Kernels kernels : {Kernels::kReference, Kernels::kFast}) {
      const auto network = wide_network(block, kernels);
      auto& mine = logits[kernels == Kernels::kFast ? 1 : 0];
      mine.resize(200 * 10);
      evaluate(*network, *images, 0, 200, 64, mine.data(), nullptr);
    }
    double largest = 0;
    double difference = 0;
    for (size_t i = 0; i < logits[0].size(); ++i) {
      largest = std::max(largest, std::abs(static_cast<double>(logits[0][i])));
      difference = std::max(difference, std::abs(static_cast<double>(logits[0][i]) - logits[1][i]));
    }
    CHECK(difference < 1e-5 * largest);
    CHECK(difference > 0);
  }
}

TEST_CASE("Fast kernels refuse second derivatives", "[fast]") {
  if (kernels::cpu_kernels() == nullptr) return;
  const auto network = wide_network("basic", Kernels::kFast);
  network->train();
  const torch::Tensor images = at::randn({2, 3, 32, 32});
  const torch::Tensor loss = network->forward(images).square().sum();
  require_error(ErrorKind::kUnsupported, {"second derivative", "reference"}, [&] {
    torch::autograd::grad({loss}, {network->parameters().front()}, {}, /*retain_graph=*/true, /*create_graph=*/true);
  });
}

TEST_CASE("A batch of one value a channel is refused as by the reference", "[fast]") {
  for (const Kernels kernels : {Kernels::kReference, Kernels::kFast}) {
    NetworkOptions options;
    options.base = 16;
    options.layers = {1, 1, 1, 1, 1, 1};  // 32 x 32 maps become 1 x 1
    Network network(options);
    network.use_kernels(kernels);
    network.train();
    CHECK_THROWS_WITH(network.forward(at::randn({1, 3, 32, 32})),
                      Catch::Matchers::ContainsSubstring("more than 1 value per channel"));
    CHECK(network.forward(at::randn({2, 3, 32, 32})).sizes() == at::IntArrayRef({2, 10}));
  }
}

TEST_CASE("Layers say whether they are fast", "[fast]") {
  const auto network = wide_network("basic", Kernels::kFast);
  const bool any = kernels::cpu_kernels() != nullptr;
  for (const LayerCost& layer : network->layers()) {
    INFO(layer.id.name);
    if (layer.id.name == "stem.0" || layer.id.name == "stage2.0.conv1" || layer.id.type->name == "Linear") {
      CHECK_FALSE(layer.fast);
    }
    if (layer.id.name == "stage1.0.conv1" || layer.id.type->name == "BatchNorm2d") CHECK(layer.fast == any);
  }
}

TEST_CASE("A network that is kept contiguous computes with LibTorch's kernels", "[fast]") {
  const torch::Tensor images = at::randn({2, 3, 32, 32});
  const auto fast = wide_network("basic", Kernels::kFast);
  const auto reference = wide_network("basic", Kernels::kReference);
  for (const auto& network : {fast, reference}) {
    network->use_memory_format(at::MemoryFormat::Contiguous);
    network->train();
  }
  CHECK(same_bits(fast->forward(images), reference->forward(images)));
}
