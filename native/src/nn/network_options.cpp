// SPDX-License-Identifier: Apache-2.0
#include "nn/network_options.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "runtime/error.hpp"
#include "runtime/number_text.hpp"
#include "runtime/suggest.hpp"

namespace reslab {
namespace {

constexpr int64_t kStages = 3;
constexpr int64_t kMaxStages = 6;
constexpr int64_t kMaxBlocks = 1000;
constexpr int64_t kMaxDepth = 10000;
constexpr int64_t kMaxBase = 4096;
constexpr int64_t kMaxWidening = 64;
constexpr int64_t kMaxClasses = 100000;

void check_range(const char* name, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high) {
    fail(ErrorKind::kInvalidArgument, name, " is ", value, ", expected ", low, " to ", high);
  }
}

/// The whole number, 0 or more, that `text` spells; else empty.
std::optional<int64_t> whole_number(std::string_view text) {
  const std::optional<int64_t> value = parse_number<int64_t>(text);
  return value && *value >= 0 ? value : std::nullopt;
}

/// A family of nets. A letter after a dash in `name` stands for a number: the depth, and then the widening factor.
struct NetFamily {
  std::string_view name;
  std::vector<std::string_view> examples;  ///< names of nets; the first one explains `name`
  int64_t base;                            ///< channels of the first stage, before widening
  std::vector<int64_t> layers;             ///< blocks in each stage; empty where the depth decides
  int64_t outside = 0;                     ///< layers of the depth that are outside the blocks' branches
  bool tiny = false;                       ///< of the notebook: a stem with norm and activation, no final norm
};

/// The table of nets: tinynet is the notebook's, resnet-N is He et al. 2016, wrn-D-K is Zagoruyko and Komodakis 2016.
const std::vector<NetFamily>& net_families() {
  static const std::vector<NetFamily> kFamilies = {
      {.name = "tinynet", .examples = {"tinynet"}, .base = 32, .layers = {2, 2, 2}, .tiny = true},
      {.name = "resnet-N", .examples = {"resnet-20", "resnet-110"}, .base = 16, .layers = {}, .outside = 2},
      {.name = "wrn-D-K", .examples = {"wrn-16-4", "wrn-28-10"}, .base = 16, .layers = {}, .outside = 4},
  };
  return kFamilies;
}

std::string digits(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text, std::back_inserter(result), [](char c) { return c >= '0' && c <= '9'; });
  return result;
}

[[noreturn]] void fail_unknown(const std::string& net) {
  std::string expected;
  std::vector<std::string_view> examples;
  const std::vector<NetFamily>& families = net_families();
  for (size_t i = 0; i < families.size(); ++i) {
    const NetFamily& family = families[i];
    expected += i == 0 ? "" : i + 1 == families.size() ? " or " : ", ";
    expected += family.name;
    if (family.examples.front() != family.name)
      expected.append(" (for example ").append(family.examples.front()) += ")";
    // Another depth is another network, not another spelling.
    std::ranges::copy_if(family.examples, std::back_inserter(examples),
                         [&](std::string_view example) { return digits(example) == digits(net); });
  }
  fail(ErrorKind::kInvalidArgument, "unknown net '", net, "', expected ", expected, did_you_mean(net, examples));
}

/// The numbers that `net` has in the places of the letters of `family`; empty where it is not of that family.
std::optional<std::vector<int64_t>> numbers_of(std::string_view net, std::string_view family) {
  std::vector<int64_t> numbers;
  while (true) {
    const std::string_view expected = family.substr(0, family.find('-'));
    const std::string_view found = net.substr(0, net.find('-'));
    if (expected.size() == 1) {
      const std::optional<int64_t> number = whole_number(found);
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    } else if (expected != found) {
      return std::nullopt;
    }
    if (expected.size() == family.size() || found.size() == net.size()) {
      return expected.size() == family.size() && found.size() == net.size() ? std::optional(numbers) : std::nullopt;
    }
    family.remove_prefix(expected.size() + 1);
    net.remove_prefix(found.size() + 1);
  }
}

