// SPDX-License-Identifier: Apache-2.0
#include "nn/network_size.hpp"

#include <vector>

namespace reslab {
namespace {

/// The number of channels at a point of a network, and the parameters up to there.
struct Walk {
  double channels = 0;
  double parameters = 0;

  void conv(double kernel, bool bias, double out) {
    parameters += channels * out * kernel * kernel + (bias ? out : 0);
    channels = out;
  }
  void norm() { parameters += 2 * channels; }

  void chain(const std::vector<Op>& ops, double planes, double out) {
    for (const Op& op : ops) {
      if (op.kind == OpKind::kConv) conv(static_cast<double>(op.kernel), op.bias, op.mid ? planes : out);
      if (is_norm(op.kind)) norm();
      if (op.kind == OpKind::kPad) channels = out;
    }
  }

  void block(const BlockSpec& spec, double planes, bool strided) {
    const double input = channels;
    const double out = planes * static_cast<double>(spec.expansion);
    chain(spec.pre, planes, out);
    const double activated = channels;
    chain(spec.branch, planes, out);
    chain(spec.post, planes, out);

    const ShortcutSpec& shortcut = (strided || input != out) && spec.project ? *spec.project : spec.shortcut;
    Walk side{shortcut.source == ShortcutSource::kPre ? activated : input};
    side.chain(shortcut.ops, planes, out);
    Walk gate{input};
    if (spec.merge == Merge::kExclusiveGate || spec.merge == Merge::kShortcutGate) gate.conv(1, true, out);
    parameters += side.parameters + gate.parameters;
  }
};

}  // namespace

double planned_parameters(const NetworkPlan& plan, const BlockSpec& block, int64_t channels, int64_t classes) {
  Walk walk{static_cast<double>(channels)};
  walk.conv(3, false, static_cast<double>(plan.stem_channels));
  if (plan.stem_norm_act && block.stem.norm) walk.norm();
  for (const StagePlan& stage : plan.stages) {
    const auto planes = static_cast<double>(stage.planes);
    walk.block(block, planes, stage.stride != 1);
    // The other blocks of a stage are all equal.
    Walk next{walk.channels};
    if (stage.blocks > 1) next.block(block, planes, false);
    walk.parameters += static_cast<double>(stage.blocks - 1) * next.parameters;
  }
  if (plan.final_norm && block.stem.norm) walk.norm();
  walk.conv(1, true, static_cast<double>(classes));
  return walk.parameters;
}

}  // namespace reslab
