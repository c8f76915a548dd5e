// SPDX-License-Identifier: Apache-2.0
#include "nn/network_options.hpp"

#include <algorithm>
#include <utility>

#include "nn/net_table.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

constexpr int64_t kStages = 3;
constexpr int64_t kMaxStages = 6;
constexpr int64_t kMaxDepth = 10000;
constexpr int64_t kMaxBase = 4096;
constexpr int64_t kMaxWidening = 64;
constexpr int64_t kMaxClasses = 100000;

void check_range(const char* name, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high) {
    fail(ErrorKind::kInvalidArgument, name, " is ", value, ", expected ", low, " to ", high);
  }
}

/// Convolutions in the branches of one block of each of the three stages of a family.
int64_t branch_convolutions(const std::vector<BlockSpec>& blocks) {
  int64_t count = 0;
  for (int64_t stage = 0; stage < kStages; ++stage) {
    count += blocks[std::min(static_cast<size_t>(stage), blocks.size() - 1)].branch_convolutions();
  }
  return count;
}

/// "has 2 convolutions", or "have 7 convolutions in all" where the stages differ.
std::string convolutions_text(const std::vector<BlockSpec>& blocks) {
  const int64_t count = blocks.size() == 1 ? blocks.front().branch_convolutions() : branch_convolutions(blocks);
  const std::string text = std::to_string(count) + " convolution" + (count == 1 ? "" : "s");
  return blocks.size() == 1 ? "whose branch has " + text
                            : "whose branches have " + text + " in one block of each stage";
}

/// Blocks per stage of a family whose depth is k n + `outside`, for k convolutions in a block of each stage.
int64_t blocks_for_depth(const NetworkOptions& options, const std::vector<BlockSpec>& blocks, int64_t depth,
                         int64_t outside) {
  const int64_t step = branch_convolutions(blocks);
  if (step == 0) {
    fail(ErrorKind::kInvalidArgument, "net '", options.net, "' counts the convolutions of a block's branch, and '",
         options.block_name, "' has none there; use tinynet");
  }
  const int64_t count = (depth - outside) / step;
  if (depth >= step + outside && depth <= kMaxDepth && step * count + outside == depth) return count;

  const int64_t below = std::clamp<int64_t>(count, 1, (kMaxDepth - outside) / step);
  std::string nearest = std::to_string(step * below + outside);
  if (depth > step + outside && depth < kMaxDepth) {
    nearest = "are " + nearest + " and " + std::to_string(step * (below + 1) + outside);
  } else {
    nearest = "is " + nearest;
  }
  const std::string notice = net_notice(options.net);
  fail(ErrorKind::kInvalidArgument, "net '", options.net, "': depth ", depth, " does not fit block '",
       options.block_name, "', ", convolutions_text(blocks), ": expected ", step, "n+", outside,
       " for n blocks in each of ", kStages, " stages; the nearest ", nearest, notice.empty() ? "" : "; ", notice);
}

/// The stages of a net of a family; fills `base` and `layers` in.
std::vector<StageSpec> family_stages(NetworkOptions& options, const NamedNet& net,
                                     const std::vector<BlockSpec>& blocks) {
  const NetFamily& family = *net.row->family;
  int64_t widening = 1;
  if (net.numbers.size() > 1) {
    widening = net.numbers[1];
    check_range(("the widening factor K of " + std::string(net.row->name)).c_str(), widening, 1, kMaxWidening);
  }
  const bool by_depth = family.blocks == 0;
  const std::vector<int64_t> layers(
      kStages, by_depth ? blocks_for_depth(options, blocks, net.numbers.front(), family.outside) : family.blocks);
  if (options.base == 0) options.base = family.base;
  check_range("base", options.base, 1, kMaxBase);
  if (options.layers.empty()) {
    options.layers = layers;
  } else if (by_depth && options.layers != layers) {
    fail(ErrorKind::kInvalidArgument, "net '", options.net, "' has ", layers.front(), " blocks in each of its ",
         kStages, " stages by its name; omit layers, or use tinynet");
  }
  check_range("the number of stages in layers", static_cast<int64_t>(options.layers.size()), 1, kMaxStages);
  std::vector<StageSpec> stages;
  int64_t planes = options.base * widening;
  for (const int64_t count : options.layers) {
    check_range("the number of blocks in a stage", count, 1, kMaxStageBlocks);
    stages.push_back(StageSpec{.blocks = count, .planes = planes, .stride = stages.empty() ? 1 : 2});
    planes *= 2;
  }
  return stages;
}