/// Blocks per stage of a family whose depth is 3 k n + `outside`.
int64_t blocks_for_depth(const NetworkOptions& options, const BlockSpec& block, int64_t depth, int64_t outside) {
  const int64_t convolutions = block.branch_convolutions();
  if (convolutions == 0) {
    fail(ErrorKind::kInvalidArgument, "net '", options.net, "' counts the convolutions of a block's branch, and '",
         options.block_name, "' has none there; use tinynet");
  }
  const int64_t step = kStages * convolutions;
  const int64_t blocks = (depth - outside) / step;
  if (depth >= step + outside && depth <= kMaxDepth && step * blocks + outside == depth) return blocks;

  const int64_t below = std::clamp<int64_t>(blocks, 1, (kMaxDepth - outside) / step);
  std::string nearest = std::to_string(step * below + outside);
  if (depth > step + outside && depth < kMaxDepth) {
    nearest = "are " + nearest + " and " + std::to_string(step * (below + 1) + outside);
  } else {
    nearest = "is " + nearest;
  }
  fail(ErrorKind::kInvalidArgument, "net '", options.net, "': depth ", depth, " does not fit block '",
       options.block_name, "', whose branch has ", convolutions, " convolution", convolutions == 1 ? "" : "s",
       ": expected ", step, "n+", outside, " for n blocks in each of ", kStages, " stages; the nearest ", nearest);
}

/// The sizes that a net's name stands for.
struct NetSizes {
  const NetFamily& family;
  int64_t widening;
  std::vector<int64_t> layers;
};

NetSizes read_net(const NetworkOptions& options, const BlockSpec& block) {
  for (const NetFamily& family : net_families()) {
    const std::optional<std::vector<int64_t>> numbers = numbers_of(options.net, family.name);
    if (!numbers) continue;
    const int64_t widening = numbers->size() > 1 ? numbers->at(1) : 1;
    if (numbers->size() > 1) {
      check_range(("the widening factor K of " + std::string(family.name)).c_str(), widening, 1, kMaxWidening);
    }
    if (numbers->empty()) return {family, widening, family.layers};
    const int64_t blocks = blocks_for_depth(options, block, numbers->front(), family.outside);
    return {family, widening, std::vector<int64_t>(kStages, blocks)};
  }
  fail_unknown(options.net);
}

}  // namespace

NetworkPlan plan_network(NetworkOptions& options, const BlockSpec& block) {
  if (options.block_name.empty()) options.block_name = options.block;
  check_range("classes", options.classes, 2, kMaxClasses);
  validate(options.images);
  if (!options.images.class_names.empty()) {
    check_range("the number of class names", static_cast<int64_t>(options.images.class_names.size()), options.classes,
                options.classes);
  }
  const NetSizes sizes = read_net(options, block);

  if (options.base == 0) options.base = sizes.family.base;
  check_range("base", options.base, 1, kMaxBase);
  if (options.layers.empty()) {
    options.layers = sizes.layers;
  } else if (sizes.family.layers.empty() && options.layers != sizes.layers) {
    fail(ErrorKind::kInvalidArgument, "net '", options.net, "' has ", sizes.layers.front(), " blocks in each of its ",
         kStages, " stages by its name; omit layers, or use tinynet");
  }
  check_range("the number of stages in layers", static_cast<int64_t>(options.layers.size()), 1, kMaxStages);

  NetworkPlan plan;
  plan.stem_channels = options.base;
  const bool raw_stem = !sizes.family.tiny && block.pre_activated();
  plan.stem_norm_act = !raw_stem;
  if (!options.final_norm) options.final_norm = raw_stem;
  plan.final_norm = *options.final_norm;
  int64_t planes = options.base * sizes.widening;
  for (size_t i = 0; i < options.layers.size(); ++i) {
    check_range("the number of blocks in a stage", options.layers[i], 1, kMaxBlocks);
    plan.stages.push_back(StagePlan{.planes = planes, .blocks = options.layers[i], .stride = i == 0 ? 1 : 2});
    planes *= 2;
  }
  return plan;
}

}  // namespace reslab
