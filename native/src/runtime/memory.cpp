// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory.hpp"

#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <limits>
#include <sstream>

#include "cuda/devices.hpp"
#include "runtime/cgroup.hpp"
#include "runtime/error.hpp"
#include "runtime/step_memory.hpp"

namespace reslab {
namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;

[[noreturn]] void refuse(const std::string& where, double bytes, double available, const std::string& what,
                         const char* cure) {
  fail(ErrorKind::kOutOfMemory, what, " would need about ", gibibytes(bytes), " of ", where, "memory, but ",
       gibibytes(available), " are available; ", cure);
}

}  // namespace

std::string gibibytes(double bytes) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << bytes / kGiB << " GiB";
  return text.str();
}

namespace {

std::optional<double> memory_of_the_machine() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  double kibibytes = 0;
  while (file >> name >> kibibytes) {
    if (name == "MemAvailable:") return kibibytes * 1024;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> available_memory() {
  const std::optional<double> machine = memory_of_the_machine();
  const std::optional<double> group = cgroup_available_memory();
  return machine && group ? std::min(*machine, *group) : machine ? machine : group;
}

void require_memory(double bytes, const std::string& what, const char* cure) {
  std::optional<double> available = available_memory();
  if (!available || bytes <= *available) return;
  // This library's allocator and malloc may still hold memory that an earlier run freed.
  StepMemory::release_idle();
  ::malloc_trim(0);
  available = available_memory();
  if (!available || bytes <= *available) return;
  refuse("", bytes, *available, what, cure);
}

std::optional<double> available_memory(c10::Device device) {
  return device.is_cuda() ? std::optional(cuda::available_memory(device)) : available_memory();
}

void require_memory(c10::Device device, double bytes, const std::string& what, const char* cure) {
  if (!device.is_cuda()) return require_memory(bytes, what, cure);
  if (bytes <= cuda::available_memory(device)) return;
  cuda::release_idle_memory();
  const double available = cuda::available_memory(device);
  if (bytes > available) refuse(device.str() + "'s ", bytes, available, what, cure);
}

}  // namespace reslab
