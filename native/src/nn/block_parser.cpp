// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nn/block_lexer.hpp"
#include "nn/block_modifiers.hpp"
#include "nn/block_spec.hpp"
#include "nn/block_table.hpp"
#include "nn/op_table.hpp"
#include "runtime/number_text.hpp"
#include "runtime/suggest.hpp"

namespace reslab {
namespace {

using Token = BlockToken;

constexpr int64_t kDefaultGroups = 8;
constexpr int64_t kMaxGroups = 4096;
constexpr int64_t kMaxKernel = 11;
constexpr int64_t kMaxExpansion = 64;
constexpr size_t kMaxOps = 64;

constexpr std::string_view kClauses[] = {"stem",  "pre",  "branch", "shortcut", "project",
                                         "merge", "post", "names",  "expansion"};
constexpr std::string_view kConvolutions[] = {"conv1", "conv3", "conv5", "conv7"};
/// The example that represents all convolutions where operations are listed.
constexpr std::string_view kConvolution[] = {"conv3"};
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

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// The words of all operations, with `convolutions` for those of any kernel.
std::vector<std::string_view> all_ops(std::span<const std::string_view> convolutions) {
  std::vector<std::string_view> words;
  for (const OpRow& row : op_table()) {
    if (row.arguments == OpArguments::kKernel) {
      words.insert(words.end(), convolutions.begin(), convolutions.end());
    } else {
      words.push_back(row.word);
    }
  }
  return words;
}

/// Recursive descent over the tokens of one text.
class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(read_block_tokens(text)) {}

  BlockSpec block() {
    BlockSpec spec = base();
    if (accept("[")) apply(modifiers(), spec);
    if (peek().kind != Token::Kind::kEnd) expected("the end of the block");
    return spec;
  }

 private:
  const Token& peek(size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }

  Token take() {
    const Token token = peek();
    if (token.kind != Token::Kind::kEnd) ++next_;
    return token;
  }

  bool accept(std::string_view text) {
    if (!peek().is(text)) return false;
    take();
    return true;
  }

  [[noreturn]] void expected(const std::string& what, std::span<const std::string_view> suggestions = {}) const {
    const Token& token = peek();
    throw BlockSyntaxError(token.column,
                           "expected " + what + ", found " + token.found() + did_you_mean(token.text, suggestions));
  }

  void require(std::string_view text, const std::string& after) {
    if (!accept(text)) expected("'" + std::string(text) + "' after " + after);
  }

  /// Takes a token that is one of `words`.
  Token one_of(std::span<const std::string_view> words, const std::string& what) {
    if (peek().kind != Token::Kind::kWord || !contains(words, peek().text)) {
      expected(what + " (" + join(words) + ")", words);
    }
    return take();
  }

  template <typename Number>
  Number number(const std::string& what, Number low, Number high) {
    const Token& token = peek();
    const std::optional<Number> value = parse_number<Number>(token.text);
    // The negated comparison rejects NaN.
    if (token.kind != Token::Kind::kWord || !value || !(*value >= low && *value <= high)) {
      std::ostringstream range;
      range << what << " from " << low << " to " << high;
      expected(range.str());
    }
    take();
    return *value;
  }

  BlockSpec base() {
    if (accept("(")) {
      BlockSpec spec = clauses();
      require(")", "the block's last clause");
      return spec;
    }
    const Token& first = peek();
    const bool named = first.kind == Token::Kind::kWord && !contains(kClauses, first.text) &&
                       (peek(1).kind == Token::Kind::kEnd || peek(1).is("["));
    return named ? row() : clauses();
  }

  BlockSpec row() {
    const Token name = take();
    const BlockRow* row = find_block(name.text);
    if (row == nullptr) {
      const std::vector<std::string_view> names = block_names();
      throw BlockSyntaxError(name.column, "unknown block " + name.found() + did_you_mean(name.text, names) +
                                              "; the named blocks are " + join(names) +
                                              "; a definition begins with a clause, for example 'branch: conv3/s bn'");
    }
    return BlockSpec::parse(row->spec);
  }

  BlockSpec clauses() {
    BlockSpec spec;
    do {
      clause(spec);
    } while (accept(";"));
    finish(spec);
    return spec;
  }

