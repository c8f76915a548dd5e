// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
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

/// Names that a match passes over.
using NameFilter = std::set<std::string, std::less<>>;

/// Finds the tensor of each name of `state`; nothing where the file has others. Names must be those of `state`, all of
/// them and no others but for `left_out`, which may be there or not; where they all stand behind one prefix, or behind
/// "_orig_mod." anywhere, they are taken without it.
std::optional<NameMatch> match_names(const SafetensorsFile& file, const NamedTensors& state,
                                     const NameFilter& left_out);

/// @throws Error kInvalidArgument always, with what is missing or unexpected in a file that does not match `state`, and
///         why as far as the file shows it
[[noreturn]] void refuse_names(const SafetensorsFile& file, const Network& network, const NamedTensors& state);

/// The reason for a mismatch with the network, as far as the file's metadata has it; else empty. It begins with "; ".
std::string other_network_hint(const SafetensorsFile& file, const Network& network);

}  // namespace reslab
