// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace reslab {

/// Scales the loss of a float16 step so that small gradients do not vanish, and adapts the scale by the rules and
/// defaults of PyTorch's GradScaler (Micikevicius et al. 2018, "Mixed precision training"). The scale starts at 2^16,
/// halves where a gradient overflows, and doubles after 2000 consecutive steps without overflow.
///
/// All state is on the device, and no call reads it back, so that the calls can be recorded.
class LossScaler {
 public:
  struct State {
    float scale = 65536;
    int64_t growth_tracker = 0;  ///< steps since the scale last changed
  };

  explicit LossScaler(c10::Device device);

  torch::Tensor scaled(const torch::Tensor& loss) const { return loss * scale_[0]; }

  /// Divides gradients by the scale, in place, and notes whether any value is not finite.
  void unscale(const std::vector<torch::Tensor>& gradients);

  /// float32 [1]: 1 where the last unscaled gradients were not all finite; the update must then be skipped.
  const torch::Tensor& found_inf() const { return found_inf_; }

  /// Adapts the scale to the result of unscale. Called once per step.
  void update();

  State state() const;
  void set_state(const State& state);

 private:
  torch::Tensor scale_;           ///< float32 [1]
  torch::Tensor growth_tracker_;  ///< int32 [1]
  torch::Tensor found_inf_;       ///< float32 [1]
};

}  // namespace reslab
