// SPDX-License-Identifier: Apache-2.0

// Networks of several kinds of block, and those of torchvision and timm: tests/golden/nets.tsv, whose README says how
// it was made.

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "nn/net_names.hpp"
#include "nn/net_table.hpp"
#include "nn/network.hpp"
#include "nn/network_size.hpp"
#include "support.hpp"
#include "train/checkpoint.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

using Rows = std::map<std::string, std::vector<std::string>>;       // values by key
using Golden = std::map<std::string, std::map<std::string, Rows>>;  // by net and quantity

const Golden& golden() {
  static const Golden rows = [] {
    Golden read;
    std::ifstream file(source_file("tests/golden/nets.tsv"));
    for (std::string line; std::getline(file, line);) {
      std::istringstream stream(line);
      std::vector<std::string> fields;
      for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
      read[fields.at(0)][fields.at(1)][fields.at(2)] = {fields.begin() + 3, fields.end()};
    }
    return read;
  }();
  return rows;
}

NetworkOptions options(const std::string& net, int64_t classes, int64_t size) {
  NetworkOptions result;
  result.net = net;
  result.classes = classes;
  result.images.shape.height = result.images.shape.width = size;
  return result;
}

/// What make_golden_nets.py calls `uniform`.
torch::Tensor uniform(int64_t count, int64_t key) {
  constexpr int64_t kModulus = int64_t{1} << 32;
  torch::Tensor h = (torch::arange(count, torch::kInt64) * 2654435761 + key * 40503).remainder(kModulus);
  h = (h.bitwise_xor(h.bitwise_right_shift(15)) * 739982445).remainder(kModulus);
  h = (h.bitwise_xor(h.bitwise_right_shift(12)) * 739982445).remainder(kModulus);
  return h.bitwise_xor(h.bitwise_right_shift(15)).to(torch::kFloat64) / static_cast<double>(kModulus);
}

/// What make_golden_nets.py calls `filled`, for a tensor whose name in files is `name`.
torch::Tensor filled(const std::string& name, const torch::Tensor& tensor) {
  int64_t key = 0;
  for (const unsigned char byte : name) key += byte;
  const torch::Tensor u = uniform(tensor.numel(), key);
  torch::Tensor value = 0.2 * u - 0.1;
  if (name.ends_with("running_var")) {
    value = 0.5 + u;
  } else if (tensor.dim() > 1) {
    value = (2 * u - 1) * std::sqrt(6.0 * static_cast<double>(tensor.size(0)) / static_cast<double>(tensor.numel()));
  } else if (name.ends_with(".weight")) {
    value = 0.25 + 0.5 * u;
  }
  return value.to(torch::kFloat32).reshape(tensor.sizes());
}

/// The name and the shape in files of each parameter and buffer, and the tensor itself.
template <typename Visit>
void for_each_in_file(const Network& network, Visit&& visit) {
  const auto all = [&](const auto& tensors) {
    for (const auto& item : tensors) {
      const bool convolved = files_convolve_head(network.net(), network.net().names) && item.key() == "head.2.weight";
      visit(file_name(network.net(), network.net().names, item.key()),
            convolved ? item.value().unsqueeze(-1).unsqueeze(-1) : item.value());
    }
  };
  all(network.named_parameters());
  all(network.named_buffers());
}

std::string hexadecimal(uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

std::string names_digest(const Network& network) {
  std::vector<std::string> lines;
  for_each_in_file(network, [&](const std::string& name, const torch::Tensor& tensor) {
    std::string shape;
    for (const int64_t size : tensor.sizes()) shape += (shape.empty() ? "" : "x") + std::to_string(size);
    lines.push_back(name + " " + shape + "\n");
  });
  std::ranges::sort(lines);
  uint64_t hash = 0xcbf29ce484222325;
  for (const std::string& line : lines) {
    for (const unsigned char byte : line) hash = (hash ^ byte) * 0x100000001b3;
  }
  return hexadecimal(hash);
}

std::string digest(const torch::Tensor& tensor) {
  const torch::Tensor bits = tensor.detach().contiguous().flatten().view(torch::kInt32).to(torch::kInt64);
  const torch::Tensor weights = torch::arange(bits.numel(), torch::kInt64).remainder(65521) + 1;
  return hexadecimal(static_cast<uint64_t>((bits * weights).sum().item<int64_t>()));
}

/// The largest difference of logits from the golden ones, over the largest of these.
double logit_error(const std::string& net, int64_t size, at::ScalarType type) {
  Network network(options(net, 10, size));
  network.use_kernels(Kernels::kReference);
  {
    const torch::NoGradGuard no_grad;
    for_each_in_file(network, [](const std::string& name, const torch::Tensor& tensor) {
      if (!name.ends_with("num_batches_tracked")) tensor.copy_(filled(name, tensor));
    });
  }
  network.eval();
  network.to(type);
  const torch::NoGradGuard no_grad;
  const torch::Tensor images = (2 * uniform(2 * 3 * size * size, size) - 1).reshape({2, 3, size, size}).to(type);
  const torch::Tensor logits = network.forward(images).to(torch::kFloat64);
  double error = 0;
  double largest = 0;
  for (int64_t image = 0; image < 2; ++image) {
    const auto& row = golden().at(net).at("logits").at(std::to_string(size) + "/" + std::to_string(image));
    for (size_t i = 0; i < row.size(); ++i) {
      const double expected = std::stod(row[i]);
      error = std::max(error, std::abs(logits[image][static_cast<int64_t>(i)].item<double>() - expected));
      largest = std::max(largest, std::abs(expected));
    }
  }
  return error / largest;
}

}  // namespace

