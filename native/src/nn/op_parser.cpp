// SPDX-License-Identifier: Apache-2.0
#include "nn/op_parser.hpp"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace reslab {
namespace {

constexpr int64_t kDefaultGroups = 8;
constexpr int64_t kMaxGroups = 4096;
constexpr int64_t kMaxKernel = 11;
constexpr int64_t kMaxDilation = 64;
constexpr int64_t kMaxStride = 16;
constexpr int64_t kMaxChannels = 65536;
constexpr double kMaxFactor = 64;
constexpr size_t kMaxOps = 64;

/// What a convolution takes in parentheses; a width is "mid", "xR", "in*R" or "=N".
constexpr std::string_view kArguments = "mid, xR, in*R, =N, groups=G, dilation=D, pad=P, bias";
constexpr std::array<std::string_view, 5> kArgumentWords = {"mid", "groups", "dilation", "pad", "bias"};

/// The words of all operations: of those with a kernel the usual one as an example, or all that are likely meant.
std::vector<std::string_view> op_words(bool examples) {
  constexpr std::string_view kExamples[] = {"conv3", "maxpool3", "avgpool2"};
  constexpr std::string_view kMore[] = {"conv1", "conv5", "conv7"};
  std::vector<std::string_view> words;
  for (const OpRow& row : op_table()) {
    if (!has_kernel(row)) {
      words.push_back(row.word);
      continue;
    }
    for (const std::string_view example : kExamples) {
      if (example.starts_with(row.word)) words.push_back(example);
    }
  }
  if (!examples) words.insert(words.end(), std::begin(kMore), std::end(kMore));
  return words;
}

/// True for "x2", "x0.5".
bool is_factor(std::string_view word) {
  return word.size() > 1 && word[0] == 'x' && parse_number<double>(word.substr(1)).has_value();
}

}  // namespace

std::vector<Op> OpParser::ops(OpPlace place) {
  std::vector<Op> list;
  do {
    list.push_back(op(place));
  } while (cursor_.at_word());
  return list;
}

void OpParser::expected_op() const {
  cursor_.expected("an operation (" + join(op_words(/*examples=*/true)) + ")", op_words(/*examples=*/false));
}

OpKind OpParser::activation() {
  const std::vector<std::string_view> words = reslab::op_words(LayerKind::kActivation);
  return find_op(cursor_.one_of(words, "an activation").text)->kind;
}

Op OpParser::op(OpPlace place) {
  if (++count_ > kMaxOps) {
    throw SyntaxError(cursor_.peek().column,
                      "the " + std::string(what_) + " has more than " + std::to_string(kMaxOps) + " operations");
  }
  if (!cursor_.at_word()) expected_op();
  const SpecToken name = cursor_.peek();
  const OpRow* row = find_op(name.text);
  if (row == nullptr) expected_op();
  if (row->shortcut_only && place != OpPlace::kShortcut) {
    cursor_.expected("an operation here (" + name.found() + " belongs in the clauses shortcut and project)");
  }
  Op op = operation(*row);
  if (cursor_.peek().is("/")) stride(name, place, op);
  return op;
}

void OpParser::stride(const SpecToken& name, OpPlace place, Op& op) {
  if (!row_of(op.kind).strides) {
    throw SyntaxError(cursor_.peek().column, name.found() + " cannot have a stride; convolutions, pooling and pad can");
  }
  cursor_.take();
  if (place == OpPlace::kOutside) {
    op.stride = cursor_.number<int64_t>("a stride", 1, kMaxStride);
    return;
  }
  cursor_.require("s", "'/'");
  op.strided = true;
}

