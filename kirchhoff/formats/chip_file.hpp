// kirchhoff/formats/chip_file.hpp - chips of one or several kinds of macros: files and keys.
//
// A chip file without [[kind]] tables is one kind (formats/files.hpp). With them the keys above the
// first are those of the die; each [[kind]] has a name, a source, the other keys of a chip, and
// optionally `layers`: names of layers that always sit on it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/hardware/chip.hpp"

namespace kirchhoff::formats {

/// By name or path, as load_hardware(). A chip with [[kind]] tables may place products of two
/// activations in crossbars. Throws Error(Input) with file:line.
[[nodiscard]] hardware::Chip load_chip(const std::string& name_or_path);

/// "key=value" for a key of the die, or of the only kind; "kind.key=value" for that of a kind;
/// "kind.layers=first,block*" replaces what it always holds ("none": nothing). Checked as a whole
/// after the last; the chip stays as it was when that fails. Throws Error(Usage) for an unknown key
/// or kind, with the nearest, and for a key that does not say which kind; Error(Input) for a value
/// out of range.
void set_chip_keys(hardware::Chip& chip, std::span<const std::string> assignments);

/// Names of layers as one text, "first,block*": what always sits on a kind. None for "" and "none";
/// nullopt when one of the names is empty.
[[nodiscard]] std::optional<std::vector<std::string>> layer_names(const std::string& list);

/// A chip as the TOML that load_chip reads back to an equal value.
[[nodiscard]] std::string chip_toml(const hardware::Chip& chip);

}  // namespace kirchhoff::formats