  void clause(BlockSpec& spec) {
    if (peek().kind != Token::Kind::kWord || !contains(kClauses, peek().text)) {
      expected("a clause (" + join(kClauses) + ")", kClauses);
    }
    const Token name = take();
    const auto [given, first] = clause_columns_.emplace(name.text, name.column);
    if (!first) {
      throw BlockSyntaxError(name.column, "the clause '" + std::string(name.text) + "' was already given at column " +
                                              std::to_string(given->second));
    }
    const bool shortcut = name.text == "shortcut" || name.text == "project";
    const ShortcutSource source = shortcut ? shortcut_source(name) : ShortcutSource::kInput;
    require(":", "the clause name '" + std::string(name.text) + "'");
    if (name.text == "stem") {
      stem_ = NormAct{.norm = norm(), .act = Op{.kind = activation()}};
    } else if (name.text == "pre") {
      spec.pre = ops(false);
    } else if (name.text == "branch") {
      spec.branch = ops(false);
    } else if (name.text == "shortcut") {
      spec.shortcut = shortcut_path(source);
    } else if (name.text == "project") {
      spec.project = ShortcutSpec{.kind = ShortcutKind::kOps, .source = source, .ops = ops(true)};
    } else if (name.text == "merge") {
      merge(spec);
    } else if (name.text == "post") {
      spec.post = ops(false);
    } else if (name.text == "names") {
      spec.names = one_of(kNameStyles, "a naming").text == "net" ? NameStyle::kNet : NameStyle::kNumbered;
    } else {
      spec.expansion = number<int64_t>("a whole number", 1, kMaxExpansion);
    }
  }

  ShortcutSource shortcut_source(const Token& clause_name) {
    if (!accept("(")) return ShortcutSource::kInput;
    const Token source = one_of(kSources, "where the shortcut starts");
    require(")", "'" + std::string(source.text) + "'");
    if (source.text == "input") return ShortcutSource::kInput;
    pre_sources_.emplace_back(clause_name.text, source.column);
    return ShortcutSource::kPre;
  }

  ShortcutSpec shortcut_path(ShortcutSource source) {
    if (accept("none")) return ShortcutSpec{.kind = ShortcutKind::kNone};
    if (accept("identity")) return ShortcutSpec{.kind = ShortcutKind::kIdentity, .source = source};
    return ShortcutSpec{.kind = ShortcutKind::kOps, .source = source, .ops = ops(true)};
  }

  void merge(BlockSpec& spec) {
    const Token kind = one_of(kMerges, "a merge");
    if (kind.text == "branch") spec.merge = Merge::kBranch;
    if (kind.text != "gate") return;
    require("(", "'gate'");
    const Token gate = one_of(kGates, "a gate");
    spec.merge = gate.text == "exclusive" ? Merge::kExclusiveGate : Merge::kShortcutGate;
    require(",", "'" + std::string(gate.text) + "'");
    require("bias", "','");
    require("=", "'bias'");
    spec.gate_bias = number<double>("a number", -100, 100);
    require(")", "the gate's bias");
  }

  std::vector<Op> ops(bool in_shortcut) {
    std::vector<Op> list;
    do {
      list.push_back(op(in_shortcut));
    } while (peek().kind == Token::Kind::kWord);
    return list;
  }

  [[noreturn]] void expected_op() const {
    expected("an operation (" + join(all_ops(kConvolution)) + ")", all_ops(kConvolutions));
  }

  OpKind activation() {
    const std::vector<std::string_view> words = op_words(LayerKind::kActivation);
    return find_op(one_of(words, "an activation").text)->kind;
  }

  Op op(bool in_shortcut) {
    if (++op_count_ > kMaxOps) {
      throw BlockSyntaxError(peek().column, "the block has more than " + std::to_string(kMaxOps) + " operations");
    }
    if (peek().kind != Token::Kind::kWord) expected_op();
    const std::string name(peek().text);
    const OpRow* row = find_op(name);
    if (row == nullptr) expected_op();
    if (row->shortcut_only && !in_shortcut) {
      expected("an operation here ('" + name + "' belongs in the clauses shortcut and project)");
    }
    Op op = operation(*row);
    if (!peek().is("/")) return op;
    if (!row->strides) {
      throw BlockSyntaxError(peek().column, "'" + name + "' cannot carry the stride; convolutions and pad can");
    }
    take();
    require("s", "'/'");
    op.strided = true;
    return op;
  }

  Op operation(const OpRow& row) {
    switch (row.arguments) {
      case OpArguments::kKernel:
        return convolution(row);
      case OpArguments::kZero:
      case OpArguments::kGroups:
        return normalisation(true);
      case OpArguments::kProbability:
        return valued(row, "a probability", 0, 0.99);
      case OpArguments::kFactor:
        return valued(row, "a factor", -100, 100);
      case OpArguments::kNone:
        break;
    }
    take();
    return Op{.kind = row.kind};
  }

