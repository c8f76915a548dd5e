// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapped_file.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <system_error>

#include "runtime/error.hpp"
#include "runtime/input_file.hpp"

namespace reslab {

MappedFile::MappedFile(const std::string& path) {
  const InputFile file(path);
  size_ = file.size();
  if (size_ == 0) return;
  void* address = ::mmap(nullptr, static_cast<size_t>(size_), PROT_READ, MAP_SHARED, file.descriptor(), 0);
  if (address == MAP_FAILED) {
    fail(ErrorKind::kIo, "cannot map '", path, "' into memory: ", std::generic_category().message(errno));
  }
  data_ = static_cast<const uint8_t*>(address);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<uint8_t*>(data_), static_cast<size_t>(size_));
}

}  // namespace reslab
