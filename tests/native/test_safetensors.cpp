// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "catch.hpp"
#include "runtime/json.hpp"
#include "runtime/safetensors.hpp"
#include "support.hpp"
#include "train/checkpoint.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

/// A file with this header, padded as it is, and `data_bytes` zeros.
std::string file_with(const std::string& header, size_t data_bytes) {
  const uint64_t length = header.size();
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof(length));
  return bytes + header + std::string(data_bytes, '\0');
}

void require_refused(const std::string& bytes, ErrorKind kind, std::initializer_list<std::string> parts) {
  const TemporaryFolder folder;
  write_bytes(folder.file("x.safetensors"), bytes);
  require_error(kind, parts, [&] { SafetensorsFile(folder.file("x.safetensors")); });
}

void require_corrupt(const std::string& bytes, std::initializer_list<std::string> parts) {
  require_refused(bytes, ErrorKind::kCorruptData, parts);
}

constexpr std::array<float, 2> kA = {0.5f, -1.0f};
constexpr std::array<float, 3> kB = {1, 2, 3};
constexpr int64_t kCount = 7;

std::vector<TensorView> example() {
  return {{"b", TensorType::kFloat32, {1, 3}, kB.data()},
          {"a", TensorType::kFloat32, {2}, kA.data()},
          {"count", TensorType::kInt64, {}, &kCount}};
}

}  // namespace

TEST_CASE("A written file equals the reference implementation's byte for byte", "[safetensors]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("x.safetensors");
  write_safetensors(path, example(), {{"k", "v\"\xc3\xa9"}});

  // Made by safetensors.torch.save from the same tensors.
  const std::string header =
      "{\"__metadata__\":{\"k\":\"v\\\"\xc3\xa9\"},\"count\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
      "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]},"
      "\"b\":{\"dtype\":\"F32\",\"shape\":[1,3],\"data_offsets\":[16,28]}}   ";
  std::string expected = file_with(header, 0);
  expected.append(reinterpret_cast<const char*>(&kCount), 8);
  expected.append(reinterpret_cast<const char*>(kA.data()), 8);
  expected.append(reinterpret_cast<const char*>(kB.data()), 12);
  REQUIRE(read_bytes(path) == expected);
  REQUIRE(folder.entries() == 1);

  const SafetensorsFile file(path);
  REQUIRE(file.metadata() == TensorMetadata{{"k", "v\"\xc3\xa9"}});
  REQUIRE(file.tensors().size() == 3);
  std::array<float, 3> b{};
  file.read(file.tensors().at("b"), b.data());
  REQUIRE(b == kB);
  REQUIRE(file.tensors().at("b").shape == std::vector<int64_t>{1, 3});
}

TEST_CASE("A file of another kind is named for what it is, with a cure", "[safetensors]") {
  const TemporaryFolder folder;
  const auto require_named = [&](const std::string& name, const std::string& bytes,
                                 std::initializer_list<std::string> parts) {
    write_bytes(folder.file(name), bytes);
    require_error(ErrorKind::kCorruptData, parts, [&] { SafetensorsFile file(folder.file(name)); });
  };
  const auto zip = [](const std::string& entry) {
    std::string header("PK\x03\x04", 4);
    header.resize(30, '\0');
    header[26] = static_cast<char>(entry.size());
    return header + entry + std::string(100, 'x');
  };
  require_named("m.pt", zip("archive/data.pkl"),
                {"it is a file of torch.save; convert it with: python3", "m.pt' '", "m.safetensors'"});
  require_named("my model's.tar.pth", std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 14),
                {"before PyTorch 1.6", "my model'\\''s.tar.safetensors'"});
  require_named("p", std::string("\x80\x04\x95", 3) + std::string(20, '\0'), {"it is a Python pickle"});
  require_named("z", zip("weights.npy"), {"NumPy archive"});
  require_named("k", zip("metadata.json"), {"ZIP archive"});
  require_named("l", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", {"git lfs pull"});
  require_named("h", "\n <!DOCTYPE html><html><body>Not found</body></html>", {"it is a web page"});
  require_named("g", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00", 9), {"gunzip"});
  require_named("i", "{\n  \"metadata\": {},\n  \"weight_map\": {}\n}", {"index of a checkpoint in several shards"});
  require_named("5", "\x89HDF\r\n\x1a\n00000000", {"HDF5"});
  require_named("e", "", {"it has 0 bytes, expected at least 8"});
  require_named("t", "hello, world", {"is not a safetensors file: it declares a header of"});
}

TEST_CASE("Names without end are refused at once", "[safetensors]") {
  const TemporaryFolder folder;
  std::string header =
      "{\"" + std::string(4'000'000, 'a') + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
  for (int i = 0; i < 40'000; ++i) {
    header +=
        ",\"stage1.0.conv" + std::to_string(i) + ".weight\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
  }
  header += "}";
  const uint64_t length = header.size();
  write_bytes(folder.file("w"), std::string(reinterpret_cast<const char*>(&length), 8) + header);
  const auto network = small_network();
  require_error(ErrorKind::kInvalidArgument, {"... (4000000 bytes)"},
                [&] { load_network(*network, folder.file("w")); });
}

TEST_CASE("Files without tensors or metadata are whole files", "[safetensors]") {
  const TemporaryFolder folder;
  write_safetensors(folder.file("empty"), {}, {});
  REQUIRE(SafetensorsFile(folder.file("empty")).tensors().empty());
  write_bytes(folder.file("zero"), file_with(R"({"z":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]}})", 0));
  REQUIRE(SafetensorsFile(folder.file("zero")).tensors().at("z").bytes == 0);
  // Unknown type names are read, too; loading such tensors is a separate question.
  write_bytes(folder.file("half"), file_with(R"({"h":{"dtype":"BF16","shape":[3],"data_offsets":[0,6]}})", 6));
  REQUIRE(SafetensorsFile(folder.file("half")).tensors().at("h").type == "BF16");
}

TEST_CASE("A header with wrong values is corrupt data, not a crash", "[safetensors]") {
  require_corrupt("", {"0 bytes"});
  require_corrupt("1234567", {"7 bytes"});
  std::string lying = file_with("{}", 0);
  lying[7] = '\x7f';
  require_corrupt(lying, {"declares a header of 9151314442816847874 bytes", "only 2 bytes follow"});
  lying[7] = '\xff';
  require_corrupt(lying, {"declares a header of 18374686479671623682 bytes"});
  require_corrupt(file_with("", 0), {"does not begin with '{'"});
  require_corrupt(file_with(" {}", 0), {"does not begin with '{'"});
  require_corrupt(file_with("{}", 3), {"3 bytes after its last tensor"});
  require_corrupt(file_with(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})", 15),
                  {"truncated", "'a'", "16 bytes", "only 15"});
}

