// kirchhoff/formats/detail/device_laws.hpp - the tables of a device file that only some devices
// have: programming_at, relaxation, variation, stuck, temperature, curve.
#pragma once

#include <string>

#include "kirchhoff/hardware/device.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::formats::detail {

/// Reads [slope, intercept, low, high]; anything else is a problem of the reader's.
void read_line(spec::TableReader& reader, std::string_view key, double (&line)[4]);
/// Reads the optional keys `<name>_from` and `<name>_above`: both or none.
void read_above(spec::TableReader& reader, const std::string& name, hardware::UpperLaw& above);
/// The two as TOML; "" where the device has no such law.
[[nodiscard]] std::string above_toml(const std::string& name, const hardware::UpperLaw& above);
/// "[1.0, 2.0]".
[[nodiscard]] std::string list_text(std::span<const double> values);

/// Reads the tables that are there; each needs a source.
void read_laws(spec::TableReader& reader, hardware::Device& device);
/// The tables of the laws that are on; "" for a device without any, so that its text and what is
/// computed from it stay as they were.
[[nodiscard]] std::string laws_toml(const hardware::Device& device, const std::string& prefix);

}  // namespace kirchhoff::formats::detail
