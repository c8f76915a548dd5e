// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace reslab {

/// Reads a flag that another thread may set at any time. A null flag is never set.
inline bool cancelled(const int32_t* flag) { return flag != nullptr && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }

}  // namespace reslab
