// SPDX-License-Identifier: Apache-2.0
#include "nn/block_parser.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nn/block_modifiers.hpp"
#include "nn/block_spec.hpp"
#include "nn/block_table.hpp"
#include "nn/op_parser.hpp"

namespace reslab {
namespace {

using Token = SpecToken;

constexpr int64_t kMaxExpansion = 64;

constexpr std::string_view kClauses[] = {"stem",  "pre",  "branch", "shortcut", "project",
                                         "merge", "post", "names",  "expansion"};
constexpr std::string_view kMerges[] = {"add", "branch", "gate"};
constexpr std::string_view kGates[] = {"exclusive", "shortcut"};
constexpr std::string_view kNameStyles[] = {"numbered", "net"};
constexpr std::string_view kSources[] = {"input", "pre"};
constexpr std::string_view kModifiers[] = {"norm", "act", "shortcut", "zero-init"};
constexpr std::string_view kShortcutModifiers[] = {"pad", "project", "identity"};

/// The modifiers in square brackets, with the column of each for errors found while rewriting.
struct Modifiers {
  std::map<std::string_view, int32_t> columns;
  std::optional<Op> norm;
  OpKind activation = OpKind::kRelu;
  std::string_view shortcut;
};

/// Recursive descent over the tokens of one block.
class Parser {
 public:
  Parser(SpecCursor& cursor, bool inside_net) : cursor_(cursor), ops_(cursor, "block"), inside_net_(inside_net) {}

  BlockSpec block() {
    BlockSpec spec = base();
    if (cursor_.accept("[")) apply(modifiers(), spec);
    return spec;
  }

 private:
  BlockSpec base() {
    if (cursor_.accept("(")) {
      BlockSpec spec = clauses();
      cursor_.require(")", "the block's last clause");
      return spec;
    }
    const bool defined = cursor_.at_word() && clauses_.contains(cursor_.peek().text);
    if (inside_net_ && defined && cursor_.peek(1).is(":")) {
      cursor_.expected("a block's name, or a definition in parentheses: '(" + std::string(cursor_.peek().text) +
                       ": ...)'");
    }
    const Token& after = cursor_.peek(1);
    const bool ends = after.kind == Token::Kind::kEnd || after.is("[") || after.is("|");
    return cursor_.at_word() && (inside_net_ || (!defined && ends)) ? row() : clauses();
  }

  BlockSpec row() {
    const Token name = cursor_.take();
    const BlockRow* row = find_block(name.text);
    if (row == nullptr) {
      const std::vector<std::string_view> names = block_names();
      throw SyntaxError(name.column, "unknown block " + name.found() + did_you_mean(name.text, names) +
                                         "; the named blocks are " + join(names) +
                                         "; a definition begins with a clause, for example 'branch: conv3/s bn'");
    }
    return BlockSpec::parse(row->spec);
  }

  BlockSpec clauses() {
    BlockSpec spec;
    do {
      clause(spec);
    } while (cursor_.accept(";"));
    finish(spec);
    return spec;
  }

  void clause(BlockSpec& spec) {
    const Token name = clauses_.take(cursor_);
    const bool shortcut = name.text == "shortcut" || name.text == "project";
    const ShortcutSource source = shortcut ? shortcut_source(name) : ShortcutSource::kInput;
    cursor_.require(":", "the clause name '" + std::string(name.text) + "'");
    if (name.text == "stem") {
      stem_ = NormAct{.norm = ops_.norm(), .act = Op{.kind = ops_.activation()}};
    } else if (name.text == "pre") {
      spec.pre = ops_.ops(OpPlace::kBlock);
    } else if (name.text == "branch") {
      spec.branch = ops_.ops(OpPlace::kBlock);
    } else if (name.text == "shortcut") {
      spec.shortcut = shortcut_path(source);
    } else if (name.text == "project") {
      spec.project = projection(source);
    } else if (name.text == "merge") {
      merge(spec);
    } else if (name.text == "post") {
      spec.post = ops_.ops(OpPlace::kBlock);
    } else if (name.text == "names") {
      spec.names = cursor_.one_of(kNameStyles, "a naming").text == "net" ? NameStyle::kNet : NameStyle::kNumbered;
    } else {
      spec.expansion = cursor_.number<int64_t>("a whole number", 1, kMaxExpansion);
    }
  }

  ShortcutSource shortcut_source(const Token& clause_name) {
    if (!cursor_.accept("(")) return ShortcutSource::kInput;
    const Token source = cursor_.one_of(kSources, "where the shortcut starts");
    cursor_.require(")", "'" + std::string(source.text) + "'");
    if (source.text == "input") return ShortcutSource::kInput;
    pre_sources_.emplace_back(clause_name.text, source.column);
    return ShortcutSource::kPre;
  }

  ShortcutSpec shortcut_path(ShortcutSource source) {
    if (cursor_.accept("identity")) return ShortcutSpec{.kind = ShortcutKind::kIdentity, .source = source};
    return projection(source);
  }

