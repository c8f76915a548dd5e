// SPDX-License-Identifier: Apache-2.0
#include "nn/net_table.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "nn/spec_lexer.hpp"
#include "nn/syntax_error.hpp"
#include "runtime/error.hpp"
#include "runtime/number_text.hpp"
#include "runtime/suggest.hpp"

namespace reslab {
namespace {

constexpr std::string_view kHe2015 = "He et al. 2015, arXiv:1512.03385; torchvision";
constexpr std::string_view kBottleneckWithPooledProjection =
    "branch: conv1(mid) bn relu conv3(mid)/s bn relu conv1 bn; shortcut: identity; project: avgpool2/s conv1 bn; "
    "merge: add; post: relu; expansion: 4";

constexpr NetRow kRows[] = {
    {.name = "tinynet",
     .spec = {},
     .block = "basic",
     .summary = "three stages of two blocks, 32, 64 and 128 planes: the default, for 32 x 32 images",
     .source = "the notebook that ResLab comes from",
     .example = "tinynet",
     .family = NetFamily{.base = 32, .blocks = 2, .tiny = true}},
    {.name = "resnet-N",
     .spec = {},
     .block = "basic",
     .summary = "He et al.'s networks for CIFAR of N layers: three stages of 16, 32 and 64 planes",
     .source = "He et al. 2015, arXiv:1512.03385; He et al. 2016, arXiv:1603.05027",
     .example = "resnet-20",
     .family = NetFamily{.base = 16, .outside = 2}},
    {.name = "wrn-D-K",
     .spec = {},
     .block = "basic",
     .summary = "wide residual network of D layers, K times as wide as resnet-N, for CIFAR",
     .source = "Zagoruyko and Komodakis 2016, Wide Residual Networks, arXiv:1605.07146",
     .example = "wrn-16-4",
     .family = NetFamily{.base = 16, .outside = 4}},
    {.name = "resnet18",
     .spec = "stem: conv7(=64)/2 bn relu maxpool3/2; stages: 2*64 2*128/2 2*256/2 2*512/2; names: torchvision",
     .block = "basic",
     .summary = "ResNet-18 for ImageNet",
     .source = kHe2015},
    {.name = "resnet34",
     .spec = "stem: conv7(=64)/2 bn relu maxpool3/2; stages: 3*64 4*128/2 6*256/2 3*512/2; names: torchvision",
     .block = "basic",
     .summary = "ResNet-34 for ImageNet",
     .source = kHe2015},
    {.name = "resnet50",
     .spec = "stem: conv7(=64)/2 bn relu maxpool3/2; stages: 3*64 4*128/2 6*256/2 3*512/2; names: torchvision",
     .block = "bottleneck",
     .summary = "ResNet-50 for ImageNet, with the stride on the 3x3 convolution",
     .source = kHe2015},
    {.name = "resnet101",
     .spec = "stem: conv7(=64)/2 bn relu maxpool3/2; stages: 3*64 4*128/2 23*256/2 3*512/2; names: torchvision",
     .block = "bottleneck",
     .summary = "ResNet-101 for ImageNet",
     .source = kHe2015},
    {.name = "resnet152",
     .spec = "stem: conv7(=64)/2 bn relu maxpool3/2; stages: 3*64 8*128/2 36*256/2 3*512/2; names: torchvision",
     .block = "bottleneck",
     .summary = "ResNet-152 for ImageNet",
     .source = kHe2015},
    {.name = "wide_resnet50_2",
     .spec = "stem: conv7(=64)/2 bn relu maxpool3/2; stages: 3*64 4*128/2 6*256/2 3*512/2; names: torchvision",
     .block = "branch: conv1(x2) bn relu conv3(x2)/s bn relu conv1 bn; shortcut: identity; project: conv1/s bn; "
              "merge: add; post: relu; expansion: 4",
     .summary = "ResNet-50 with twice the channels inside its blocks",
     .source = "Zagoruyko and Komodakis 2016, arXiv:1605.07146; torchvision"},
    {.name = "resnext50_32x4d",
     .spec = "stem: conv7(=64)/2 bn relu maxpool3/2; stages: 3*64 4*128/2 6*256/2 3*512/2; names: torchvision",
     .block = "branch: conv1(x2) bn relu conv3(x2, groups=32)/s bn relu conv1 bn; shortcut: identity; "
              "project: conv1/s bn; merge: add; post: relu; expansion: 4",
     .summary = "ResNet-50 with 3x3 convolutions of 32 groups",
     .source = "Xie et al. 2016, Aggregated Residual Transformations, arXiv:1611.05431; torchvision"},
    {.name = "resnet50d",
     .spec = "stem: conv3(=32)/2 bn relu conv3(=32) bn relu conv3(=64) bn relu maxpool3/2; "
             "stages: 3*64 4*128/2 6*256/2 3*512/2; names: timm",
     .block = kBottleneckWithPooledProjection,
     .summary = "ResNet-50 with a stem of three convolutions, and projections that average before they convolve",
     .source = "He et al. 2018, Bag of Tricks, arXiv:1812.01187; timm"},
    {.name = "resnetv2_50",
     .spec = "stem: conv7(=64)/2 maxpool3/2; stages: 3*64 4*128/2 6*256/2 3*512/2; names: timm",
     .block = "preact-bottleneck",
     .summary = "ResNet-50 with full pre-activation",
     .source = "He et al. 2016, arXiv:1603.05027; timm"},
};

/// The whole number, 0 or more, that `text` spells; else empty.
std::optional<int64_t> whole_number(std::string_view text) {
  const std::optional<int64_t> value = parse_number<int64_t>(text);
  return value && *value >= 0 ? value : std::nullopt;
}

std::string digits(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text, std::back_inserter(result), [](char c) { return c >= '0' && c <= '9'; });
  return result;
}

[[noreturn]] void fail_unknown(std::string_view name) {
  std::string expected;
  std::vector<std::string_view> candidates;
  for (const NetRow& row : kRows) {
    expected.append(row.name);
    const std::string_view candidate = row.family ? row.example : row.name;
    if (candidate != row.name) expected.append(" (for example ").append(candidate) += ")";
    expected += ", ";
    // Another depth is another network, not another spelling.
    if (digits(candidate) == digits(name)) candidates.push_back(candidate);
  }
  fail(ErrorKind::kInvalidArgument, "unknown net '", name, "', expected ", expected,
       "or clauses (for example 'stages: 2*64 2*128/2')", did_you_mean(name, candidates));
}

/// The numbers that `net` has in the places of the letters of `family`; empty where it is not of that family.
std::optional<std::vector<int64_t>> numbers_of(std::string_view net, std::string_view family) {
  std::vector<int64_t> numbers;
  while (true) {
    const std::string_view expected = family.substr(0, family.find('-'));
    const std::string_view found = net.substr(0, net.find('-'));
    if (expected.size() == 1) {
      const std::optional<int64_t> number = whole_number(found);
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    } else if (expected != found) {
      return std::nullopt;
    }
    if (expected.size() == family.size() || found.size() == net.size()) {
      return expected.size() == family.size() && found.size() == net.size() ? std::optional(numbers) : std::nullopt;
    }
    family.remove_prefix(expected.size() + 1);
    net.remove_prefix(found.size() + 1);
  }
}

}  // namespace

