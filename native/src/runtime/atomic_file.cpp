// SPDX-License-Identifier: Apache-2.0
#include "runtime/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "runtime/error.hpp"

namespace reslab {
namespace {

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string temporary_name(const std::string& path) {
  static std::atomic<uint64_t> counter{0};
  return path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
}

/// The file that `path` is a link to, or `path` itself; it need not exist.
std::string link_target(const std::string& path) {
  constexpr int kMostLinks = 40;  // as the kernel's
  std::filesystem::path target = path;
  std::error_code error;
  for (int i = 0; i < kMostLinks && std::filesystem::is_symlink(target, error); ++i) {
    // An absolute target replaces the folder.
    target = target.parent_path() / std::filesystem::read_symlink(target, error);
    if (error) fail(ErrorKind::kIo, "cannot write '", path, "': cannot follow the link: ", error.message());
  }
  if (std::filesystem::is_symlink(target, error)) {
    fail(ErrorKind::kIo, "cannot write '", path, "': its links lead nowhere; nothing was written");
  }
  return target.string();
}

/// A rename would put a regular file in the place of a device or a pipe, whose users would never know.
void require_replaceable(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) return;
  fail(ErrorKind::kIo, "cannot write '", path, "': it is ",
       std::filesystem::is_directory(status) ? "a folder" : "a device, a pipe or a socket",
       ", expected a regular file or a new name; nothing was written");
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(link_target(path)) {
  require_replaceable(path_);
  // A killed process with this process number may have left such a file behind.
  do {
    temporary_ = temporary_name(path_);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) refuse("create a temporary file in its folder", errno);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::refuse(const char* action, int error) const {
  fail(ErrorKind::kIo, "cannot write '", path_, "': cannot ", action, ": ", std::generic_category().message(error),
       "; nothing was written");
}

void AtomicFile::write(const void* data, size_t length) {
  const char* position = static_cast<const char*>(data);
  while (length > 0) {
    const ssize_t count = ::write(descriptor_, position, length);
    if (count < 0) {
      if (errno == EINTR) continue;
      refuse("store its bytes", errno);
    }
    position += count;
    length -= static_cast<size_t>(count);
  }
}

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) refuse("flush it to the disk", errno);
  // Network file systems may report a full disk only here.
  if (::close(std::exchange(descriptor_, -1)) != 0) refuse("close it", errno);
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) refuse("rename it into place", errno);
  temporary_.clear();

  // The rename survives a power failure only once the folder has been flushed.
  const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    // A folder that is writable but not readable cannot be opened for flushing; the file itself is complete.
    if (errno == EACCES) return;
    fail(ErrorKind::kIo, "wrote '", path_, "' but cannot open its folder: ", std::generic_category().message(errno));
  }
  const int outcome = ::fsync(folder);
  const int error = errno;
  ::close(folder);
  // EINVAL: the file system cannot flush folders.
  if (outcome != 0 && error != EINVAL) {
    fail(ErrorKind::kIo, "wrote '", path_, "' but cannot flush its folder: ", std::generic_category().message(error));
  }
}

}  // namespace reslab
