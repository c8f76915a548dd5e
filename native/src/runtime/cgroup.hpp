// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace reslab {

/// Limits that control groups set for this process, as containers and batch systems do: the tightest of its group and
/// the groups above, of version 1 or 2. Read anew at each call.
///
/// @param root of the file system, for tests

/// Bytes that the process may still allocate; the cache of files that its group holds counts as free. Nothing where no
/// group has a limit.
std::optional<double> cgroup_available_memory(const std::string& root = "");

/// Processors' worth of time, rounded up; nothing where no group has a limit.
std::optional<int64_t> cgroup_processors(const std::string& root = "");

}  // namespace reslab