std::span<const NetRow> net_table() { return kRows; }

NamedNet read_net(std::string_view text) {
  // A text that is too long for a name is refused as one that is too long for a net.
  if (text.find(':') != std::string_view::npos || text.size() > kMaxSpecBytes) return {.spec = NetSpec::parse(text)};
  for (const NetRow& row : kRows) {
    if (!row.family && row.name == text) {
      NamedNet net{.row = &row, .spec = NetSpec::parse(row.spec)};
      net.spec.blocks = BlockSpec::parse_list(row.block);
      return net;
    }
    if (!row.family) continue;
    if (const auto numbers = numbers_of(text, row.name)) return {.row = &row, .numbers = *numbers};
  }
  fail_unknown(text);
}

std::string canonical_net(std::string_view text) {
  const NamedNet net = read_net(text);
  if (net.of_family()) return std::string(text);
  std::string canonical = net.spec.canonical();
  if (canonical.size() > kMaxSpecBytes) {
    throw SyntaxError(static_cast<int32_t>(text.size()) + 1,
                      "with its named blocks written out the net has " + std::to_string(canonical.size()) +
                          " bytes, expected at most " + std::to_string(kMaxSpecBytes) + "; use fewer kinds of block");
  }
  return canonical;
}

std::string own_block(const NamedNet& net) {
  if (net.row != nullptr) return std::string(net.row->block);
  return net.spec.blocks.empty() ? std::string() : canonical(net.spec.blocks);
}

std::string net_notice(std::string_view text) {
  std::string joined(text);
  std::erase(joined, '-');
  const NamedNet net = read_net(text);
  const auto* other = std::ranges::find(kRows, joined, &NetRow::name);
  if (!net.of_family() || other == std::end(kRows) || other == net.row) return {};
  return "net '" + std::string(text) + "' is of the family " + std::string(net.row->name) + " (" +
         std::string(net.row->summary) + "), and not '" + joined + "' (" + std::string(other->summary) + ")";
}

}  // namespace reslab
