// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "data/dataset.hpp"
#include "nn/network.hpp"
#include "probe/measures.hpp"
#include "probe/subject.hpp"

namespace reslab {

struct ProbeOptions {
  uint64_t probes = 0;  ///< bit i for the Probe with number i; at least one
  BnMode bn_mode = BnMode::kTrain;
  bool float64 = false;  ///< compute in float64; the weights stay the float32 ones
  uint64_t seed = 0;     ///< of cotangents, perturbations and signs
  int64_t first = 0;     ///< images [first, first + count) of the input
  int64_t count = 0;     ///< at least 2
  double eps = 1e-3;     ///< relative size of the perturbation of `sensitivity`
  double lr = 0.1;       ///< learning rate of `coordinates`
};

/// Runs probes on one network and one batch. The network is restored bit for bit.
/// @throws Error kInvalidArgument for options out of range, data of other classes, or parameters that are not finite;
///         kOutOfMemory where the passes need more memory than there is; kCancelled
Measures run_probes(Network& network, const Dataset& input, const ProbeOptions& options, const int32_t* cancel);

}  // namespace reslab
