// kirchhoff/spec/value.hpp - values read from TOML with the place where each one stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kirchhoff::spec {

/// A place in a file; prints as "study.toml:14". Line 0 means the whole file.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;
  [[nodiscard]] std::string text() const;
};

/// One TOML value. Dates are refused by parse_toml.
struct Value {
  using Array = std::vector<Value>;
  using Table = std::vector<std::pair<std::string, Value>>;  // in the file's order
  std::variant<bool, std::int64_t, double, std::string, Array, Table> content;
  Location location;

  /// The member of a table, or nullptr (also when this is no table).
  [[nodiscard]] const Value* find(std::string_view key) const;
  /// "a whole number", "a text", ...: what the user wrote, for messages.
  [[nodiscard]] std::string kind_name() const;
};

/// Reads a TOML document as one table. `name` is the file's name in messages. Bounded: 4 MiB of
/// text, 32 levels. Throws Error(Input) with line and column.
[[nodiscard]] Value parse_toml(std::string_view text, const std::string& name);

}  // namespace kirchhoff::spec
