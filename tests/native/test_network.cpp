// SPDX-License-Identifier: Apache-2.0
#include "nn/network.hpp"

#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "nn/block_table.hpp"
#include "runtime/error.hpp"

using reslab::Error;
using reslab::ErrorKind;
using reslab::Kernels;
using reslab::LayerCost;
using reslab::LayerId;
using reslab::LayerObserver;
using reslab::Network;
using reslab::NetworkOptions;

namespace {

NetworkOptions options(const std::string& net, const std::string& block) {
  NetworkOptions result;
  result.net = net;
  result.block = block;
  return result;
}

/// A network small enough to train a step in a test.
NetworkOptions small(const std::string& block) {
  NetworkOptions result = options("tinynet", block);
  result.base = 8;
  result.layers = {1, 2};
  return result;
}

int64_t parameters(const std::string& net, const std::string& block) {
  return Network(options(net, block)).parameter_count();
}

std::vector<std::string> parameter_names(Network& network, const std::string& prefix) {
  std::vector<std::string> names;
  for (const auto& item : network.named_parameters()) {
    if (item.key().starts_with(prefix)) names.push_back(item.key().substr(prefix.size()));
  }
  return names;
}

Error failure(const NetworkOptions& network) {
  try {
    Network built(network);
  } catch (const Error& error) {
    return error;
  }
  FAIL("built without an error: " << network.net << " of " << network.block);
  return Error(ErrorKind::kInternal, "");
}

void check_failure(const NetworkOptions& network, ErrorKind kind, const std::string& message) {
  const Error error = failure(network);
  CHECK(error.kind() == kind);
  CHECK_THAT(std::string(error.what()), Catch::Matchers::ContainsSubstring(message));
}

torch::Tensor images(int64_t count) {
  torch::Tensor x = torch::empty({count, 3, 32, 32});
  auto generator = at::detail::createCPUGenerator(7);
  return x.normal_(0, 1, generator);
}

/// Blocks that fit every stage: all but those whose identity cannot change shape.
std::vector<std::string> fitting_blocks() {
  std::vector<std::string> blocks;
  for (const std::string_view name : reslab::block_names()) {
    if (name != "toy") blocks.emplace_back(name);
  }
  for (const char* text : {"basic[norm=gn(4), act=silu]", "preact[norm=none, act=gelu]", "basic[shortcut=pad]",
                           "basic[zero-init]", "toy[shortcut=project]", "bottleneck[shortcut=pad]",
                           "(pre: relu dropout(0.1); branch: scale(2) relu conv3/s relu relu dropout(0.2) relu; "
                           "project: conv1/s relu; post: relu relu)"}) {
    blocks.emplace_back(text);
  }
  return blocks;
}

}  // namespace

TEST_CASE("parameter counts are those of the reference networks", "[network]") {
  CHECK(parameters("tinynet", "plain") == 685994);
  CHECK(parameters("tinynet", "plain-valid") == 685994);
  CHECK(parameters("tinynet", "basic") == 696618);
  CHECK(parameters("tinynet", "preact") == 696042);
  CHECK(parameters("tinynet", "preact-noskip") == 696042);
  // He et al. 2015, Table 6: 0.27, 0.46, 0.66, 0.85 and 1.7 million, with option A shortcuts.
  CHECK(parameters("resnet-20", "basic[shortcut=pad]") == 269722);
  CHECK(parameters("resnet-32", "basic[shortcut=pad]") == 464154);
  CHECK(parameters("resnet-44", "basic[shortcut=pad]") == 658586);
  CHECK(parameters("resnet-56", "basic[shortcut=pad]") == 853018);
  CHECK(parameters("resnet-110", "basic[shortcut=pad]") == 1727962);
  // Zagoruyko and Komodakis 2016, Table 4: WRN-40-1 has 0.6 and WRN-16-8 11.0 million.
  CHECK(parameters("wrn-40-1", "preact") / 100000 == 5);
  CHECK(parameters("wrn-16-8", "preact") / 100000 == 109);
}

