// kirchhoff/hardware/hardware.hpp - a chip: device, crossbar, converters, tiles, clock.
#pragma once

#include <compare>
#include <map>
#include <span>
#include <string>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/adder_tree_kind.hpp"
#include "kirchhoff/hardware/device.hpp"
#include "kirchhoff/hardware/macro_circuits.hpp"
#include "kirchhoff/hardware/periphery.hpp"

namespace kirchhoff::hardware {

/// Immutable geometry of one crossbar. Whoever holds one may assume it is valid.
class CrossbarShape {
 public:
  struct Fields {
    int rows = 128;           // 8 to 4096
    int columns = 128;        // 8 to 4096
    int active_rows = 128;    // rows read at once: 1 to rows
    int columns_per_adc = 8;  // columns that take turns on one converter: divides columns
    friend auto operator<=>(const Fields&, const Fields&) = default;
  };
  /// Throws Error(Input) naming the first field that breaks a rule and what would be allowed.
  explicit CrossbarShape(Fields fields);
  [[nodiscard]] int rows() const noexcept { return fields_.rows; }
  [[nodiscard]] int columns() const noexcept { return fields_.columns; }
  [[nodiscard]] int active_rows() const noexcept { return fields_.active_rows; }
  [[nodiscard]] int columns_per_adc() const noexcept { return fields_.columns_per_adc; }
  [[nodiscard]] int adc_count() const noexcept { return fields_.columns / fields_.columns_per_adc; }
  friend auto operator<=>(const CrossbarShape&, const CrossbarShape&) = default;

 private:
  Fields fields_;
};

/// What happens in which order.
enum class Dataflow {
  Pipelined,   // every layer works on another image; copies of early layers balance the stages
  Sequential,  // one layer after the other; the periphery of idle crossbars is power-gated
};
[[nodiscard]] const std::string& dataflow_name(Dataflow dataflow);  // "pipelined", "sequential"

/// Corrections of the cost model for one chip that was measured; a name that is absent means 1.
struct Factors {
  std::string source;                    // what they were fitted to
  std::map<std::string, double> values;  // by the names of cost/factors.hpp: "energy_converters"
  friend bool operator==(const Factors&, const Factors&) = default;
};

/// How layers are laid over crossbars: as described in docs/models/mapping.md, or searched.
enum class MappingRule { Fixed, LeastEnergy, LeastLatency, LeastEnergyDelay };
/// "fixed", "least-energy", "least-latency", "least-energy-delay".
[[nodiscard]] const std::string& mapping_rule_name(MappingRule rule);

/// How the weights of a device of pairs become levels. A crossbar of Offset has one reference
/// column of cells at g_min, which is subtracted ahead of its converters; the inputs' sum times
/// 2^(weight_bits-1) is subtracted after them, in integers.
enum class WeightMapping {
  Differential,  // as the device's encoding says; of a pair one cell stays at level 0
  TwoSided,      // both cells of a pair share the weight, on either side of the middle level
  Offset,        // one cell per slice of w + 2^(weight_bits-1)
};
/// "differential", "two-sided", "offset".
[[nodiscard]] std::span<const std::string> weight_mapping_names();

/// A chip with one kind of macro. Weights are stationary: every weight has its own cell.
struct Hardware {
  std::string name;
  Device device;
  double node_nm = 32.0;  // 7 to 180
  Voltage supply = volts(0.9);
  Frequency clock = megahertz(200.0);  // of the digital part: 1 MHz to 5 GHz
  int cell_bits = 1;                   // 1 to device.max_cell_bits
  CrossbarShape crossbar{CrossbarShape::Fields{}};
  int adc_bits = 6;                                   // 1 to 12, successive approximation
  int dac_bits = 1;                                   // 1 to 8: input bits applied per step
  AdderTreeKind adders = AdderTreeKind::RippleCarry;  // of a device that sums by adder trees
  int crossbars_per_macro = 1;
  int macros_per_tile =
      8;                // 1 to 256; one macro is one crossbar with its own drivers and converters
  int buffer_kib = 32;  // input and output buffer of one tile: 1 to 4096
  int max_copies = 1;   // duplication of a layer's weights, at most: 1 to 64
  int tile_count = 0;   // 0: as many as the network needs; else weights that do not fit take turns
  Dataflow dataflow = Dataflow::Pipelined;
  MappingRule mapping_rule = MappingRule::Fixed;
  Periphery periphery;
  Factors factors;  // none, unless the chip was calibrated
  WeightMapping weight_mapping = WeightMapping::Differential;
  MacroCircuits macro;
};

/// Throws Error(Input) naming the first field outside its range.
void check_hardware(const Hardware& hardware);

/// From one refresh of a row of cells to the next; 0 for cells that keep their weights.
[[nodiscard]] Time refresh_period(const Hardware& hardware);
/// The share of that period in which a crossbar is refreshed, each row in two cycles: read, write.
[[nodiscard]] double refresh_share(const Hardware& hardware);

/// How this chip's weights become cells: its device's encoding, or Offset where it says so.
[[nodiscard]] Encoding weight_encoding(const Hardware& hardware);
/// Cells per weight slice and levels: number of slices of a weight of `bits` bits.
/// DifferentialPair: ceil((bits - 1) / cell_bits); else ceil(bits / cell_bits), for TwosComplement
/// with cell_bits 1 only.
[[nodiscard]] int slice_count(const Hardware& hardware, int weight_bits);
/// Columns of cells per weight: slices x 2 (pair) or slices (two's complement, offset).
[[nodiscard]] int columns_per_weight(const Hardware& hardware, int weight_bits);
/// Input steps for `activation_bits`, 1 to 9 (network::Node::input_bits): ceil(activation_bits /
/// dac_bits).
[[nodiscard]] int step_count(const Hardware& hardware, int activation_bits);

}  // namespace kirchhoff::hardware
