// kirchhoff/formats/detail/device_table.hpp - a device as a table, in its file or inside a chip's.
#pragma once

#include <string>

#include "kirchhoff/hardware/device.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::formats::detail {

/// Reads everything but `schema`; mistakes go to the reader's problems. The caller checks the
/// device with check_device when there are none.
[[nodiscard]] hardware::Device read_device(spec::TableReader& reader);

/// The device as TOML; `prefix` is "" or "device." and stands before the names of its tables.
[[nodiscard]] std::string device_toml(const hardware::Device& device, const std::string& prefix);

}  // namespace kirchhoff::formats::detail
