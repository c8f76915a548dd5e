// SPDX-License-Identifier: Apache-2.0
#include "nn/op.hpp"

#include "runtime/error.hpp"
#include "runtime/number_text.hpp"

namespace reslab {
namespace {

std::string width_text(const Op& op) {
  switch (op.width) {
    case Width::kOutput:
      return "";
    case Width::kPlanes:
      return op.amount == 1 ? "mid" : "x" + number_text(op.amount);
    case Width::kInput:
      return "in*" + number_text(op.amount);
    case Width::kExact:
      return "=" + number_text(op.amount);
  }
  fail(ErrorKind::kInternal, "unknown width ", static_cast<int>(op.width));
}

std::string convolution_text(const Op& op) {
  std::string arguments = width_text(op);
  const auto add = [&arguments](const std::string& argument) {
    arguments += (arguments.empty() ? "" : ", ") + argument;
  };
  if (op.groups != 1) add("groups=" + std::to_string(op.groups));
  if (op.dilation != 1) add("dilation=" + std::to_string(op.dilation));
  if (op.padding != default_padding(op)) add("pad=" + std::to_string(op.padding));
  if (op.bias) add("bias");
  return std::to_string(op.kernel) + (arguments.empty() ? "" : "(" + arguments + ")");
}

/// What follows the word of an operation, without the stride.
std::string arguments_text(const Op& op) {
  switch (row_of(op.kind).arguments) {
    case OpArguments::kNone:
      return "";
    case OpArguments::kConvolution:
      return convolution_text(op);
    case OpArguments::kKernel:
      return std::to_string(op.kernel);
    case OpArguments::kZero:
      return op.zero ? "(zero)" : "";
    case OpArguments::kGroups:
      return "(" + std::to_string(op.groups) + (op.zero ? ", zero)" : ")");
    case OpArguments::kProbability:
    case OpArguments::kFactor:
      return "(" + number_text(op.value) + ")";
  }
  fail(ErrorKind::kInternal, "unknown arguments of operation ", static_cast<int>(op.kind));
}

}  // namespace

int64_t default_padding(const Op& op) {
  // That of an even kernel, which only pooling has, rounds down: maxpool2/2 and avgpool2/2 halve the map.
  return (op.kernel - 1) / 2 * op.dilation;
}

double output_channels(const Op& op, double input_channels, double planes, double out_channels) {
  switch (op.width) {
    case Width::kOutput:
      return out_channels;
    case Width::kPlanes:
      return op.amount * planes;
    case Width::kInput:
      return op.amount * input_channels;
    case Width::kExact:
      return op.amount;
  }
  fail(ErrorKind::kInternal, "unknown width ", static_cast<int>(op.width));
}

std::string to_string(const Op& op) {
  const std::string stride = op.strided ? "/s" : op.stride != 1 ? "/" + std::to_string(op.stride) : "";
  return std::string(row_of(op.kind).word) + arguments_text(op) + stride;
}

std::string to_string(const std::vector<Op>& ops) {
  std::string text;
  for (const Op& op : ops) text += (text.empty() ? "" : " ") + to_string(op);
  return text;
}

}  // namespace reslab
