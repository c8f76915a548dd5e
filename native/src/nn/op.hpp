// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/op_table.hpp"

namespace reslab {

/// What the output channels of a convolution are counted from.
enum class Width {
  kOutput,  ///< those of the block (`planes * expansion`), of the stem, or of the maps that the head receives
  kPlanes,  ///< `amount` times `planes`: "xR"; "mid" for x1
  kInput,   ///< `amount` times the input channels: "in*R"
  kExact,   ///< `amount` channels: "=N"
};

/// One operation of a block or a net. Fields that its kind does not use keep their defaults.
struct Op {
  OpKind kind = OpKind::kConv;
  bool strided = false;          ///< "/s": carries the block's stride; convolutions, pooling and `pad`
  int64_t stride = 1;            ///< "/N": a stride of its own, outside blocks
  int64_t kernel = 0;            ///< convolutions (odd) and pooling
  int64_t padding = 0;           ///< convolutions: zeros on each side; pooling: elements on each side that do not count
  Width width = Width::kOutput;  ///< convolutions
  double amount = 1;             ///< convolutions: the factor or the number of channels of `width`
  int64_t groups = 1;            ///< convolutions and group normalisation
  int64_t dilation = 1;          ///< convolutions
  bool bias = false;             ///< convolutions
  bool zero = false;             ///< normalisations: the scale starts at 0
  double value = 0;              ///< dropout: probability of a zero; scale: factor

  bool operator==(const Op&) const = default;
};

/// The padding of an operation that states none: an odd kernel then keeps the size of the map.
int64_t default_padding(const Op& op);

/// The output channels of a convolution; not a whole number where its factor does not give one.
double output_channels(const Op& op, double input_channels, double planes, double out_channels);

/// An operation as it is written, for example "conv3(mid)/s".
std::string to_string(const Op& op);

/// The operations separated by blanks.
std::string to_string(const std::vector<Op>& ops);

}  // namespace reslab
