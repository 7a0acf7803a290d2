// kirchhoff/formats/device_writer.hpp - a device as the file that load_device reads.
#pragma once

#include <string>

#include "kirchhoff/hardware/device.hpp"

namespace kirchhoff::formats {

/// A device file that reads back to an equal device; every table bears the device's source.
[[nodiscard]] std::string device_file_text(const hardware::Device& device);

}  // namespace kirchhoff::formats
