// SPDX-License-Identifier: Apache-2.0
#include "train/checkpoint.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "nn/net_names.hpp"
#include "nn/net_table.hpp"
#include "runtime/error.hpp"
#include "runtime/number_text.hpp"
#include "runtime/random.hpp"
#include "train/checkpoint_names.hpp"

namespace reslab {
namespace {

const std::string kHeadWeight = "head.2.weight";

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

/// Parameters and buffers, with the names and shapes that they have in files of these names.
NamedTensors state_of(const Network& network, FileNames names) {
  const NetSpec& net = network.net();
  NamedTensors state;
  for (const auto& parameter : network.named_parameters()) {
    const bool convolved = files_convolve_head(net, names) && parameter.key() == kHeadWeight;
    state.emplace_back(file_name(net, names, parameter.key()),
                       convolved ? parameter.value().unsqueeze(-1).unsqueeze(-1) : parameter.value());
  }
  for (const auto& buffer : network.named_buffers()) {
    state.emplace_back(file_name(net, names, buffer.key()), buffer.value());
  }
  return state;
}

/// The type that LibTorch has for the element type of a file; nothing where it has none.
std::optional<at::ScalarType> scalar_type(const std::string& type) {
  static const std::map<std::string_view, at::ScalarType> types = {
      {"BOOL", at::kBool},
      {"U8", at::kByte},
      {"I8", at::kChar},
      {"I16", at::kShort},
      {"U16", at::kUInt16},
      {"I32", at::kInt},
      {"U32", at::kUInt32},
      {"I64", at::kLong},
      {"U64", at::kUInt64},
      {"F16", at::kHalf},
      {"BF16", at::kBFloat16},
      {"F32", at::kFloat},
      {"F64", at::kDouble},
      {"F8_E4M3", at::kFloat8_e4m3fn},
      {"F8_E5M2", at::kFloat8_e5m2},
  };
  const auto found = types.find(type);
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

/// True where the shapes agree, or the file has a number as a vector of one, as PyTorch before 0.4 wrote it.
bool same_shape(const TensorEntry& entry, const torch::Tensor& expected) {
  if (expected.sizes() == at::IntArrayRef(entry.shape)) return true;
  return expected.dim() == 0 && entry.shape == std::vector<int64_t>{1};
}

/// Reads one tensor as PyTorch's `load_state_dict` does: any element type is converted to that of `expected`.
torch::Tensor read_converted(const SafetensorsFile& file, const std::string& name, const TensorEntry& entry,
                             const torch::Tensor& expected, const std::string& cure) {
  if (!same_shape(entry, expected)) {
    fail(ErrorKind::kShapeMismatch, "'", file.path(), "': tensor '", name, "' has the shape ",
         at::IntArrayRef(entry.shape), ", expected ", expected.sizes(), cure);
  }
  const std::optional<at::ScalarType> type = scalar_type(entry.type);
  if (!type) {
    fail(ErrorKind::kDtypeMismatch, "'", file.path(), "': tensor '", name, "' has the element type ", entry.type,
         ", which cannot be converted to ", type_name(type_of(expected)), "; convert the file");
  }
  torch::Tensor value = at::empty(expected.sizes(), at::TensorOptions(*type));
  file.read(entry, value.mutable_data_ptr());
  return value.to(expected.scalar_type());
}

/// Weights that no network can compute with are those of a training that diverged, or of a damaged file.
void check_values(const SafetensorsFile& file, const std::string& name, const torch::Tensor& value) {
  if (!value.is_floating_point()) return;
  const int64_t bad = value.numel() - at::isfinite(value).sum().item<int64_t>();
  if (bad > 0) {
    fail(ErrorKind::kCorruptData, "'", file.path(), "': tensor '", name, "' holds ", bad,
         " NaN or infinite values (as float32) of ", value.numel(),
         ", expected finite ones; the network diverged or the file is damaged: take an earlier checkpoint");
  }
  if (name.ends_with("running_var") && value.numel() > 0 && value.min().item<float>() < 0) {
    fail(ErrorKind::kCorruptData, "'", file.path(), "': tensor '", name, "' holds the variance ",
         value.min().item<float>(), ", expected 0 or more; the file is damaged: take another checkpoint");
  }
}

/// The state of a network under the names that a file has, and the tensor of the file for each.
struct Match {
  NamedTensors state;
  FileNames names;
  NameMatch found;
};

/// Looks for the net's own names first, then for those of the others.
Match match_file(const SafetensorsFile& file, const Network& network, HeadWeights head) {
  const FileNames own = network.net().names;
  std::vector<FileNames> candidates = {own};
  for (size_t i = 0; i < kFileNames.size(); ++i) {
    if (static_cast<FileNames>(i) != own) candidates.push_back(static_cast<FileNames>(i));
  }
  for (const FileNames names : candidates) {
    NamedTensors state = state_of(network, names);
    NameFilter left_out;
    if (head == HeadWeights::kKept) {
      for (const char* part : {"weight", "bias"}) {
        left_out.insert(file_name(network.net(), names, std::string("head.2.") + part));
      }
      std::erase_if(state, [&](const auto& each) { return left_out.contains(each.first); });
    }
    if (std::optional<NameMatch> found = match_names(file, state, left_out)) return {std::move(state), names, *found};
  }
  refuse_names(file, network, state_of(network, own));
}

/// A head for another number of classes is the one difference that has a cure of its own.
void check_head(const SafetensorsFile& file, const Network& network, const Match& match) {
  const auto entry = match.found.entries.find(file_name(network.net(), match.names, kHeadWeight));
  const int64_t classes = network.options().classes;
  if (entry == match.found.entries.end() || entry->second->shape.empty()) return;
  const int64_t in_file = entry->second->shape.front();
  if (in_file != classes) {
    fail(ErrorKind::kShapeMismatch, "'", file.path(), "' classifies into ", in_file, " classes, the network into ",
         classes, "; load it without its head to start with a new one (--new-head), or build the network for ", in_file,
         " classes");
  }
}

/// What a load converted or left out, as a sentence; empty for a file of the network's own types and names.
std::string load_notice(const Network& network, const Match& match, HeadWeights head) {
  std::set<std::string> types;
  for (const auto& [name, tensor] : match.state) {
    const auto entry = match.found.entries.find(name);
    if (entry == match.found.entries.end()) continue;
    const char* own = type_name(type_of(tensor));
    if (entry->second->type != own) types.insert(entry->second->type + " to " + own);
  }
  std::string notice;
  const auto add = [&notice](const std::string& part) { notice += (notice.empty() ? "" : "; ") + part; };
  if (match.names != network.net().names) {
    add("names are those of " + std::string(kFileNames[static_cast<size_t>(match.names)]));
  }
  if (!types.empty()) {
    std::string list;
    for (const std::string& type : types) list += (list.empty() ? "" : ", ") + type;
    add("converted " + list);
  }
  if (match.found.counters_missing > 0) {
    add(std::to_string(match.found.counters_missing) + " counters num_batches_tracked are missing and count as 0");
  }
  if (!match.found.wrapper.empty()) add("names were taken without '" + match.found.wrapper + "'");
  if (head == HeadWeights::kKept) add("the head is new, for " + std::to_string(network.options().classes) + " classes");
  return notice;
}

/// The description of the images. Absent keys stand for those that files without them were for, CIFAR-10's, so that the
/// files of such networks are the same bytes as ever.
TensorMetadata image_metadata(const ImageDescription& images) {
  TensorMetadata metadata;
  const ImageDescription& absent = cifar10_images();
  const auto joined = [](const std::vector<float>& values) {
    std::string text;
    for (const float value : values) text += (text.empty() ? "" : " ") + number_text(value);
    return text;
  };
  const ImageShape& shape = images.shape;
  if (shape != absent.shape || images.mean != absent.mean || images.deviation != absent.deviation) {
    metadata = {
        {"reslab.image_shape",
         std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" + std::to_string(shape.width)},
        {"reslab.image_mean", joined(images.mean)},
        {"reslab.image_std", joined(images.deviation)},
    };
  }
  std::string names;
  for (const std::string& name : images.class_names) {
    if (!names.empty()) names += '\n';
    for (const char c : name) names += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
  }
  if (!names.empty()) metadata.emplace("reslab.class_names", names);
  return metadata;
}

}  // namespace

TensorMetadata network_metadata(const Network& network) {
  const NetworkOptions& options = network.options();
  std::string layers;
  for (const int64_t count : options.layers) layers += (layers.empty() ? "" : ",") + std::to_string(count);
  TensorMetadata metadata = {
      {"format", "pt"},
      {"reslab.version", RESLAB_VERSION},
      {"reslab.net", options.net},
      {"reslab.block", options.block_name},
      {"reslab.block_spec", canonical(network.net().blocks)},
      {"reslab.classes", std::to_string(options.classes)},
      {"reslab.base", std::to_string(options.base)},
      {"reslab.layers", layers},
      {"reslab.final_norm", options.final_norm.value_or(false) ? "true" : "false"},
      {"reslab.init", name_of(options.init)},
      {"reslab.seed", std::to_string(options.seed)},
  };
  metadata.merge(image_metadata(options.images));
  // The sizes of a family's net follow from what is above; another net may change in the table, or have no name at all.
  if (!read_net(options.net).of_family()) metadata["reslab.net_spec"] = canonical_net(options.net);
  return metadata;
}

void save_network(const Network& network, const std::string& path, std::optional<FileNames> names) {
  write_tensors(path, state_of(network, names.value_or(network.net().names)), network_metadata(network));
}

std::string load_network(Network& network, const std::string& path, HeadWeights head) {
  const SafetensorsFile file(path);
  const Match match = match_file(file, network, head);
  check_head(file, network, match);
  const std::string cure = other_network_hint(file, network);
  std::vector<torch::Tensor> values;
  values.reserve(match.state.size());
  for (const auto& [name, tensor] : match.state) {
    const auto entry = match.found.entries.find(name);
    values.push_back(entry == match.found.entries.end()
                         ? at::zeros(tensor.sizes(), at::TensorOptions(tensor.scalar_type()))
                         : read_converted(file, name, *entry->second, tensor, cure));
    check_values(file, name, values.back());
  }

  // Everything has been read and checked: nothing can fail from here on.
  const at::NoGradGuard no_grad;
  for (size_t i = 0; i < values.size(); ++i) torch::Tensor(match.state[i].second).copy_(values[i]);
  return load_notice(network, match, head);
}

uint64_t fingerprint(const Network& network) {
  uint64_t hash = 0;
  for (const auto& [name, tensor] : state_of(network, network.net().names)) {
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

torch::Tensor read_like(const SafetensorsFile& file, const std::string& name, const torch::Tensor& expected) {
  const TensorEntry& entry = file.tensors().at(name);
  const char* type = type_name(type_of(expected));
  if (entry.type != type) {
    fail(ErrorKind::kDtypeMismatch, "'", file.path(), "': tensor '", name, "' has the element type ", entry.type,
         ", expected ", type, "; convert the file");
  }
  if (expected.sizes() != at::IntArrayRef(entry.shape)) {
    fail(ErrorKind::kShapeMismatch, "'", file.path(), "': tensor '", name, "' has the shape ",
         at::IntArrayRef(entry.shape), ", expected ", expected.sizes());
  }
  torch::Tensor value = at::empty(entry.shape, at::TensorOptions(expected.scalar_type()));
  file.read(entry, value.mutable_data_ptr());
  return value;
}

}  // namespace reslab