TEST_CASE("names are those of the reference modules", "[network]") {
  using Names = std::vector<std::string>;
  Network basic(options("tinynet", "basic"));
  CHECK(parameter_names(basic, "stem.") == Names{"0.weight", "1.weight", "1.bias"});
  CHECK(parameter_names(basic, "stage1.0.") ==
        Names{"conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight", "bn2.weight", "bn2.bias"});
  CHECK(parameter_names(basic, "stage2.0.") == Names{"conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight",
                                                     "bn2.weight", "bn2.bias", "down.0.weight", "down.1.weight",
                                                     "down.1.bias"});
  CHECK(parameter_names(basic, "head.") == Names{"2.weight", "2.bias"});
  CHECK(parameter_names(basic, "final.").empty());

  Network plain(options("tinynet", "plain"));
  CHECK(parameter_names(plain, "stage3.1.") ==
        Names{"net.0.weight", "net.1.weight", "net.1.bias", "net.3.weight", "net.4.weight", "net.4.bias"});

  Network preact(options("tinynet", "preact"));
  CHECK(parameter_names(preact, "stage3.0.") ==
        Names{"bn1.weight", "bn1.bias", "conv1.weight", "bn2.weight", "bn2.bias", "conv2.weight", "down.weight"});

  Network gated(options("resnet-8", "exclusive-gating"));
  CHECK(parameter_names(gated, "stage1.0.") == Names{"conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight",
                                                     "bn2.weight", "bn2.bias", "gate.weight", "gate.bias"});

  Network wide(options("wrn-10-2", "preact"));
  CHECK(parameter_names(wide, "stem.") == Names{"0.weight"});
  CHECK(parameter_names(wide, "final.") == Names{"0.weight", "0.bias"});

  Network toy(options("tinynet", "toy[shortcut=project]"));
  CHECK(parameter_names(toy, "stage1.1.") == Names{"conv.weight"});

  const auto buffers = basic.named_buffers();
  CHECK(buffers.contains("stage2.0.down.1.num_batches_tracked"));
  CHECK(buffers["stem.1.num_batches_tracked"].scalar_type() == torch::kInt64);
}

TEST_CASE("an observer sees the layers that hooks on the reference modules see", "[network]") {
  const std::set<std::string> hooked = {"Conv2d", "BatchNorm2d", "ReLU", "SiLU", "GroupNorm"};
  const std::map<std::string, int> expected = {{"plain-valid", 39}, {"basic", 43}, {"preact-noskip", 41}};
  for (const auto& [block, count] : expected) {
    Network network(options("tinynet", block));
    network.eval();
    int seen = 0;
    const LayerObserver observe = [&](const LayerId& id, const torch::Tensor&, const torch::Tensor&) {
      seen += static_cast<int>(hooked.count(std::string(id.type->name)));
    };
    network.forward(images(1), &observe);
    INFO(block);
    CHECK(seen == count);
  }
}

TEST_CASE("layers() describes what a forward pass does", "[network]") {
  for (const std::string& block : fitting_blocks()) {
    INFO(block);
    NetworkOptions choice = small(block);
    choice.final_norm = true;
    Network network(choice);
    network.train();
    const std::vector<LayerCost> layers = network.layers();
    size_t next = 0;
    const LayerObserver observe = [&](const LayerId& id, const torch::Tensor&, const torch::Tensor& output) {
      REQUIRE(next < layers.size());
      CHECK(id.name == layers[next].id.name);
      CHECK(id.type == layers[next].id.type);
      CHECK(output.sizes() == torch::IntArrayRef(layers[next].output_shape));
      ++next;
    };
    network.eval();
    network.forward(images(1), &observe);
    CHECK(next == layers.size());
    int64_t parameters = 0;
    for (const LayerCost& layer : layers) parameters += layer.id.parameters;
    CHECK(parameters == network.parameter_count());
    std::set<std::string> names;
    for (const LayerCost& layer : layers) names.insert(layer.id.name);
    CHECK(names.size() == layers.size());
  }
}

TEST_CASE("multiply-accumulates are counted", "[network]") {
  int64_t total = 0;
  std::map<std::string, int64_t> macs;
  for (const LayerCost& layer : Network(options("tinynet", "basic")).layers()) {
    total += layer.macs;
    macs[layer.id.name] = layer.macs;
  }
  CHECK(macs["stem.0"] == 32 * 32 * 32 * 3 * 9);
  CHECK(macs["stage2.0.conv1"] == 16 * 16 * 64 * 32 * 9);
  CHECK(macs["stage2.0.down.0"] == 16 * 16 * 64 * 32);
  CHECK(macs["stage2.0.bn1"] == 0);
  CHECK(macs["head.2"] == 128 * 10);
  CHECK(total == 105'743'616);
}

TEST_CASE("observing changes no value, and no value after it was observed", "[network]") {
  const torch::Tensor x = images(4);
  for (const std::string& block : fitting_blocks()) {
    INFO(block);
    Network network(small(block));
    network.use_kernels(Kernels::kReference);  // an observed pass is made on LibTorch's alone
    for (const bool training : {false, true}) {
      network.train(training);
      std::vector<std::pair<torch::Tensor, torch::Tensor>> seen;
      const LayerObserver observe = [&](const LayerId&, const torch::Tensor& input, const torch::Tensor& output) {
        seen.emplace_back(input, input.clone());
        seen.emplace_back(output, output.clone());
      };
      const torch::NoGradGuard no_grad;
      const torch::Tensor before = x.clone();
      at::manual_seed(3);
      const torch::Tensor plain = network.forward(x);
      at::manual_seed(3);
      const torch::Tensor observed = network.forward(x, &observe);
      CHECK(torch::equal(plain, observed));
      CHECK(torch::equal(x, before));
      for (const auto& [tensor, copy] : seen) CHECK(torch::equal(tensor, copy));
    }
  }
}

