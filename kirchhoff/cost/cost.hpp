// kirchhoff/cost/cost.hpp - energy, latency, area and power of a mapped network, explained.
//
// In:    Network, Mapping, Hardware, Activity, Calibration
// Out:   Cost: totals that are the sums of their layers and of their components
// Model: docs/models/, one page per component
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/activity.hpp"

namespace kirchhoff::cost {

enum class Component {
  Cells,         // the crossbars' cells
  Drivers,       // word lines and DACs
  Multiplexers,  // column multiplexers
  Converters,
  ShiftAdd,  // digital recombination of steps, slices and chunks
  Buffers,
  Interconnect,
  DigitalUnits,  // affine transform, activation, pooling, addition
  External,      // maps and sums that do not fit the buffers: memory outside the chip
  Reload,        // weights that are written for every image, from outside or from the buffers
  Leakage,
  WhiteSpace,  // area that nothing fills
};
inline constexpr std::size_t component_count = 12;
/// "cells", "drivers", ...: the names in JSON.
[[nodiscard]] const std::string& component_name(Component component);

/// What sets the stage period of a pipeline: its slowest layer, or what all layers share.
enum class StageLimit { Layer, Buffers, Interconnect, External };
/// "layer", "buffers", "interconnect", "external_memory".
[[nodiscard]] const std::string& stage_limit_name(StageLimit limit);

/// Energy and latency are per image; latency is the share of the critical path.
struct ComponentTotal {
  Energy energy;
  Time latency;
  Area area;
};

struct LayerCost {
  std::string name;
  std::size_t node = 0;
  int kind = 0;  // of the chip's macros
  Energy energy;
  Time latency;       // its share of the critical path of one image
  Time stage_period;  // time it needs per image; the slowest layer sets the chip's stage period
  std::int64_t crossbars = 0;
  int copies = 1;
  double utilisation = 0.0;
  double converter_shortfall_bits =
      0.0;  // that the converter lacks for its largest chunk's full range
  std::array<Energy, component_count> energy_by_component{};
  std::array<Time, component_count> latency_by_component{};
  std::array<Time, component_count> time_by_component{};  // of its stage period
};

/// One kind of macro of a chip that has several. Kinds sum to the chip's totals.
struct KindCost {
  std::string name;
  std::int64_t layers = 0;  // that sit on it
  mapping::Places places;
  Energy energy;  // of its layers, per image
  Area area;      // with its share of white space
  Power leakage;  // while all of it is powered
  std::array<Area, component_count> area_by_component{};
};

struct Cost {
  Energy energy;  // per image
  Time latency;   // of one image through the chip
  // Between two results: the slowest stage or what a shared part needs (pipelined), or the latency
  // (sequential).
  Time stage_period;
  StageLimit stage_limit = StageLimit::Layer;
  Area area;
  Power leakage;
  Power power;  // energy / stage_period
  std::int64_t macs = 0, parameters = 0;
  // 2 MACs x all cells busy that may be at the same time (sequential: of the fastest layer alone),
  // at the layers' bits.
  double peak_operations_per_s = 0.0;
  std::array<ComponentTotal, component_count> components{};
  std::vector<LayerCost> layers;
  std::vector<KindCost> kinds;  // empty for a chip of one kind
  std::string activity_source;
  std::vector<std::string> notes;  // what a reader must know beside the figures; often empty
};

/// Estimates. Pure, thread-safe; below a millisecond for ResNet18. All figures finite and
/// non-negative; layers and components each sum to the totals. Hardware and calibration are checked
/// values. Throws Error(Input) when `mapping` or `activity` belongs to another network.
[[nodiscard]] Cost estimate(const network::Network& network, const mapping::Mapping& mapping,
                            const hardware::Hardware& hardware, const network::Activity& activity,
                            const Calibration& calibration);

/// The same of a chip with several kinds of macros, one Hardware each (see hardware::Chip): each
/// layer costs what it costs on the kind that the mapping names.
[[nodiscard]] Cost estimate(const network::Network& network, const mapping::Mapping& mapping,
                            std::span<const hardware::Hardware> kinds,
                            const network::Activity& activity, const Calibration& calibration);

/// One law of physics that a design breaks: which figure, by how much. Empty when all hold: power
/// density, peak operations per area, converter range against rows x cell bits, energies that
/// thermal noise does not allow, figures that are no valid numbers. `value` and `limit` are finite,
/// differ, and `limit` is above 0: |value - limit| / limit measures how far off a design is.
struct PhysicsFinding {
  std::string figure;  // "power_density_w_per_mm2"
  double value = 0.0;
  double limit = 0.0;
  std::string message;  // one sentence
};
[[nodiscard]] std::vector<PhysicsFinding> check_physics(const Cost& cost,
                                                        const hardware::Hardware& hardware,
                                                        const Calibration& calibration);
/// The same of a chip with several kinds of macros: what belongs to a kind is checked for each that
/// holds a layer.
[[nodiscard]] std::vector<PhysicsFinding> check_physics(const Cost& cost,
                                                        std::span<const hardware::Hardware> kinds,
                                                        const Calibration& calibration);

}  // namespace kirchhoff::cost
