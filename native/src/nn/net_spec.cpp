// SPDX-License-Identifier: Apache-2.0
#include "nn/net_spec.hpp"

#include <algorithm>
#include <iterator>

#include "nn/block_parser.hpp"
#include "nn/op_parser.hpp"
#include "nn/spec_cursor.hpp"

namespace reslab {
namespace {

constexpr int64_t kMaxPlanes = 65536;
constexpr int64_t kMaxStride = 16;
constexpr size_t kMaxStages = 16;

constexpr std::string_view kClauses[] = {"stem", "stages", "blocks", "head", "names"};
/// In the order of FileNames.

/// Recursive descent over the tokens of one net.
class Parser {
 public:
  explicit Parser(std::string_view text) : cursor_(text, "net"), ops_(cursor_, "net") {}

  NetSpec net() {
    NetSpec net;
    do {
      clause(net);
    } while (cursor_.accept(";"));
    if (!cursor_.at_end()) cursor_.expected("';' and a clause, or the end of the net");
    if (net.stages.empty()) cursor_.expected("';' and a clause 'stages', for example 'stages: 2*64 2*128/2'");
    if (net.blocks.size() > net.stages.size()) {
      throw SyntaxError(clauses_.column("blocks"),
                        "there are " + std::to_string(net.blocks.size()) + " kinds of block for " +
                            std::to_string(net.stages.size()) +
                            " stages, expected one for each stage, or fewer: the last one repeats");
    }
    return net;
  }

 private:
  void clause(NetSpec& net) {
    const SpecToken name = clauses_.take(cursor_);
    cursor_.require(":", "the clause name " + name.found());
    if (name.text == "stem") {
      net.stem = ops_.ops(OpPlace::kOutside);
    } else if (name.text == "stages") {
      stages(net);
    } else if (name.text == "blocks") {
      net.blocks = read_block_list(cursor_, /*inside_net=*/true);
    } else if (name.text == "head") {
      head(net);
    } else {
      const std::string_view found = cursor_.one_of(kFileNames, "whose names parameters have in files").text;
      net.names = static_cast<FileNames>(std::ranges::find(kFileNames, found) - std::begin(kFileNames));
    }
  }

  void stages(NetSpec& net) {
    do {
      if (net.stages.size() == kMaxStages) {
        throw SyntaxError(cursor_.peek().column, "the net has more than " + std::to_string(kMaxStages) + " stages");
      }
      StageSpec stage;
      stage.blocks = cursor_.number<int64_t>("a stage's number of blocks", 1, kMaxStageBlocks);
      cursor_.require("*", "the number of blocks (a stage is COUNT*PLANES, for example 2*64)");
      stage.planes = cursor_.number<int64_t>("a stage's planes", 1, kMaxPlanes);
      if (cursor_.accept("/")) stage.stride = cursor_.number<int64_t>("a stride", 1, kMaxStride);
      net.stages.push_back(stage);
    } while (cursor_.at_word());
  }

  void head(NetSpec& net) {
    net.head.emplace();
    while (!cursor_.accept("pool")) {
      if (!cursor_.at_word()) cursor_.expected("'pool' at the end of the head");
      net.head->push_back(ops_.op(OpPlace::kOutside));
    }
  }

  SpecCursor cursor_;
  OpParser ops_;
  ClauseNames clauses_{kClauses};
};

std::string stages_text(const std::vector<StageSpec>& stages) {
  std::string text;
  for (const StageSpec& stage : stages) {
    text += (text.empty() ? "" : " ") + std::to_string(stage.blocks) + "*" + std::to_string(stage.planes);
    if (stage.stride != 1) text += "/" + std::to_string(stage.stride);
  }
  return text;
}

std::string blocks_text(const std::vector<BlockSpec>& blocks) {
  const std::string text = canonical(blocks);
  return text.starts_with('(') ? text : "(" + text + ")";
}

}  // namespace

NetSpec NetSpec::parse(std::string_view text) { return Parser(text).net(); }

std::string NetSpec::canonical() const {
  std::string text;
  if (stem) text += "stem: " + to_string(*stem) + "; ";
  text += "stages: " + stages_text(stages);
  if (!blocks.empty()) text += "; blocks: " + blocks_text(blocks);
  if (head) text += "; head: " + (head->empty() ? "" : to_string(*head) + " ") + "pool";
  if (names != FileNames::kReslab) text.append("; names: ").append(kFileNames[static_cast<size_t>(names)]);
  return text;
}

std::vector<Op> NetSpec::entry(size_t stage) const {
  if (stage == 0 || !block(stage - 1).pre_activated() || block(stage).pre_activated()) return {};
  return block(stage - 1).stem.ops();
}

}  // namespace reslab
