// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nn/net_spec.hpp"

namespace reslab {

/// What a family's nets share whose sizes follow from their names.
struct NetFamily {
  int64_t base = 0;     ///< channels of the first stage, before widening; each further stage has twice as many
  int64_t blocks = 0;   ///< in each stage; 0 where the depth in the name decides
  int64_t outside = 0;  ///< layers of the depth that are outside the blocks' branches
  bool tiny = false;    ///< of the notebook: a stem with norm and activation, no final norm
};

/// A named net, or a family of them: the one place where the program knows a net by name.
struct NetRow {
  std::string_view name;     ///< in that of a family a letter after a dash stands for a number: depth, then widening
  std::string_view spec;     ///< its clauses in canonical form, all but `blocks`; empty for a family
  std::string_view block;    ///< what its stages are made of where nothing else is asked for
  std::string_view summary;  ///< one line of description
  std::string_view source;   ///< the paper or program it comes from
  std::string_view example = {};  ///< of a family: the name of a net
  std::optional<NetFamily> family = std::nullopt;
};

std::span<const NetRow> net_table();

/// What a net's name or text stands for.
struct NamedNet {
  const NetRow* row = nullptr;        ///< null for a text
  NetSpec spec = {};                  ///< empty for a net of a family
  std::vector<int64_t> numbers = {};  ///< those in the name of a net of a family

  bool of_family() const { return row != nullptr && row->family.has_value(); }
};

/// Reads a name of the table, one of a family, or the clauses of a net.
/// @throws SyntaxError for clauses that do not parse, Error kInvalidArgument for an unknown name
NamedNet read_net(std::string_view text);

/// The canonical form of anything that read_net reads: the clauses with the blocks that belong to it, or the name of a
/// net of a family, whose sizes depend on the block.
/// @throws as read_net, and SyntaxError where the canonical form is longer than a net may be
std::string canonical_net(std::string_view text);

/// What the stages of a net are made of where no other block is asked for; empty where it needs one.
std::string own_block(const NamedNet& net);

/// Where a net's name is easily taken for another's, a sentence that tells them apart; else empty. For example
/// "resnet-50", which is not "resnet50".
std::string net_notice(std::string_view text);

}  // namespace reslab
