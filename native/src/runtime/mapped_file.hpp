// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "runtime/input_file.hpp"

namespace reslab {

/// An open file mapped into memory for reading; it may then be closed. It must not become shorter while it is mapped:
/// the system ends a process that reads past the end.
class MappedFile {
 public:
  /// @throws Error kIo naming path and cause
  explicit MappedFile(const InputFile& file);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const uint8_t* data() const { return data_; }
  int64_t size() const { return size_; }

 private:
  const uint8_t* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace reslab
