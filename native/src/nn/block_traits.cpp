// SPDX-License-Identifier: Apache-2.0
#include "nn/block_traits.hpp"

#include <algorithm>

namespace reslab {
namespace {

bool any_activation(const std::vector<Op>& ops) {
  return std::ranges::any_of(ops, [](const Op& op) { return is_activation(op.kind); });
}

bool any_of_kind(const std::vector<Op>& ops, OpKind kind) {
  return std::ranges::any_of(ops, [kind](const Op& op) { return op.kind == kind; });
}

bool weakens(const std::vector<Op>& ops) {
  return any_of_kind(ops, OpKind::kScale) || any_of_kind(ops, OpKind::kDropout);
}

}  // namespace

BlockTraits traits_of(const BlockSpec& spec) {
  static const std::vector<Op> kNone;
  const std::vector<Op>& project = spec.project ? spec.project->ops : kNone;
  BlockTraits traits;
  traits.has_shortcut = spec.merge != Merge::kBranch;
  traits.unused_shortcut = !traits.has_shortcut && (!spec.shortcut.ops.empty() || !project.empty());
  traits.pre_activated = spec.pre_activated();
  traits.activates_after_merge = traits.has_shortcut && any_activation(spec.post);
  traits.normalizes_after_merge =
      traits.has_shortcut && std::ranges::any_of(spec.post, [](const Op& op) { return is_norm(op.kind); });
  traits.activates_shortcut = any_activation(spec.shortcut.ops) || any_activation(project);
  traits.alters_shortcut =
      traits.has_shortcut && (spec.merge != Merge::kAdd || !spec.shortcut.ops.empty() || weakens(project));
  traits.branch_ends_activated = traits.has_shortcut && is_activation(spec.branch.back().kind);
  traits.branch_convolutions = static_cast<int32_t>(spec.branch_convolutions());
  for_each_op_list(spec, [&](const std::vector<Op>& ops) {
    for (const Op& op : ops) {
      traits.shrinking_convolutions += op.kind == OpKind::kConv && op.padding < (op.kernel - 1) / 2;
      traits.batch_norms += op.kind == OpKind::kBatchNorm;
      traits.group_norms += op.kind == OpKind::kGroupNorm;
      traits.zero_initialized = traits.zero_initialized || op.zero;
    }
  });
  return traits;
}

BlockTraits traits_of(const std::vector<BlockSpec>& blocks) {
  BlockTraits all = traits_of(blocks.front());
  for (size_t i = 1; i < blocks.size(); ++i) {
    const BlockTraits next = traits_of(blocks[i]);
    all.has_shortcut &= next.has_shortcut;
    all.zero_initialized &= next.zero_initialized;
    all.pre_activated = next.pre_activated;
    all.unused_shortcut |= next.unused_shortcut;
    all.activates_after_merge |= next.activates_after_merge;
    all.normalizes_after_merge |= next.normalizes_after_merge;
    all.activates_shortcut |= next.activates_shortcut;
    all.alters_shortcut |= next.alters_shortcut;
    all.branch_ends_activated |= next.branch_ends_activated;
    all.shrinking_convolutions += next.shrinking_convolutions;
    all.branch_convolutions += next.branch_convolutions;
    all.batch_norms += next.batch_norms;
    all.group_norms += next.group_norms;
  }
  return all;
}

}  // namespace reslab