TEST_CASE("nets of torchvision and timm have their parameters, under their names", "[nets]") {
  for (const auto& [net, quantities] : golden()) {
    INFO(net);
    NetworkOptions large = options(net, 1000, 224);
    const NetSpec plan = plan_network(large);
    CHECK(planned_parameters(plan, 3, 1000) == std::stod(quantities.at("parameters").at("1000").at(0)));
    CHECK(names_digest(Network(options(net, 10, 64))) == quantities.at("names").at("10").at(0));
  }
  CHECK(golden().size() == 9);
}

TEST_CASE("nets of torchvision and timm give their logits", "[nets]") {
  for (const auto& [net, quantities] : golden()) {
    INFO(net);
    CHECK(logit_error(net, 64, torch::kFloat64) < 1e-12);
  }
  CHECK(logit_error("resnet18", 64, torch::kFloat32) < 1e-5);
  CHECK(logit_error("resnet18", 224, torch::kFloat64) < 1e-12);
}

TEST_CASE("nets of torchvision start from its bits", "[nets]") {
  for (const std::string net : {"resnet18", "resnet50"}) {
    INFO(net);
    NetworkOptions choice = options(net, 1000, 64);
    choice.init = Init::kHeFanOut;
    const Network network(choice);
    const Rows& expected = golden().at(net).at("initial");
    size_t seen = 0;
    for (const auto& item : network.named_parameters()) {
      const std::string name = file_name(network.net(), network.net().names, item.key());
      INFO(name);
      CHECK(digest(item.value()) == expected.at(name).at(0));
      ++seen;
    }
    CHECK(seen == expected.size());
  }
}

TEST_CASE("a file of torchvision's or timm's names is read back bit for bit", "[nets]") {
  const TemporaryFolder folder;
  for (const std::string net :
       {"stem: conv3(=8) bn relu; stages: 1*8 1*16/2; blocks: basic; names: torchvision",
        "stem: conv3(=8) conv3(=8) bn; stages: 1*8 1*16/2; blocks: toy[shortcut=project]; names: timm",
        "stem: conv3(=8); stages: 1*8 1*16/2; blocks: preact-bottleneck; names: timm"}) {
    INFO(net);
    NetworkOptions choice = options(net, 5, 16);
    const Network saved(choice);
    save_network(saved, folder.file("net.safetensors"));
    choice.seed = 1;
    Network loaded(choice);
    CHECK_FALSE(same_state(saved, loaded));
    CHECK(load_network(loaded, folder.file("net.safetensors")).empty());
    CHECK(same_state(saved, loaded));
    const SafetensorsFile file(folder.file("net.safetensors"));
    CHECK(file.metadata().at("reslab.net_spec") == canonical_net(net));
  }
}

TEST_CASE("a file of any of the names is read, and any of them is written", "[nets]") {
  const TemporaryFolder folder;
  struct Case {
    const char* net;
    FileNames names;
    const char* first;  ///< a name that only these files have
    const char* notice;
  };
  const std::string plain = "stem: conv3(=8) bn relu; stages: 1*8 1*16/2; blocks: basic";
  const std::string pre = "stem: conv3(=8); stages: 1*8 1*16/2; blocks: preact-bottleneck";
  const std::string theirs = plain + "; names: torchvision";
  const std::vector<Case> cases = {
      {plain.c_str(), FileNames::kTorchvision, "layer2.0.conv1.weight", "names are those of torchvision"},
      {pre.c_str(), FileNames::kTimm, "stages.1.blocks.0.conv1.weight", "names are those of timm"},
      {pre.c_str(), FileNames::kReslab, "stage2.0.conv1.weight", ""},
      {theirs.c_str(), FileNames::kReslab, "stage2.0.conv1.weight", "names are those of reslab"},
  };
  for (const Case& each : cases) {
    INFO(each.net);
    NetworkOptions choice = options(each.net, 5, 16);
    const Network saved(choice);
    const std::string path = folder.file("net.safetensors");
    save_network(saved, path, each.names);
    CHECK(SafetensorsFile(path).tensors().contains(each.first));
    choice.seed = 1;
    Network loaded(choice);
    CHECK(load_network(loaded, path) == each.notice);
    CHECK(same_state(saved, loaded));
  }
}

