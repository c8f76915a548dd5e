// SPDX-License-Identifier: Apache-2.0
#include "data/dataset.hpp"

#include <numeric>
#include <utility>

#include "runtime/error.hpp"
#include "runtime/memory.hpp"
#include "runtime/random.hpp"

namespace reslab {

Dataset::Pixels Dataset::Pixels::of(std::vector<uint8_t> bytes) {
  auto owner = std::make_shared<const std::vector<uint8_t>>(std::move(bytes));
  return {.owner = owner, .bytes = owner->data()};
}

Dataset::Pixels Dataset::Pixels::of(std::vector<float> values) {
  auto owner = std::make_shared<const std::vector<float>>(std::move(values));
  return {.owner = owner, .values = owner->data()};
}

void check_counts(int64_t images, int64_t classes) {
  if (images < 1 || images > Dataset::kMaxImages) {
    fail(ErrorKind::kInvalidArgument, "images is ", images, ", expected 1 to ", Dataset::kMaxImages);
  }
  if (classes < 2) fail(ErrorKind::kInvalidArgument, "classes is ", classes, ", expected at least 2");
  if (classes > UINT32_MAX) fail(ErrorKind::kInvalidArgument, "classes is ", classes, ", expected below 2^32");
}

Dataset::Dataset(ImageDescription description, int64_t classes, Pixels pixels, std::vector<int64_t> labels)
    : description_(std::move(description)),
      table_(normalization_table(description_)),
      classes_(classes),
      pixels_(std::move(pixels)),
      labels_(std::move(labels)) {}

std::shared_ptr<Dataset> Dataset::create(const ImageDescription& description, int64_t classes, Pixels pixels,
                                         std::vector<int64_t> labels) {
  validate(description);
  check_counts(static_cast<int64_t>(labels.size()), classes);
  const size_t names = description.class_names.size();
  if (names != 0 && static_cast<int64_t>(names) != classes) {
    fail(ErrorKind::kInvalidArgument, "there are ", names, " class names for ", classes, " classes");
  }
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || labels[i] >= classes) {
      fail(ErrorKind::kInvalidArgument, "label ", i, " is ", labels[i], ", expected 0 to ", classes - 1);
    }
  }
  return std::shared_ptr<Dataset>(new Dataset(description, classes, std::move(pixels), std::move(labels)));
}

std::shared_ptr<Dataset> Dataset::synthetic(int64_t images, int64_t classes, uint64_t seed,
                                            const ImageDescription& description) {
  check_counts(images, classes);
  validate(description);
  const int64_t size = description.shape.values();
  require_memory(static_cast<double>(images) * static_cast<double>(size * sizeof(float) + sizeof(int64_t)),
                 std::to_string(images) + " synthetic images", "ask for fewer");
  std::vector<float> pixels(static_cast<size_t>(images * size));
  std::vector<int64_t> labels(static_cast<size_t>(images));
  for (int64_t i = 0; i < images; ++i) {
    const auto index = static_cast<uint32_t>(i);
    labels[i] = RandomStream(seed, RandomPurpose::kSyntheticLabels, 0, index).below(static_cast<uint32_t>(classes));
    RandomStream(seed, RandomPurpose::kSyntheticPixels, 0, index).fill_normal(pixels.data() + i * size, size);
  }
  return create(description, classes, Pixels::of(std::move(pixels)), std::move(labels));
}

std::shared_ptr<Dataset> Dataset::select(const std::vector<int64_t>& images) const {
  if (images.empty()) fail(ErrorKind::kInvalidArgument, "no images were selected, expected at least one");
  std::vector<int64_t> labels;
  std::vector<int32_t> places;
  labels.reserve(images.size());
  places.reserve(images.size());
  for (const int64_t image : images) {
    if (image < 0 || image >= this->images()) {
      fail(ErrorKind::kInvalidArgument, "image ", image, " was selected of a data set of ", this->images(),
           " images, expected 0 to ", this->images() - 1);
    }
    labels.push_back(labels_[image]);
    places.push_back(places_.empty() ? static_cast<int32_t>(image) : places_[image]);
  }
  std::shared_ptr<Dataset> selected(new Dataset(description_, classes_, pixels_, std::move(labels)));
  selected->places_ = std::move(places);
  return selected;
}

std::shared_ptr<Dataset> Dataset::described(const ImageDescription& description) const {
  if (description.shape != shape()) {
    fail(ErrorKind::kShapeMismatch, "the data set has images of ", to_string(shape()),
         ", but the description is of images of ", to_string(description.shape));
  }
  std::shared_ptr<Dataset> same = create(description, classes_, pixels_, labels_);
  same->places_ = places_;
  return same;
}

StoredImage Dataset::image(int64_t number) const {
  const ImageShape& shape = description_.shape;
  const int64_t offset = (places_.empty() ? number : places_[number]) * shape.values();
  return {.bytes = pixels_.bytes == nullptr ? nullptr : pixels_.bytes + offset,
          .values = pixels_.values == nullptr ? nullptr : pixels_.values + offset,
          .table = table_.data(),
          .channels = shape.channels,
          .height = shape.height,
          .width = shape.width};
}

void Dataset::check_range(int64_t first, int64_t count) const {
  if (first < 0 || first >= images()) {
    fail(ErrorKind::kInvalidArgument, "first is ", first, ", expected 0 to ", images() - 1, " in a data set of ",
         images(), " images");
  }
  if (count < 1 || count > images() - first) {
    fail(ErrorKind::kInvalidArgument, "count is ", count, ", expected 1 to ", images() - first, " from image ", first,
         " on in a data set of ", images(), " images");
  }
}

void Dataset::check_fits(int64_t classes, const ImageShape& shape) const {
  if (this->classes() != classes) {
    fail(ErrorKind::kInvalidArgument, "the data set has ", this->classes(), " classes but the network has ", classes,
         "; build the network for the classes of the data");
  }
  if (this->shape() != shape) {
    fail(ErrorKind::kShapeMismatch, "the data set has images of ", to_string(this->shape()),
         " but the network is for images of ", to_string(shape), "; build the network for the images of the data");
  }
}

}  // namespace reslab
