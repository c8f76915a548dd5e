// SPDX-License-Identifier: Apache-2.0
#include "data/augmentation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "data/trivial_augment.hpp"
#include "runtime/error.hpp"
#include "runtime/number_text.hpp"
#include "runtime/random.hpp"
#include "runtime/suggest.hpp"

namespace reslab {
namespace {

constexpr int64_t kMaxPadding = 128;
constexpr double kSmallestShare = .08;
constexpr int kAttempts = 10;
const std::vector<std::string_view> kWords = {"none", "crop", "resized-crop", "flip", "trivial", "erase"};

/// A rectangle of the result or of the stored image.
struct Box {
  int32_t top = 0;
  int32_t left = 0;
  int32_t height = 0;
  int32_t width = 0;
};

double between(RandomStream& stream, double low, double high) { return low + (high - low) * stream.unit(); }

/// A box with a share of the area between `low` and `high`, and the logarithm of width over height within `log_ratio`
/// of 0, at a uniform place; nothing where no attempt gave one that fits.
std::optional<Box> draw_box(RandomStream& stream, const ImageShape& shape, double low, double high, double log_ratio,
                            bool may_be_whole) {
  const int64_t spare = may_be_whole ? 1 : 0;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const double area = static_cast<double>(shape.pixels()) * between(stream, low, high);
    const double ratio = std::exp(between(stream, -log_ratio, log_ratio));
    const int64_t width = std::lround(std::sqrt(area * ratio));
    const int64_t height = std::lround(std::sqrt(area / ratio));
    if (width < 1 || height < 1 || width >= shape.width + spare || height >= shape.height + spare) continue;
    Box box{.height = static_cast<int32_t>(height), .width = static_cast<int32_t>(width)};
    box.top = static_cast<int32_t>(stream.below(static_cast<uint32_t>(shape.height - height + 1)));
    box.left = static_cast<int32_t>(stream.below(static_cast<uint32_t>(shape.width - width + 1)));
    return box;
  }
  return std::nullopt;
}

/// One operation of the text: its word, and the number in brackets.
struct Operation {
  std::string_view word;
  std::optional<double> argument;
  size_t column;  ///< 1-based
};

[[noreturn]] void fail_at(std::string_view text, size_t column, const std::string& problem) {
  fail(ErrorKind::kInvalidArgument, "the augmentation '", text, "', column ", column, ": ", problem,
       "; expected none, or some of crop(4), resized-crop(0.08), flip, trivial and erase(0.25), separated by spaces");
}

std::vector<Operation> read_operations(std::string_view text) {
  std::vector<Operation> operations;
  size_t at = 0;
  while (true) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    if (at == text.size()) return operations;
    const size_t end = std::min(text.find_first_of(" \t(", at), text.size());
    Operation operation{.word = text.substr(at, end - at), .argument = {}, .column = at + 1};
    at = end;
    if (at < text.size() && text[at] == '(') {
      const size_t close = text.find(')', at);
      if (close == std::string_view::npos) fail_at(text, at + 1, "a bracket is opened and not closed");
      const std::string_view number = text.substr(at + 1, close - at - 1);
      operation.argument = parse_number<double>(number);
      if (!operation.argument) {
        fail_at(text, at + 2, "'" + std::string(number) + "' is no number");
      }
      at = close + 1;
      if (at < text.size() && text[at] != ' ' && text[at] != '\t') fail_at(text, at + 1, "expected a space here");
    }
    operations.push_back(operation);
  }
}

/// Sets one of the fields, which must not be set yet.
template <typename T>
void set_once(std::string_view text, const Operation& operation, T& field, T value) {
  if (field != T{}) fail_at(text, operation.column, "'" + std::string(operation.word) + "' is given twice");
  field = value;
}

double argument_of(std::string_view text, const Operation& operation, double low, double high,
                   std::optional<double> absent) {
  const std::string word(operation.word);
  if (!operation.argument && !absent) fail_at(text, operation.column, "'" + word + "' needs a number in brackets");
  const double value = operation.argument.value_or(absent.value_or(0));
  if (!(value >= low && value <= high)) {
    fail_at(text, operation.column,
            "the number of '" + word + "' is " + number_text(value) + ", expected " + number_text(low) + " to " +
                number_text(high));
  }
  return value;
}

}  // namespace