Op OpParser::operation(const OpRow& row) {
  switch (row.arguments) {
    case OpArguments::kConvolution:
      return convolution(row);
    case OpArguments::kKernel:
      return kernel(row, 2, /*odd=*/false);
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
  cursor_.take();
  return Op{.kind = row.kind};
}

Op OpParser::valued(const OpRow& row, const std::string& what, double low, double high) {
  cursor_.take();
  cursor_.require("(", "'" + std::string(row.word) + "'");
  const Op op{.kind = row.kind, .value = cursor_.number<double>(what, low, high)};
  cursor_.require(")", "the number");
  return op;
}

Op OpParser::kernel(const OpRow& row, int64_t low, bool odd) {
  Op op{.kind = row.kind};
  const std::string word(row.word);
  const std::optional<int64_t> size = parse_number<int64_t>(cursor_.peek().text.substr(word.size()));
  if (!size) expected_op();
  op.kernel = *size;
  if (op.kernel < low || op.kernel > kMaxKernel || (odd && op.kernel % 2 == 0)) {
    cursor_.expected((odd ? "a convolution with an odd kernel from " : "a kernel from ") + word + std::to_string(low) +
                     " to " + word + std::to_string(kMaxKernel));
  }
  cursor_.take();
  op.padding = default_padding(op);
  return op;
}

Op OpParser::convolution(const OpRow& row) {
  Op op = kernel(row, 1, /*odd=*/true);
  if (!cursor_.accept("(")) return op;
  std::set<std::string_view> seen;
  do {
    const SpecToken argument = cursor_.peek();
    const bool width = argument.is("=") || argument.is("in") || argument.is("mid") || is_factor(argument.text);
    const bool known = std::ranges::find(kArgumentWords, argument.text) != kArgumentWords.end();
    if (!width && !known) {
      cursor_.expected("an argument of a convolution (" + std::string(kArguments) + ")", kArgumentWords);
    }
    if (!seen.insert(width ? "width" : argument.text).second) {
      throw SyntaxError(argument.column, "the argument " + argument.found() +
                                             (width && !argument.is("mid") ? " is a second width" : " is given twice"));
    }
    convolution_argument(op, argument);
  } while (cursor_.accept(","));
  cursor_.require(")", "the last argument");
  if (!seen.contains("pad")) op.padding = default_padding(op);
  return op;
}

void OpParser::convolution_argument(Op& op, const SpecToken& argument) {
  if (is_factor(argument.text)) {
    op.width = Width::kPlanes;
    op.amount = cursor_.number_after<double>("x", "a factor", 0.01, kMaxFactor);
    return;
  }
  cursor_.take();
  if (argument.is("=")) {
    op.width = Width::kExact;
    op.amount = static_cast<double>(cursor_.number<int64_t>("a number of channels", 1, kMaxChannels));
  } else if (argument.is("in")) {
    cursor_.require("*", "'in'");
    op.width = Width::kInput;
    op.amount = cursor_.number<double>("a factor", 0.01, kMaxFactor);
  } else if (argument.is("mid")) {
    op.width = Width::kPlanes;
  } else if (argument.is("bias")) {
    op.bias = true;
  } else {
    cursor_.require("=", argument.found());
    if (argument.is("groups")) {
      op.groups = cursor_.number<int64_t>("a number of groups", 1, kMaxGroups);
    } else if (argument.is("dilation")) {
      op.dilation = cursor_.number<int64_t>("a dilation", 1, kMaxDilation);
    } else {
      op.padding = cursor_.number<int64_t>("a whole number", 0, op.kernel * op.dilation);
    }
  }
}

/// bn, bn(zero), gn, gn(G), gn(G, zero); `zero` only where `allow_zero`.
Op OpParser::normalisation(bool allow_zero) {
  const OpRow& row = *find_op(cursor_.take().text);
  const bool group = row.arguments == OpArguments::kGroups;
  Op op{.kind = row.kind};
  if (group) op.groups = kDefaultGroups;
  if ((!group && !allow_zero) || !cursor_.accept("(")) return op;
  if (group) {
    op.groups = cursor_.number<int64_t>("a number of groups", 1, kMaxGroups);
    if (!allow_zero || !cursor_.accept(",")) {
      cursor_.require(")", "the number of groups");
      return op;
    }
  }
  if (!cursor_.accept("zero")) cursor_.expected("'zero'");
  op.zero = true;
  cursor_.require(")", "'zero'");
  return op;
}

std::optional<Op> OpParser::norm() {
  std::vector<std::string_view> words = reslab::op_words(LayerKind::kNormalization);
  words.push_back("none");
  if (!cursor_.at_word() || std::ranges::find(words, cursor_.peek().text) == words.end()) {
    cursor_.expected("a normalisation (" + join(words) + ")", words);
  }
  if (cursor_.accept("none")) return std::nullopt;
  return normalisation(false);
}

}  // namespace reslab
