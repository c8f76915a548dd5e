// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "probe/metric_table.hpp"

namespace reslab {

/// The value of a measure that is not defined for the network or the batch.
inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// One measured number.
struct Measure {
  Metric metric;
  int32_t layer;  ///< number of the layer in Network::layers(); -1 for the network
  double value;   ///< kUndefined (NaN) where it is not defined
};

using Measures = std::vector<Measure>;

inline void record(Measures& measures, Metric metric, double value) { measures.push_back({metric, -1, value}); }

inline void record(Measures& measures, Metric metric, int32_t layer, double value) {
  measures.push_back({metric, layer, value});
}

/// a / b; kUndefined where b is 0, never infinite.
inline double ratio(double a, double b) { return b == 0 ? kUndefined : a / b; }

}  // namespace reslab
