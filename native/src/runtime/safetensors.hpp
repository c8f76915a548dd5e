// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/input_file.hpp"

namespace reslab {

/// The free text of a safetensors file, its `__metadata__`.
using TensorMetadata = std::map<std::string, std::string>;

/// Element types of the format that this library writes.
enum class TensorType { kFloat32, kInt64 };

/// The format's name of an element type, for example "F32".
const char* type_name(TensorType type);

/// A dense row-major tensor in memory that the caller keeps alive.
struct TensorView {
  std::string name;
  TensorType type;
  std::vector<int64_t> shape;
  const void* data;  ///< may be null where the shape has no elements
};

/// "[64, 3, 7, 7]", for messages.
std::string shape_text(const std::vector<int64_t>& shape);

/// One tensor of a file.
struct TensorEntry {
  std::string type;  ///< as in the file: "F32", "I64", "F16", …
  std::vector<int64_t> shape;
  int64_t offset;  ///< of its first byte in the file
  int64_t bytes;
};

/// Reads a safetensors file: 8 bytes of header length, the header in JSON, the tensors' bytes.
///
/// The whole header is validated before it is used: lengths against the file's size, shapes against byte
/// ranges, and that the ranges cover the data without gap or overlap.
class SafetensorsFile {
 public:
  /// @throws Error kIo, kCorruptData where the file is not what the format promises; one of another known format is
  ///         named for what it is, with what to do about it
  explicit SafetensorsFile(const std::string& path);

  const std::string& path() const { return file_.path(); }
  const TensorMetadata& metadata() const { return metadata_; }
  const std::map<std::string, TensorEntry>& tensors() const { return tensors_; }

  const InputFile& file() const { return file_; }

  /// Reads the bytes of one of tensors() to `target`.
  /// @throws Error kIo
  void read(const TensorEntry& entry, void* target) const { file_.read(entry.offset, target, entry.bytes); }

 private:
  [[noreturn]] void refuse_foreign(const std::string& reason) const;
  void parse_header(const std::string& header, int64_t data_offset);
  void check_coverage(int64_t data_offset) const;

  InputFile file_;
  TensorMetadata metadata_;
  std::map<std::string, TensorEntry> tensors_;
};

/// Writes a safetensors file, whole or not at all, byte for byte as the reference implementation does: wider element
/// types first, then by name, the header padded with blanks to a multiple of 8 bytes.
/// @throws Error kInvalidArgument for a name that is empty, reserved, not UTF-8 or used twice, or a negative size; kIo
void write_safetensors(const std::string& path, std::vector<TensorView> tensors, const TensorMetadata& metadata);

}  // namespace reslab
