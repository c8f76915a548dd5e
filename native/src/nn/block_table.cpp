// SPDX-License-Identifier: Apache-2.0
#include "nn/block_table.hpp"

#include <algorithm>

namespace reslab {
namespace {

constexpr std::string_view kHe2015 = "He et al. 2015, Deep Residual Learning for Image Recognition, arXiv:1512.03385";
constexpr std::string_view kHe2016 = "He et al. 2016, Identity Mappings in Deep Residual Networks, arXiv:1603.05027";
constexpr std::string_view kHe2016Table1 =
    "He et al. 2016, Identity Mappings in Deep Residual Networks, arXiv:1603.05027, Table 1";
constexpr std::string_view kHe2016Table2 =
    "He et al. 2016, Identity Mappings in Deep Residual Networks, arXiv:1603.05027, Table 2";

constexpr BlockRow kRows[] = {
    {"toy", "branch: conv3/s; shortcut: identity; merge: add", "x + conv3(x): the smallest residual block",
     "the residual equation y = x + F(x)"},
    {"plain", "branch: conv3/s bn relu conv3 bn relu; merge: branch; names: net",
     "no shortcut: two convolutions in a row, the baseline", kHe2015},
    {"plain-valid", "branch: conv3(pad=0)/s bn relu conv3 bn relu; merge: branch; names: net",
     "plain with its first convolution unpadded, so that maps shrink by 2 in every block",
     "the notebook that ResLab comes from"},
    {"basic", "branch: conv3/s bn relu conv3 bn; shortcut: identity; project: conv1/s bn; merge: add; post: relu",
     "ResNet v1, post-activation: ReLU after the addition", kHe2015},
    {"preact", "pre: bn relu; branch: conv3/s bn relu conv3; shortcut: identity; project(pre): conv1/s; merge: add",
     "ResNet v2, full pre-activation: BN and ReLU before each convolution, a clean shortcut", kHe2016},
    {"preact-noskip", "pre: bn relu; branch: conv3/s bn relu conv3; project(pre): conv1/s; merge: branch",
     "preact without its addition; the projections exist and are never trained", "the notebook that ResLab comes from"},
    {"bottleneck",
     "branch: conv1(mid) bn relu conv3(mid)/s bn relu conv1 bn; shortcut: identity; project: conv1/s bn; merge: add; "
     "post: relu; expansion: 4",
     "1x1, 3x3, 1x1 with four times the channels at the ends; the stride is on the 3x3, as in torchvision", kHe2015},
    {"preact-bottleneck",
     "pre: bn relu; branch: conv1(mid) bn relu conv3(mid)/s bn relu conv1; shortcut: identity; project(pre): conv1/s; "
     "merge: add; expansion: 4",
     "bottleneck with full pre-activation", kHe2016},
    {"bn-after-add",
     "branch: conv3/s bn relu conv3; shortcut: identity; project: conv1/s bn; merge: add; post: bn relu",
     "the last BN after the addition: it alters the shortcut's signal", kHe2016Table2},
    {"relu-before-add", "branch: conv3/s bn relu conv3 bn relu; shortcut: identity; project: conv1/s bn; merge: add",
     "ReLU before the addition: the branch can only add, never subtract", kHe2016Table2},
    {"relu-only-preact",
     "pre: relu; branch: conv3/s bn relu conv3 bn; shortcut: identity; project(pre): conv1/s; merge: add",
     "ReLU before the first convolution, BN after each", kHe2016Table2},
    {"constant-scaling",
     "branch: conv3/s bn relu conv3 bn scale(0.5); shortcut: scale(0.5); project: conv1/s bn scale(0.5); merge: add; "
     "post: relu",
     "basic with shortcut and branch both multiplied by 0.5", kHe2016Table1},
    {"exclusive-gating",
     "branch: conv3/s bn relu conv3 bn; shortcut: identity; project: conv1/s bn; merge: gate(exclusive, bias=-6); "
     "post: relu",
     "basic with a gate g: g F + (1 - g) x, as in highway networks", kHe2016Table1},
    {"shortcut-gating",
     "branch: conv3/s bn relu conv3 bn; shortcut: identity; project: conv1/s bn; merge: gate(shortcut, bias=-6); "
     "post: relu",
     "basic with a gate on the shortcut only: F + (1 - g) x", kHe2016Table1},
    {"conv-shortcut", "branch: conv3/s bn relu conv3 bn; shortcut: conv1/s bn; merge: add; post: relu",
     "basic with a 1x1 convolution as the shortcut of every block", kHe2016Table1},
    {"dropout-shortcut",
     "branch: conv3/s bn relu conv3 bn; shortcut: dropout(0.5); project: conv1/s bn dropout(0.5); merge: add; "
     "post: relu",
     "basic with dropout on the shortcut", kHe2016Table1},
};

}  // namespace

std::span<const BlockRow> block_table() { return kRows; }

const BlockRow* find_block(std::string_view name) {
  const auto* row = std::ranges::find(kRows, name, &BlockRow::name);
  return row == std::end(kRows) ? nullptr : row;
}

std::vector<std::string_view> block_names() {
  std::vector<std::string_view> names;
  for (const BlockRow& row : kRows) names.push_back(row.name);
  return names;
}

}  // namespace reslab
