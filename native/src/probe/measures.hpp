// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "probe/metric_table.hpp"

namespace reslab {

/// One measured number.
struct Measure {
  Metric metric;
  int32_t layer;  ///< number of the layer in Network::layers(); -1 for the network
  double value;   ///< NaN where undefined
};

using Measures = std::vector<Measure>;

inline void record(Measures& measures, Metric metric, double value) { measures.push_back({metric, -1, value}); }

inline void record(Measures& measures, Metric metric, int32_t layer, double value) {
  measures.push_back({metric, layer, value});
}

/// a / b, NaN where b is 0: a quotient that is not defined is never infinite.
double ratio(double a, double b);

/// ln(a), NaN where a is not positive.
double log_of(double a);

}  // namespace reslab
