// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapped_file.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "runtime/error.hpp"

namespace reslab {

MappedFile::MappedFile(const InputFile& file) : size_(file.size()) {
  if (size_ == 0) return;
  struct stat status;
  if (::fstat(file.descriptor(), &status) != 0 || status.st_size < size_) {
    fail(ErrorKind::kIo, "'", file.path(), "' became shorter while it was read");
  }
  void* address = ::mmap(nullptr, static_cast<size_t>(size_), PROT_READ, MAP_SHARED, file.descriptor(), 0);
  if (address == MAP_FAILED) {
    fail(ErrorKind::kIo, "cannot map '", file.path(), "' into memory: ", std::generic_category().message(errno));
  }
  data_ = static_cast<const uint8_t*>(address);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<uint8_t*>(data_), static_cast<size_t>(size_));
}

}  // namespace reslab
