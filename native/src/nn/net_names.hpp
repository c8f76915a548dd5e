// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "nn/net_spec.hpp"

namespace reslab {

/// The name that a parameter or buffer of a network has in files.
///
/// FileNames::kReslab keeps the network's own. kTorchvision writes torchvision's ResNet: `conv1`, `bn1`, `layer1`,
/// `downsample.0`, `fc`. kTimm writes timm's ResNet, in which a stem of several convolutions is one Sequential `conv1`;
/// where all blocks are pre-activated it writes timm's ResNetV2: `stem.conv`, `stages.0.blocks.0.norm1`, `norm`,
/// `head.fc`. What these have no name for keeps its own after the renamed stage: `layer3.entry.0`.
///
/// @param net with stem, head and blocks, as plan_network returns it
/// @param names whose; NetSpec::names says which the net itself writes
/// @param own for example "stage2.0.down.1.running_mean"
std::string file_name(const NetSpec& net, FileNames names, std::string_view own);

/// True where files of these names have the classifier's weight as that of a 1x1 convolution, [classes, features, 1,
/// 1], as timm's ResNetV2 has.
bool files_convolve_head(const NetSpec& net, FileNames names);

}  // namespace reslab
