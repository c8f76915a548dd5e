// SPDX-License-Identifier: Apache-2.0
#include "train/checkpoint_names.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/error.hpp"
#include "runtime/suggest.hpp"

namespace reslab {
namespace {

/// The number of names that a message lists, and the length that it shows of each.
constexpr size_t kNamesShown = 3;
constexpr size_t kNameShown = 100;

/// How torch.compile calls the module that it wraps.
constexpr std::string_view kCompiled = "_orig_mod.";
constexpr std::string_view kCounter = "num_batches_tracked";

std::string shortened(std::string_view name) {
  if (name.size() <= kNameShown) return std::string(name);
  size_t length = kNameShown;
  while (length > 0 && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;
  return std::string(name.substr(0, length)) + "... (" + std::to_string(name.size()) + " bytes)";
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : std::span(names).first(std::min(names.size(), kNamesShown))) {
    text += (text.empty() ? "" : ", ") + shortened(name);
  }
  return names.size() > kNamesShown ? text + ", ..." : text;
}

std::string without_compiled(std::string name) {
  for (size_t at = name.find(kCompiled); at != std::string::npos; at = name.find(kCompiled)) {
    name.erase(at, kCompiled.size());
  }
  return name;
}

using Entries = std::map<std::string, const TensorEntry*>;

/// What all names begin with, up to and including its last dot.
std::string common_prefix(const Entries& entries) {
  if (entries.empty()) return {};
  // The names are sorted: what the first and the last share, all share.
  const std::string& first = entries.begin()->first;
  const std::string& last = entries.rbegin()->first;
  const auto end = std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first;
  const size_t dot = std::string_view(first.begin(), end).rfind('.');
  return dot == std::string_view::npos ? std::string() : first.substr(0, dot + 1);
}

/// What remains of the differences between the names of a file and those of a network.
struct Differences {
  std::vector<std::string_view> missing;
  std::vector<std::string_view> unexpected;
  int64_t counters_missing = 0;

  bool none() const { return missing.empty() && unexpected.empty(); }
};

Differences differences(const Entries& found, const NamedTensors& state) {
  Differences result;
  std::map<std::string_view, bool> expected;
  for (const auto& [name, tensor] : state) {
    expected.emplace(name, true);
    if (found.contains(name)) continue;
    if (name.ends_with(kCounter)) {
      ++result.counters_missing;
    } else {
      result.missing.push_back(name);
    }
  }
  for (const auto& [name, entry] : found) {
    if (!expected.contains(name)) result.unexpected.push_back(name);
  }
  std::sort(result.missing.begin(), result.missing.end());
  return result;
}

/// True for "model-00001-of-00003.safetensors" and the like.
bool is_shard(std::string_view path) {
  const size_t of = path.rfind("-of-");
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return of != std::string_view::npos && of > 0 && digit(path[of - 1]) && of + 4 < path.size() && digit(path[of + 4]);
}

std::string hint(const SafetensorsFile& file, const Network& network, const NamedTensors& state,
                 const Differences& found) {
  const std::string other = other_network_hint(file, network);
  if (!other.empty()) return other;
  if (!found.missing.empty() && is_shard(file.path())) {
    return "; by its name it is one shard of several: join them into one safetensors file";
  }
  for (const std::string_view name : std::span(found.missing).first(std::min(found.missing.size(), kNamesShown))) {
    const std::string_view candidate = nearest(name, found.unexpected);
    if (!candidate.empty()) {
      return "; it has '" + std::string(candidate) + "' where '" + std::string(name) + "' is expected";
    }
  }
  const size_t fitting = state.size() - found.missing.size();
  if (fitting > state.size() / 2) {
    std::string text = "; the other " + std::to_string(fitting) + " tensors have names of this network";
    if (found.missing.empty()) text += ": write the file without what is not the network's";
    return text;
  }
  return "; it looks like a checkpoint of another net or block than net '" + network.options().net + "' with block '" +
         network.options().block_name + "'";
}

Entries as_written(const SafetensorsFile& file) {
  Entries entries;
  for (const auto& [name, entry] : file.tensors()) entries.emplace(name, &entry);
  return entries;
}

/// The entries under the names that are left without what wraps all of them.
struct Unwrapped {
  Entries entries;
  std::string wrapper;
};

Unwrapped unwrapped(const Entries& written) {
  Entries uncompiled;
  for (const auto& [name, entry] : written) uncompiled.emplace(without_compiled(name), entry);
  const std::string prefix = common_prefix(uncompiled);
  Unwrapped result;
  for (const auto& [name, entry] : uncompiled) result.entries.emplace(name.substr(prefix.size()), entry);
  const bool compiled = !written.empty() && written.begin()->first.find(kCompiled) != std::string::npos;
  result.wrapper = (compiled ? std::string(kCompiled) : std::string()) + prefix;
  return result;
}

}  // namespace

[[noreturn]] void refuse_names(const SafetensorsFile& file, const Network& network, const NamedTensors& state) {
  const Entries written = as_written(file);
  const Unwrapped inside = unwrapped(written);
  const Differences plain = differences(written, state);
  const Differences bare = differences(inside.entries, state);
  // Without what wraps the names, the message is of what is wrong with the rest.
  const Differences& found = bare.missing.size() < plain.missing.size() ? bare : plain;
  std::string message;
  if (!found.missing.empty()) {
    message += std::to_string(found.missing.size()) + " tensor(s) missing (" + listed(found.missing) + ")";
  }
  if (!found.missing.empty() && !found.unexpected.empty()) message += ", ";
  if (!found.unexpected.empty()) {
    message += std::to_string(found.unexpected.size()) + " unexpected (" + listed(found.unexpected) + ")";
  }
  fail(ErrorKind::kInvalidArgument, "'", file.path(), "' does not fit the network: ", message,
       hint(file, network, state, found));
}

std::string other_network_hint(const SafetensorsFile& file, const Network& network) {
  const auto net = file.metadata().find("reslab.net");
  const auto block = file.metadata().find("reslab.block");
  if (net == file.metadata().end() || block == file.metadata().end()) return {};
  // Where net and block are named alike, the difference lies elsewhere.
  if (net->second == network.options().net && block->second == network.options().block_name) return {};
  return "; the file holds net '" + net->second + "' with block '" + block->second + "', this is net '" +
         network.options().net + "' with block '" + network.options().block_name + "'";
}

std::optional<NameMatch> match_names(const SafetensorsFile& file, const NamedTensors& state,
                                     const NameFilter& left_out) {
  const auto without = [&left_out](Entries entries) {
    std::erase_if(entries, [&left_out](const auto& each) { return left_out.contains(each.first); });
    return entries;
  };
  const Entries written = as_written(file);
  Entries found = without(written);
  const Differences plain = differences(found, state);
  if (plain.none()) return NameMatch{std::move(found), plain.counters_missing, {}};

  Unwrapped inside = unwrapped(written);
  const bool ambiguous = inside.entries.size() != written.size();
  inside.entries = without(std::move(inside.entries));
  const Differences bare = differences(inside.entries, state);
  if (!bare.none() || ambiguous) return std::nullopt;
  return NameMatch{std::move(inside.entries), bare.counters_missing, std::move(inside.wrapper)};
}

}  // namespace reslab
