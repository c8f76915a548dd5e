// SPDX-License-Identifier: Apache-2.0
#include "nn/block_modifiers.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "nn/syntax_error.hpp"

namespace reslab {
namespace {

void require_shortcut(const BlockSpec& spec, const char* modifier, int32_t column) {
  if (spec.shortcut.kind == ShortcutKind::kNone && !spec.project) {
    throw SyntaxError(column, std::string(modifier) + " needs a block with a shortcut; this one has none");
  }
}

}  // namespace

void replace_norm(BlockSpec& spec, const std::optional<Op>& norm, int32_t column) {
  for_each_op_list(spec, [&](std::vector<Op>& ops) {
    if (!norm) {
      std::erase_if(ops, [](const Op& op) { return is_norm(op.kind); });
      return;
    }
    for (Op& op : ops) {
      if (!is_norm(op.kind)) continue;
      const bool zero = op.zero;
      op = *norm;
      op.zero = zero;
    }
  });
  if (spec.branch.empty()) throw SyntaxError(column, "norm=none leaves no operation in the branch");
  if (spec.project && spec.project->kind == ShortcutKind::kOps && spec.project->ops.empty()) {
    throw SyntaxError(column, "norm=none leaves no operation in the projection");
  }
  if (spec.shortcut.kind == ShortcutKind::kOps && spec.shortcut.ops.empty()) {
    spec.shortcut.kind = ShortcutKind::kIdentity;
  }
  if (spec.pre.empty()) {
    spec.shortcut.source = ShortcutSource::kInput;
    if (spec.project) spec.project->source = ShortcutSource::kInput;
  }
  spec.stem.norm = norm;
}

void replace_activation(BlockSpec& spec, OpKind activation) {
  for_each_op_list(spec, [&](std::vector<Op>& ops) {
    for (Op& op : ops) {
      if (is_activation(op.kind)) op.kind = activation;
    }
  });
  spec.stem.act.kind = activation;
}

void use_padding_shortcut(BlockSpec& spec, int32_t column) {
  require_shortcut(spec, "shortcut=pad", column);
  spec.project = ShortcutSpec{
      .kind = ShortcutKind::kOps, .source = ShortcutSource::kInput, .ops = {Op{.kind = OpKind::kPad, .strided = true}}};
}

void use_projection_shortcut(BlockSpec& spec, int32_t column) {
  require_shortcut(spec, "shortcut=project", column);
  const auto projects = [](const Op& op) { return op.kind == OpKind::kConv; };
  if (spec.project && std::ranges::any_of(spec.project->ops, projects)) return;
  ShortcutSpec project{.kind = ShortcutKind::kOps,
                       .ops = {Op{.kind = OpKind::kConv, .strided = true, .kernel = 1, .padding = 0}}};
  if (spec.pre_activated()) {
    project.source = ShortcutSource::kPre;
  } else if (spec.stem.norm) {
    project.ops.push_back(*spec.stem.norm);
  }
  spec.project = std::move(project);
}

void use_identity_shortcut(BlockSpec& spec, int32_t column) {
  require_shortcut(spec, "shortcut=identity", column);
  spec.shortcut = ShortcutSpec{};
  spec.project.reset();
}

void zero_last_norm(BlockSpec& spec, int32_t column) {
  const auto last =
      std::ranges::find_if(spec.branch.rbegin(), spec.branch.rend(), [](const Op& op) { return is_norm(op.kind); });
  if (last == spec.branch.rend()) {
    throw SyntaxError(column, "zero-init needs a normalisation in the branch, which has none");
  }
  const auto rectifier =
      std::find_if(last.base(), spec.branch.end(), [](const Op& op) { return row_of(op.kind).layer.rectifies; });
  if (rectifier != spec.branch.end()) {
    const std::string word(row_of(rectifier->kind).word);
    throw SyntaxError(column, "zero-init would disable this branch permanently: a " + word +
                                  " follows its last normalisation, and the gradient of " + word +
                                  " at 0 is 0; use it where the branch ends with a normalisation, as in 'basic'");
  }
  last->zero = true;
}

}  // namespace reslab
