// SPDX-License-Identifier: Apache-2.0
#include "cuda/lane.hpp"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/core/Allocator.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>
#include <torch/version.h>

#include <exception>

#include "cuda/assemble.hpp"
#include "runtime/error.hpp"

namespace reslab::cuda {
namespace {

class Graph final : public Recording {
 public:
  Graph(std::unique_ptr<at::cuda::CUDAGraph> graph, std::shared_ptr<const c10::MempoolId_t> memory)
      : memory_(std::move(memory)), graph_(std::move(graph)) {}
  void replay() override { graph_->replay(); }

 private:
  const std::shared_ptr<const c10::MempoolId_t> memory_;
  const std::unique_ptr<at::cuda::CUDAGraph> graph_;
};

class OnStream final : public DeviceLane::Scope {
 public:
  explicit OnStream(c10::cuda::CUDAStream stream) : guard_(stream) {}

 private:
  const c10::cuda::CUDAStreamGuard guard_;
};

/// A point of a stream.
class Event {
 public:
  explicit Event(c10::Device device) {
    const c10::cuda::CUDAGuard guard(device);
    C10_CUDA_CHECK(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming));
  }
  ~Event() { C10_CUDA_CHECK_WARN(cudaEventDestroy(event_)); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(c10::cuda::CUDAStream stream) { C10_CUDA_CHECK(cudaEventRecord(event_, stream.stream())); }
  void wait() const { C10_CUDA_CHECK(cudaEventSynchronize(event_)); }

 private:
  cudaEvent_t event_ = nullptr;
};

class Lane final : public DeviceLane {
 public:
  explicit Lane(c10::Device device)
      : stream_(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index())), mark_(device) {}

  std::unique_ptr<Scope> enter() override { return std::make_unique<OnStream>(stream_); }

  void join() override { c10::cuda::getDefaultCUDAStream(stream_.device_index()).synchronize(); }

  void wait() override { stream_.synchronize(); }

  void mark() override { mark_.record(stream_); }

  void wait_for_mark() override { mark_.wait(); }

  void assemble(const BatchJob& job) override {
    if (const char* failure = launch_assembly(job, stream_.stream())) {
      fail(ErrorKind::kDevice, "the batch of ", job.count, " images could not be assembled on ", stream_.device().str(),
           ": ", failure);
    }
  }

  std::unique_ptr<Recording> record(const std::function<void()>& issue) override {
    stream_.synchronize();
    // A recording has its own memory: idle memory of earlier steps is of no use to it.
    c10::cuda::CUDACachingAllocator::emptyCache();
    const std::shared_ptr<const c10::MempoolId_t> memory = memory_of_recordings();
    auto graph = std::make_unique<at::cuda::CUDAGraph>();
    try {
      // Thread-local: work of other threads at the same time, on any device, does not invalidate it.
      graph->capture_begin(*memory, cudaStreamCaptureModeThreadLocal);
      issue();
      graph->capture_end();
    } catch (...) {
      abandon(*graph, *memory);
      throw;
    }
    return std::make_unique<Graph>(std::move(graph), memory);
  }

 private:
  /// The recordings of a lane never run at the same time and pass nothing on, so that they share memory. Where none of
  /// them exists any more, the next gets a new pool: the allocator does not reuse a pool whose graphs are all gone.
  std::shared_ptr<const c10::MempoolId_t> memory_of_recordings() {
    std::shared_ptr<const c10::MempoolId_t> memory = memory_.lock();
    if (memory == nullptr) {
      memory = std::make_shared<const c10::MempoolId_t>(at::cuda::graph_pool_handle());
      memory_ = memory;
    }
    return memory;
  }

  /// Ends a recording that failed; the stream would stay in it otherwise. Errors of this are due to the same failure.
  void abandon(at::cuda::CUDAGraph& graph, c10::MempoolId_t memory) {
    const auto quietly = [](const auto& end) {
      try {
        end();
      } catch (const std::exception&) {
        cudaGetLastError();  // the failure itself is reported
      }
    };
    quietly([&] { graph.capture_end(); });
#if TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 14
    // Before 2.14 the allocator continues to reserve memory for a recording whose end failed, and keeps it afterwards.
    quietly([&] {
      c10::cuda::CUDACachingAllocator::endAllocateToPool(stream_.device_index(), memory);
      c10::cuda::CUDACachingAllocator::releasePool(stream_.device_index(), memory);
    });
#else
    (void)memory;
#endif
  }

  const c10::cuda::CUDAStream stream_;
  Event mark_;
  std::weak_ptr<const c10::MempoolId_t> memory_;
};

}  // namespace

std::unique_ptr<DeviceLane> make_lane(c10::Device device) { return std::make_unique<Lane>(device); }

}  // namespace reslab::cuda
