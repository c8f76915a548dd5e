// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <c10/util/Exception.h>
#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "reslab/reslab.h"
#include "runtime/device.hpp"
#include "runtime/error.hpp"
#include "runtime/printable.hpp"

namespace reslab::abi {

static_assert(static_cast<int32_t>(ErrorKind::kInvalidArgument) == RL_INVALID_ARGUMENT);
static_assert(static_cast<int32_t>(ErrorKind::kShapeMismatch) == RL_SHAPE_MISMATCH);
static_assert(static_cast<int32_t>(ErrorKind::kDtypeMismatch) == RL_DTYPE_MISMATCH);
static_assert(static_cast<int32_t>(ErrorKind::kOutOfMemory) == RL_OUT_OF_MEMORY);
static_assert(static_cast<int32_t>(ErrorKind::kIo) == RL_IO_ERROR);
static_assert(static_cast<int32_t>(ErrorKind::kCorruptData) == RL_CORRUPT_DATA);
static_assert(static_cast<int32_t>(ErrorKind::kCancelled) == RL_CANCELLED);
static_assert(static_cast<int32_t>(ErrorKind::kDiverged) == RL_DIVERGED);
static_assert(static_cast<int32_t>(ErrorKind::kUnsupported) == RL_UNSUPPORTED);
static_assert(static_cast<int32_t>(ErrorKind::kDevice) == RL_DEVICE_ERROR);
static_assert(static_cast<int32_t>(ErrorKind::kInternal) == RL_INTERNAL);
static_assert(static_cast<int32_t>(ErrorKind::kWrongThread) == RL_WRONG_THREAD);

/// @param name of the argument, for the message
inline bool boolean(int32_t value, const char* name) {
  if (value != 0 && value != 1) fail(ErrorKind::kInvalidArgument, name, " is ", value, ", expected 0 or 1");
  return value == 1;
}

/// @param name of the argument, for the message
inline DeviceKind device_kind(int32_t value, const char* name) {
  switch (value) {
    case RL_DEVICE_CPU:
      return DeviceKind::kCpu;
    case RL_DEVICE_CUDA:
      return DeviceKind::kCuda;
    case RL_DEVICE_AUTO:
      return DeviceKind::kAuto;
  }
  fail(ErrorKind::kInvalidArgument, name, " is ", value, ", expected one of RL_DEVICE_*");
}

/// The bytes of UTF-8 text to copy to a buffer of `capacity` bytes, of which the last is for a NUL: no character is
/// cut.
inline size_t fitting(std::string_view text, size_t capacity) noexcept {
  if (text.size() < capacity) return text.size();
  size_t length = capacity - 1;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  return length;
}

/// Fills the caller's error with the message as a terminal may show it, cut at its buffer on a UTF-8 boundary, and
/// returns `code`. Names of files and what stands in them are quoted by messages and may hold any bytes.
inline rl_status report(rl_error* err, rl_status code, std::string_view text) noexcept {
  if (err == nullptr || err->struct_size < sizeof(rl_error)) return code;
  std::string message;
  try {
    message = printable(text);
  } catch (const std::bad_alloc&) {
    message.clear();
  }
  const size_t length = fitting(message, RL_ERROR_MESSAGE_SIZE);
  std::memcpy(err->message, message.data(), length);
  err->message[length] = '\0';
  err->code = code;
  return code;
}

/// LibTorch's message without the C++ backtrace that `what()` appends.
inline std::string_view first_lines(const c10::Error& error) noexcept { return error.what_without_backtrace(); }

/// The class of a failure that LibTorch reports.
inline rl_status status_of(const c10::Error& error) noexcept {
  const std::string_view message = first_lines(error);
  const auto says = [message](std::string_view part) { return message.find(part) != std::string_view::npos; };
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) return RL_OUT_OF_MEMORY;
  if (says("out of memory") || says("CUBLAS_STATUS_ALLOC_FAILED")) return RL_OUT_OF_MEMORY;
  // The CPU allocator has no error class of its own.
  if (says("not enough memory") || says("can't allocate memory")) return RL_OUT_OF_MEMORY;
  // Failures of CUDA itself have a class; those of its libraries are known by how LibTorch's macros begin them.
  if (dynamic_cast<const c10::AcceleratorError*>(&error) != nullptr) return RL_DEVICE_ERROR;
  for (const std::string_view begin : {"CUDA error", "CUDA driver error", "cuDNN error", "cuDNN Frontend error"}) {
    if (message.starts_with(begin)) return RL_DEVICE_ERROR;
  }
  return RL_INTERNAL;
}

