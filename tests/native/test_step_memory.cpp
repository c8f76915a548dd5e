// SPDX-License-Identifier: Apache-2.0
#include <ATen/ops/empty.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "runtime/step_memory.hpp"
#include "support.hpp"

using namespace reslab;

namespace {

constexpr int64_t kValues = 3 << 20;  // 12 MiB of float32

/// False where the environment leaves LibTorch's allocator in place, as under AddressSanitizer, which knows that one.
bool pools() {
  const char* choice = std::getenv("RESLAB_ALLOCATOR");
  return choice == nullptr || std::string_view(choice) == "pool";
}

torch::Tensor large_tensor(int64_t values = kValues) { return at::empty({values}, at::kFloat); }

}  // namespace

TEST_CASE("While a scope lives freed memory serves the next tensor", "[memory]") {
  if (!pools()) return;
  const StepMemory scope;
  const void* first = nullptr;
  {
    const torch::Tensor tensor = large_tensor();
    first = tensor.const_data_ptr();
    CHECK(reinterpret_cast<uintptr_t>(first) % 64 == 0);
  }
  CHECK(StepMemory::idle_bytes() >= kValues * 4);
  // Of another size, but not of half.
  CHECK(large_tensor(kValues * 3 / 4).const_data_ptr() == first);
  CHECK(large_tensor(kValues / 4).const_data_ptr() != first);
}

TEST_CASE("The end of a scope gives unused memory back, and used memory when it is freed", "[memory]") {
  if (!pools()) return;
  torch::Tensor survivor;
  {
    const StepMemory scope;
    survivor = large_tensor();
    large_tensor();
    CHECK(StepMemory::idle_bytes() > 0);
  }
  CHECK(StepMemory::idle_bytes() == 0);
  std::memset(survivor.mutable_data_ptr(), 7, static_cast<size_t>(survivor.nbytes()));
  survivor.reset();
  CHECK(StepMemory::idle_bytes() == 0);
}

TEST_CASE("Without a scope nothing is kept", "[memory]") {
  large_tensor();
  CHECK(StepMemory::idle_bytes() == 0);
}

TEST_CASE("Memory is kept and reused by several threads at once", "[memory]") {
  const StepMemory scope;
  std::atomic<bool> shared = false;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t, &shared] {
      for (int i = 0; i < 200; ++i) {
        const torch::Tensor tensor = large_tensor(300000 + 100000 * ((i + t) % 5));
        auto* values = static_cast<unsigned char*>(tensor.mutable_data_ptr());
        std::memset(values, t, 4096);
        if (values[0] != t || values[4095] != t) shared = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(shared);
}
