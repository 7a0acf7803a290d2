// kirchhoff/cost/links.cpp - equations of wires, trees, buses and links.
#include "kirchhoff/cost/links.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/interconnect.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {
namespace {

int ceil_log2(int count) { return std::bit_width(static_cast<unsigned>(count - 1)); }

// A branching of the grid along one side: all branches reach over (side / 2) x (1 - 1 / parts).
struct Branching {
  int levels;
  Length reach;  // from the centre to a unit's centre
};
Branching branching(int parts, Length unit) {
  const int levels = ceil_log2(parts);
  const double whole = std::exp2(levels);
  return {levels, 0.5 * (whole - 1.0) * unit};
}

}  // namespace

void check_links(const LinkCalibration& links) {
  struct Constant {
    const char* name;
    double value;
    double low;
  };
  const std::array<Constant, 9> constants = {{
      {"bus_area_per_bit_um2", links.bus_area_per_bit.si(), 0.0},
      {"wire_uncertainty", links.wire_uncertainty, 1.0},
      {"chip_link_energy_per_bit_pj", links.chip_link_energy_per_bit.si(), 0.0},
      {"chip_link_bits_per_s", links.chip_link_bits_per_s, 0.0},
      {"chip_link_area_um2", links.chip_link_area.si(), 0.0},
      {"chip_link_uncertainty", links.chip_link_uncertainty, 1.0},
      {"dram_energy_low_pj", links.dram_energy_low.si(), 0.0},
      {"dram_energy_high_pj", links.dram_energy_high.si(), 0.0},
      {"dram_uncertainty", links.dram_uncertainty, 1.0},
  }};
  for (const Constant& constant : constants) {
    const bool positive = constant.low > 0.0 || constant.value > 0.0;
    require(std::isfinite(constant.value) && constant.value >= constant.low && positive,
            "[links]: {} must be {} {}", constant.name,
            constant.low > 0.0 ? "at least" : "greater than", constant.low);
  }
  require(links.dram_energy_low <= links.dram_energy_high,
          "[links]: dram_energy_low_pj must not exceed dram_energy_high_pj");
}

Time repeated_wire_delay(Length length, double node_nm, const Calibration& calibration,
                         const Scaling& scaling) {
  constexpr double repeated = 1.67;
  const Time gate = calibration.gates.nand_delay * scaling.delay;
  // Ohms and farads of one metre, multiplied: seconds of one square metre.
  const double wire = calibration.technology.wire_resistance.at(node_nm) *
                      calibration.wire_per_metre_capacitance.si();
  return seconds(repeated * std::sqrt(gate.si() * wire) * length.si());  // eq. 1
}

HTree h_tree(int rows, int columns, Length width, Length height) {
  KIRCHHOFF_ASSERT(rows >= 1 && columns >= 1);
  const Branching across = branching(columns, width);
  const Branching along = branching(rows, height);
  HTree tree;
  tree.stages = 2 * std::max(across.levels, along.levels) + 1;  // eq. 2
  tree.path = across.reach + along.reach;                       // eq. 3
  // eq. 4: level i of a side splits every branch so far in two, each half as long as the one
  // before.
  Length arm_across = 0.25 * std::exp2(across.levels) * width;
  Length arm_along = 0.25 * std::exp2(along.levels) * height;
  double ends = 1.0;
  for (int level = 0; level < std::max(across.levels, along.levels); ++level) {
    if (level < across.levels) {
      ends *= 2.0;
      tree.total += ends * arm_across;
      arm_across = 0.5 * arm_across;
    }
    if (level < along.levels) {
      ends *= 2.0;
      tree.total += ends * arm_along;
      arm_along = 0.5 * arm_along;
    }
  }
  return tree;
}

ComponentCost h_tree_cost(const HTree& tree, Delivery delivery, int bits, double node_nm,
                          Voltage supply, const Calibration& calibration, const Scaling& scaling) {
  const Length charged = delivery == Delivery::AllUnits ? tree.total : tree.path;
  const Time stages = tree.stages * (calibration.gates.nand_delay * scaling.delay);
  return {
      .energy = wire_energy(charged, supply, calibration),
      .latency = stages + repeated_wire_delay(tree.path, node_nm, calibration, scaling),  // eq. 5
      .area = (static_cast<double>(bits) * tree.stages) * calibration.links.bus_area_per_bit *
              scaling.area,
  };
}

ComponentCost bus_cost(Length length, int units, int bits, double node_nm, Voltage supply,
                       const Calibration& calibration, const Scaling& scaling) {
  const Voltage reference = calibration.reference_supply;
  // eq. 6: random data charge wire and inputs on one bit in four.
  const Energy inputs = 0.25 * units * calibration.gates.nand_capacitance * reference * reference;
  return {
      .energy = wire_energy(length, supply, calibration) + inputs * scaling.energy,
      .latency = repeated_wire_delay(length, node_nm, calibration, scaling),
      .area = static_cast<double>(bits) * calibration.links.bus_area_per_bit * scaling.area,
  };
}

double mean_mesh_hops(std::int64_t tiles) {
  if (tiles <= 1) return 0.0;
  const double side = std::sqrt(static_cast<double>(tiles));
  return 2.0 / 3.0 * (side - 1.0 / side);  // eq. 7
}

ComponentCost chip_link_cost(const Calibration& calibration) {
  const LinkCalibration& links = calibration.links;
  return {
      .energy = links.chip_link_energy_per_bit,
      .latency = seconds(1.0 / links.chip_link_bits_per_s),
      .area = links.chip_link_area,
  };
}

Energy dram_energy(DramFigure figure, const Calibration& calibration) {
  const LinkCalibration& links = calibration.links;
  switch (figure) {
    case DramFigure::Low: return links.dram_energy_low;
    case DramFigure::High: return links.dram_energy_high;
    case DramFigure::Middle: break;
  }
  return joules(std::sqrt(links.dram_energy_low.si() * links.dram_energy_high.si()));
}

}  // namespace kirchhoff::cost
