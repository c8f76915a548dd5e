// SPDX-License-Identifier: Apache-2.0
#include "nn/net_names.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/number_text.hpp"

namespace reslab {
namespace {

bool is_convolution(const Op& op) { return op.kind == OpKind::kConv; }

bool all_pre_activated(const NetSpec& net) { return std::ranges::all_of(net.blocks, &BlockSpec::pre_activated); }

/// Cuts `text` at its first dot: returns what is before it, and leaves what is after it.
std::string_view next_part(std::string_view& text) {
  const size_t dot = text.find('.');
  const std::string_view part = text.substr(0, dot);
  text = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  return part;
}

size_t index_of(std::string_view part) { return parse_number<size_t>(part).value_or(0); }

/// "conv2", "bn1": the number of an operation among those of its kind.
std::string numbered(const std::vector<Op>& ops, size_t index) {
  const OpKind kind = ops[index].kind;
  const auto count = std::count_if(ops.begin(), ops.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                                   [kind](const Op& op) { return op.kind == kind; });
  return std::string(row_of(kind).word) + std::to_string(count);
}

/// Of timm's ResNet: several convolutions, and all between them, are one Sequential.
std::string timm_stem(const std::vector<Op>& ops, size_t index) {
  const bool deep = std::ranges::count_if(ops, is_convolution) > 1;
  const auto last = std::find_if(ops.rbegin(), ops.rend(), is_convolution);
  const auto length = static_cast<size_t>(ops.rend() - last);
  if (!deep || index >= length) {
    const std::vector<Op> after(ops.begin() + static_cast<std::ptrdiff_t>(deep ? length : 0), ops.end());
    return numbered(after, deep ? index - length : index);
  }
  return "conv1." + std::to_string(index);
}

std::string joined(const std::string& head, std::string_view rest) { return head + "." + std::string(rest); }

std::string resnet_name(const NetSpec& net, FileNames names, std::string_view own) {
  std::string_view rest = own;
  const std::string_view part = next_part(rest);
  if (part == "stem") {
    const size_t index = index_of(next_part(rest));
    return joined(names == FileNames::kTimm ? timm_stem(*net.stem, index) : numbered(*net.stem, index), rest);
  }
  if (part == "head") {
    next_part(rest);
    return joined("fc", rest);
  }
  if (!part.starts_with("stage")) return std::string(own);
  std::string name = "layer" + std::string(part.substr(5)) + "." + std::string(next_part(rest));
  std::string_view below = rest;
  if (next_part(below) != "down") return joined(name, rest);
  // A projection of one operation is a Sequential all the same.
  const bool sequence = !below.empty() && below[0] >= '0' && below[0] <= '9';
  return joined(name + (sequence ? ".downsample" : ".downsample.0"), below);
}

std::string resnet_v2_name(const NetSpec& net, std::string_view own) {
  std::string_view rest = own;
  const std::string_view part = next_part(rest);
  if (part == "stem" || part == "final") {
    const std::vector<Op>& ops = part == "stem" ? *net.stem : *net.head;
    const size_t index = index_of(next_part(rest));
    const std::string kind = is_norm(ops[index].kind) ? "norm" : numbered(ops, index);
    if (part == "final") return joined(kind, rest);
    return joined(
        "stem." + (is_convolution(ops[index]) && std::ranges::count_if(ops, is_convolution) == 1 ? std::string("conv")
                                                                                                 : kind),
        rest);
  }
  if (part == "head") {
    next_part(rest);
    return joined("head.fc", rest);
  }
  const size_t stage = index_of(part.substr(5)) - 1;
  const std::string block = std::string(next_part(rest));
  const std::string name = "stages." + std::to_string(stage) + ".blocks." + block;
  std::string_view below = rest;
  const std::string_view module = next_part(below);
  if (module.starts_with("bn")) return joined(name + ".norm" + std::string(module.substr(2)), below);
  if (module != "down") return joined(name, rest);
  const bool sequence = !below.empty() && below[0] >= '0' && below[0] <= '9';
  return joined(name + (sequence ? ".downsample" : ".downsample.conv"), below);
}

}  // namespace

bool files_convolve_head(const NetSpec& net, FileNames names) {
  return names == FileNames::kTimm && all_pre_activated(net);
}

std::string file_name(const NetSpec& net, FileNames names, std::string_view own) {
  switch (names) {
    case FileNames::kReslab:
      return std::string(own);
    case FileNames::kTorchvision:
      return resnet_name(net, names, own);
    case FileNames::kTimm:
      return all_pre_activated(net) ? resnet_v2_name(net, own) : resnet_name(net, names, own);
  }
  return std::string(own);
}

}  // namespace reslab