/// Runs the body of an exported function: RL_OK when it returns, a filled `err` and a status for whatever it throws.
/// Every exported function that can fail is one call of this.
template <typename Body>
rl_status guarded(rl_error* err, Body&& body) noexcept {
  try {
    body();
    return RL_OK;
  } catch (const Error& error) {
    return report(err, static_cast<rl_status>(error.kind()), error.what());
  } catch (const c10::Error& error) {
    return report(err, status_of(error), first_lines(error));
  } catch (const std::bad_alloc&) {
    return report(err, RL_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return report(err, RL_INTERNAL, error.what());
  } catch (...) {
    return report(err, RL_INTERNAL, "an exception of unknown type");
  }
}

/// @throws Error kInvalidArgument naming `name` where `pointer` is NULL
template <typename T>
T& required(T* pointer, const char* name) {
  if (pointer == nullptr) fail(ErrorKind::kInvalidArgument, name, " is NULL");
  return *pointer;
}

/// The size of a struct in the ABI version that introduced it: the smallest that a caller can state. A struct that
/// grows gets a specialisation with its first size.
template <typename T>
inline constexpr size_t kFirstSize = sizeof(T);

/// The sizes up to ABI 4.
template <>
inline constexpr size_t kFirstSize<rl_runtime_info> = offsetof(rl_runtime_info, cuda_version);
template <>
inline constexpr size_t kFirstSize<rl_network_options> = offsetof(rl_network_options, device_index);
template <>
inline constexpr size_t kFirstSize<rl_trainer_options> = offsetof(rl_trainer_options, steps);
/// The size up to ABI 7.
template <>
inline constexpr size_t kFirstSize<rl_batch_options> = offsetof(rl_batch_options, augmentation);

/// The `struct_size` of a caller's struct: of this version, or of an earlier one that knew only the first fields.
/// @throws Error kInvalidArgument naming `name` where it is neither
template <typename T>
size_t stated_size(const T* pointer, const char* name) {
  const size_t size = required(pointer, name).struct_size;
  if (size > sizeof(T)) {
    fail(ErrorKind::kInvalidArgument, name, ".struct_size is ", size, ", expected ", sizeof(T),
         ": the caller was built against a newer reslab.h than this library; load the library that belongs to it");
  }
  if (size < kFirstSize<T> || size % alignof(T) != 0) {
    fail(ErrorKind::kInvalidArgument, name, ".struct_size is ", size, ", expected ", sizeof(T),
         ": set it to the struct's size before the call");
  }
  return size;
}

/// An option struct as this library knows it. Fields that an older caller does not know are 0, which therefore means
/// what the library did before it had them.
template <typename T>
T sized(const T* pointer, const char* name) {
  T value{};
  std::memcpy(&value, pointer, stated_size(pointer, name));
  return value;
}

/// Lets `fill` complete an info struct, and copies as much of it as the caller knows; nothing where `fill` throws.
template <typename T, typename Fill>
void answer(T* pointer, const char* name, Fill&& fill) {
  const size_t size = stated_size(pointer, name);
  T value = sized(pointer, name);
  fill(value);
  std::memcpy(pointer, &value, size);
}

/// Copies text to a caller's buffer of `capacity` bytes, cut before the first character that does not fit and
/// NUL-terminated, and sets `needed` to the bytes that the whole text takes.
inline void copy_text(std::string_view text, char* buffer, int64_t capacity, int64_t* needed) {
  required(needed, "needed");
  if (capacity < 0) fail(ErrorKind::kInvalidArgument, "capacity is ", capacity, ", expected at least 0");
  if (capacity > 0) required(buffer, "buffer");
  *needed = static_cast<int64_t>(text.size()) + 1;
  if (capacity == 0) return;
  const size_t length = fitting(text, static_cast<size_t>(capacity));
  std::copy_n(text.begin(), length, buffer);
  buffer[length] = '\0';
}

/// Copies text to a fixed char array of a record, cut likewise and padded with NULs.
template <size_t N>
void copy_fixed(std::string_view text, char (&target)[N]) {
  const size_t length = fitting(text, N);
  std::copy_n(text.begin(), length, target);
  std::memset(target + length, 0, N - length);
}

/// The number of records to copy to a caller's array of `capacity` out of those `available`.
/// @throws Error kInvalidArgument for a negative capacity, or a NULL array with room
template <typename T>
int64_t copied_records(T* records, const char* name, int64_t capacity, size_t available) {
  if (capacity < 0) fail(ErrorKind::kInvalidArgument, "capacity is ", capacity, ", expected at least 0");
  if (capacity > 0) required(records, name);
  return std::min(capacity, static_cast<int64_t>(available));
}

}  // namespace reslab::abi
