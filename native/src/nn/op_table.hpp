// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace at {
class Tensor;
}

namespace reslab {

/// The role of a layer in its network; the numbers are the RL_KIND_* of the C ABI.
enum class LayerKind : int32_t {
  kOther = 0,
  kConvolution = 1,
  kLinear = 2,
  kNormalization = 3,
  kActivation = 4,
  kMerge = 5,
  kFeatures = 6,
};

/// Which map of a layer autograd keeps for its derivative.
enum class Keeps { kNothing, kInput, kOutput };

/// The properties that all layers of one type share.
struct LayerType {
  std::string_view name;  ///< PyTorch's class name, or "Add", "Scale", "Pad" for what PyTorch has no module for
  LayerKind kind = LayerKind::kOther;
  int64_t flops = 0;  ///< elementwise operations for each value of the output; multiply-accumulates are not counted
  Keeps keeps = Keeps::kNothing;
  bool rectifies = false;  ///< gives 0, with the derivative 0, for every input that is not positive
};

/// Layers that the block language has no operation for.
inline constexpr LayerType kAddLayer{.name = "Add", .kind = LayerKind::kMerge, .flops = 1};
inline constexpr LayerType kSigmoidLayer{.name = "Sigmoid", .flops = 1, .keeps = Keeps::kOutput};
inline constexpr LayerType kPoolLayer{.name = "AdaptiveAvgPool2d"};
inline constexpr LayerType kFlattenLayer{.name = "Flatten", .kind = LayerKind::kFeatures};
inline constexpr LayerType kLinearLayer{.name = "Linear", .kind = LayerKind::kLinear, .keeps = Keeps::kInput};

/// The operations of blocks and nets, in the order of the table.
enum class OpKind {
  kConv,
  kBatchNorm,
  kGroupNorm,
  kRelu,
  kSilu,
  kGelu,
  kDropout,
  kScale,
  kMaxPool,
  kAvgPool,
  kPad,
};
inline constexpr size_t kOpKinds = static_cast<size_t>(OpKind::kPad) + 1;

/// The arguments of an operation in the block language.
enum class OpArguments {
  kNone,
  kConvolution,  ///< the kernel's size, as part of the word; then (WIDTH, groups=G, dilation=D, pad=P, bias)
  kKernel,       ///< the kernel's size, as part of the word
  kZero,         ///< (zero)
  kGroups,       ///< (G), (G, zero)
  kProbability,  ///< (P)
  kFactor,       ///< (F)
};

/// One operation of the block language: everything that depends on which operation it is.
struct OpRow {
  using Apply = at::Tensor (*)(const at::Tensor&);
  using ApplyInPlace = at::Tensor& (*)(at::Tensor&);

  OpKind kind;
  std::string_view word;  ///< its word in the block language, and the name of its modules
  OpArguments arguments = OpArguments::kNone;
  LayerType layer;
  bool fresh = false;                     ///< its result is a new tensor that its own derivative does not need
  bool strides = false;                   ///< can have a stride
  bool shortcut_only = false;             ///< belongs in the clauses `shortcut` and `project`
  bool fused_relu = false;                ///< the fast kernel of a normalisation computes it in the same pass
  Apply apply = nullptr;                  ///< activations
  ApplyInPlace apply_in_place = nullptr;  ///< activations that can overwrite their input; else null
};

/// Row i is that of the kind with number i.
std::span<const OpRow> op_table();

inline const OpRow& row_of(OpKind kind) { return op_table()[static_cast<size_t>(kind)]; }

/// True where the size of the kernel is part of the operation's word, as in "conv3".
inline bool has_kernel(const OpRow& row) {
  return row.arguments == OpArguments::kConvolution || row.arguments == OpArguments::kKernel;
}

/// The row of an operation as the block language writes it, for example "relu" or "conv3"; null where there is none.
const OpRow* find_op(std::string_view word);

/// The words of all operations of one kind of layer.
std::vector<std::string_view> op_words(LayerKind kind);

inline bool is_norm(OpKind kind) { return row_of(kind).layer.kind == LayerKind::kNormalization; }
inline bool is_activation(OpKind kind) { return row_of(kind).layer.kind == LayerKind::kActivation; }

}  // namespace reslab