  ShortcutSpec projection(ShortcutSource source) {
    if (cursor_.accept("none")) return ShortcutSpec{.kind = ShortcutKind::kNone};
    return ShortcutSpec{.kind = ShortcutKind::kOps, .source = source, .ops = ops_.ops(OpPlace::kShortcut)};
  }

  void merge(BlockSpec& spec) {
    const Token kind = cursor_.one_of(kMerges, "a merge");
    if (kind.text == "branch") spec.merge = Merge::kBranch;
    if (kind.text != "gate") return;
    cursor_.require("(", "'gate'");
    const Token gate = cursor_.one_of(kGates, "a gate");
    spec.merge = gate.text == "exclusive" ? Merge::kExclusiveGate : Merge::kShortcutGate;
    cursor_.require(",", "'" + std::string(gate.text) + "'");
    cursor_.require("bias", "','");
    cursor_.require("=", "'bias'");
    spec.gate_bias = cursor_.number<double>("a number", -100, 100);
    cursor_.require(")", "the gate's bias");
  }

  /// Fills in defaults and checks what depends on more than one clause.
  void finish(BlockSpec& spec) {
    if (spec.branch.empty()) cursor_.expected("a clause 'branch'");
    for (const auto& [clause_name, column] : pre_sources_) {
      if (spec.pre.empty()) {
        throw SyntaxError(column, "'" + std::string(clause_name) + "(pre)' needs a clause 'pre'");
      }
    }
    if (!clauses_.given("shortcut") && spec.merge == Merge::kBranch) spec.shortcut.kind = ShortcutKind::kNone;
    if (spec.shortcut.kind == ShortcutKind::kNone && spec.merge != Merge::kBranch) {
      throw SyntaxError(clauses_.column("shortcut"),
                        "a block without a shortcut can only be merged with 'merge: branch'");
    }
    spec.stem = stem_.value_or(spec.derived_stem());
  }

  Modifiers modifiers() {
    Modifiers modifiers;
    do {
      const Token name = cursor_.one_of(kModifiers, "a modifier");
      if (!modifiers.columns.emplace(name.text, name.column).second) {
        throw SyntaxError(name.column, "the modifier " + name.found() + " is given twice");
      }
      if (name.text == "zero-init") continue;
      cursor_.require("=", "'" + std::string(name.text) + "'");
      if (name.text == "norm") {
        modifiers.norm = ops_.norm();
      } else if (name.text == "act") {
        modifiers.activation = ops_.activation();
      } else {
        modifiers.shortcut = cursor_.one_of(kShortcutModifiers, "a shortcut").text;
      }
    } while (cursor_.accept(","));
    cursor_.require("]", "the last modifier");
    return modifiers;
  }

  /// Applies them in a fixed order, so that the order in the text does not matter.
  static void apply(const Modifiers& modifiers, BlockSpec& spec) {
    for (const std::string_view name : kModifiers) {
      const auto found = modifiers.columns.find(name);
      if (found == modifiers.columns.end()) continue;
      const int32_t column = found->second;
      if (name == "norm") {
        replace_norm(spec, modifiers.norm, column);
      } else if (name == "act") {
        replace_activation(spec, modifiers.activation);
      } else if (name == "zero-init") {
        zero_last_norm(spec, column);
      } else if (modifiers.shortcut == "pad") {
        use_padding_shortcut(spec, column);
      } else if (modifiers.shortcut == "project") {
        use_projection_shortcut(spec, column);
      } else {
        use_identity_shortcut(spec, column);
      }
    }
  }

  SpecCursor& cursor_;
  OpParser ops_;
  const bool inside_net_;
  std::optional<NormAct> stem_;
  ClauseNames clauses_{kClauses};
  std::vector<std::pair<std::string_view, int32_t>> pre_sources_;  ///< clause and column of each '(pre)'
};

}  // namespace

std::vector<BlockSpec> read_block_list(SpecCursor& cursor, bool inside_net) {
  std::vector<BlockSpec> blocks;
  do {
    blocks.push_back(Parser(cursor, inside_net).block());
  } while (cursor.accept("|"));
  while (blocks.size() > 1 && blocks.back() == blocks[blocks.size() - 2]) blocks.pop_back();
  return blocks;
}

BlockSpec BlockSpec::parse(std::string_view text) {
  SpecCursor cursor(text, "block");
  BlockSpec block = Parser(cursor, /*inside_net=*/false).block();
  if (!cursor.at_end()) cursor.expected("the end of the block");
  return block;
}

std::vector<BlockSpec> BlockSpec::parse_list(std::string_view text) {
  SpecCursor cursor(text, "block");
  std::vector<BlockSpec> blocks = read_block_list(cursor, /*inside_net=*/false);
  if (!cursor.at_end()) cursor.expected("the end of the block, or '|' and that of the next stage");
  return blocks;
}

}  // namespace reslab
