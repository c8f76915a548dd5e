// SPDX-License-Identifier: Apache-2.0
#include "nn/residual_block.hpp"

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "catch.hpp"

using reslab::BlockSpec;
using reslab::ChainSite;
using reslab::LayerId;
using reslab::LayerObserver;
using reslab::MapShape;
using reslab::ResidualBlock;

namespace {

constexpr MapShape kInput{4, 6, 6};

/// A block of 4 channels in on a 6 x 6 map.
std::shared_ptr<ResidualBlock> block(const std::string& text, int64_t out_channels, int64_t stride) {
  const BlockSpec spec = BlockSpec::parse(text);
  const ChainSite site{.where = {},
                       .prefix = "b.",
                       .stage = 1,
                       .block = 0,
                       .planes = out_channels / spec.expansion,
                       .out_channels = out_channels,
                       .stride = stride};
  return std::make_shared<ResidualBlock>(spec, text, site, kInput);
}

/// The outputs of all layers by name, and as "in" and "out" what went into the block and came out.
std::map<std::string, torch::Tensor> trace(ResidualBlock& module) {
  std::map<std::string, torch::Tensor> seen;
  const LayerObserver observe = [&](const LayerId& id, const torch::Tensor&, const torch::Tensor& output) {
    seen[id.name.substr(2)] = output;
  };
  const torch::NoGradGuard no_grad;
  at::manual_seed(11);
  seen["in"] = torch::randn({2, kInput.channels, kInput.height, kInput.width});
  seen["out"] = module.forward(seen["in"], reslab::ForwardPass{.training = module.is_training(), .observe = &observe});
  return seen;
}

}  // namespace

TEST_CASE("merges compute their formula", "[residual_block]") {
  at::manual_seed(1);
  auto toy = trace(*block("toy", 4, 1));
  CHECK(torch::allclose(toy["out"], toy["in"] + toy["conv"]));

  auto branch = trace(*block("(branch: conv3; shortcut: scale(3); merge: branch)", 4, 1));
  CHECK(torch::equal(branch["out"], branch["conv"]));
  CHECK(torch::equal(branch["down"], branch["in"] * 3));

  auto exclusive = trace(*block("(branch: conv3; merge: gate(exclusive, bias=-1))", 4, 1));
  const torch::Tensor g = torch::sigmoid(exclusive["gate"]);
  CHECK(torch::allclose(exclusive["out"], g * exclusive["conv"] + (1 - g) * exclusive["in"]));

  auto shortcut = trace(*block("(branch: conv3; merge: gate(shortcut, bias=-1))", 4, 1));
  const torch::Tensor h = torch::sigmoid(shortcut["gate"]);
  CHECK(torch::allclose(shortcut["out"], shortcut["conv"] + (1 - h) * shortcut["in"]));
}

TEST_CASE("a shortcut starts where it says", "[residual_block]") {
  at::manual_seed(1);
  auto input = trace(*block("(pre: scale(2); branch: conv3; shortcut: scale(5))", 4, 1));
  CHECK(torch::equal(input["down"], input["in"] * 5));
  auto pre = trace(*block("(pre: scale(2); branch: conv3; shortcut(pre): scale(5))", 4, 1));
  CHECK(torch::equal(pre["down"], pre["in"] * 2 * 5));
  auto identity = trace(*block("(pre: scale(2); branch: conv3; shortcut(pre): identity)", 4, 1));
  CHECK(torch::allclose(identity["out"], identity["in"] * 2 + identity["conv"]));
}

TEST_CASE("the projection is for blocks that change shape", "[residual_block]") {
  const char* text = "(branch: conv3/s; project: conv1/s bn)";
  CHECK_FALSE(block(text, 4, 1)->named_parameters().contains("down.0.weight"));
  CHECK(block(text, 4, 2)->named_parameters().contains("down.0.weight"));
  CHECK(block(text, 8, 1)->named_parameters().contains("down.0.weight"));
  CHECK((block(text, 8, 2)->output() == MapShape{8, 3, 3}));
}

TEST_CASE("option A keeps every second pixel and appends zeros", "[residual_block]") {
  at::manual_seed(1);
  auto seen = trace(*block("toy[shortcut=pad]", 6, 2));
  const torch::Tensor down = seen["down"];
  REQUIRE(down.sizes() == torch::IntArrayRef({2, 6, 3, 3}));
  CHECK(torch::equal(down.slice(1, 0, 4), seen["in"].slice(2, 0, 6, 2).slice(3, 0, 6, 2)));
  CHECK(down.slice(1, 4, 6).abs().max().item<float>() == 0);
}

TEST_CASE("activations, dropout and scaling do what they are called", "[residual_block]") {
  at::manual_seed(1);
  auto seen = trace(*block("(pre: silu gelu relu scale(0.5); branch: conv3; merge: branch)", 4, 1));
  CHECK(torch::allclose(seen["silu"], seen["in"] * torch::sigmoid(seen["in"])));
  CHECK(torch::allclose(seen["gelu"], seen["silu"] * 0.5 * (1 + torch::erf(seen["silu"] / std::sqrt(2.0)))));
  CHECK(torch::equal(seen["relu"], seen["gelu"].clamp_min(0)));
  CHECK(torch::equal(seen["scale"], seen["relu"] * 0.5));

  auto dropout = block("(pre: dropout(0.5); branch: conv3; merge: branch)", 4, 1);
  dropout->eval();
  auto still = trace(*dropout);
  CHECK(torch::equal(still["dropout"], still["in"]));
  dropout->train();
  auto drawn = trace(*dropout);
  const double kept = drawn["dropout"].ne(0).to(torch::kFloat64).mean().item<double>();
  CHECK(kept > 0.35);
  CHECK(kept < 0.65);
  CHECK(torch::equal(drawn["dropout"], torch::where(drawn["dropout"].ne(0), drawn["in"] * 2, torch::zeros({}))));
}

TEST_CASE("running statistics of an unmerged projection move in training alone", "[residual_block]") {
  auto module = block("(branch: conv3/s; project: conv1/s bn; merge: branch)", 8, 2);
  const auto batches = [&] { return module->named_buffers()["down.1.num_batches_tracked"].item<int64_t>(); };
  module->eval();
  module->forward(torch::randn({2, 4, 6, 6}), reslab::ForwardPass{.training = module->is_training()});
  CHECK(batches() == 0);
  module->train();
  module->forward(torch::randn({2, 4, 6, 6}), reslab::ForwardPass{.training = module->is_training()});
  CHECK(batches() == 1);
}
