// SPDX-License-Identifier: Apache-2.0
#include "nn/network_options.hpp"

#include <algorithm>
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

[[noreturn]] void fail_unknown(const std::string& net) {
  constexpr std::string_view kExamples[] = {"tinynet", "resnet-20", "resnet-110", "wrn-16-4", "wrn-28-10"};
  fail(ErrorKind::kInvalidArgument, "unknown net '", net,
       "', expected tinynet, resnet-N (for example resnet-20) or wrn-D-K (for example wrn-16-4)",
       did_you_mean(net, kExamples));
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
struct Family {
  int64_t base;
  int64_t widening = 1;
  std::vector<int64_t> layers;
  bool fixed_layers = false;
  bool tiny = false;
};

Family read_family(const NetworkOptions& options, const BlockSpec& block) {
  const std::string_view net = options.net;
  if (net == "tinynet") {
    return Family{.base = 32, .widening = 1, .layers = {2, 2, 2}, .fixed_layers = false, .tiny = true};
  }
  constexpr std::string_view kResnet = "resnet-";
  if (net.starts_with(kResnet)) {
    const std::optional<int64_t> depth = whole_number(net.substr(kResnet.size()));
    if (!depth) fail_unknown(options.net);
    const int64_t blocks = blocks_for_depth(options, block, *depth, 2);
    return Family{.base = 16, .widening = 1, .layers = {blocks, blocks, blocks}, .fixed_layers = true, .tiny = false};
  }
  constexpr std::string_view kWide = "wrn-";
  if (net.starts_with(kWide)) {
    const std::string_view sizes = net.substr(kWide.size());
    const size_t dash = sizes.find('-');
    if (dash == std::string_view::npos) fail_unknown(options.net);
    const std::optional<int64_t> depth = whole_number(sizes.substr(0, dash));
    const std::optional<int64_t> widening = whole_number(sizes.substr(dash + 1));
    if (!depth || !widening) fail_unknown(options.net);
    check_range("the widening factor K of wrn-D-K", *widening, 1, kMaxWidening);
    const int64_t blocks = blocks_for_depth(options, block, *depth, 4);
    return Family{
        .base = 16, .widening = *widening, .layers = {blocks, blocks, blocks}, .fixed_layers = true, .tiny = false};
  }
  fail_unknown(options.net);
}

}  // namespace

NetworkPlan plan_network(NetworkOptions& options, const BlockSpec& block) {
  if (options.block_name.empty()) options.block_name = options.block;
  check_range("classes", options.classes, 2, kMaxClasses);
  const Family family = read_family(options, block);

  if (options.base == 0) options.base = family.base;
  check_range("base", options.base, 1, kMaxBase);
  if (options.layers.empty()) {
    options.layers = family.layers;
  } else if (family.fixed_layers && options.layers != family.layers) {
    fail(ErrorKind::kInvalidArgument, "net '", options.net, "' has ", family.layers.front(), " blocks in each of its ",
         kStages, " stages, as its name says; omit layers, or use tinynet");
  }
  check_range("the number of stages in layers", static_cast<int64_t>(options.layers.size()), 1, kMaxStages);

  NetworkPlan plan;
  plan.stem_channels = options.base;
  const bool raw_stem = !family.tiny && block.pre_activated();
  plan.stem_norm_act = !raw_stem;
  if (!options.final_norm) options.final_norm = raw_stem;
  plan.final_norm = *options.final_norm;
  int64_t planes = options.base * family.widening;
  for (size_t i = 0; i < options.layers.size(); ++i) {
    check_range("the number of blocks in a stage", options.layers[i], 1, kMaxBlocks);
    plan.stages.push_back(StagePlan{.planes = planes, .blocks = options.layers[i], .stride = i == 0 ? 1 : 2});
    planes *= 2;
  }
  return plan;
}

}  // namespace reslab
