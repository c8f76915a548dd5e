// SPDX-License-Identifier: Apache-2.0
#include "data/image_arrays.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "data/interleave.hpp"
#include "runtime/error.hpp"
#include "runtime/memory.hpp"

namespace reslab {
namespace {

template <typename Pixel>
std::vector<Pixel> copied(const Pixel* source, const ImageShape& shape, const ImageArrays& arrays) {
  std::vector<Pixel> pixels(static_cast<size_t>(arrays.images * shape.values()));
  for (int64_t n = 0; n < arrays.images; ++n) {
    const Pixel* image = source + n * shape.values();
    Pixel* target = pixels.data() + n * shape.values();
    if (arrays.interleaved) {
      std::copy_n(image, shape.values(), target);
    } else {
      interleave(image, shape, target);
    }
  }
  return pixels;
}

void check_finite(const float* values, const ImageShape& shape, int64_t images) {
  const int64_t count = images * shape.values();
  const float* bad = std::find_if(values, values + count, [](float value) { return !std::isfinite(value); });
  if (bad == values + count) return;
  fail(ErrorKind::kInvalidArgument, "image ", (bad - values) / shape.values(), " holds ", *bad,
       ", expected finite values");
}

uint8_t byte_of(float value, const float* table) {
  const float place = (value - table[0]) / (table[255] - table[0]) * 255.0f;
  if (!(place > 0.0f)) return 0;
  return place >= 255.0f ? 255 : static_cast<uint8_t>(std::lround(place));
}

}  // namespace

std::shared_ptr<Dataset> dataset_of_arrays(const ImageDescription& description, int64_t classes,
                                           const ImageArrays& arrays) {
  check_counts(arrays.images, classes);
  validate(description);
  const ImageShape& shape = description.shape;
  const size_t value = arrays.bytes != nullptr ? sizeof(uint8_t) : sizeof(float);
  require_memory(static_cast<double>(arrays.images) * static_cast<double>(shape.values() * value + sizeof(int64_t)),
                 std::to_string(arrays.images) + " images", "give fewer at a time");
  std::vector<int64_t> labels(static_cast<size_t>(arrays.images));
  if (arrays.labels != nullptr) std::copy_n(arrays.labels, arrays.images, labels.begin());
  if (arrays.bytes == nullptr) check_finite(arrays.values, shape, arrays.images);
  Dataset::Pixels pixels = arrays.bytes != nullptr ? Dataset::Pixels::of(copied(arrays.bytes, shape, arrays))
                                                   : Dataset::Pixels::of(copied(arrays.values, shape, arrays));
  return Dataset::create(description, classes, std::move(pixels), std::move(labels));
}

void write_image_bytes(const Dataset& dataset, int64_t image, uint8_t* planes) {
  const ImageShape& shape = dataset.shape();
  const StoredImage stored = dataset.image(image);
  for (int64_t i = 0; i < shape.pixels(); ++i) {
    for (int64_t c = 0; c < shape.channels; ++c) {
      const int64_t place = i * shape.channels + c;
      planes[c * shape.pixels() + i] =
          stored.bytes != nullptr ? stored.bytes[place] : byte_of(stored.values[place], stored.table + c * 256);
    }
  }
}

}  // namespace reslab
