// SPDX-License-Identifier: Apache-2.0
#include "runtime/safetensors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "runtime/atomic_file.hpp"
#include "runtime/error.hpp"
#include "runtime/file_kind.hpp"
#include "runtime/json.hpp"

namespace reslab {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the format is little-endian, and values are copied unchanged");

constexpr int64_t kLengthBytes = 8;
/// The limit of the reference implementation on the size of the header.
constexpr int64_t kMaxHeaderBytes = 100'000'000;
/// Enough to see what another file is.
constexpr int64_t kShownBytes = 4096;
constexpr const char* kMetadataKey = "__metadata__";

struct FileType {
  std::string_view name;
  int64_t bytes;
};

constexpr std::array<FileType, 16> kFileTypes = {{{"BOOL", 1},
                                                  {"U8", 1},
                                                  {"I8", 1},
                                                  {"F8_E5M2", 1},
                                                  {"F8_E4M3", 1},
                                                  {"F8_E8M0", 1},
                                                  {"I16", 2},
                                                  {"U16", 2},
                                                  {"F16", 2},
                                                  {"BF16", 2},
                                                  {"I32", 4},
                                                  {"U32", 4},
                                                  {"F32", 4},
                                                  {"F64", 8},
                                                  {"I64", 8},
                                                  {"U64", 8}}};

int64_t type_bytes(TensorType type) { return type == TensorType::kInt64 ? 8 : 4; }

/// Bytes of a dense tensor; empty where they exceed 2^63 - 1.
std::optional<int64_t> dense_bytes(const std::vector<int64_t>& shape, int64_t element_bytes) {
  int64_t bytes = element_bytes;
  for (const int64_t size : shape) {
    if (__builtin_mul_overflow(bytes, size, &bytes)) return std::nullopt;
  }
  return bytes;
}

std::string shape_json(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (const int64_t size : shape) text += (text.size() > 1 ? "," : "") + std::to_string(size);
  return text + "]";
}

void check_size(const std::string& path, const std::string& name, const TensorEntry& entry) {
  const auto* type = std::find_if(kFileTypes.begin(), kFileTypes.end(),
                                  [&entry](const FileType& known) { return known.name == entry.type; });
  if (type == kFileTypes.end()) {
    fail(ErrorKind::kUnsupported, "'", path, "': tensor '", name, "' has the unknown element type '", entry.type, "'");
  }
  const std::optional<int64_t> expected = dense_bytes(entry.shape, type->bytes);
  if (!expected || *expected != entry.bytes) {
    fail(ErrorKind::kCorruptData, "'", path, "': tensor '", name, "' has ", entry.bytes, " bytes, but ", entry.type,
         " ", shape_json(entry.shape), " takes ", expected ? std::to_string(*expected) : "more than 2^63");
  }
}

TensorEntry read_entry(JsonReader& json, const std::string& where, const std::string& name, int64_t data_offset) {
  std::optional<std::string> type;
  std::optional<std::vector<int64_t>> shape;
  std::vector<int64_t> range;
  json.object([&](const std::string& key) {
    if (key == "dtype") {
      type = json.string();
    } else if (key == "shape") {
      shape.emplace();
      json.array([&] { shape->push_back(json.natural()); });
    } else if (key == "data_offsets") {
      json.array([&] { range.push_back(json.natural()); });
    } else {
      json.refuse("'dtype', 'shape' or 'data_offsets' before this, not '" + key + "'");
    }
  });
  if (!type || !shape || range.size() != 2) {
    fail(ErrorKind::kCorruptData, where, ": tensor '", name, "' lacks 'dtype', 'shape' or two 'data_offsets'");
  }
  int64_t offset = 0;
  if (range[1] < range[0] || __builtin_add_overflow(data_offset, range[0], &offset)) {
    fail(ErrorKind::kCorruptData, where, ": tensor '", name, "' has the data_offsets [", range[0], ",", range[1],
         "], expected an ascending range within the file");
  }
  return {*std::move(type), *std::move(shape), offset, range[1] - range[0]};
}

std::string make_header(const std::vector<TensorView>& tensors, const TensorMetadata& metadata) {
  std::string header = "{";
  if (!metadata.empty()) header += json_quote(kMetadataKey) + ":" + json_object(metadata);
  int64_t offset = 0;
  for (const TensorView& tensor : tensors) {
    const int64_t end = offset + *dense_bytes(tensor.shape, type_bytes(tensor.type));
    if (header.size() > 1) header += ",";
    header += json_quote(tensor.name) + ":{\"dtype\":\"" + type_name(tensor.type) +
              "\",\"shape\":" + shape_json(tensor.shape) + ",\"data_offsets\":[" + std::to_string(offset) + "," +
              std::to_string(end) + "]}";
    offset = end;
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return header;
}

void check_writable(const std::vector<TensorView>& tensors) {
  int64_t total = 0;
  std::set<std::string_view> names;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const TensorView& tensor = tensors[i];
    if (!names.insert(tensor.name).second) {
      fail(ErrorKind::kInvalidArgument, "two tensors are called '", tensor.name, "'");
    }
    if (tensor.name.empty() || tensor.name == kMetadataKey || !is_utf8(tensor.name)) {
      fail(ErrorKind::kInvalidArgument, "tensor ", i, " is called '", tensor.name,
           "', expected UTF-8 text, not empty and not '", kMetadataKey, "'");
    }
    const std::optional<int64_t> bytes = dense_bytes(tensor.shape, type_bytes(tensor.type));
    const bool negative = std::any_of(tensor.shape.begin(), tensor.shape.end(), [](int64_t size) { return size < 0; });
    if (negative || !bytes || __builtin_add_overflow(total, *bytes, &total)) {
      fail(ErrorKind::kInvalidArgument, "tensor '", tensor.name, "' has the shape ", shape_json(tensor.shape),
           ", expected sizes of 0 or more that fit into memory");
    }
    if (tensor.data == nullptr && *bytes > 0) {
      fail(ErrorKind::kInvalidArgument, "the data of tensor '", tensor.name, "' is NULL");
    }
  }
}

}  // namespace

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (const int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

const char* type_name(TensorType type) { return type == TensorType::kInt64 ? "I64" : "F32"; }

SafetensorsFile::SafetensorsFile(const std::string& path) : file_(path) {
  if (file_.size() < kLengthBytes) {
    refuse_foreign("it has " + std::to_string(file_.size()) + " bytes, expected at least 8");
  }
  uint64_t declared = 0;
  file_.read(0, &declared, sizeof(declared));
  const int64_t available = file_.size() - kLengthBytes;
  if (declared > static_cast<uint64_t>(available)) {
    refuse_foreign("it declares a header of " + std::to_string(declared) + " bytes, but only " +
                   std::to_string(available) + " bytes follow; it may be truncated");
  }
  if (declared > kMaxHeaderBytes) {
    refuse_foreign("it declares a header of " + std::to_string(declared) + " bytes, expected at most " +
                   std::to_string(kMaxHeaderBytes));
  }
  std::string header(static_cast<size_t>(declared), '\0');
  file_.read(kLengthBytes, header.data(), header.size());
  if (header.empty() || header.front() != '{') refuse_foreign("its header does not begin with '{'");
  const int64_t data_offset = kLengthBytes + static_cast<int64_t>(declared);
  parse_header(header, data_offset);
  check_coverage(data_offset);
}

void SafetensorsFile::refuse_foreign(const std::string& reason) const {
  std::string begin(static_cast<size_t>(std::min(file_.size(), kShownBytes)), '\0');
  file_.read(0, begin.data(), begin.size());
  const std::string foreign = describe_foreign(path(), begin);
  fail(ErrorKind::kCorruptData, "'", path(), "' is not a safetensors file: ", foreign.empty() ? reason : foreign);
}

void SafetensorsFile::parse_header(const std::string& header, int64_t data_offset) {
  const std::string where = "the header of '" + path() + "'";
  JsonReader json(header, where);
  json.object([&](const std::string& key) {
    if (key == kMetadataKey) {
      json.object([&](const std::string& name) { metadata_.emplace(name, json.string()); });
      return;
    }
    TensorEntry entry = read_entry(json, where, key, data_offset);
    check_size(path(), key, entry);
    tensors_.emplace(key, std::move(entry));
  });
  json.end();
}

void SafetensorsFile::check_coverage(int64_t data_offset) const {
  std::vector<const std::pair<const std::string, TensorEntry>*> by_offset;
  for (const auto& tensor : tensors_) by_offset.push_back(&tensor);
  std::sort(by_offset.begin(), by_offset.end(), [](const auto* a, const auto* b) {
    return std::pair(a->second.offset, a->second.bytes) < std::pair(b->second.offset, b->second.bytes);
  });
  int64_t position = data_offset;
  for (const auto* tensor : by_offset) {
    const auto& [name, entry] = *tensor;
    if (entry.offset != position) {
      fail(ErrorKind::kCorruptData, "'", path(), "': tensor '", name, "' begins at data byte ",
           entry.offset - data_offset, ", expected ", position - data_offset, ": gaps and overlaps are not allowed");
    }
    if (entry.bytes > file_.size() - position) {
      fail(ErrorKind::kCorruptData, "'", path(), "' is truncated: tensor '", name, "' takes ", entry.bytes,
           " bytes, but only ", file_.size() - position, " are left");
    }
    position += entry.bytes;
  }
  if (position != file_.size()) {
    fail(ErrorKind::kCorruptData, "'", path(), "' has ", file_.size() - position, " bytes after its last tensor");
  }
}

void write_safetensors(const std::string& path, std::vector<TensorView> tensors, const TensorMetadata& metadata) {
  check_writable(tensors);
  std::sort(tensors.begin(), tensors.end(), [](const TensorView& a, const TensorView& b) {
    return a.type != b.type ? type_bytes(a.type) > type_bytes(b.type) : a.name < b.name;
  });

  const std::string header = make_header(tensors, metadata);
  const uint64_t length = header.size();
  AtomicFile file(path);
  file.write(&length, sizeof(length));
  file.write(header.data(), header.size());
  for (const TensorView& tensor : tensors) {
    file.write(tensor.data, static_cast<size_t>(*dense_bytes(tensor.shape, type_bytes(tensor.type))));
  }
  file.commit();
}

}  // namespace reslab
