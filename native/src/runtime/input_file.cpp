// SPDX-License-Identifier: Apache-2.0
#include "runtime/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "runtime/error.hpp"

namespace reslab {
namespace {

std::string cause(int error) { return std::generic_category().message(error); }

}  // namespace

InputFile::InputFile(std::string path)
    // Without O_NONBLOCK, opening a pipe would block here, before it can be rejected.
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (descriptor_ < 0) fail(ErrorKind::kIo, "cannot open '", path_, "': ", cause(errno));
  struct stat status;
  const int outcome = ::fstat(descriptor_, &status);
  const int error = errno;
  if (outcome != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    if (outcome != 0) fail(ErrorKind::kIo, "cannot read '", path_, "': ", cause(error));
    fail(ErrorKind::kIo, "cannot read '", path_, "': it is not a regular file");
  }
  size_ = status.st_size;
}

InputFile::~InputFile() { ::close(descriptor_); }

void InputFile::read(int64_t offset, void* target, size_t length) const {
  char* position = static_cast<char*>(target);
  while (length > 0) {
    const ssize_t count = ::pread(descriptor_, position, length, offset);
    if (count < 0) {
      if (errno == EINTR) continue;
      fail(ErrorKind::kIo, "cannot read '", path_, "': ", cause(errno));
    }
    if (count == 0) fail(ErrorKind::kIo, "'", path_, "' became shorter while it was read: it ends at byte ", offset);
    position += count;
    offset += count;
    length -= static_cast<size_t>(count);
  }
}

}  // namespace reslab
