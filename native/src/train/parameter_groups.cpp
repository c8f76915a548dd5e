// SPDX-License-Identifier: Apache-2.0
#include "train/parameter_groups.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "runtime/error.hpp"
#include "runtime/number_text.hpp"
#include "runtime/suggest.hpp"

namespace reslab {
namespace {

std::vector<std::string_view> entries(std::string_view text) {
  constexpr std::string_view kSeparators = " \t,";
  std::vector<std::string_view> result;
  for (size_t begin = text.find_first_not_of(kSeparators); begin != std::string_view::npos;) {
    const size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
    result.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kSeparators, end);
  }
  return result;
}

/// True where a parameter or module of this name belongs to the part.
bool belongs(std::string_view name, std::string_view part) {
  return name.starts_with(part) && (name.size() == part.size() || name[part.size()] == '.');
}

/// "stem", "stage1", …: the parts that hold parameters.
std::vector<std::string> top_parts(const Network& network) {
  std::vector<std::string> parts;
  for (const auto& parameter : network.named_parameters()) {
    std::string part = parameter.key().substr(0, parameter.key().find('.'));
    if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
  }
  return parts;
}

/// A part is a module: neither part of a word nor a single tensor.
void require_part(const Network& network, const char* setting, const std::string& part) {
  const auto parameters = network.named_parameters();
  const bool found = std::ranges::any_of(
      parameters, [&part](const auto& each) { return each.key().size() > part.size() && belongs(each.key(), part); });
  if (found) return;
  const std::vector<std::string> known = top_parts(network);
  std::string list;
  for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  fail(ErrorKind::kInvalidArgument, setting, ": the network has no part '", part, "' with parameters",
       did_you_mean(part, candidates), "; expected one of ", list,
       ", or a block or layer in one of them, for example stage1.0");
}

}  // namespace

ParameterGroups ParameterGroups::parse(std::string_view freeze, std::string_view lr_scale) {
  ParameterGroups groups;
  std::set<std::string_view> seen;
  const auto once = [&seen](const char* setting, std::string_view part) {
    if (!seen.insert(part).second) {
      fail(ErrorKind::kInvalidArgument, setting, ": '", part, "' is named twice, expected each part once");
    }
  };
  for (const std::string_view part : entries(freeze)) {
    once("freeze", part);
    groups.frozen.emplace_back(part);
  }
  seen.clear();
  for (const std::string_view entry : entries(lr_scale)) {
    const size_t equals = entry.find('=');
    const std::optional<double> factor =
        equals == std::string_view::npos ? std::nullopt : parse_number<double>(entry.substr(equals + 1));
    if (!factor || equals == 0 || !(*factor > 0) || !std::isfinite(*factor)) {
      fail(ErrorKind::kInvalidArgument, "lr_scale: found '", entry,
           "', expected PART=FACTOR with a factor above 0, for example head=10; freeze a part that is not to learn");
    }
    once("lr_scale", entry.substr(0, equals));
    groups.lr_factors.emplace_back(entry.substr(0, equals), *factor);
  }
  return groups;
}

std::string ParameterGroups::freeze_text() const {
  std::string text;
  for (const std::string& part : frozen) text += (text.empty() ? "" : " ") + part;
  return text;
}

std::string ParameterGroups::lr_scale_text() const {
  std::string text;
  for (const auto& [part, factor] : lr_factors) text += (text.empty() ? "" : " ") + part + "=" + number_text(factor);
  return text;
}

GroupedParameters::GroupedParameters(const Network& network, const ParameterGroups& groups) {
  for (const std::string& part : groups.frozen) require_part(network, "freeze", part);
  for (const auto& [part, factor] : groups.lr_factors) require_part(network, "lr_scale", part);

  const auto is_frozen = [&groups](const std::string& name) {
    return std::ranges::any_of(groups.frozen, [&name](const std::string& part) { return belongs(name, part); });
  };
  std::set<std::string_view> used;
  for (const auto& parameter : network.named_parameters()) {
    if (is_frozen(parameter.key())) {
      frozen_.push_back(parameter.value());
      continue;
    }
    double factor = 1;
    size_t longest = 0;
    for (const auto& [part, wanted] : groups.lr_factors) {
      if (!belongs(parameter.key(), part)) continue;
      used.insert(part);
      if (part.size() > longest) {
        longest = part.size();
        factor = wanted;
      }
    }
    learning_.emplace_back(parameter.key(), parameter.value());
    lr_factors_.push_back(factor);
  }
  if (learning_.empty()) {
    fail(ErrorKind::kInvalidArgument, "freeze: '", groups.freeze_text(),
         "' leaves no parameter to train, expected at least one part that learns");
  }
  for (const auto& [part, factor] : groups.lr_factors) {
    if (used.contains(part)) continue;
    fail(ErrorKind::kInvalidArgument, "lr_scale: '", part, "' is frozen as a whole, expected a part that learns");
  }
  for (const auto& module : network.named_modules()) {
    if (!is_frozen(module.key())) continue;
    if (const auto norm = std::dynamic_pointer_cast<torch::nn::BatchNorm2dImpl>(module.value())) {
      frozen_norms_.emplace_back(norm);
    }
  }
}

FrozenScope::FrozenScope(GroupedParameters& parameters) : parameters_(parameters) { set(true); }

FrozenScope::~FrozenScope() { set(false); }

void FrozenScope::set(bool frozen) {
  for (torch::Tensor& parameter : parameters_.frozen_) {
    parameter.mutable_grad().reset();
    parameter.requires_grad_(!frozen);
  }
  for (torch::nn::BatchNorm2d& norm : parameters_.frozen_norms_) norm->train(!frozen);
}

}  // namespace reslab
