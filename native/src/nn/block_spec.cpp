// SPDX-License-Identifier: Apache-2.0
#include "nn/block_spec.hpp"

#include <algorithm>

#include "runtime/number_text.hpp"

namespace reslab {
namespace {

std::string to_string(const std::vector<Op>& ops) {
  std::string text;
  for (const Op& op : ops) {
    if (!text.empty()) text += ' ';
    text += reslab::to_string(op);
  }
  return text;
}

/// What follows the word of an operation, without the stride.
std::string arguments_text(const Op& op) {
  switch (row_of(op.kind).arguments) {
    case OpArguments::kNone:
      return "";
    case OpArguments::kKernel: {
      std::string arguments;
      const auto add = [&arguments](const std::string& argument) {
        arguments += (arguments.empty() ? "" : ", ") + argument;
      };
      if (op.mid) add("mid");
      if (op.padding != op.kernel / 2) add("pad=" + std::to_string(op.padding));
      if (op.bias) add("bias");
      return std::to_string(op.kernel) + (arguments.empty() ? "" : "(" + arguments + ")");
    }
    case OpArguments::kZero:
      return op.zero ? "(zero)" : "";
    case OpArguments::kGroups:
      return "(" + std::to_string(op.groups) + (op.zero ? ", zero)" : ")");
    case OpArguments::kProbability:
    case OpArguments::kFactor:
      return "(" + number_text(op.value) + ")";
  }
  fail(ErrorKind::kInternal, "unknown arguments of operation ", static_cast<int>(op.kind));
}

std::string shortcut_text(const char* clause, const ShortcutSpec& shortcut) {
  std::string text = clause;
  if (shortcut.source == ShortcutSource::kPre) text += "(pre)";
  return text + ": " + (shortcut.kind == ShortcutKind::kIdentity ? "identity" : to_string(shortcut.ops));
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

std::string to_string(const Op& op) {
  return std::string(row_of(op.kind).word) + arguments_text(op) + (op.strided ? "/s" : "");
}

std::string BlockSpec::canonical() const {
  std::vector<std::string> clauses;
  if (stem != derived_stem()) {
    clauses.push_back("stem: " + (stem.norm ? reslab::to_string(*stem.norm) : "none") + " " +
                      reslab::to_string(stem.act));
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
