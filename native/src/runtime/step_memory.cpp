// SPDX-License-Identifier: Apache-2.0
#include "runtime/step_memory.hpp"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/error.hpp"

namespace reslab {
namespace {

/// Smaller tensors are left to malloc, which keeps their pages anyway.
constexpr size_t kSmallest = size_t{1} << 20;
/// Alignment and granularity of blocks, so that the system can back them with huge pages.
constexpr size_t kHugePage = size_t{1} << 21;

size_t rounded(size_t bytes) { return (bytes + kHugePage - 1) / kHugePage * kHugePage; }

/// @return nullptr where the system has no more
void* map_pages(size_t size) {
  // One huge page more than requested, so that an aligned piece fits.
  void* const mapped = ::mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const auto begin = reinterpret_cast<uintptr_t>(mapped);
  const uintptr_t aligned = rounded(begin);
  if (aligned > begin) ::munmap(mapped, aligned - begin);
  const uintptr_t end = begin + size + kHugePage;
  if (end > aligned + size) ::munmap(reinterpret_cast<void*>(aligned + size), end - aligned - size);
  void* const start = reinterpret_cast<void*>(aligned);
  // Only advice: without it the pages are small.
  ::madvise(start, size, MADV_HUGEPAGE);
  return start;
}

/// The blocks in use, and the idle ones that are kept.
class Pool {
 public:
  /// @return nullptr where there is no scope, or no more memory
  void* take(size_t bytes) {
    const size_t size = rounded(bytes);
    const std::lock_guard lock(mutex_);
    if (scopes_ == 0) return nullptr;
    const auto found = idle_.lower_bound(size);
    // A block more than twice as large is kept for tensors of its own size.
    if (found != idle_.end() && found->first <= 2 * size) {
      void* const start = found->second.back();
      taken_.emplace(start, found->first);
      idle_bytes_ -= found->first;
      found->second.pop_back();
      if (found->second.empty()) idle_.erase(found);
      return start;
    }
    void* start = map_pages(size);
    if (start == nullptr) {
      release_locked();
      start = map_pages(size);
    }
    if (start != nullptr) taken_.emplace(start, size);
    return start;
  }

  /// @return false where `start` is not one of its blocks
  bool give_back(void* start) {
    if (reinterpret_cast<uintptr_t>(start) % kHugePage != 0) return false;
    const std::lock_guard lock(mutex_);
    const auto found = taken_.find(start);
    if (found == taken_.end()) return false;
    if (scopes_ > 0) {
      idle_[found->second].push_back(start);
      idle_bytes_ += found->second;
    } else {
      ::munmap(start, found->second);
    }
    taken_.erase(found);
    return true;
  }

  void begin_scope() {
    const std::lock_guard lock(mutex_);
    ++scopes_;
  }

  void end_scope() {
    const std::lock_guard lock(mutex_);
    --scopes_;
    release_locked();
  }

  void release() {
    const std::lock_guard lock(mutex_);
    release_locked();
  }

  size_t idle_bytes() {
    const std::lock_guard lock(mutex_);
    return idle_bytes_;
  }

 private:
  void release_locked() {
    for (const auto& [size, starts] : idle_) {
      for (void* start : starts) ::munmap(start, size);
    }
    idle_.clear();
    idle_bytes_ = 0;
  }

  std::mutex mutex_;
  std::unordered_map<void*, size_t> taken_;    ///< sizes
  std::map<size_t, std::vector<void*>> idle_;  ///< by size; the last one freed is the first to be used again
  size_t idle_bytes_ = 0;
  int64_t scopes_ = 0;
};

/// Never destroyed: tensors may be freed after the destructors of static objects.
Pool& pool() {
  static auto* const instance = new Pool;
  return *instance;
}

/// oneDNN frees by address alone, so that one function has to know every address.
class PooledAllocator final : public c10::Allocator {
 public:
  explicit PooledAllocator(c10::Allocator* system) : system_(system) { free_elsewhere = system->raw_deleter(); }

  c10::DataPtr allocate(size_t bytes) override {
    void* start = bytes >= kSmallest ? pool().take(bytes) : nullptr;
    // Where memory ran out, LibTorch's own allocator reports it.
    if (start == nullptr) start = system_->raw_allocate(bytes);
    return {start, start, free, c10::Device(c10::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return free; }

  void copy_data(void* target, const void* source, size_t bytes) const override {
    default_copy_data(target, source, bytes);
  }

 private:
  static void free(void* start) {
    if (!pool().give_back(start)) free_elsewhere(start);
  }

  static inline c10::DeleterFnPtr free_elsewhere = nullptr;
  c10::Allocator* const system_;
};

std::string_view chosen_allocator() {
  const char* variable = std::getenv("RESLAB_ALLOCATOR");
  return variable == nullptr ? "pool" : variable;
}

[[maybe_unused]] const bool installed = [] {
  if (chosen_allocator() == "system") return false;
  c10::SetCPUAllocator(new PooledAllocator(c10::GetCPUAllocator()), /*priority=*/1);
  return true;
}();

}  // namespace

StepMemory::StepMemory() {
  if (chosen_allocator() != "pool" && chosen_allocator() != "system") {
    fail(ErrorKind::kInvalidArgument, "the environment variable RESLAB_ALLOCATOR is '", chosen_allocator(),
         "', expected pool or system");
  }
  pool().begin_scope();
}

StepMemory::~StepMemory() { pool().end_scope(); }

int64_t StepMemory::idle_bytes() { return static_cast<int64_t>(pool().idle_bytes()); }

void StepMemory::release_idle() { pool().release(); }

}  // namespace reslab
