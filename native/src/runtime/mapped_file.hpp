// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace reslab {

/// A regular file mapped into memory for reading. It must not become shorter while it is mapped: the system ends a
/// process that reads past the end.
class MappedFile {
 public:
  /// @throws Error kIo naming path and cause
  explicit MappedFile(const std::string& path);
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