TEST_CASE("Shapes and byte ranges must agree", "[safetensors]") {
  require_corrupt(file_with(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,12]}})", 12),
                  {"'a' has 12 bytes", "F32 [4] takes 16"});
  require_corrupt(file_with(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0),
                  {"more than 2^63"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[4,2]}})", 8), {"[4,2]", "ascending"});
  require_corrupt(
      file_with(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[9223372036854775805,9223372036854775807]}})", 2),
      {"within the file"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 3), {"begins at data byte 1"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                            R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                            3),
                  {"'b' begins at data byte 1, expected 2", "overlaps"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}})", 2), {"a whole number"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[2.0],"data_offsets":[0,2]}})", 2), {"a whole number"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,2]}})", 2),
                  {"a whole number"});
  require_refused(file_with(R"({"a":{"dtype":"X9","shape":[2],"data_offsets":[0,2]}})", 2), ErrorKind::kUnsupported,
                  {"'a'", "'X9'"});
}

TEST_CASE("The header is strict JSON", "[safetensors]") {
  require_corrupt(file_with("{\"a\"", 0), {"header of", "byte 4", "expected ':'", "found the end"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"a":{}})", 1),
                  {"\"a\" comes twice"});
  require_corrupt(file_with(R"({"__metadata__":{"k":"1","k":"2"}})", 0), {"\"k\" comes twice"});
  require_corrupt(file_with(R"({"__metadata__":{"k":1}})", 0), {"expected a string"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[]}})", 0), {"'a' lacks"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[],"data_offsets":[0,1,2]}})", 1), {"'a' lacks"});
  require_corrupt(file_with(R"({"a":{"dtype":"U8","shape":[],"offsets":[0,1]}})", 1), {"not 'offsets'"});
  require_corrupt(file_with(R"({"a":[[[[[[[[]]]]]]]]})", 0), {"expected an object"});
  require_corrupt(file_with("{} x", 0), {"expected the end"});
  require_corrupt(file_with("{\"\xff\":{}}", 0), {"not UTF-8"});
  require_corrupt(file_with("{,}", 0), {"expected a string"});
}

TEST_CASE("JSON strings read back what they were", "[safetensors]") {
  const auto read = [](const std::string& json) { return JsonReader(json, "text").string(); };
  REQUIRE(read(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  REQUIRE(read(R"("\u0041\u00e9\u20AC\ud83d\ude00")") == "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  const std::string all = std::string("a\"\\\x01\x1f\n/", 7) + "\xc3\xa9\xf0\x9f\x98\x80";
  REQUIRE(read(json_quote(all)) == all);
  for (const char* bad :
       {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\u12g4")", R"("\u12")", R"("\x")", R"("open)", "\"\n\""}) {
    CAPTURE(bad);
    require_error(ErrorKind::kCorruptData, {"text"}, [&] { read(bad); });
  }
}

TEST_CASE("Malformed UTF-8 is detected", "[safetensors]") {
  for (const char* good : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    REQUIRE(is_utf8(good));
  }
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
    REQUIRE_FALSE(is_utf8(bad));
  }
}

TEST_CASE("Tensors that no reader would accept are not written", "[safetensors]") {
  const TemporaryFolder folder;
  const auto refused = [&](std::vector<TensorView> tensors, std::initializer_list<std::string> parts) {
    require_error(ErrorKind::kInvalidArgument, parts, [&] { write_safetensors(folder.file("x"), tensors, {}); });
    REQUIRE(folder.entries() == 0);
  };
  refused({{"", TensorType::kFloat32, {2}, kA.data()}}, {"tensor 0 is called ''"});
  refused({{"__metadata__", TensorType::kFloat32, {2}, kA.data()}}, {"__metadata__"});
  refused({{"\xff", TensorType::kFloat32, {2}, kA.data()}}, {"UTF-8"});
  refused({{"a", TensorType::kFloat32, {2}, kA.data()}, {"a", TensorType::kInt64, {}, &kCount}},
          {"two tensors", "'a'"});
  refused({{"a", TensorType::kFloat32, {-1}, kA.data()}}, {"[-1]"});
  refused({{"a", TensorType::kFloat32, {INT64_MAX, 2}, kA.data()}}, {"fit into memory"});
  refused({{"a", TensorType::kFloat32, {2}, nullptr}}, {"NULL"});
}
