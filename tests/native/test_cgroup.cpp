// SPDX-License-Identifier: Apache-2.0
#include "runtime/cgroup.hpp"

#include <filesystem>

#include "support.hpp"

using reslab::cgroup_available_memory;
using reslab::cgroup_processors;
using reslab::test::TemporaryFolder;
using reslab::test::write_bytes;

namespace {

void put(const TemporaryFolder& root, const std::string& file, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(root.file(file)).parent_path());
  write_bytes(root.file(file), text);
}

}  // namespace

TEST_CASE("Without control groups there is no limit", "[memory]") {
  const TemporaryFolder root;
  CHECK_FALSE(cgroup_available_memory(root.string()).has_value());
  CHECK_FALSE(cgroup_processors(root.string()).has_value());
}

TEST_CASE("Limits of control groups of version 2: the tightest from the group to the root", "[memory]") {
  const TemporaryFolder root;
  put(root, "proc/self/cgroup", "0::/job/step\n");
  put(root, "sys/fs/cgroup/job/step/memory.max", "max\n");
  put(root, "sys/fs/cgroup/job/step/memory.current", "700\n");
  put(root, "sys/fs/cgroup/job/step/cpu.max", "max 100000\n");
  CHECK_FALSE(cgroup_available_memory(root.string()).has_value());
  CHECK_FALSE(cgroup_processors(root.string()).has_value());
  put(root, "sys/fs/cgroup/job/memory.max", "1000\n");
  put(root, "sys/fs/cgroup/job/memory.current", "800\n");
  put(root, "sys/fs/cgroup/job/memory.stat", "anon 500\ninactive_file 250\n");
  put(root, "sys/fs/cgroup/job/cpu.max", "150000 100000\n");
  CHECK(cgroup_available_memory(root.string()) == 450.0);
  CHECK(cgroup_processors(root.string()) == 2);
  put(root, "sys/fs/cgroup/memory.max", "900\n");
  put(root, "sys/fs/cgroup/memory.current", "950\n");
  CHECK(cgroup_available_memory(root.string()) == 0.0);
}

TEST_CASE("Limits of control groups of version 1, by controller", "[memory]") {
  const TemporaryFolder root;
  put(root, "proc/self/cgroup", "9:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/\n");
  // In a container, the mount shows the container's own group where the host has /docker/abc.
  put(root, "sys/fs/cgroup/memory/memory.limit_in_bytes", "1000\n");
  put(root, "sys/fs/cgroup/memory/memory.usage_in_bytes", "600\n");
  put(root, "sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 100\n");
  put(root, "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  put(root, "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  CHECK(cgroup_available_memory(root.string()) == 500.0);
  CHECK_FALSE(cgroup_processors(root.string()).has_value());
  put(root, "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
  CHECK(cgroup_processors(root.string()) == 1);
}
