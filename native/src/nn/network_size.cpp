// SPDX-License-Identifier: Apache-2.0
#include "nn/network_size.hpp"

#include <vector>

namespace reslab {
namespace {

/// The number of channels at a point of a network, and the parameters up to there.
struct Walk {
  double channels = 0;
  double parameters = 0;

  void conv(const Op& op, double out) {
    const auto kernel = static_cast<double>(op.kernel);
    parameters += channels / static_cast<double>(op.groups) * out * kernel * kernel;
    affine(op.bias, out);
  }
  void linear(double out) {
    parameters += channels * out;
    affine(true, out);
  }
  void affine(bool bias, double out) {
    if (bias) parameters += out;
    channels = out;
  }
  void norm() { parameters += 2 * channels; }

  void chain(const std::vector<Op>& ops, double planes, double out) {
    for (const Op& op : ops) {
      if (op.kind == OpKind::kConv) conv(op, output_channels(op, channels, planes, out));
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

    const bool changes_shape = strided || input != out;
    if (changes_shape && spec.project && spec.project->kind == ShortcutKind::kNone) return;
    const ShortcutSpec& shortcut = changes_shape && spec.project ? *spec.project : spec.shortcut;
    Walk side{shortcut.source == ShortcutSource::kPre ? activated : input};
    side.chain(shortcut.ops, planes, out);
    Walk gate{input};
    if (spec.merge == Merge::kExclusiveGate || spec.merge == Merge::kShortcutGate) gate.linear(out);
    parameters += side.parameters + gate.parameters;
  }
};

}  // namespace

double planned_parameters(const NetSpec& plan, int64_t channels, int64_t classes) {
  Walk walk{static_cast<double>(channels)};
  const auto first = static_cast<double>(plan.stages.front().planes);
  walk.chain(*plan.stem, first, first);
  for (size_t i = 0; i < plan.stages.size(); ++i) {
    const StageSpec& stage = plan.stages[i];
    const auto planes = static_cast<double>(stage.planes);
    walk.chain(plan.entry(i), planes, walk.channels);
    walk.block(plan.block(i), planes, stage.stride != 1);
    // The other blocks of a stage are all equal.
    Walk next{walk.channels};
    if (stage.blocks > 1) next.block(plan.block(i), planes, false);
    walk.parameters += static_cast<double>(stage.blocks - 1) * next.parameters;
  }
  walk.chain(*plan.head, static_cast<double>(plan.stages.back().planes), walk.channels);
  walk.linear(static_cast<double>(classes));
  return walk.parameters;
}

}  // namespace reslab
