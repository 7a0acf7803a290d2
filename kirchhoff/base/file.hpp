// kirchhoff/base/file.hpp - bounded reading, atomic writing and where shipped data lies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace kirchhoff {

/// Reads a whole text file of at most `limit` bytes. Throws Error(Input) when it is missing, not a
/// regular file or larger; the message names the path and, when near, a file of a similar name.
[[nodiscard]] std::string read_text(const std::filesystem::path& path,
                                    std::size_t limit = std::size_t{16} << 20U);

/// Replaces a file as one step: writes beside it, flushes to disk, renames. Throws
/// Error(Environment) when the disk is full or the folder cannot be written; the old file stays.
void write_atomically(const std::filesystem::path& path, std::string_view bytes);

/// 128-bit XXH3 of the bytes as 32 hexadecimal digits: an identity, not a signature.
[[nodiscard]] std::string content_hash(std::string_view bytes);

/// The folder of shipped data (devices, networks, studies ...): $KIRCHHOFF_DATA, or
/// ../share/kirchhoff beside the program, or the source tree's data/. Throws Error(Environment).
[[nodiscard]] std::filesystem::path data_folder();

/// Absolute path of the running program.
[[nodiscard]] std::filesystem::path program_path();

}  // namespace kirchhoff
