// kirchhoff/train/detail/idx.hpp - one IDX file of unsigned bytes, gzip-compressed or plain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace kirchhoff::train::detail {

struct IdxHeader {
  std::vector<std::int64_t> sizes;  // one per dimension, each at least 1
  [[nodiscard]] std::int64_t byte_count() const;
};

struct IdxFile {
  IdxHeader header;
  std::vector<std::uint8_t> bytes;
};

/// Reads the header of a file of unsigned bytes with `dimensions` dimensions. Throws Error(Input)
/// naming file and byte: missing, no IDX, other type or dimensions, more than 1 GiB of values.
[[nodiscard]] IdxHeader read_idx_header(const std::filesystem::path& path, std::size_t dimensions);
/// Reads the whole file; truncated, damaged or too long files throw Error(Input) too.
[[nodiscard]] IdxFile read_idx(const std::filesystem::path& path, std::size_t dimensions);

}  // namespace kirchhoff::train::detail
