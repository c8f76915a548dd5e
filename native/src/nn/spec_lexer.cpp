// SPDX-License-Identifier: Apache-2.0
#include "nn/spec_lexer.hpp"

#include "nn/syntax_error.hpp"

namespace reslab {
namespace {

constexpr size_t kMaxQuotedBytes = 40;
constexpr std::string_view kPunctuation = ":;()[],=/*|";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/// The character at `index` with the continuation bytes of UTF-8; a control character by its code.
std::string character(std::string_view text, size_t index) {
  const auto byte = static_cast<unsigned char>(text[index]);
  if (byte < 0x20 || byte == 0x7F) return "the control character " + std::to_string(byte);
  size_t end = index + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return "'" + std::string(text.substr(index, end - index)) + "'";
}

}  // namespace

std::string SpecToken::found() const {
  if (kind == Kind::kEnd) return "the end";
  if (text.size() <= kMaxQuotedBytes) return "'" + std::string(text) + "'";
  return "'" + std::string(text.substr(0, kMaxQuotedBytes)) + "...'";
}

std::vector<SpecToken> read_tokens(std::string_view text, const char* what) {
  if (text.size() > kMaxSpecBytes) {
    throw SyntaxError(static_cast<int32_t>(kMaxSpecBytes) + 1,
                      "the " + std::string(what) + " has " + std::to_string(text.size()) + " bytes, expected at most " +
                          std::to_string(kMaxSpecBytes));
  }
  std::vector<SpecToken> tokens;
  size_t at = 0;
  const auto column = [&at] { return static_cast<int32_t>(at) + 1; };
  while (at < text.size()) {
    if (is_blank(text[at])) {
      ++at;
    } else if (kPunctuation.find(text[at]) != std::string_view::npos) {
      tokens.push_back({SpecToken::Kind::kPunctuation, text.substr(at, 1), column()});
      ++at;
    } else if (is_word(text[at])) {
      size_t end = at;
      while (end < text.size() && is_word(text[end])) ++end;
      tokens.push_back({SpecToken::Kind::kWord, text.substr(at, end - at), column()});
      at = end;
    } else {
      throw SyntaxError(column(), "unexpected character " + character(text, at));
    }
  }
  tokens.push_back({SpecToken::Kind::kEnd, {}, column()});
  return tokens;
}

}  // namespace reslab
