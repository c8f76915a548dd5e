// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nn/op.hpp"

namespace reslab {

/// Where a shortcut starts: at the block's input, or at what `pre` made of it.
enum class ShortcutSource { kInput, kPre };

enum class ShortcutKind { kNone, kIdentity, kOps };

struct ShortcutSpec {
  ShortcutKind kind = ShortcutKind::kIdentity;
  ShortcutSource source = ShortcutSource::kInput;
  std::vector<Op> ops{};  ///< not empty for kOps, else empty

  bool operator==(const ShortcutSpec&) const = default;
};

/// How branch F and shortcut S are merged; g = sigmoid(conv1(x) + bias) of the block's input x.
enum class Merge {
  kAdd,            ///< F + S
  kBranch,         ///< F; the shortcut's modules exist but their output is not used
  kExclusiveGate,  ///< g F + (1 - g) S
  kShortcutGate,   ///< F + (1 - g) S
};

enum class NameStyle {
  kNumbered,  ///< conv1, bn1, relu1, conv2, …; a kind that occurs once has no number
  kNet,       ///< one Sequential `net`: net.0, net.1, …
};

/// Normalisation (none where absent) and activation that a network adds outside its blocks.
struct NormAct {
  std::optional<Op> norm;
  Op act{.kind = OpKind::kRelu};

  /// Both in order, as operations.
  std::vector<Op> ops() const;

  bool operator==(const NormAct&) const = default;
};

/// A residual block as data: merge(shortcut(x), branch(pre(x))) and then `post`.
/// `docs/block-language.md` describes the text form.
struct BlockSpec {
  NormAct stem;  ///< of the network's stem and final normalisation
  std::vector<Op> pre;
  std::vector<Op> branch;  ///< not empty
  ShortcutSpec shortcut;
  /// Replaces `shortcut` where the block changes shape. Of kind kNone: the block is its branch there.
  std::optional<ShortcutSpec> project;
  Merge merge = Merge::kAdd;
  double gate_bias = 0;  ///< initial bias of the gate's convolution
  std::vector<Op> post;
  NameStyle names = NameStyle::kNumbered;
  int64_t expansion = 1;  ///< output channels over `planes`

  /// Parses one block: a name of the table, a spec, or either with modifiers in square brackets.
  /// @throws SyntaxError
  static BlockSpec parse(std::string_view text);

  /// Parses the blocks of the stages of a net, separated by "|": what is after the last one repeats it. Equal blocks at
  /// the end are dropped, so that the list has at least one block, and two where not all stages have the same.
  /// @throws SyntaxError
  static std::vector<BlockSpec> parse_list(std::string_view text);

  /// The spec in canonical form: names and modifiers resolved, clauses in one order. Parses to an equal BlockSpec.
  std::string canonical() const;

  /// The first normalisation and the first activation that the block names; bn and relu where it names none.
  NormAct derived_stem() const;

  /// True where the block activates before its branch and not after its merge, so that the network around it has to
  /// leave its input raw and normalise its output.
  bool pre_activated() const;

  int64_t branch_convolutions() const;

  bool operator==(const BlockSpec&) const = default;
};

/// The canonical form of a list as BlockSpec::parse_list reads it: one block as it is, several in parentheses. Blocks
/// at the end that equal the one before them are left out.
std::string canonical(const std::vector<BlockSpec>& blocks);

/// Calls `visit` with each operation list of the spec in the order pre, branch, post, shortcut, project.
template <typename Spec, typename Visit>
void for_each_op_list(Spec& spec, Visit&& visit) {
  visit(spec.pre);
  visit(spec.branch);
  visit(spec.post);
  visit(spec.shortcut.ops);
  if (spec.project) visit(spec.project->ops);
}

}  // namespace reslab
