// SPDX-License-Identifier: Apache-2.0
#include "train/checkpoint.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <set>
#include <span>
#include <sstream>
#include <string_view>

#include "runtime/error.hpp"
#include "runtime/random.hpp"
#include "runtime/suggest.hpp"

namespace reslab {
namespace {

/// The number of names that a message lists; the others are only counted.
constexpr size_t kNamesShown = 3;

std::string name_of(Init init) {
  switch (init) {
    case Init::kDefault:
      return "default";
    case Init::kHeFanIn:
      return "he-fan-in";
    case Init::kHeFanOut:
      return "he-fan-out";
  }
  fail(ErrorKind::kInternal, "unknown initialisation ", static_cast<int>(init));
}

TensorType type_of(const torch::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      return TensorType::kFloat32;
    case at::kLong:
      return TensorType::kInt64;
    default:
      fail(ErrorKind::kInternal, "a tensor of type ", at::toString(tensor.scalar_type()), " cannot be saved");
  }
}

NamedTensors state_of(const Network& network) {
  NamedTensors state;
  for (const auto& parameter : network.named_parameters()) state.emplace_back(parameter.key(), parameter.value());
  for (const auto& buffer : network.named_buffers()) state.emplace_back(buffer.key(), buffer.value());
  return state;
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string text = join(std::span(names).first(std::min(names.size(), kNamesShown)));
  if (names.size() > kNamesShown) text += ", ...";
  return text;
}

/// The reason for a mismatch as far as the file's metadata or its names show it.
std::string mismatch_hint(const SafetensorsFile& file, const Network& network,
                          const std::vector<std::string_view>& missing,
                          const std::vector<std::string_view>& unexpected) {
  const auto net = file.metadata().find("reslab.net");
  const auto block = file.metadata().find("reslab.block");
  if (net != file.metadata().end() && block != file.metadata().end()) {
    return "; the file holds net '" + net->second + "' with block '" + block->second + "', this is net '" +
           network.options().net + "' with block '" + network.options().block_name + "'";
  }
  const bool wrapped = !unexpected.empty() && std::all_of(unexpected.begin(), unexpected.end(),
                                                          [](auto name) { return name.starts_with("module."); });
  if (wrapped) return "; its names begin with 'module.', as DataParallel makes them: save model.module.state_dict()";
  for (const std::string_view name : missing) {
    const std::string_view candidate = nearest(name, unexpected);
    if (!candidate.empty()) {
      return "; it has '" + std::string(candidate) + "' where '" + std::string(name) + "' is expected";
    }
  }
  return "; it looks like a checkpoint of another net or block than net '" + network.options().net + "' with block '" +
         network.options().block_name + "'";
}

void check_names(const SafetensorsFile& file, const Network& network, const NamedTensors& state) {
  std::set<std::string_view> expected;
  for (const auto& [name, tensor] : state) expected.insert(name);
  std::set<std::string_view> found;
  for (const auto& [name, entry] : file.tensors()) found.insert(name);
  std::vector<std::string_view> missing;
  std::vector<std::string_view> unexpected;
  std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(), std::back_inserter(missing));
  std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(), std::back_inserter(unexpected));
  if (missing.empty() && unexpected.empty()) return;

  std::ostringstream message;
  message << "'" << file.path() << "' does not fit the network: ";
  if (!missing.empty()) message << missing.size() << " tensor(s) missing (" << listed(missing) << ")";
  if (!missing.empty() && !unexpected.empty()) message << ", ";
  if (!unexpected.empty()) message << unexpected.size() << " unexpected (" << listed(unexpected) << ")";
  fail(ErrorKind::kInvalidArgument, message.str(), mismatch_hint(file, network, missing, unexpected));
}

}  // namespace

TensorMetadata network_metadata(const Network& network) {
  const NetworkOptions& options = network.options();
  std::string layers;
  for (const int64_t count : options.layers) layers += (layers.empty() ? "" : ",") + std::to_string(count);
  return {
      {"format", "pt"},
      {"reslab.version", RESLAB_VERSION},
      {"reslab.net", options.net},
      {"reslab.block", options.block_name},
      {"reslab.block_spec", network.block().canonical()},
      {"reslab.classes", std::to_string(options.classes)},
      {"reslab.base", std::to_string(options.base)},
      {"reslab.layers", layers},
      {"reslab.final_norm", options.final_norm.value_or(false) ? "true" : "false"},
      {"reslab.init", name_of(options.init)},
      {"reslab.seed", std::to_string(options.seed)},
  };
}

void save_network(const Network& network, const std::string& path) {
  write_tensors(path, state_of(network), network_metadata(network));
}

void load_network(Network& network, const std::string& path) {
  const SafetensorsFile file(path);
  NamedTensors state = state_of(network);
  check_names(file, network, state);
  const std::string cure = mismatch_hint(file, network, {}, {});
  std::vector<torch::Tensor> values;
  values.reserve(state.size());
  for (const auto& [name, tensor] : state) values.push_back(read_like(file, name, tensor, cure));

  // Everything has been read and checked: nothing can fail from here on.
  const at::NoGradGuard no_grad;
  for (size_t i = 0; i < state.size(); ++i) state[i].second.copy_(values[i]);
}

uint64_t fingerprint(const Network& network) {
  uint64_t hash = 0;
  for (const auto& [name, tensor] : state_of(network)) {
    const torch::Tensor dense = tensor.detach().to(at::kCPU).contiguous();
    const char* bytes = static_cast<const char*>(dense.const_data_ptr());
    for (size_t done = 0; done < dense.nbytes(); done += sizeof(uint64_t)) {
      uint64_t word = 0;
      std::memcpy(&word, bytes + done, std::min(sizeof(word), dense.nbytes() - done));
      // The mixing is one-to-one in each argument: a change of a single word always changes the hash.
      hash = mix_seed(hash, word);
    }
  }
  return hash;
}

void write_tensors(const std::string& path, const NamedTensors& tensors, const TensorMetadata& metadata) {
  std::vector<torch::Tensor> keep_alive;
  std::vector<TensorView> views;
  for (const auto& [name, tensor] : tensors) {
    const torch::Tensor& dense = keep_alive.emplace_back(tensor.detach().to(at::kCPU).contiguous());
    views.push_back({name, type_of(dense), dense.sizes().vec(), dense.const_data_ptr()});
  }
  write_safetensors(path, std::move(views), metadata);
}

torch::Tensor read_like(const SafetensorsFile& file, const std::string& name, const torch::Tensor& expected,
                        const std::string& cure) {
  const TensorEntry& entry = file.tensors().at(name);
  const char* type = type_name(type_of(expected));
  if (entry.type != type) {
    fail(ErrorKind::kDtypeMismatch, "'", file.path(), "': tensor '", name, "' has the element type ", entry.type,
         ", expected ", type, "; convert the file");
  }
  if (expected.sizes() != at::IntArrayRef(entry.shape)) {
    fail(ErrorKind::kShapeMismatch, "'", file.path(), "': tensor '", name, "' has the shape ",
         at::IntArrayRef(entry.shape), ", expected ", expected.sizes(), cure);
  }
  torch::Tensor value = at::empty(entry.shape, at::TensorOptions(expected.scalar_type()));
  file.read(entry, value.mutable_data_ptr());
  return value;
}

}  // namespace reslab
