// SPDX-License-Identifier: Apache-2.0
#include "data/cifar_files.hpp"

#include <algorithm>
#include <utility>

#include "data/interleave.hpp"
#include "runtime/error.hpp"
#include "runtime/input_file.hpp"

namespace reslab {
namespace {

constexpr ImageShape kShape{.channels = 3, .height = 32, .width = 32};

/// Layout of one record: label bytes with their number of classes, then 3 planes of 1024 pixels.
struct RecordLayout {
  const char* name;
  std::vector<int> label_classes;  ///< of each label byte in turn; the last one counts

  int64_t label_bytes() const { return static_cast<int64_t>(label_classes.size()); }
  int64_t size() const { return label_bytes() + kShape.values(); }
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

}  // namespace

std::shared_ptr<Dataset> open_cifar(CifarFormat format, const std::vector<std::string>& files, int64_t limit,
                                    const ImageDescription& description) {
  const RecordLayout layout = layout_of(format);
  if (files.empty()) fail(ErrorKind::kInvalidArgument, "no data files were given, expected at least one");
  if (limit < 0) fail(ErrorKind::kInvalidArgument, "limit is ", limit, ", expected 0 (all images) or more");
  if (description.shape != kShape) {
    fail(ErrorKind::kShapeMismatch, layout.name, " files hold images of ", to_string(kShape),
         ", but the description is of images of ", to_string(description.shape));
  }

  std::vector<uint8_t> pixels;
  std::vector<int64_t> labels;
  for (const std::string& path : files) {
    const int64_t have = static_cast<int64_t>(labels.size());
    if (limit > 0 && have == limit) break;
    const InputFile file(path);
    int64_t count = records_in(file, layout);
    if (limit > 0) count = std::min(count, limit - have);
    if (count > Dataset::kMaxImages - have) {
      fail(ErrorKind::kInvalidArgument, "the data files hold more than ", Dataset::kMaxImages, " images; set a limit");
    }

    std::vector<uint8_t> bytes(static_cast<size_t>(count * layout.size()));
    file.read(0, bytes.data(), bytes.size());
    pixels.resize(pixels.size() + static_cast<size_t>(count * kShape.values()));
    for (int64_t i = 0; i < count; ++i) {
      const uint8_t* record = bytes.data() + i * layout.size();
      labels.push_back(checked_label(record, layout, file, i));
      interleave(record + layout.label_bytes(), kShape, pixels.data() + (have + i) * kShape.values());
    }
  }
  const int64_t found = static_cast<int64_t>(labels.size());
  if (found < limit) {
    fail(ErrorKind::kInvalidArgument, "limit is ", limit, " images, but the ", files.size(), " data file(s) hold ",
         found, "; ask for at most that many, or 0 for all");
  }
  return Dataset::create(description, layout.label_classes.back(), Dataset::Pixels::of(std::move(pixels)),
                         std::move(labels));
}

}  // namespace reslab
