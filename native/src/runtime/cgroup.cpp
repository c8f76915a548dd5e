// SPDX-License-Identifier: Apache-2.0
#include "runtime/cgroup.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string_view>
#include <vector>

#include "runtime/number_text.hpp"

namespace reslab {
namespace {

/// The first number of a file; nothing where the file is absent or says "max".
std::optional<double> number_in(const std::string& file) {
  std::ifstream stream(file);
  std::string word;
  stream >> word;
  return parse_number<double>(word);
}

/// The value of `key` in a file of lines "key value"; 0 where there is none.
double value_in(const std::string& file, std::string_view key) {
  std::ifstream stream(file);
  std::string name;
  double value = 0;
  while (stream >> name >> value) {
    if (name == key) return value;
  }
  return 0;
}

/// The process's path in the hierarchy of `controller` of version 1, or of version 2 where that is empty.
std::optional<std::string> group_path(const std::string& root, std::string_view controller) {
  std::ifstream file(root + "/proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    const size_t first = line.find(':');
    const size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    std::stringstream names(line.substr(first + 1, second - first - 1));
    std::string name;
    if (controller.empty() && second == first + 1) return line.substr(second + 1);
    while (std::getline(names, name, ',')) {
      if (name == controller) return line.substr(second + 1);
    }
  }
  return std::nullopt;
}

/// The folders of the process's group and of those above it. In a container the path may be that of the host, of which
/// only the mount's own folder exists.
std::vector<std::string> group_folders(const std::string& root, const std::string& mount, std::string path) {
  std::vector<std::string> folders;
  while (path.size() > 1) {
    folders.push_back(root + mount + path);
    path.resize(path.rfind('/'));
  }
  folders.push_back(root + mount);
  return folders;
}

/// Calls `visit` for each folder that may hold limits of `controller`, with true for version 2.
template <typename Visit>
void for_each_group(const std::string& root, const std::string& controller, const Visit& visit) {
  if (const auto path = group_path(root, controller)) {
    for (const std::string& folder : group_folders(root, "/sys/fs/cgroup/" + controller, *path)) visit(folder, false);
  }
  if (const auto path = group_path(root, "")) {
    for (const char* mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
      for (const std::string& folder : group_folders(root, mount, *path)) visit(folder, true);
    }
  }
}

template <typename T>
void lower(std::optional<T>& least, T value) {
  least = least ? std::min(*least, value) : value;
}

}  // namespace

std::optional<double> cgroup_available_memory(const std::string& root) {
  std::optional<double> available;
  for_each_group(root, "memory", [&](const std::string& folder, bool second) {
    const auto limit = number_in(folder + (second ? "/memory.max" : "/memory.limit_in_bytes"));
    const auto used = number_in(folder + (second ? "/memory.current" : "/memory.usage_in_bytes"));
    if (!limit || !used) return;
    const double cache = value_in(folder + "/memory.stat", second ? "inactive_file" : "total_inactive_file");
    lower(available, std::max(0.0, *limit - (*used - cache)));
  });
  return available;
}

std::optional<int64_t> cgroup_processors(const std::string& root) {
  std::optional<int64_t> processors;
  for_each_group(root, "cpu", [&](const std::string& folder, bool second) {
    double quota = -1;
    double period = 0;
    if (second) {
      std::ifstream file(folder + "/cpu.max");
      std::string word;
      file >> word >> period;
      quota = parse_number<double>(word).value_or(-1);
    } else {
      quota = number_in(folder + "/cpu.cfs_quota_us").value_or(-1);
      period = number_in(folder + "/cpu.cfs_period_us").value_or(0);
    }
    if (quota > 0 && period > 0) {
      lower(processors, std::max<int64_t>(1, static_cast<int64_t>(std::ceil(quota / period))));
    }
  });
  return processors;
}

}  // namespace reslab
