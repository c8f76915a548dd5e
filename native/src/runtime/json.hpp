// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace reslab {

/// True where `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

/// `text`, which is UTF-8, as a JSON string with its quotes.
std::string json_quote(std::string_view text);

/// A flat JSON object of strings, keys ascending.
std::string json_object(const std::map<std::string, std::string>& members);

/// Reads a JSON text from front to back; the caller states at each point which type it expects.
///
/// Strict: RFC 8259 and nothing else, no duplicate keys, UTF-8 throughout. Values nest only as
/// deep as the caller asks for, so that hostile text cannot exhaust the stack.
class JsonReader {
 public:
  /// @param text must outlive the reader
  /// @param where names the text in messages
  JsonReader(std::string_view text, std::string where);

  /// An object; `member` is called after each key and must read its value.
  void object(const std::function<void(const std::string& key)>& member);
  /// An array; `element` is called where each element begins and must read it.
  void array(const std::function<void()>& element);
  std::string string();
  /// A whole number in [0, INT64_MAX], without sign, fraction or exponent.
  int64_t natural();
  /// Requires that only blanks follow.
  void end();

  /// @throws Error kCorruptData with the place, what was expected and what was found
  [[noreturn]] void refuse(const std::string& expected) const;

 private:
  void skip_blanks();
  bool take(char wanted);
  void expect(char wanted, const char* expected);
  uint32_t code_unit();
  uint32_t escaped_code_point();

  std::string_view text_;
  std::string where_;
  size_t position_ = 0;
};

}  // namespace reslab
