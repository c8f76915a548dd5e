// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nn/block_spec.hpp"
#include "nn/op.hpp"

namespace reslab {

/// The largest number of blocks in a stage.
inline constexpr int64_t kMaxStageBlocks = 1000;

/// A stage, whose blocks all have one width; written COUNT*PLANES/STRIDE.
struct StageSpec {
  int64_t blocks = 0;
  int64_t planes = 0;
  int64_t stride = 1;  ///< of the stage's first block

  bool operator==(const StageSpec&) const = default;
};

/// Whose names the parameters of a net have in files.
enum class FileNames : int32_t { kReslab, kTorchvision, kTimm };

/// Their words in texts, by number.
inline constexpr std::array<std::string_view, 3> kFileNames = {"reslab", "torchvision", "timm"};

/// A network as data: stem, stages of residual blocks, head. `docs/net-language.md` describes the text form.
struct NetSpec {
  /// Absent: a 3x3 convolution to the planes of the first stage, then normalisation and activation unless the first
  /// block is pre-activated.
  std::optional<std::vector<Op>> stem;
  std::vector<StageSpec> stages;  ///< not empty
  /// One for each stage, of which the last one repeats; empty where the net leaves the choice.
  std::vector<BlockSpec> blocks;
  /// What comes before pooling and the linear layer. Absent: normalisation and activation where the last block is
  /// pre-activated, else nothing.
  std::optional<std::vector<Op>> head;
  FileNames names = FileNames::kReslab;

  /// Parses the clauses of a net.
  /// @throws SyntaxError
  static NetSpec parse(std::string_view text);

  /// The clauses in canonical form, without blanks and names that could be written otherwise. Parses to an equal
  /// NetSpec.
  std::string canonical() const;

  /// The block of a stage, counted from 0. Requires `blocks`.
  const BlockSpec& block(size_t stage) const { return stage < blocks.size() ? blocks[stage] : blocks.back(); }

  /// Normalisation and activation before the first block of a stage: those of the stage before, where its blocks are
  /// pre-activated, and so leave their sum raw, and this stage's are not; else nothing.
  std::vector<Op> entry(size_t stage) const;

  bool operator==(const NetSpec&) const = default;
};

}  // namespace reslab
