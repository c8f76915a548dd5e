// SPDX-License-Identifier: Apache-2.0
#include "nn/block_spec.hpp"

#include <algorithm>

#include "runtime/error.hpp"
#include "runtime/number_text.hpp"

namespace reslab {
namespace {

std::string shortcut_text(const char* clause, const ShortcutSpec& shortcut) {
  std::string text = clause;
  if (shortcut.source == ShortcutSource::kPre) text += "(pre)";
  switch (shortcut.kind) {
    case ShortcutKind::kNone:
      return text + ": none";
    case ShortcutKind::kIdentity:
      return text + ": identity";
    case ShortcutKind::kOps:
      return text + ": " + to_string(shortcut.ops);
  }
  fail(ErrorKind::kInternal, "unknown shortcut ", static_cast<int>(shortcut.kind));
}

std::string merge_text(const BlockSpec& spec) {
  switch (spec.merge) {
    case Merge::kAdd:
      return "merge: add";
    case Merge::kBranch:
      return "merge: branch";
    case Merge::kExclusiveGate:
      return "merge: gate(exclusive, bias=" + number_text(spec.gate_bias) + ")";
    case Merge::kShortcutGate:
      return "merge: gate(shortcut, bias=" + number_text(spec.gate_bias) + ")";
  }
  fail(ErrorKind::kInternal, "unknown merge ", static_cast<int>(spec.merge));
}

}  // namespace

std::string BlockSpec::canonical() const {
  std::vector<std::string> clauses;
  if (stem != derived_stem()) {
    clauses.push_back("stem: " + (stem.norm ? to_string(*stem.norm) : "none") + " " + to_string(stem.act));
  }
  if (!pre.empty()) clauses.push_back("pre: " + to_string(pre));
  clauses.push_back("branch: " + to_string(branch));
  if (shortcut.kind != ShortcutKind::kNone) clauses.push_back(shortcut_text("shortcut", shortcut));
  if (project) clauses.push_back(shortcut_text("project", *project));
  clauses.push_back(merge_text(*this));
  if (!post.empty()) clauses.push_back("post: " + to_string(post));
  if (names == NameStyle::kNet) clauses.push_back("names: net");
  if (expansion != 1) clauses.push_back("expansion: " + std::to_string(expansion));

  std::string text;
  for (const std::string& clause : clauses) text += (text.empty() ? "" : "; ") + clause;
  return text;
}

std::string canonical(const std::vector<BlockSpec>& blocks) {
  size_t count = blocks.size();
  while (count > 1 && blocks[count - 1] == blocks[count - 2]) --count;
  if (count == 1) return blocks.front().canonical();
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text.append(i == 0 ? "(" : " | (").append(blocks[i].canonical()) += ")";
  }
  return text;
}

std::vector<Op> NormAct::ops() const {
  std::vector<Op> result;
  if (norm) result.push_back(*norm);
  result.push_back(act);
  return result;
}

NormAct BlockSpec::derived_stem() const {
  std::optional<Op> norm;
  std::optional<Op> act;
  for_each_op_list(*this, [&](const std::vector<Op>& ops) {
    for (const Op& op : ops) {
      if (!norm && is_norm(op.kind)) norm = op;
      if (!act && is_activation(op.kind)) act = op;
    }
  });
  if (!norm) norm = Op{.kind = OpKind::kBatchNorm};
  norm->zero = false;
  return NormAct{.norm = norm, .act = act.value_or(Op{.kind = OpKind::kRelu})};
}

bool BlockSpec::pre_activated() const {
  const auto activates = [](const Op& op) { return is_activation(op.kind); };
  return std::ranges::any_of(pre, activates) && std::ranges::none_of(post, activates);
}

int64_t BlockSpec::branch_convolutions() const {
  return std::ranges::count_if(branch, [](const Op& op) { return op.kind == OpKind::kConv; });
}

}  // namespace reslab
