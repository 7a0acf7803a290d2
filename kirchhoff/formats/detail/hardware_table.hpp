// kirchhoff/formats/detail/hardware_table.hpp - reads and writes the keys of one table of a chip
// file: a whole chip, or what a die or one kind of macro has of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kirchhoff/formats/detail/hardware_fields.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"

namespace kirchhoff::formats::detail {

inline constexpr std::int64_t hardware_schema = 1;

/// Which keys of a chip a table holds.
enum class HardwareScope {
  Whole,  // all: a chip of one kind
  Die,    // those that are the same for all kinds of macros
  Kind,   // all others
};

/// Whether a key has one value for all kinds of macros: node, supply, clock, temperature, dataflow,
/// mapping.
[[nodiscard]] bool belongs_to_die(std::string_view key);

/// Reads the keys of this scope into `draft` and complains about those of the other; a device that
/// is a path stands beside the document. Factors are not read.
void read_hardware_table(spec::TableReader& reader, const Document& document, HardwareScope scope,
                         HardwareDraft& draft);

/// The keys of this scope as lines of TOML, without the device.
[[nodiscard]] std::string hardware_keys_toml(const hardware::Hardware& hardware,
                                             HardwareScope scope);

}  // namespace kirchhoff::formats::detail
