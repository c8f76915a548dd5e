// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nn/op_table.hpp"
#include "runtime/error.hpp"

namespace reslab {

/// Thrown for a block text that does not parse. The message begins with "column N: ".
class BlockSyntaxError : public Error {
 public:
  BlockSyntaxError(int32_t column, const std::string& message)
      : Error(ErrorKind::kInvalidArgument, "column " + std::to_string(column) + ": " + message), column_(column) {}

  /// 1-based byte column of the offending text; one past the end where something is missing there.
  int32_t column() const noexcept { return column_; }

 private:
  int32_t column_;
};

/// One operation of a block. Fields that its kind does not use keep their defaults.
struct Op {
  OpKind kind = OpKind::kConv;
  bool strided = false;  ///< carries the block's stride; convolutions and `pad`
  int64_t kernel = 0;    ///< convolutions: odd
  int64_t padding = 0;   ///< convolutions: zeros on each side
  bool mid = false;      ///< convolutions: gives `planes` channels rather than `planes * expansion`
  bool bias = false;     ///< convolutions
  int64_t groups = 0;    ///< group normalisation
  bool zero = false;     ///< normalisations: the scale starts at 0
  double value = 0;      ///< dropout: probability of a zero; scale: factor

  bool operator==(const Op&) const = default;
};

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

/// Normalisation (none where absent) and activation of the network outside its blocks.
struct NormAct {
  std::optional<Op> norm;
  Op act{.kind = OpKind::kRelu};

  bool operator==(const NormAct&) const = default;
};

/// A residual block as data: merge(shortcut(x), branch(pre(x))) and then `post`.
/// `docs/block-language.md` describes the text form.
struct BlockSpec {
  NormAct stem;  ///< of the network's stem and final normalisation
  std::vector<Op> pre;
  std::vector<Op> branch;  ///< not empty
  ShortcutSpec shortcut;
  std::optional<ShortcutSpec> project;  ///< replaces `shortcut` where the block changes shape
  Merge merge = Merge::kAdd;
  double gate_bias = 0;  ///< initial bias of the gate's convolution
  std::vector<Op> post;
  NameStyle names = NameStyle::kNumbered;
  int64_t expansion = 1;  ///< output channels over `planes`

  /// Parses a name of the table, a spec, or either with modifiers in square brackets.
  /// @throws BlockSyntaxError
  static BlockSpec parse(std::string_view text);

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

/// An operation in the block language, for example "conv3(mid)/s".
std::string to_string(const Op& op);

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
