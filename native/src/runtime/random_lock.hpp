// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

namespace reslab {

/// Guards the order of draws from LibTorch's default generators, which the whole process shares. Code that needs a
/// reproducible sequence holds this lock from seeding to the last draw.
inline std::mutex& default_generator_mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace reslab