TEST_CASE("overwriting activations leaves the gradients right", "[network]") {
  const torch::Tensor x = images(4);
  const torch::Tensor labels = torch::tensor({0, 1, 2, 3}, torch::kInt64);
  for (const std::string& block : fitting_blocks()) {
    INFO(block);
    Network network(small(block));
    network.use_kernels(Kernels::kReference);  // an observed pass is made on LibTorch's alone
    network.train();
    const LayerObserver observe = [](const LayerId&, const torch::Tensor&, const torch::Tensor&) {};
    std::vector<std::vector<torch::Tensor>> gradients;
    for (const LayerObserver* observer : {static_cast<const LayerObserver*>(nullptr), &observe}) {
      network.zero_grad();
      at::manual_seed(3);
      torch::nn::functional::cross_entropy(network.forward(x, observer), labels).backward();
      std::vector<torch::Tensor>& found = gradients.emplace_back();
      for (const torch::Tensor& parameter : network.parameters()) {
        found.push_back(parameter.grad().defined() ? parameter.grad().clone() : torch::zeros({}));
      }
    }
    for (size_t i = 0; i < gradients[0].size(); ++i)
      CHECK(torch::allclose(gradients[0][i], gradients[1][i], 1e-5, 1e-7));
  }
}

TEST_CASE("an unmerged projection gets no gradient", "[network]") {
  Network network(small("preact-noskip"));
  network.train();
  network.forward(images(2)).sum().backward();
  for (const auto& item : network.named_parameters()) {
    INFO(item.key());
    CHECK(item.value().grad().defined() == (item.key().find("down") == std::string::npos));
  }
}

TEST_CASE("gates and zero-initialised blocks begin as their shortcut", "[network]") {
  Network zeroed(small("basic[zero-init]"));
  CHECK(zeroed.named_parameters()["stage1.0.bn2.weight"].abs().max().item<float>() == 0);
  CHECK(zeroed.named_parameters()["stage1.0.bn1.weight"].min().item<float>() == 1);
  Network gated(small("shortcut-gating"));
  CHECK(gated.named_parameters()["stage2.0.gate.bias"].eq(-6).all().item<bool>());
  CHECK(Network(small("dropout-shortcut")).has_dropout());
  CHECK_FALSE(Network(small("basic")).has_dropout());
}

TEST_CASE("He initialisation has the variance of its fan", "[network]") {
  for (const auto& [init, std] : {std::pair{reslab::Init::kHeFanIn, 0.0589}, {reslab::Init::kHeFanOut, 0.0417}}) {
    NetworkOptions choice = options("tinynet", "basic");
    choice.init = init;
    Network network(choice);
    const torch::Tensor weight = network.named_parameters()["stage3.0.conv1.weight"];
    CHECK(weight.std().item<double>() == Catch::Approx(std).epsilon(0.01));
  }
}