TEST_CASE("a head for other classes is left out where that is asked for, and else named", "[nets]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("net.safetensors");
  const std::string pre = "stem: conv3(=8); stages: 1*8 1*16/2; blocks: preact-bottleneck; names: timm";
  for (const std::string& net : {std::string("resnet-8"), pre}) {
    INFO(net);
    const Network saved(options(net, 7, 16));
    save_network(saved, path);
    NetworkOptions choice = options(net, 5, 16);
    choice.seed = 1;
    Network loaded(choice);
    const Network fresh(choice);
    require_error(ErrorKind::kShapeMismatch, {"classifies into 7 classes, the network into 5", "--new-head"},
                  [&] { load_network(loaded, path); });
    CHECK(same_state(loaded, fresh));
    CHECK(load_network(loaded, path, HeadWeights::kKept) == "the head is new, for 5 classes");
    const auto expected = saved.named_parameters();
    const auto initial = fresh.named_parameters();
    for (const auto& item : loaded.named_parameters()) {
      INFO(item.key());
      const bool head = item.key().starts_with("head.");
      CHECK(same_bits(item.value(), head ? initial[item.key()] : expected[item.key()]));
    }
  }

  // A file without a head, behind a prefix, as one of a training on other tasks may be.
  NetworkOptions choice = options("resnet-8", 5, 16);
  const Network saved(choice);
  NamedTensors body;
  for (const auto& item : saved.named_parameters()) {
    if (!item.key().starts_with("head.")) body.emplace_back("module." + item.key(), item.value());
  }
  for (const auto& item : saved.named_buffers()) body.emplace_back("module." + item.key(), item.value());
  write_tensors(path, body, {});
  choice.seed = 1;
  Network loaded(choice);
  require_error(ErrorKind::kInvalidArgument, {"2 tensor(s) missing (head.2.bias, head.2.weight)"},
                [&] { load_network(loaded, path); });
  CHECK(load_network(loaded, path, HeadWeights::kKept) ==
        "names were taken without 'module.'; the head is new, for 5 classes");
  CHECK(same_bits(loaded.named_parameters()["stem.0.weight"], saved.named_parameters()["stem.0.weight"]));
}

TEST_CASE("where pre-activated blocks end, normalisation and activation follow", "[nets]") {
  NetworkOptions choice = options("resnet-8", 10, 32);
  choice.block = "preact|preact|basic";
  Network network(choice);
  const auto parameters = network.named_parameters();
  CHECK(parameters.contains("stage3.entry.0.weight"));
  CHECK_FALSE(parameters.contains("stage2.entry.0.weight"));
  CHECK_FALSE(parameters.contains("stem.1.weight"));
  CHECK_FALSE(parameters.contains("final.0.weight"));
  std::vector<std::string> names;
  for (const LayerCost& layer : network.layers()) {
    if (layer.id.stage == 3 && layer.id.block == -1) names.push_back(layer.id.name);
  }
  const std::vector<std::string> entry = {"stage3.entry.0", "stage3.entry.1"};
  CHECK(names == entry);
  CHECK(network.forward(torch::ones({2, 3, 32, 32})).isfinite().all().item<bool>());

  choice.block = "basic|preact|preact";
  const Network other(choice);
  CHECK_FALSE(other.named_parameters().contains("stage2.entry.0.weight"));
  CHECK(other.named_parameters().contains("stem.1.weight"));
  CHECK(other.named_parameters().contains("final.0.weight"));
  // A preact has 2 convolutions in its branch, a bottleneck 3: a block of each stage has 7.
  choice.net = "resnet-9";
  choice.block = "preact|preact|bottleneck";
  const std::vector<int64_t> ones = {1, 1, 1};
  CHECK(Network(choice).options().layers == ones);
}

TEST_CASE("a block without a shortcut where the shape changes is its branch there", "[nets]") {
  NetworkOptions choice =
      options("stem: conv3(=8); stages: 2*8 2*16/2; blocks: (branch: conv3/s bn; project: none)", 10, 32);
  Network network(choice);
  int additions = 0;
  for (const LayerCost& layer : network.layers()) additions += layer.id.type == &kAddLayer;
  CHECK(additions == 3);
  CHECK(network.forward(torch::ones({2, 3, 32, 32})).isfinite().all().item<bool>());
}

TEST_CASE("nets take images of any size, and their parameters are known before", "[nets]") {
  for (const int64_t size : {8, 9, 33, 65}) {
    for (const int64_t channels : {1, 4, 16}) {
      for (const char* net : {"resnet18", "resnet50d", "tinynet"}) {
        INFO(net << " for " << channels << " x " << size << " x " << size);
        NetworkOptions choice = options(net, 2, size);
        choice.images.shape.channels = channels;
        choice.images.mean.assign(static_cast<size_t>(channels), 0.5f);
        choice.images.deviation.assign(static_cast<size_t>(channels), 0.5f);
        if (std::string(net) != "tinynet" && size > 9 && channels > 1) continue;
        Network network(choice);
        CHECK(planned_parameters(network.net(), channels, 2) == static_cast<double>(network.parameter_count()));
        network.eval();
        const std::vector<LayerCost> layers = network.layers();
        size_t next = 0;
        const LayerObserver observe = [&](const LayerId&, const torch::Tensor&, const torch::Tensor& output) {
          CHECK(output.sizes() == torch::IntArrayRef(layers.at(next++).output_shape));
        };
        network.forward(torch::ones({1, channels, size, size}), &observe);
        CHECK(next == layers.size());
      }
    }
  }
}
