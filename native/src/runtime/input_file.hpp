// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace reslab {

/// A file open for reading at any offset.
class InputFile {
 public:
  /// @throws Error kIo naming path and cause, also for what is not a regular file
  explicit InputFile(std::string path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const { return path_; }
  /// Bytes in the file when it was opened.
  int64_t size() const { return size_; }
  /// Owned by this object.
  int descriptor() const { return descriptor_; }

  /// Reads exactly `length` bytes at `offset`.
  /// @throws Error kIo where the system refuses or the file has become shorter
  void read(int64_t offset, void* target, size_t length) const;

 private:
  std::string path_;
  int descriptor_;
  int64_t size_ = 0;
};

}  // namespace reslab