TEST_CASE("one seed gives one network, and construction leaves nothing else behind", "[network]") {
  NetworkOptions choice = small("basic");
  const torch::Tensor first = Network(choice).named_parameters()["stage2.0.down.0.weight"];
  CHECK(torch::equal(first, Network(choice).named_parameters()["stage2.0.down.0.weight"]));
  choice.seed = 1;
  CHECK_FALSE(torch::equal(first, Network(choice).named_parameters()["stage2.0.down.0.weight"]));
  Network network(choice);
  const torch::Tensor weight = network.named_parameters()["stage2.0.conv1.weight"];
  CHECK(weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
  CHECK(weight.requires_grad());
  CHECK(weight.is_leaf());
}

TEST_CASE("options come back with their defaults", "[network]") {
  const Network tiny(options("tinynet", "preact"));
  CHECK(tiny.options().base == 32);
  CHECK(tiny.options().layers == std::vector<int64_t>{2, 2, 2});
  CHECK(tiny.options().final_norm == false);
  CHECK(tiny.options().block_name == "preact");
  const Network resnet(options("resnet-29", "bottleneck"));
  CHECK(resnet.options().layers == std::vector<int64_t>{3, 3, 3});
  CHECK(resnet.options().base == 16);
  CHECK(resnet.options().final_norm == false);
  const Network wide(options("wrn-16-1", "preact"));
  CHECK(wide.options().layers == std::vector<int64_t>{2, 2, 2});
  CHECK(wide.options().final_norm == true);
  NetworkOptions off = options("resnet-20", "preact");
  off.final_norm = false;
  CHECK(Network(off).named_parameters().contains("final.0.weight") == false);
}

TEST_CASE("a block that cannot be merged is refused when the network is built", "[network]") {
  check_failure(options("tinynet", "toy"), ErrorKind::kShapeMismatch,
                "block 'toy' at stage2.0: the branch gives [64, 16, 16] but the shortcut gives [32, 32, 32], so they "
                "cannot be added; add a projection (for example 'project: conv1/s bn')");
  check_failure(options("tinynet", "branch: conv3(pad=0)/s; project: conv1/s"), ErrorKind::kShapeMismatch,
                "at stage1.0: the branch gives [32, 30, 30] but the shortcut gives [32, 32, 32], so they cannot be "
                "added; the input and the output of this block must have the same shape: check the padding");
  check_failure(options("tinynet", "branch: conv3/s; project: conv1"), ErrorKind::kShapeMismatch,
                "make the clause 'project' change the shape as the branch does");
  check_failure(options("tinynet", "branch: conv3(mid)/s; merge: branch; expansion: 2"), ErrorKind::kShapeMismatch,
                "its output is [32, 32, 32], expected 64 channels (planes 32 x expansion 2)");
  check_failure(options("tinynet", "branch: conv3(pad=0)/s; merge: gate(shortcut, bias=0); shortcut: conv3(pad=0)/s"),
                ErrorKind::kShapeMismatch, "but the gate gives [32, 32, 32]");
  check_failure(options("tinynet", "basic[norm=gn(5)]"), ErrorKind::kShapeMismatch,
                "the stem: gn(5) cannot divide 32 channels into 5 equal groups");
  NetworkOptions named = options("tinynet", "toy");
  named.block_name = "mine";
  check_failure(named, ErrorKind::kShapeMismatch, "block 'mine' at stage2.0");
  NetworkOptions deep = options("tinynet", "plain-valid");
  deep.layers = {2, 2, 5};
  check_failure(deep, ErrorKind::kShapeMismatch,
                "block 'plain-valid' at stage3.3: conv3(pad=0)/s cannot take a map of 1 x 1");
}

TEST_CASE("an impossible network is refused with a cure", "[network]") {
  const auto refused = [](const NetworkOptions& choice, const std::string& message) {
    check_failure(choice, ErrorKind::kInvalidArgument, message);
  };
  refused(options("tinynett", "basic"), "unknown net 'tinynett'");
  refused(options("tinynett", "basic"), "did you mean 'tinynet'?");
  refused(options("resnet20", "basic"), "resnet-N (for example resnet-20)");
  refused(options("resnet-", "basic"), "unknown net 'resnet-'");
  refused(options("resnet--20", "basic"), "unknown net");
  refused(options("resnet-20x", "basic"), "unknown net");
  refused(options("wrn-16", "preact"), "unknown net 'wrn-16'");
  refused(options("resnet-21", "basic"), "expected 6n+2 for n blocks in each of 3 stages; the nearest are 20 and 26");
  refused(options("resnet-32", "bottleneck"),
          "expected 9n+2 for n blocks in each of 3 stages; the nearest are 29 and 38");
  refused(options("resnet-3", "basic"), "the nearest is 8");
  refused(options("resnet-999999999999", "basic"), "the nearest is 9998");
  refused(options("resnet-99999999999999999999", "basic"), "unknown net");
  refused(options("wrn-17-2", "preact"), "expected 6n+4 for n blocks in each of 3 stages; the nearest are 16 and 22");
  refused(options("wrn-16-0", "preact"), "the widening factor K of wrn-D-K is 0, expected 1 to 64");
  refused(options("resnet-20", "branch: bn"), "has none there");
  refused(options("tinynet", "basik"), "did you mean 'basic'?");

  NetworkOptions choice = options("tinynet", "basic");
  choice.classes = 1;
  refused(choice, "classes is 1, expected 2 to 100000");
  choice = options("tinynet", "basic");
  choice.base = -8;
  refused(choice, "base is -8, expected 1 to 4096");
  choice = options("tinynet", "basic");
  choice.layers = {2, 0};
  refused(choice, "the number of blocks in a stage is 0, expected 1 to 1000");
  choice.layers = std::vector<int64_t>(7, 1);
  refused(choice, "the number of stages in layers is 7, expected 1 to 6");
  choice = options("resnet-20", "basic");
  choice.layers = {2, 2, 2};
  refused(choice, "net 'resnet-20' has 3 blocks in each of its 3 stages by its name");
}

TEST_CASE("images of another shape or type are refused", "[network]") {
  Network network(small("basic"));
  CHECK_THROWS_WITH(network.forward(torch::zeros({1, 1, 28, 28})),
                    "images have shape [1, 1, 28, 28], expected [N, 3, 32, 32]");
  CHECK_THROWS_WITH(network.forward(torch::zeros({1, 3, 32, 32}, torch::kFloat64)),
                    "images are Double, expected Float");
}
