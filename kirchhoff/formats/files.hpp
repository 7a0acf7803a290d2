// kirchhoff/formats/files.hpp - readers and writers of the product's files; they know no study.
//
// Names are found among the shipped files (data/devices, data/hardware, data/networks,
// data/calibration) or taken as paths when they end in .toml or contain a slash. Every reader throws
// Error(Input) with file:line, what was seen, what is allowed and the nearest name; it checks what
// it read with the owner's check_*().
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/activity.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/weights.hpp"

namespace kirchhoff::formats {

[[nodiscard]] hardware::Device load_device(const std::string& name_or_path);
[[nodiscard]] hardware::Hardware load_hardware(const std::string& name_or_path);
[[nodiscard]] cost::Calibration load_calibration(const std::string& name_or_path = "default");
[[nodiscard]] network::Network load_network(const std::string& name_or_path);
/// Stems of the shipped files of one folder below data/, sorted: "devices", "hardware", ...
[[nodiscard]] std::vector<std::string> shipped_names(const std::string& folder);

/// `key=value` of `estimate --set`, e.g. "adc_bits=5", "cell_bits=2", "device=pcm-nandakumar",
/// "clock_mhz=500": the keys of a hardware file. Throws Error(Usage or Input) with the nearest key.
void set_hardware_key(hardware::Hardware& hardware, const std::string& assignment);

/// A chip as the TOML that load_hardware reads back to an equal value.
[[nodiscard]] std::string hardware_toml(const hardware::Hardware& hardware);
/// A network as the TOML that load_network reads back to an equal graph, bits included.
[[nodiscard]] std::string network_toml(const network::Network& network);

/// Our own container: magic, version, JSON header, little-endian float32, XXH3 of the rest. Bounded
/// and overflow-checked. Reading a damaged file throws Error(Input) saying where.
[[nodiscard]] std::string weights_bytes(const network::Weights& weights);
[[nodiscard]] network::Weights weights_from_bytes(std::string_view bytes, const std::string& name);

/// ONNX (opset 13) of a trained network with float weights; bit widths, scales and `metadata` as
/// metadata_props. Returns the file's bytes.
[[nodiscard]] std::string onnx_bytes(const network::Network& network, const network::Weights& weights,
                                     const std::vector<std::pair<std::string, std::string>>& metadata);

[[nodiscard]] Json activity_json(const network::Activity& activity);
[[nodiscard]] network::Activity activity_from_json(const Json& json);
/// Exactly the keys of `estimate --json` in the architecture, layers and components included.
[[nodiscard]] Json cost_json(const cost::Cost& cost);

}  // namespace kirchhoff::formats
