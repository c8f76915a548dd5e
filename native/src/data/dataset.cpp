// SPDX-License-Identifier: Apache-2.0
#include "data/dataset.hpp"

#include <algorithm>
#include <utility>

#include "runtime/error.hpp"
#include "runtime/input_file.hpp"
#include "runtime/memory.hpp"
#include "runtime/random.hpp"

namespace reslab {
namespace {

constexpr int64_t kPlane = Dataset::kSide * Dataset::kSide;

/// Layout of one record: label bytes with their number of classes, then 3 planes of 1024 pixels.
struct RecordLayout {
  const char* name;
  std::vector<int> label_classes;  ///< of each label byte in turn; the last one counts

  int64_t label_bytes() const { return static_cast<int64_t>(label_classes.size()); }
  int64_t size() const { return label_bytes() + Dataset::kValues; }
};

RecordLayout layout_of(CifarFormat format) {
  switch (format) {
    case CifarFormat::kCifar10:
      return {"CIFAR-10", {10}};
    case CifarFormat::kCifar100:
      return {"CIFAR-100", {20, 100}};
  }
  fail(ErrorKind::kInvalidArgument, "unknown data set format ", static_cast<int32_t>(format));
}

int64_t records_in(const InputFile& file, const RecordLayout& layout) {
  if (file.size() == 0 || file.size() % layout.size() != 0) {
    fail(ErrorKind::kCorruptData, "'", file.path(), "' has ", file.size(), " bytes, expected a positive multiple of ",
         layout.size(), ", the size of a ", layout.name, " record; it is truncated or not such a file: fetch it again");
  }
  return file.size() / layout.size();
}

int64_t checked_label(const uint8_t* record, const RecordLayout& layout, const InputFile& file, int64_t number) {
  for (int64_t i = 0; i < layout.label_bytes(); ++i) {
    if (record[i] >= layout.label_classes[i]) {
      fail(ErrorKind::kCorruptData, "'", file.path(), "' record ", number, " (counted from 0): label byte ", i, " is ",
           int{record[i]}, ", expected 0 to ", layout.label_classes[i] - 1, "; it is not a ", layout.name,
           " file, or damaged: fetch it again");
    }
  }
  return record[layout.label_bytes() - 1];
}

void interleave(const uint8_t* planes, uint8_t* target) {
  for (int64_t i = 0; i < kPlane; ++i) {
    for (int64_t c = 0; c < Dataset::kChannels; ++c) target[i * Dataset::kChannels + c] = planes[c * kPlane + i];
  }
}

}  // namespace

Dataset::Dataset(int64_t classes, Pixels pixels, std::vector<int64_t> labels)
    : classes_(classes), pixels_(std::move(pixels)), labels_(std::move(labels)) {}

std::shared_ptr<Dataset> Dataset::open_cifar(CifarFormat format, const std::vector<std::string>& files, int64_t limit) {
  const RecordLayout layout = layout_of(format);
  if (files.empty()) fail(ErrorKind::kInvalidArgument, "no data files were given, expected at least one");
  if (limit < 0) fail(ErrorKind::kInvalidArgument, "limit is ", limit, ", expected 0 (all images) or more");

  std::vector<uint8_t> pixels;
  std::vector<int64_t> labels;
  for (const std::string& path : files) {
    const int64_t have = static_cast<int64_t>(labels.size());
    if (limit > 0 && have == limit) break;
    const InputFile file(path);
    int64_t count = records_in(file, layout);
    if (limit > 0) count = std::min(count, limit - have);
    if (count > kMaxImages - have) {
      fail(ErrorKind::kInvalidArgument, "the data files hold more than ", kMaxImages, " images; set a limit");
    }

    std::vector<uint8_t> bytes(static_cast<size_t>(count * layout.size()));
    file.read(0, bytes.data(), bytes.size());
    pixels.resize(pixels.size() + static_cast<size_t>(count * kValues));
    for (int64_t i = 0; i < count; ++i) {
      const uint8_t* record = bytes.data() + i * layout.size();
      labels.push_back(checked_label(record, layout, file, i));
      interleave(record + layout.label_bytes(), pixels.data() + (have + i) * kValues);
    }
  }
  const int64_t found = static_cast<int64_t>(labels.size());
  if (found < limit) {
    fail(ErrorKind::kInvalidArgument, "limit is ", limit, " images, but the ", files.size(), " data file(s) hold ",
         found, "; ask for at most that many, or 0 for all");
  }
  return std::shared_ptr<Dataset>(new Dataset(layout.label_classes.back(), std::move(pixels), std::move(labels)));
}

std::shared_ptr<Dataset> Dataset::synthetic(int64_t images, int64_t classes, uint64_t seed) {
  if (images < 1 || images > kMaxImages) {
    fail(ErrorKind::kInvalidArgument, "images is ", images, ", expected 1 to ", kMaxImages);
  }
  if (classes < 2) fail(ErrorKind::kInvalidArgument, "classes is ", classes, ", expected at least 2");
  if (classes > UINT32_MAX) fail(ErrorKind::kInvalidArgument, "classes is ", classes, ", expected below 2^32");

  require_memory(static_cast<double>(images) * (kValues * sizeof(float) + sizeof(int64_t)),
                 std::to_string(images) + " synthetic images", "ask for fewer");
  std::vector<float> pixels(static_cast<size_t>(images * kValues));
  std::vector<int64_t> labels(static_cast<size_t>(images));
  for (int64_t i = 0; i < images; ++i) {
    const auto index = static_cast<uint32_t>(i);
    labels[i] = RandomStream(seed, RandomPurpose::kSyntheticLabels, 0, index).below(static_cast<uint32_t>(classes));
    RandomStream(seed, RandomPurpose::kSyntheticPixels, 0, index).fill_normal(pixels.data() + i * kValues, kValues);
  }
  return std::shared_ptr<Dataset>(new Dataset(classes, std::move(pixels), std::move(labels)));
}

std::shared_ptr<Dataset> Dataset::of_values(int64_t classes, std::vector<float> pixels, std::vector<int64_t> labels) {
  return std::shared_ptr<Dataset>(new Dataset(classes, std::move(pixels), std::move(labels)));
}

std::shared_ptr<Dataset> Dataset::of_bytes(int64_t classes, std::vector<uint8_t> pixels, std::vector<int64_t> labels) {
  return std::shared_ptr<Dataset>(new Dataset(classes, std::move(pixels), std::move(labels)));
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

void Dataset::check_classes(int64_t classes) const {
  if (this->classes() == classes) return;
  fail(ErrorKind::kInvalidArgument, "the data set has ", this->classes(), " classes but the network has ", classes,
       "; build the network for the classes of the data");
}

}  // namespace reslab
