// kirchhoff/formats/detail/shipped_file.hpp - finds and parses the product's TOML files.
#pragma once

#include <filesystem>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::formats::detail {

/// Whether the user means a path: it ends in .toml or contains a slash.
[[nodiscard]] bool is_path(const std::string& name_or_path);

/// A parsed file and where it stands.
struct Document {
  std::filesystem::path path;
  spec::Value table;
};

/// Opens data/<folder>/<name>.toml, one in a folder directly below, or a path. Throws Error(Input)
/// with the nearest shipped name; `what` is the word for messages, e.g. "device".
[[nodiscard]] Document open_document(const std::string& folder, const std::string& what,
                                     const std::string& name_or_path);

/// Reads the required `source` of a table: no figure without one.
std::string read_source(spec::TableReader& reader);

/// Throws `error` again with the line of the first key of `table` that its message names, or the
/// line of the table itself.
[[noreturn]] void fail_at(const spec::Value& table, const Error& error);

}  // namespace kirchhoff::formats::detail
