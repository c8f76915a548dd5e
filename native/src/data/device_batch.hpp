// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "data/transform.hpp"
#include "runtime/host_device.hpp"

namespace reslab {

/// A batch to assemble on the device that holds the data set. All pointers are to the memory of that device.
///
/// The number of the batch is in that memory, too, and not in this struct, so that one recorded launch can be used for
/// a whole run.
struct BatchJob {
  StoredImage first;                      ///< of the data set; the others follow it
  const int64_t* labels = nullptr;        ///< [images]
  const int32_t* order = nullptr;         ///< [images]: the order of the epoch
  const Transform* transforms = nullptr;  ///< [images], in the order of the epoch; null: the images as they are
  const int64_t* position = nullptr;      ///< [1]: number of the batch in its epoch, 0-based
  int64_t batch = 0;                      ///< images of a full batch
  int64_t count = 0;                      ///< images of this one
  float* images = nullptr;                ///< [count][height][width][channels], written
  int64_t* batch_labels = nullptr;        ///< [count], written

  /// Pixels of the batch.
  RESLAB_HOST_DEVICE int64_t pixels() const { return count * first.height * first.width; }
};

/// Writes pixel `index` of [0, job.pixels()) and, with the first of an image, its label. The values are those that
/// write_image writes, bit for bit.
RESLAB_HOST_DEVICE inline void assemble_pixel(const BatchJob& job, int64_t index) {
  const int64_t area = job.first.height * job.first.width;
  const int64_t row = index / area;
  const int64_t pixel = index % area;
  const int64_t place = *job.position * job.batch + row;
  const int64_t number = job.order[place];
  if (pixel == 0) job.batch_labels[row] = job.labels[number];

  StoredImage image = job.first;
  const int64_t offset = number * area * image.channels;
  if (image.bytes != nullptr) image.bytes += offset;
  if (image.values != nullptr) image.values += offset;
  Transform transform;
  if (job.transforms != nullptr) {
    transform = job.transforms[place];
  } else {
    transform.height = static_cast<int32_t>(image.height);
    transform.width = static_cast<int32_t>(image.width);
  }
  write_transformed(image, transform, pixel / image.width, pixel % image.width, job.images + index * image.channels);
}

/// Assembles a batch in host memory on the calling thread.
inline void assemble_on_host(const BatchJob& job) {
  for (int64_t index = 0; index < job.pixels(); ++index) assemble_pixel(job, index);
}

}  // namespace reslab
