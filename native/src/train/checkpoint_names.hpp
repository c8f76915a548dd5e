// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "nn/network.hpp"
#include "runtime/safetensors.hpp"
#include "train/named_tensors.hpp"

namespace reslab {

/// Which tensor of a file belongs to each parameter and buffer of a network.
struct NameMatch {
  /// By the network's name. A counter of batches that the file lacks is absent; it counts as 0, as in PyTorch.
  std::map<std::string, const TensorEntry*> entries;
  int64_t counters_missing = 0;
  std::string wrapper;  ///< what DataParallel, torch.compile and the like put before the names, for example "module."
};

/// Finds the tensor of each name of `state`. Names must be the network's own, all of them and no others; where they all
/// stand behind one prefix, or behind "_orig_mod." anywhere, they are taken without it.
///
/// @throws Error kInvalidArgument with what is missing or unexpected, and why as far as the file shows it
NameMatch match_names(const SafetensorsFile& file, const Network& network, const NamedTensors& state);

/// The reason for a mismatch with the network, as far as the file's metadata has it; else empty. It begins with "; ".
std::string other_network_hint(const SafetensorsFile& file, const Network& network);

}  // namespace reslab
