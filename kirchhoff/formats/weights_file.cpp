// kirchhoff/formats/weights_file.cpp - our container of trained tensors.
//
// magic (8 bytes), version (4), header length (8), header (JSON: names and shapes), the values of
// all tensors as float32, then 32 hexadecimal digits: XXH3 of everything before. Little-endian.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

constexpr std::string_view magic = "KIRWGT\r\n";  // line ends show transfers in text mode
constexpr std::uint64_t newest_version = 1;
constexpr std::size_t version_bytes = 4;
constexpr std::size_t length_bytes = 8;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t header_start = magic.size() + version_bytes + length_bytes;
constexpr std::size_t longest_header = std::size_t{16} << 20U;
constexpr std::int64_t most_values = std::int64_t{1} << 31U;
constexpr std::size_t most_sides = 8;

void append_integer(std::string& bytes, std::uint64_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(value >> (8U * i)));
  }
}

std::uint64_t integer_at(std::string_view bytes, std::size_t offset, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = (value << 8U) | static_cast<unsigned char>(bytes[offset + i]);
  }
  return value;
}

std::string header_text(const network::Weights& weights) {
  Json tensors = Json::array();
  for (const network::Tensor& tensor : weights.tensors) {
    Json shape = Json::array();
    for (const std::int64_t side : tensor.shape) shape.push(side);
    tensors.push(Json::object({{"name", tensor.name}, {"shape", shape}}));
  }
  return Json::object({{"tensors", tensors}}).dump();
}

// The number of values of a shape; throws when a side is wrong or the product too large.
std::int64_t value_count(const network::Tensor& tensor, const std::string& name) {
  require(tensor.shape.size() <= most_sides, "{}: tensor \"{}\" has {} dimensions; at most {}",
          name, tensor.name, tensor.shape.size(), most_sides);
  std::int64_t count = 1;
  for (const std::int64_t side : tensor.shape) {
    require(side >= 1 && side <= most_values / count,
            "{}: tensor \"{}\" has an impossible shape (a side below 1 or more than 2^31 values)",
            name, tensor.name);
    count *= side;
  }
  return count;
}

void append_values(std::string& bytes, const network::Tensor& tensor) {
  for (const float value : tensor.values) {
    append_integer(bytes, std::bit_cast<std::uint32_t>(value), sizeof(float));
  }
}

network::Tensor tensor_of(const Json& json, const std::string& name) {
  network::Tensor tensor;
  tensor.name = json.at("name").as_string();
  for (const Json& side : json.at("shape").items()) tensor.shape.push_back(side.as_integer());
  (void)value_count(tensor, name);
  return tensor;
}

// Checks all that stands outside the header and the values; returns the header's length.
std::size_t checked_header_length(std::string_view bytes, const std::string& name) {
  require(bytes.size() >= header_start + hash_bytes && bytes.substr(0, magic.size()) == magic,
          "{}: byte 0: these are no weights of kirchhoff; they begin with KIRWGT", name);
  const std::uint64_t version = integer_at(bytes, magic.size(), version_bytes);
  require(version <= newest_version,
          "{}: byte {}: version {} is newer than this program reads (1 to {}); install a newer "
          "kirchhoff",
          name, magic.size(), version, newest_version);
  const std::size_t end = bytes.size() - hash_bytes;
  require(content_hash(bytes.substr(0, end)) == bytes.substr(end),
          "{}: byte {}: the check sum does not match; the file is damaged or cut off, export or "
          "train it again",
          name, end);
  require(version >= 1, "{}: byte {}: version 0 does not exist", name, magic.size());
  const std::uint64_t length = integer_at(bytes, magic.size() + version_bytes, length_bytes);
  require(length <= longest_header && length <= end - header_start,
          "{}: byte {}: the header's length ({}) exceeds the file", name,
          magic.size() + version_bytes, length);
  return static_cast<std::size_t>(length);
}

void read_values(network::Tensor& tensor, std::string_view bytes, std::size_t& offset,
                 const std::string& name) {
  const auto count = static_cast<std::size_t>(value_count(tensor, name));
  require(count <= (bytes.size() - offset) / sizeof(float),
          "{}: byte {}: tensor \"{}\" needs {} values, but only {} bytes are left", name, offset,
          tensor.name, count, bytes.size() - offset);
  tensor.values.resize(count);
  for (float& value : tensor.values) {
    const auto bits = static_cast<std::uint32_t>(integer_at(bytes, offset, sizeof(float)));
    value = std::bit_cast<float>(bits);
    offset += sizeof(float);
  }
}

}  // namespace

std::string weights_bytes(const network::Weights& weights) {
  const std::string header = header_text(weights);
  std::string bytes(magic);
  append_integer(bytes, newest_version, version_bytes);
  append_integer(bytes, header.size(), length_bytes);
  bytes += header;
  for (const network::Tensor& tensor : weights.tensors) {
    const std::int64_t count = value_count(tensor, "weights");
    require(static_cast<std::int64_t>(tensor.values.size()) == count,
            "weights: tensor \"{}\" holds {} values, but its shape needs {}", tensor.name,
            tensor.values.size(), count);
    append_values(bytes, tensor);
  }
  return bytes + content_hash(bytes);
}

network::Weights weights_from_bytes(std::string_view bytes, const std::string& name) {
  const std::size_t length = checked_header_length(bytes, name);
  const std::string_view body = bytes.substr(0, bytes.size() - hash_bytes);
  std::size_t offset = header_start + length;
  network::Weights weights;
  try {
    const Json header = Json::parse(body.substr(header_start, length), "the header");
    for (const Json& json : header.at("tensors").items()) {
      weights.tensors.push_back(tensor_of(json, name));
    }
  } catch (const Error& error) {
    throw error.during(fmt::format("reading the weights {}, byte {}", name, header_start));
  }
  for (network::Tensor& tensor : weights.tensors) read_values(tensor, body, offset, name);
  require(offset == body.size(), "{}: byte {}: {} bytes too many behind the last tensor", name,
          offset, body.size() - offset);
  return weights;
}

}  // namespace kirchhoff::formats
