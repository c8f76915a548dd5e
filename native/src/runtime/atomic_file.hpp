// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace reslab {

/// A file that appears under its name whole or not at all.
///
/// Bytes go to a temporary file in the same folder, which commit() flushes to the disk and renames. Without a commit,
/// as after any failure, the temporary file is removed and a file that was there before is untouched.
class AtomicFile {
 public:
  /// @param path a link is followed: the file that it leads to is replaced, and the link stays
  /// @throws Error kIo naming path and cause; also where the path is a device, a pipe or a folder
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// @throws Error kIo, for example on a full disk
  void write(const void* data, size_t length);

  /// Makes the file appear. Nothing may be written afterwards.
  /// @throws Error kIo
  void commit();

 private:
  [[noreturn]] void refuse(const char* action, int error) const;

  std::string path_;
  std::string temporary_;  ///< empty once renamed
  int descriptor_ = -1;
};

}  // namespace reslab
