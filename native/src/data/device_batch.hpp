// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "data/crop.hpp"
#include "runtime/host_device.hpp"

namespace reslab {

/// A batch to assemble on the device that holds the data set. All pointers are to the memory of that device.
///
/// The number of the batch is in that memory, too, and not in this struct, so that one recorded launch can be used for
/// a whole run.
struct BatchJob {
  static constexpr int64_t kSide = 32;
  static constexpr int64_t kChannels = 3;
  static constexpr int64_t kPixels = kSide * kSide;

  const uint8_t* bytes = nullptr;     ///< [images][32][32][3] still to be normalised, or null where there are values
  const float* values = nullptr;      ///< [images][32][32][3] finished, or null
  const float* table = nullptr;       ///< [3][256]: a byte of a channel normalised
  const int64_t* labels = nullptr;    ///< [images]
  const int32_t* order = nullptr;     ///< [images]: the order of the epoch
  const int64_t* epoch = nullptr;     ///< [1], 0-based
  const int64_t* position = nullptr;  ///< [1]: number of the batch in its epoch, 0-based
  uint64_t seed = 0;
  bool augment = false;
  int64_t batch = 0;                ///< images of a full batch
  int64_t count = 0;                ///< images of this one
  float* images = nullptr;          ///< [count][32][32][3], written
  int64_t* batch_labels = nullptr;  ///< [count], written
};

/// Writes pixel `index` of [0, count * 32 * 32) and, with the first of an image, its label. The values are those that
/// write_image writes, bit for bit.
RESLAB_HOST_DEVICE inline void assemble_pixel(const BatchJob& job, int64_t index) {
  const int64_t row = index / BatchJob::kPixels;
  const int64_t pixel = index % BatchJob::kPixels;
  const int64_t image = job.order[*job.position * job.batch + row];
  if (pixel == 0) job.batch_labels[row] = job.labels[image];

  const Crop crop = job.augment ? draw_crop(job.seed, *job.epoch, image) : Crop{};
  const int64_t x = pixel % BatchJob::kSide;
  const int64_t from_y = pixel / BatchJob::kSide + crop.top - kCropPadding;
  const int64_t from_x = (crop.flip ? BatchJob::kSide - 1 - x : x) + crop.left - kCropPadding;
  const bool inside = from_y >= 0 && from_y < BatchJob::kSide && from_x >= 0 && from_x < BatchJob::kSide;
  const int64_t from = ((image * BatchJob::kSide + from_y) * BatchJob::kSide + from_x) * BatchJob::kChannels;
  float* target = job.images + index * BatchJob::kChannels;
  for (int64_t c = 0; c < BatchJob::kChannels; ++c) {
    if (job.bytes != nullptr) {
      target[c] = job.table[c * 256 + (inside ? job.bytes[from + c] : 0)];
    } else {
      target[c] = inside ? job.values[from + c] : 0.0f;
    }
  }
}

/// Assembles a batch in host memory on the calling thread.
inline void assemble_on_host(const BatchJob& job) {
  for (int64_t index = 0; index < job.count * BatchJob::kPixels; ++index) assemble_pixel(job, index);
}

}  // namespace reslab
