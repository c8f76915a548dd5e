// SPDX-License-Identifier: Apache-2.0
#include "bench/assembly.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "data/batch_assembler.hpp"
#include "data/batch_pipeline.hpp"
#include "runtime/error.hpp"
#include "runtime/memory.hpp"
#include "runtime/stopwatch.hpp"

namespace reslab {

AssemblyTime time_assembly(const std::shared_ptr<const Dataset>& dataset, const AssemblyOptions& options) {
  if (options.batch < 1) fail(ErrorKind::kInvalidArgument, "batch is ", options.batch, ", expected at least 1");
  // One more is assembled, untimed, and epochs are 32-bit words of the random counters.
  constexpr int64_t kMaxBatches = std::numeric_limits<int32_t>::max() - 1;
  if (options.batches < 1 || options.batches > kMaxBatches) {
    fail(ErrorKind::kInvalidArgument, "batches is ", options.batches, ", expected 1 to ", kMaxBatches);
  }
  const int64_t size = std::min(options.batch, dataset->images());
  require_memory(static_cast<double>(size) * static_cast<double>(dataset->shape().values()) * sizeof(float),
                 "a batch of " + std::to_string(size) + " images", "use a smaller batch");

  const int64_t per_epoch = batches_per_epoch(dataset->images(), options.batch);
  BatchAssembler assembler(dataset, {.batch = options.batch,
                                     .epochs = options.batches / per_epoch + 1,
                                     .shuffle = options.shuffle,
                                     .augmentation = options.augmentation,
                                     .seed = options.seed});
  const Batch memory = make_batch(size, dataset->shape());
  float* images = memory.images.mutable_data_ptr<float>();
  int64_t* labels = memory.labels.mutable_data_ptr<int64_t>();
  assembler.write(0, images, labels);

  AssemblyTime time;
  const Stopwatch watch;
  for (int64_t number = 1; number <= options.batches; ++number) time.images += assembler.write(number, images, labels);
  time.seconds = watch.seconds();
  return time;
}

}  // namespace reslab
