// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "nn/spec_lexer.hpp"
#include "nn/syntax_error.hpp"
#include "runtime/number_text.hpp"
#include "runtime/suggest.hpp"

namespace reslab {

/// The position of a parser in the tokens of one text, and what all parsers do there.
class SpecCursor {
 public:
  /// @param what "block" or "net", for messages
  SpecCursor(std::string_view text, const char* what) : tokens_(read_tokens(text, what)) {}

  const SpecToken& peek(size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }
  bool at_word() const { return peek().kind == SpecToken::Kind::kWord; }
  bool at_end() const { return peek().kind == SpecToken::Kind::kEnd; }

  SpecToken take() {
    const SpecToken token = peek();
    if (token.kind != SpecToken::Kind::kEnd) ++next_;
    return token;
  }

  bool accept(std::string_view text) {
    if (!peek().is(text)) return false;
    take();
    return true;
  }

  [[noreturn]] void expected(const std::string& what, std::span<const std::string_view> suggestions = {}) const {
    const SpecToken& token = peek();
    throw SyntaxError(token.column,
                      "expected " + what + ", found " + token.found() + did_you_mean(token.text, suggestions));
  }

  void require(std::string_view text, const std::string& after) {
    if (!accept(text)) expected("'" + std::string(text) + "' after " + after);
  }

  /// Takes a token that is one of `words`.
  SpecToken one_of(std::span<const std::string_view> words, const std::string& what) {
    if (!at_word() || std::ranges::find(words, peek().text) == words.end()) {
      expected(what + " (" + join(words) + ")", words);
    }
    return take();
  }

  template <typename Number>
  Number number(const std::string& what, Number low, Number high) {
    return number_after("", what, low, high);
  }

  /// Takes a word of `prefix` and a number.
  template <typename Number>
  Number number_after(std::string_view prefix, const std::string& what, Number low, Number high) {
    const SpecToken& token = peek();
    std::optional<Number> value;
    if (token.kind == SpecToken::Kind::kWord && token.text.starts_with(prefix)) {
      value = parse_number<Number>(token.text.substr(prefix.size()));
    }
    // The negated comparison rejects NaN.
    if (!value || !(*value >= low && *value <= high)) {
      std::ostringstream range;
      range << what << " from " << prefix << low << " to " << prefix << high;
      expected(range.str());
    }
    take();
    return *value;
  }

 private:
  std::vector<SpecToken> tokens_;
  size_t next_ = 0;
};

/// The names of the clauses of one text, each of which may be given once.
class ClauseNames {
 public:
  /// @param known all that there are
  explicit ClauseNames(std::span<const std::string_view> known) : known_(known) {}

  bool contains(std::string_view word) const { return std::ranges::find(known_, word) != known_.end(); }

  /// Takes the name of a clause.
  /// @throws SyntaxError where there is none, or one that was taken before
  SpecToken take(SpecCursor& cursor) {
    if (!cursor.at_word() || !contains(cursor.peek().text)) cursor.expected("a clause (" + join(known_) + ")", known_);
    const SpecToken name = cursor.take();
    const auto [given, first] = columns_.emplace(name.text, name.column);
    if (!first) {
      throw SyntaxError(name.column,
                        "the clause " + name.found() + " was already given at column " + std::to_string(given->second));
    }
    return name;
  }

  bool given(std::string_view name) const { return columns_.contains(name); }

  /// The column of a clause that was given.
  int32_t column(std::string_view name) const { return columns_.at(name); }

 private:
  std::span<const std::string_view> known_;
  std::map<std::string_view, int32_t> columns_;
};

}  // namespace reslab
