// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "train/trainer.hpp"

namespace reslab {

/// Writes the state of a run except the network: the optimizer's state (SGD: `momentum.<parameter>`), and as metadata
/// the position (`reslab.step`, `reslab.epoch`, `reslab.cursor`: steps made, epochs completed, images used of the
/// current one), the data set's size, every trainer option as `reslab.trainer.<name>`, which network it belongs to, and
/// a fingerprint of the weights that it belongs to (`reslab.weights`).
///
/// Random streams need no state: they are functions of the seed and the position.
/// @throws Error kIo; the file is then as it was before, or absent
void save_trainer(const Trainer& trainer, const std::string& path);

/// Restores what save_trainer wrote, into a trainer with an equal network, data set size and options, whose network has
/// the weights that it had then.
/// @throws Error kInvalidArgument naming what differs, kShapeMismatch, kDtypeMismatch, kIo, kCorruptData, also for
///         weights of another step; the trainer has then not changed
void load_trainer(Trainer& trainer, const std::string& path);

}  // namespace reslab
