// SPDX-License-Identifier: Apache-2.0
#include "runtime/json.hpp"

#include <charconv>
#include <unordered_set>
#include <utility>

#include "runtime/error.hpp"

namespace reslab {
namespace {

bool is_continuation(std::string_view text, size_t index) {
  return index < text.size() && (static_cast<unsigned char>(text[index]) & 0xC0) == 0x80;
}

/// Bytes of the well-formed UTF-8 sequence at `index`; 0 where there is none. The table is that of RFC 3629.
size_t sequence_length(std::string_view text, size_t index) {
  const auto lead = static_cast<unsigned char>(text[index]);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                        : lead >= 0xE0 && lead <= 0xEF ? 3
                        : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                       : 0;
  for (size_t i = 1; i < length; ++i) {
    if (!is_continuation(text, index + i)) return 0;
  }
  if (length < 3) return length;
  const auto second = static_cast<unsigned char>(text[index + 1]);
  const bool excluded = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return excluded ? 0 : length;
}

void append_utf8(uint32_t point, std::string& target) {
  const auto append = [&target](uint32_t byte) { target.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    append(point);
  } else if (point < 0x800) {
    append(0xC0 | point >> 6);
    append(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    append(0xE0 | point >> 12);
    append(0x80 | (point >> 6 & 0x3F));
    append(0x80 | (point & 0x3F));
  } else {
    append(0xF0 | point >> 18);
    append(0x80 | (point >> 12 & 0x3F));
    append(0x80 | (point >> 6 & 0x3F));
    append(0x80 | (point & 0x3F));
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const size_t length = sequence_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::string json_quote(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20) {
      result += "\\u00";
      result += kHex[byte >> 4];
      result += kHex[byte & 0xF];
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string json_object(const std::map<std::string, std::string>& members) {
  std::string result = "{";
  for (const auto& [key, value] : members) {
    if (result.size() > 1) result += ',';
    result += json_quote(key) + ':' + json_quote(value);
  }
  return result + '}';
}

JsonReader::JsonReader(std::string_view text, std::string where) : text_(text), where_(std::move(where)) {
  if (!is_utf8(text_)) fail(ErrorKind::kCorruptData, where_, " is not UTF-8 text");
}

void JsonReader::refuse(const std::string& expected) const {
  std::string found = "the end";
  if (position_ < text_.size()) {
    found = json_quote(text_.substr(position_, sequence_length(text_, position_)));
  }
  fail(ErrorKind::kCorruptData, where_, ", byte ", position_, ": expected ", expected, ", found ", found);
}

void JsonReader::skip_blanks() {
  while (position_ < text_.size() && std::string_view(" \t\r\n").find(text_[position_]) != std::string_view::npos) {
    ++position_;
  }
}

bool JsonReader::take(char wanted) {
  if (position_ == text_.size() || text_[position_] != wanted) return false;
  ++position_;
  return true;
}

void JsonReader::expect(char wanted, const char* expected) {
  skip_blanks();
  if (!take(wanted)) refuse(expected);
}

void JsonReader::object(const std::function<void(const std::string&)>& member) {
  expect('{', "an object");
  skip_blanks();
  if (take('}')) return;
  std::unordered_set<std::string> keys;
  for (;;) {
    const std::string key = string();
    if (!keys.insert(key).second) {
      fail(ErrorKind::kCorruptData, where_, ", byte ", position_, ": the key ", json_quote(key), " comes twice");
    }
    expect(':', "':'");
    member(key);
    skip_blanks();
    if (take('}')) return;
    expect(',', "',' or '}'");
  }
}

void JsonReader::array(const std::function<void()>& element) {
  expect('[', "an array");
  skip_blanks();
  if (take(']')) return;
  for (;;) {
    element();
    skip_blanks();
    if (take(']')) return;
    expect(',', "',' or ']'");
  }
}

std::string JsonReader::string() {
  expect('"', "a string");
  std::string result;
  for (;;) {
    if (position_ == text_.size()) refuse("the end of a string");
    const char c = text_[position_];
    if (static_cast<unsigned char>(c) < 0x20) refuse("no control character within a string");
    ++position_;
    if (c == '"') return result;
    if (c == '\\') {
      append_utf8(escaped_code_point(), result);
    } else {
      result += c;
    }
  }
}

uint32_t JsonReader::escaped_code_point() {
  static constexpr std::string_view kEscapes = "\"\\/bfnrt";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (take('u')) {
    const uint32_t unit = code_unit();
    if (unit >= 0xDC00 && unit <= 0xDFFF) refuse("no second half of a surrogate pair without its first");
    if (unit < 0xD800 || unit > 0xDBFF) return unit;
    if (!take('\\') || !take('u')) refuse("the second half of a surrogate pair");
    const uint32_t low = code_unit();
    if (low < 0xDC00 || low > 0xDFFF) refuse("the second half of a surrogate pair before this");
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  const size_t index = position_ < text_.size() ? kEscapes.find(text_[position_]) : std::string_view::npos;
  if (index == std::string_view::npos) refuse("an escape");
  ++position_;
  return static_cast<unsigned char>(kMeanings[index]);
}

uint32_t JsonReader::code_unit() {
  uint32_t unit = 0;
  const std::string_view digits = text_.substr(position_, 4);
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  if (result.ptr != digits.data() + 4) refuse("four hexadecimal digits");
  position_ += 4;
  return unit;
}

int64_t JsonReader::natural() {
  skip_blanks();
  const std::string_view rest = text_.substr(position_);
  int64_t value = 0;
  const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  const size_t length = static_cast<size_t>(result.ptr - rest.data());
  const bool leading_zero = length > 1 && rest[0] == '0';
  const char after = length < rest.size() ? rest[length] : ' ';
  const bool goes_on = after == '.' || after == 'e' || after == 'E';
  if (result.ec != std::errc() || rest[0] == '-' || leading_zero || goes_on) {
    refuse("a whole number from 0 to 9223372036854775807");
  }
  position_ += length;
  return value;
}

void JsonReader::end() {
  skip_blanks();
  if (position_ != text_.size()) refuse("the end");
}

}  // namespace reslab