Augmentation Augmentation::parse(std::string_view text) {
  Augmentation result;
  const std::vector<Operation> operations = read_operations(text);
  if (operations.empty()) fail_at(text, 1, "it is empty");
  for (const Operation& operation : operations) {
    if (operation.word == "crop") {
      const double padding = argument_of(text, operation, 1, kMaxPadding, std::nullopt);
      if (padding != std::floor(padding)) fail_at(text, operation.column, "the padding of 'crop' is no whole number");
      set_once(text, operation, result.crop, static_cast<int64_t>(padding));
    } else if (operation.word == "resized-crop") {
      set_once(text, operation, result.resized_crop, argument_of(text, operation, .01, 1, kSmallestShare));
    } else if (operation.word == "erase") {
      set_once(text, operation, result.erase, argument_of(text, operation, .001, 1, std::nullopt));
    } else if (operation.word == "flip" || operation.word == "trivial" || operation.word == "none") {
      if (operation.argument) {
        fail_at(text, operation.column, "'" + std::string(operation.word) + "' takes no number");
      }
      if (operation.word == "flip") set_once(text, operation, result.flip, true);
      if (operation.word == "trivial") set_once(text, operation, result.trivial, true);
      if (operation.word == "none" && operations.size() > 1) {
        fail_at(text, operation.column, "'none' cannot be combined with anything");
      }
    } else {
      fail_at(text, operation.column,
              "unknown operation '" + std::string(operation.word) + "'" + did_you_mean(operation.word, kWords));
    }
    if (result.crop > 0 && result.resized_crop > 0) {
      fail_at(text, operation.column, "'crop' and 'resized-crop' exclude each other");
    }
  }
  return result;
}

std::string Augmentation::text() const {
  std::string text;
  const auto add = [&text](const std::string& operation) { text += (text.empty() ? "" : " ") + operation; };
  if (crop > 0) add("crop(" + std::to_string(crop) + ")");
  if (resized_crop > 0) add("resized-crop(" + number_text(resized_crop) + ")");
  if (flip) add("flip");
  if (trivial) add("trivial");
  if (erase > 0) add("erase(" + number_text(erase) + ")");
  return text.empty() ? "none" : text;
}

Transform Augmentation::draw(const ImageShape& shape, uint64_t seed, int64_t epoch, int64_t image) const {
  RandomStream stream(seed, RandomPurpose::kAugment, static_cast<uint32_t>(epoch), static_cast<uint32_t>(image));
  Transform transform = Transform::identity(shape);
  if (crop > 0) {
    const auto places = static_cast<uint32_t>(2 * crop + 1);
    transform.top = static_cast<int32_t>(stream.below(places)) - static_cast<int32_t>(crop);
    transform.left = static_cast<int32_t>(stream.below(places)) - static_cast<int32_t>(crop);
  }
  if (resized_crop > 0) {
    // Where no attempt fits, which happens to narrow images only, the image stays whole.
    if (const std::optional<Box> box = draw_box(stream, shape, resized_crop, 1, std::log(4.0 / 3.0), true)) {
      transform.top = box->top;
      transform.left = box->left;
      transform.height = box->height;
      transform.width = box->width;
    }
  }
  if (flip) transform.flip = stream.below(2) == 1 ? 1 : 0;
  if (trivial) {
    const TrivialChoice choice = draw_trivial(stream);
    transform.operation = static_cast<int32_t>(choice.operation);
    transform.magnitude = choice.magnitude;
  }
  if (erase > 0 && stream.unit() < erase) {
    if (const std::optional<Box> box = draw_box(stream, shape, .02, .33, std::log(3.3), false)) {
      transform.erase_top = box->top;
      transform.erase_left = box->left;
      transform.erase_height = box->height;
      transform.erase_width = box->width;
    }
  }
  return transform;
}

}  // namespace reslab
