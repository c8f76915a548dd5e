// SPDX-License-Identifier: Apache-2.0
#include "nn/op_table.hpp"

#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>

namespace reslab {
namespace {

using at::Tensor;

Tensor gelu(const Tensor& x) { return at::gelu(x); }

constexpr OpRow kRows[] = {
    {.kind = OpKind::kConv,
     .word = "conv",
     .arguments = OpArguments::kConvolution,
     .layer = {.name = "Conv2d", .kind = LayerKind::kConvolution, .keeps = Keeps::kInput},
     .fresh = true,
     .strides = true},
    {.kind = OpKind::kBatchNorm,
     .word = "bn",
     .arguments = OpArguments::kZero,
     .layer = {.name = "BatchNorm2d", .kind = LayerKind::kNormalization, .flops = 4, .keeps = Keeps::kInput},
     .fresh = true},
    {.kind = OpKind::kGroupNorm,
     .word = "gn",
     .arguments = OpArguments::kGroups,
     .layer = {.name = "GroupNorm", .kind = LayerKind::kNormalization, .flops = 4, .keeps = Keeps::kInput},
     .fresh = true},
    {.kind = OpKind::kRelu,
     .word = "relu",
     .layer = {.name = "ReLU", .kind = LayerKind::kActivation, .flops = 1, .keeps = Keeps::kOutput, .rectifies = true},
     .fused_relu = true,
     .apply = at::relu,
     .apply_in_place = at::relu_},
    {.kind = OpKind::kSilu,
     .word = "silu",
     .layer = {.name = "SiLU", .kind = LayerKind::kActivation, .flops = 1, .keeps = Keeps::kInput},
     .apply = at::silu},
    {.kind = OpKind::kGelu,
     .word = "gelu",
     .layer = {.name = "GELU", .kind = LayerKind::kActivation, .flops = 1, .keeps = Keeps::kInput},
     .apply = gelu},
    {.kind = OpKind::kDropout,
     .word = "dropout",
     .arguments = OpArguments::kProbability,
     .layer = {.name = "Dropout", .flops = 1}},
    {.kind = OpKind::kScale,
     .word = "scale",
     .arguments = OpArguments::kFactor,
     .layer = {.name = "Scale", .flops = 1},
     .fresh = true},
    // Pooling by the block's stride is the identity where that is 1, so its result may be its input: it is not fresh.
    {.kind = OpKind::kMaxPool,
     .word = "maxpool",
     .arguments = OpArguments::kKernel,
     .layer = {.name = "MaxPool2d", .keeps = Keeps::kInput},
     .strides = true},
    {.kind = OpKind::kAvgPool,
     .word = "avgpool",
     .arguments = OpArguments::kKernel,
     .layer = {.name = "AvgPool2d", .keeps = Keeps::kInput},
     .strides = true},
    {.kind = OpKind::kPad, .word = "pad", .layer = {.name = "Pad"}, .strides = true, .shortcut_only = true},
};

constexpr bool in_order() {
  for (size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<size_t>(kRows[i].kind) != i) return false;
  }
  return std::size(kRows) == kOpKinds;
}
static_assert(in_order());

}  // namespace

std::span<const OpRow> op_table() { return kRows; }

const OpRow* find_op(std::string_view word) {
  for (const OpRow& row : kRows) {
    if (has_kernel(row) ? word.size() > row.word.size() && word.starts_with(row.word) : word == row.word) return &row;
  }
  return nullptr;
}

std::vector<std::string_view> op_words(LayerKind kind) {
  std::vector<std::string_view> words;
  for (const OpRow& row : kRows) {
    if (row.layer.kind == kind) words.push_back(row.word);
  }
  return words;
}

}  // namespace reslab
