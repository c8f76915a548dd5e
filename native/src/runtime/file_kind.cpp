// SPDX-License-Identifier: Apache-2.0
#include "runtime/file_kind.hpp"

#include <algorithm>
#include <array>

namespace reslab {
namespace {

using std::literals::string_view_literals::operator""sv;

/// A format, known by the bytes at the beginning of its files.
struct FileKind {
  std::string_view magic;
  std::string_view description;
  bool torch_save = false;  ///< the cure is its conversion
};

/// Before ZIP archives of other kinds, for which the first match counts.
constexpr std::array kKinds = {
    FileKind{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8"sv, "it is a file of torch.save (before PyTorch 1.6)",
             true},
    FileKind{"\x80\x02"sv, "it is a Python pickle", true},
    FileKind{"\x80\x03"sv, "it is a Python pickle", true},
    FileKind{"\x80\x04"sv, "it is a Python pickle", true},
    FileKind{"\x80\x05"sv, "it is a Python pickle", true},
    FileKind{"version https://git-lfs"sv,
             "it is the pointer to a file in Git LFS, not that file; fetch it with: git lfs pull"},
    FileKind{"<!DOCTYPE"sv, "it is a web page, not the file that it should have led to; download the file itself"},
    FileKind{"<!doctype"sv, "it is a web page, not the file that it should have led to; download the file itself"},
    FileKind{"<html"sv, "it is a web page, not the file that it should have led to; download the file itself"},
    FileKind{"<?xml"sv, "it is an XML document, as servers send instead of a file; download the file itself"},
    FileKind{"\x89HDF\r\n\x1a\n"sv, "it is an HDF5 file, as Keras writes; save its tensors with safetensors"},
    FileKind{"GGUF"sv, "it is a GGUF file; use the safetensors file that it was made from"},
    FileKind{"\x93NUMPY"sv, "it is a NumPy array; save the network's tensors, by name, with safetensors"},
    FileKind{"\x1f\x8b"sv, "it is compressed by gzip; unpack it with gunzip"},
    FileKind{"BZh"sv, "it is compressed by bzip2; unpack it with bunzip2"},
    FileKind{"\xfd\x37zXZ"sv, "it is compressed by xz; unpack it with unxz"},
    FileKind{"\x28\xb5\x2f\xfd"sv, "it is compressed by Zstandard; unpack it with unzstd"},
};

/// The name of the first file of a ZIP archive, or what can be seen of it; empty for other files.
std::string_view first_entry(std::string_view begin) {
  constexpr size_t kNameLength = 26;
  constexpr size_t kName = 30;
  if (!begin.starts_with("PK\x03\x04"sv) || begin.size() < kName) return {};
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(begin[i])); };
  return begin.substr(kName, byte(kNameLength) + 256 * byte(kNameLength + 1));
}

/// A word of a POSIX shell.
std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// The command that writes the tensors of a file of torch.save as a safetensors file.
std::string conversion(const std::string& path) {
  const size_t slash = path.rfind('/');
  const size_t dot = path.rfind('.');
  const bool has_extension = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
  const std::string target = path.substr(0, has_extension ? dot : path.size()) + ".safetensors";
  return "; convert it with: python3 -c \"import sys, torch; from safetensors.torch import save_file; d = "
         "torch.load(sys.argv[1], map_location='cpu', weights_only=True); d = d.get('state_dict', d.get('model', d)); "
         "save_file({k: v.clone().contiguous() for k, v in d.items()}, sys.argv[2])\" " +
         shell_quoted(path) + " " + shell_quoted(target);
}

}  // namespace

std::string describe_foreign(const std::string& path, std::string_view begin) {
  const std::string_view entry = first_entry(begin);
  if (entry.ends_with("/data.pkl")) return "it is a file of torch.save" + conversion(path);
  if (entry.ends_with(".npy")) return "it is a NumPy archive (.npz); save its arrays with safetensors.numpy.save_file";
  if (!entry.empty()) return "it is a ZIP archive; unpack it with unzip";
  const size_t text = std::min(begin.find_first_not_of("\xef\xbb\xbf \t\r\n"), begin.size());
  for (const FileKind& kind : kKinds) {
    if (!begin.starts_with(kind.magic) && !begin.substr(text).starts_with(kind.magic)) continue;
    return std::string(kind.description) + (kind.torch_save ? conversion(path) : std::string());
  }
  if (begin.substr(text).starts_with('{') && begin.find("\"weight_map\"") != std::string_view::npos) {
    return "it is the index of a checkpoint in several shards; join them into one safetensors file";
  }
  return {};
}

}  // namespace reslab
