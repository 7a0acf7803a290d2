// kirchhoff/formats/files.hpp - readers and writers of the product's files; they know no study.
//
// Names are found among the shipped files (data/devices, data/hardware, data/networks,
// data/calibration) or taken as paths when they end in .toml or contain a slash. Every reader
// throws Error(Input) with file:line, what was seen, what is allowed and the nearest name; it
// checks what it read with the owner's check_*().
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cost/breakdown.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/activity.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/weights.hpp"

namespace kirchhoff::formats {

/// `name_or_path` as a file in `folder` means it: a relative path is looked for in `folder` first
/// and where the program runs otherwise; names and absolute paths stay what they are.
[[nodiscard]] std::string found_beside(const std::string& name_or_path,
                                       const std::filesystem::path& folder);

[[nodiscard]] hardware::Device load_device(const std::string& name_or_path);
[[nodiscard]] hardware::Hardware load_hardware(const std::string& name_or_path);
/// With the nodes of data/technology/.
[[nodiscard]] cost::Calibration load_calibration(const std::string& name_or_path = "default");
/// A path that ends in .csv is a table of layers, one a row: named columns (height, width,
/// channels, kernel, outputs; stride, padding, groups, pool, name, kind, weight_bits and
/// activation_bits where they differ from what is usual), or without a header H, W, C, Kh, Kw, N,
/// pool, stride. What had to be assumed stands in Network::assumptions().
[[nodiscard]] network::Network load_network(const std::string& name_or_path);
/// Stems of the shipped files of one folder below data/, sorted: "devices", "hardware", ...
[[nodiscard]] std::vector<std::string> shipped_names(const std::string& folder);

/// A key of a hardware file and of `estimate --set`: one table for reader, messages and reference.
struct HardwareKey {
  std::string key;          // "clock_mhz": the unit is in the name
  std::string range;        // "1 to 5000", "pipelined or sequential", ...
  std::string description;  // one sentence
};
/// In the order of the file.
[[nodiscard]] std::span<const HardwareKey> hardware_keys();

/// `key=value` of `estimate --set`, e.g. "adc_bits=5", "cell_bits=2", "device=pcm-nandakumar",
/// "clock_mhz=500": the keys of a hardware file. Throws Error(Usage) for an unknown key, with the
/// nearest one, or a value of the wrong form; Error(Input) for a value out of range. The chip is
/// checked as a whole afterwards and stays as it was when that fails.
void set_hardware_key(hardware::Hardware& hardware, const std::string& assignment);
/// Several at once, checked as a whole after the last one, so their order does not matter.
void set_hardware_keys(hardware::Hardware& hardware, std::span<const std::string> assignments);

/// A chip as the TOML that load_hardware reads back to an equal value; its device stands inside.
[[nodiscard]] std::string hardware_toml(const hardware::Hardware& hardware);
/// A network as the TOML that load_network reads back to an equal graph, bits included. Fields that
/// its operator does not use are not written.
[[nodiscard]] std::string network_toml(const network::Network& network);

/// Our own container: magic, version, length and text of a JSON header, little-endian float32 of
/// all tensors, XXH3 of all before it. Bounded and overflow-checked. Reading a damaged file throws
/// Error(Input) saying where.
[[nodiscard]] std::string weights_bytes(const network::Weights& weights);
[[nodiscard]] network::Weights weights_from_bytes(std::string_view bytes, const std::string& name);

/// ONNX (opset 13) of a trained network with float weights, nodes and tensors under our names; bit
/// widths, scales and `metadata` as metadata_props. Returns the file's bytes. Throws Error(Input)
/// when the weights do not fit the network or exceed the 2 GiB of a protobuf file, or when the
/// writer does not know a node yet (norms of their own, attention).
[[nodiscard]] std::string onnx_bytes(
    const network::Network& network, const network::Weights& weights,
    const std::vector<std::pair<std::string, std::string>>& metadata);

/// Statistics that were not measured are left out, and may be missing in what is read.
[[nodiscard]] Json activity_json(const network::Activity& activity);
/// Throws Error(Input) for a newer schema, a missing key, a share outside 0..1 or a count below 0.
[[nodiscard]] network::Activity activity_from_json(const Json& json);
/// An activity file for `estimate --activity`: the JSON above, checked against the network. Throws
/// Error(Input) naming the file, the layer and what is due.
[[nodiscard]] network::Activity load_activity(const std::string& path,
                                              const network::Network& network);
/// Exactly the keys of `estimate --json` in the architecture, layers and components included.
[[nodiscard]] Json cost_json(const cost::Cost& cost);
/// The same and all rates, shares and matrices: what `estimate --json` prints.
[[nodiscard]] Json explained_cost_json(const cost::Cost& cost, const cost::Breakdown& breakdown);

}  // namespace kirchhoff::formats
