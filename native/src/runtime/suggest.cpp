// SPDX-License-Identifier: Apache-2.0
#include "runtime/suggest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace reslab {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(char a, char b) { return lower(a) == lower(b); }

/// The longest words that are compared, and the number of candidates: the cost is quadratic, and nobody misspells more.
constexpr size_t kLongestWord = 256;
constexpr size_t kMostCandidates = 1000;

/// Edit distance over bytes in which a swap of two neighbours counts once (optimal string alignment), ASCII letters
/// compared without case.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = above[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
      row[j] = std::min({row[j - 1] + 1, above[j] + 1, substituted});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  size_t best_distance = 0;
  if (word.size() > kLongestWord) return best;
  for (const std::string_view candidate : candidates.first(std::min(candidates.size(), kMostCandidates))) {
    // A third of the letters may be wrong: enough for slips, too little to turn one short name into another.
    const size_t most = std::max<size_t>(1, candidate.size() / 3);
    if (candidate.size() > word.size() + most || word.size() > candidate.size() + most) continue;
    const size_t distance = edit_distance(word, candidate);
    if (distance > most) continue;
    if (best.empty() || distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view candidate = nearest(word, candidates);
  return candidate.empty() ? std::string() : "; did you mean '" + std::string(candidate) + "'?";
}

std::string join(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

}  // namespace reslab