/// Fills in the sizes of a net that says them itself, and refuses others.
void repeat_sizes(NetworkOptions& options, const NetSpec& net) {
  std::vector<int64_t> layers;
  for (const StageSpec& stage : net.stages) layers.push_back(stage.blocks);
  const int64_t base = net.stages.front().planes;
  if (options.base != 0 && options.base != base) {
    fail(ErrorKind::kInvalidArgument, "base is ", options.base, ", but net '", options.net,
         "' has stages of its own, the first one of ", base, " planes; omit base, or write the net's stages");
  }
  if (!options.layers.empty() && options.layers != layers) {
    fail(ErrorKind::kInvalidArgument, "layers are given, but net '", options.net,
         "' has stages of its own; omit layers, or write the net's stages");
  }
  options.base = base;
  options.layers = std::move(layers);
}

std::vector<BlockSpec> blocks_of(NetworkOptions& options, const NamedNet& net) {
  if (options.block.empty()) options.block = own_block(net);
  if (options.block.empty()) {
    fail(ErrorKind::kInvalidArgument, "net '", options.net,
         "' has no blocks: choose a block (for example basic), or add a clause 'blocks: basic'");
  }
  if (options.block_name.empty()) options.block_name = options.block;
  return BlockSpec::parse_list(options.block);
}

/// @param channels those of the stem's convolution
void decide_stem(NetSpec& plan, int64_t channels, bool always_activated) {
  if (plan.stem) return;
  const BlockSpec& first = plan.blocks.front();
  plan.stem = {Op{.kind = OpKind::kConv,
                  .kernel = 3,
                  .padding = 1,
                  .width = Width::kExact,
                  .amount = static_cast<double>(channels)}};
  if (!always_activated && first.pre_activated()) return;
  for (const Op& op : first.stem.ops()) plan.stem->push_back(op);
}

void decide_head(NetworkOptions& options, NetSpec& plan, bool never_by_default) {
  if (plan.head) {
    const bool present = !plan.head->empty();
    if (options.final_norm.value_or(present) != present) {
      fail(ErrorKind::kInvalidArgument, "the final norm is to be ", present ? "off" : "on", ", but net '", options.net,
           "' has a clause 'head' of its own; omit the final norm, or write the net's head");
    }
    options.final_norm = present;
    return;
  }
  const BlockSpec& last = plan.blocks.back();
  if (!options.final_norm) options.final_norm = !never_by_default && last.pre_activated();
  plan.head = *options.final_norm ? last.stem.ops() : std::vector<Op>{};
}

}  // namespace

NetSpec plan_network(NetworkOptions& options) {
  const NamedNet net = read_net(options.net);
  check_range("classes", options.classes, 2, kMaxClasses);
  validate(options.images);
  if (!options.images.class_names.empty()) {
    check_range("the number of class names", static_cast<int64_t>(options.images.class_names.size()), options.classes,
                options.classes);
  }
  NetSpec plan = net.spec;
  plan.blocks = blocks_of(options, net);
  const bool of_family = net.of_family();
  if (of_family) {
    plan.stages = family_stages(options, net, plan.blocks);
  } else {
    repeat_sizes(options, plan);
  }
  if (plan.blocks.size() > plan.stages.size()) {
    fail(ErrorKind::kInvalidArgument, "block '", options.block_name, "' has ", plan.blocks.size(),
         " kinds of block, but net '", options.net, "' has ", plan.stages.size(),
         " stages; give one kind for each stage, or fewer: the last one repeats");
  }
  const bool tiny = of_family && net.row->family->tiny;
  plan.blocks.resize(plan.stages.size(), plan.blocks.back());
  // Widening leaves the stem of a family as wide as its base.
  decide_stem(plan, options.base, tiny);
  decide_head(options, plan, tiny);
  return plan;
}

}  // namespace reslab
