// SPDX-License-Identifier: Apache-2.0
#include "probe/measures.hpp"

#include <cmath>
#include <limits>

namespace reslab {

double ratio(double a, double b) { return b == 0 ? std::numeric_limits<double>::quiet_NaN() : a / b; }

double log_of(double a) { return a > 0 ? std::log(a) : std::numeric_limits<double>::quiet_NaN(); }

}  // namespace reslab
