// SPDX-License-Identifier: Apache-2.0
#include "train/checkpoint.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "abi/handles.hpp"
#include "runtime/safetensors.hpp"

namespace abi = reslab::abi;
using reslab::ErrorKind;

static_assert(offsetof(rl_tensor_view, ndim) == 24);
static_assert(sizeof(rl_tensor_view) == 32);

namespace {

reslab::TensorView tensor_view(const rl_tensor_view& source, int32_t index) {
  const std::string field = "tensors[" + std::to_string(index) + "]";
  if (source.ndim < 0) {
    reslab::fail(ErrorKind::kInvalidArgument, field, ".ndim is ", source.ndim, ", expected at least 0");
  }
  if (source.dtype != RL_DTYPE_FLOAT32 && source.dtype != RL_DTYPE_INT64) {
    reslab::fail(ErrorKind::kInvalidArgument, field, ".dtype is ", source.dtype, ", expected one of RL_DTYPE_*");
  }
  reslab::TensorView view;
  view.name = &abi::required(source.name, (field + ".name").c_str());
  view.type = source.dtype == RL_DTYPE_INT64 ? reslab::TensorType::kInt64 : reslab::TensorType::kFloat32;
  if (source.ndim > 0) {
    const int64_t* shape = &abi::required(source.shape, (field + ".shape").c_str());
    view.shape.assign(shape, shape + source.ndim);
  }
  view.data = source.data;
  return view;
}

std::optional<reslab::FileNames> file_names(int32_t names) {
  if (names == RL_NAMES_NET) return std::nullopt;
  if (names < RL_NAMES_RESLAB || names > RL_NAMES_TIMM) {
    reslab::fail(ErrorKind::kInvalidArgument, "names is ", names, ", expected one of RL_NAMES_*");
  }
  return static_cast<reslab::FileNames>(names - RL_NAMES_RESLAB);
}

/// Keys and values, with a NUL between any two of them.
std::string joined(const reslab::SafetensorsFile& file) {
  std::string entries;
  for (const auto& [key, value] : file.metadata()) {
    if (key.find('\0') != std::string::npos || value.find('\0') != std::string::npos) {
      reslab::fail(ErrorKind::kCorruptData, file.path(),
                   ": the metadata hold a NUL character, expected text without one");
    }
    if (!entries.empty()) entries.push_back('\0');
    entries.append(key).push_back('\0');
    entries.append(value);
  }
  return entries;
}

}  // namespace

extern "C" {

rl_status rl_network_save(const rl_network* network, const char* path, int32_t names, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& saved = abi::object(network);
    reslab::save_network(*saved, &abi::required(path, "path"), file_names(names));
  });
}

rl_status rl_network_load(rl_network* network, const char* path, int32_t head, char* notice, int64_t capacity,
                          rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& target = abi::object(network);
    abi::required(path, "path");
    if (head != RL_HEAD_LOADED && head != RL_HEAD_KEPT) {
      reslab::fail(ErrorKind::kInvalidArgument, "head is ", head, ", expected one of RL_HEAD_*");
    }
    if (capacity < 0) reslab::fail(ErrorKind::kInvalidArgument, "capacity is ", capacity, ", expected at least 0");
    if (capacity > 0) abi::required(notice, "notice");
    int64_t needed = 0;
    const auto weights = head == RL_HEAD_KEPT ? reslab::HeadWeights::kKept : reslab::HeadWeights::kLoaded;
    abi::copy_text(reslab::load_network(*target, path, weights), notice, capacity, &needed);
  });
}

rl_status rl_checkpoint_metadata(const char* path, char* entries, int64_t capacity, int64_t* needed, rl_error* err) {
  return abi::guarded(err, [&] {
    const reslab::SafetensorsFile file(&abi::required(path, "path"));
    abi::copy_text(joined(file), entries, capacity, needed);
  });
}

rl_status rl_checkpoint_write(const char* path, const rl_tensor_view* tensors, int32_t count, rl_error* err) {
  return abi::guarded(err, [&] {
    abi::required(path, "path");
    if (count < 0) reslab::fail(ErrorKind::kInvalidArgument, "count is ", count, ", expected at least 0");
    if (count > 0) abi::required(tensors, "tensors");
    std::vector<reslab::TensorView> views;
    for (int32_t i = 0; i < count; ++i) views.push_back(tensor_view(tensors[i], i));
    reslab::write_safetensors(path, std::move(views), {});
  });
}

}  // extern "C"