  Op valued(const OpRow& row, const std::string& what, double low, double high) {
    take();
    require("(", "'" + std::string(row.word) + "'");
    const Op op{.kind = row.kind, .value = number<double>(what, low, high)};
    require(")", "the number");
    return op;
  }

  Op convolution(const OpRow& row) {
    const Token name = peek();
    Op op{.kind = row.kind};
    const std::optional<int64_t> kernel = parse_number<int64_t>(name.text.substr(row.word.size()));
    if (!kernel) expected_op();
    op.kernel = *kernel;
    if (op.kernel < 1 || op.kernel > kMaxKernel || op.kernel % 2 == 0) {
      expected("a convolution with an odd kernel from conv1 to conv" + std::to_string(kMaxKernel));
    }
    take();
    op.padding = op.kernel / 2;
    if (!accept("(")) return op;
    std::map<std::string_view, int32_t> seen;
    do {
      constexpr std::string_view kArguments[] = {"mid", "pad", "bias"};
      const Token argument = one_of(kArguments, "an argument of a convolution");
      if (!seen.emplace(argument.text, argument.column).second) {
        throw BlockSyntaxError(argument.column, "the argument " + argument.found() + " is given twice");
      }
      if (argument.text == "pad") {
        require("=", "'pad'");
        op.padding = number<int64_t>("a whole number", 0, op.kernel);
      } else {
        (argument.text == "mid" ? op.mid : op.bias) = true;
      }
    } while (accept(","));
    require(")", "the last argument");
    return op;
  }

  /// bn, bn(zero), gn, gn(G), gn(G, zero); `zero` only where `allow_zero`.
  Op normalisation(bool allow_zero) {
    const OpRow& row = *find_op(take().text);
    const bool group = row.arguments == OpArguments::kGroups;
    Op op{.kind = row.kind};
    if (group) op.groups = kDefaultGroups;
    if ((!group && !allow_zero) || !accept("(")) return op;
    if (group) {
      op.groups = number<int64_t>("a number of groups", 1, kMaxGroups);
      if (!allow_zero || !accept(",")) {
        require(")", "the number of groups");
        return op;
      }
    }
    if (!accept("zero")) expected("'zero'");
    op.zero = true;
    require(")", "'zero'");
    return op;
  }

  std::optional<Op> norm() {
    std::vector<std::string_view> words = op_words(LayerKind::kNormalization);
    words.push_back("none");
    if (peek().kind != Token::Kind::kWord || !contains(words, peek().text)) {
      expected("a normalisation (" + join(words) + ")", words);
    }
    if (accept("none")) return std::nullopt;
    return normalisation(false);
  }

  /// Fills in defaults and checks what depends on more than one clause.
  void finish(BlockSpec& spec) {
    if (spec.branch.empty()) expected("a clause 'branch'");
    for (const auto& [clause_name, column] : pre_sources_) {
      if (spec.pre.empty()) {
        throw BlockSyntaxError(column, "'" + std::string(clause_name) + "(pre)' needs a clause 'pre'");
      }
    }
    const auto given = clause_columns_.find("shortcut");
    if (given == clause_columns_.end() && spec.merge == Merge::kBranch) spec.shortcut.kind = ShortcutKind::kNone;
    if (spec.shortcut.kind == ShortcutKind::kNone && spec.merge != Merge::kBranch) {
      throw BlockSyntaxError(given->second, "a block without a shortcut can only be merged with 'merge: branch'");
    }
    spec.stem = stem_.value_or(spec.derived_stem());
  }

  Modifiers modifiers() {
    Modifiers modifiers;
    do {
      const Token name = one_of(kModifiers, "a modifier");
      if (!modifiers.columns.emplace(name.text, name.column).second) {
        throw BlockSyntaxError(name.column, "the modifier " + name.found() + " is given twice");
      }
      if (name.text == "zero-init") continue;
      require("=", "'" + std::string(name.text) + "'");
      if (name.text == "norm") {
        modifiers.norm = norm();
      } else if (name.text == "act") {
        modifiers.activation = activation();
      } else {
        modifiers.shortcut = one_of(kShortcutModifiers, "a shortcut").text;
      }
    } while (accept(","));
    require("]", "the last modifier");
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

  std::vector<Token> tokens_;
  size_t next_ = 0;
  size_t op_count_ = 0;
  std::optional<NormAct> stem_;
  std::map<std::string_view, int32_t> clause_columns_;
  std::vector<std::pair<std::string_view, int32_t>> pre_sources_;  ///< clause and column of each '(pre)'
};

}  // namespace

BlockSpec BlockSpec::parse(std::string_view text) { return Parser(text).block(); }

}  // namespace reslab
