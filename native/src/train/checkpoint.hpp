// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "nn/network.hpp"
#include "runtime/safetensors.hpp"
#include "train/named_tensors.hpp"

namespace reslab {

/// The metadata that identifies the network of a file: `format` = "pt", `reslab.version`, `reslab.net`, `reslab.block`
/// (its name), `reslab.block_spec` (canonical), `reslab.classes`, `reslab.base`, `reslab.layers` ("2,2,2"),
/// `reslab.final_norm` ("true", "false"), `reslab.init` ("default", "he-fan-in", "he-fan-out"), `reslab.seed`. For a
/// net that is not of a family also `reslab.net_spec` (its canonical form). For images other than
/// cifar10_images(): `reslab.image_shape` ("3x64x64"), `reslab.image_mean`, `reslab.image_std` (numbers separated by
/// blanks) and, where the classes have names, `reslab.class_names`: one a line, with "\n" and "\\" for a line break and
/// a backslash in them.
TensorMetadata network_metadata(const Network& network);

/// Writes parameters and buffers under their state_dict names, row-major, so that the equivalent PyTorch module loads
/// the file with `strict=True`.
/// @param names whose; absent: those of the net
/// @throws Error kIo; the file is then as it was before, or absent
void save_network(const Network& network, const std::string& path, std::optional<FileNames> names = {});

/// What a load does with the classifier, the linear layer `head`.
enum class HeadWeights {
  kLoaded,
  kKept  ///< stays as it is; the file may have one of any size, or none
};

/// Reads parameters and buffers as PyTorch's strict `load_state_dict` does: element types are converted, missing
/// counters of batches are 0. Names may be the net's or those of any other FileNames, and may stand behind a common
/// prefix, as DataParallel and torch.compile write them. Metadata is not needed: files written by PyTorch load, too.
/// @return what was converted or left out, as a sentence for the user; empty where nothing was
/// @throws Error kInvalidArgument for missing or unexpected names, kShapeMismatch, kDtypeMismatch, kIo, kCorruptData
///         also for values that are NaN or infinite and for negative variances; nothing in the network has then changed
std::string load_network(Network& network, const std::string& path, HeadWeights head = HeadWeights::kLoaded);

/// A 64-bit hash of the values of parameters and buffers, in order; the same on every device and in every memory
/// format. It detects files that do not belong together, but not deliberate forgery.
uint64_t fingerprint(const Network& network);

/// Writes float32 and int64 tensors, on any device and in any memory format, row-major.
void write_tensors(const std::string& path, const NamedTensors& tensors, const TensorMetadata& metadata);

/// Reads one tensor that must have the shape and element type of `expected`, as row-major CPU memory of its own.
/// @throws Error kShapeMismatch, kDtypeMismatch, kIo
torch::Tensor read_like(const SafetensorsFile& file, const std::string& name, const torch::Tensor& expected);

}  // namespace reslab
