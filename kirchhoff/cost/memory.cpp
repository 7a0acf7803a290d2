// kirchhoff/cost/memory.cpp - equations of on-chip memories.
#include "kirchhoff/cost/memory.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/buffer.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/links.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {
namespace {

constexpr double bits_per_kib = 8192.0;

void check_spec(const MemorySpec& spec) {
  require(spec.kib >= 1.0 / 64.0 && spec.kib <= 65536.0,
          "memory: {} KiB must be 1/64 to 65536; split larger ones", spec.kib);
  require(spec.access_bits >= 1 && spec.access_bits <= 4096,
          "memory: access_bits ({}) must be 1 to 4096", spec.access_bits);
}

// eq. 4: a NAND for each address bit, four for sensing and output, and the wire over one side.
Time array_access(double bits, Area area, double node_nm, const Calibration& calibration,
                  const Scaling& scaling) {
  constexpr double sensing_gates = 4.0;
  const GateDepth path = {.nands = std::ceil(std::log2(bits)) + sensing_gates, .xors = 0.0};
  return gate_delay(path, calibration.gates) * scaling.delay +
         repeated_wire_delay(metres(std::sqrt(area.si())), node_nm, calibration, scaling);
}

// eq. 1 and 2: longer lines cost more per access.
double capacity_growth(double kib, double reference_kib, const MemoryCalibration& memory) {
  return std::pow(kib / reference_kib, memory.sram_energy_exponent);
}

MemoryCost edram(const MemorySpec& spec, Frequency clock, const Calibration& calibration,
                 const Scaling& scaling) {
  const ComponentCost buffer = buffer_cost(spec.kib, clock, calibration, scaling);
  MemoryCost cost;
  cost.energy_per_bit = buffer.energy;
  cost.access = calibration.memory.edram_access_cycles / clock;
  cost.area = buffer.area;
  cost.standby = cost.area * calibration.buffer_leakage * scaling.leakage;
  cost.uncertainty = calibration.memory.edram_uncertainty;
  return cost;
}

MemoryCost sram(const MemorySpec& spec, double node_nm, const Calibration& calibration,
                const Scaling& scaling) {
  const MemoryCalibration& memory = calibration.memory;
  const double bits = spec.kib * bits_per_kib;
  const Area cell = square_metres(calibration.technology.sram_cell_area.at(node_nm));
  MemoryCost cost;
  cost.energy_per_bit = capacity_growth(spec.kib, memory.sram_reference_kib, memory) *
                        memory.sram_energy_per_bit * scaling.energy;
  // eq. 3: cells shrink as published cells do, the periphery as logic does.
  cost.area = bits * memory.sram_cell_overhead * cell + memory.sram_area_fixed * scaling.area;
  cost.access = array_access(bits, cost.area, node_nm, calibration, scaling);
  cost.standby = cost.area * memory.sram_leakage * scaling.leakage;
  cost.uncertainty = memory.sram_uncertainty;
  return cost;
}

MemoryCost gain_cell(const MemorySpec& spec, double node_nm, const Calibration& calibration,
                     const Scaling& scaling) {
  const MemoryCalibration& memory = calibration.memory;
  const double bits = spec.kib * bits_per_kib;
  MemoryCost cost;
  cost.energy_per_bit = capacity_growth(spec.kib, memory.gain_cell_reference_kib, memory) *
                        memory.gain_cell_energy_per_bit * scaling.energy;
  cost.area = bits * memory.gain_cell_area_per_bit * scaling.area;
  cost.access = array_access(bits, cost.area, node_nm, calibration, scaling);
  cost.standby = cost.area * memory.gain_cell_standby * scaling.leakage;
  cost.uncertainty = memory.gain_cell_uncertainty;
  return cost;
}

// eq. 5: flip-flops behind a tree of two-to-one multiplexers, one level for each address bit.
MemoryCost register_file(const MemorySpec& spec, const Calibration& calibration,
                         const Scaling& scaling) {
  const MemoryCalibration& memory = calibration.memory;
  const Voltage reference = calibration.reference_supply;
  const double bits = spec.kib * bits_per_kib;
  const double entries = std::ceil(bits / spec.access_bits);
  const double levels = entries > 1.0 ? std::ceil(std::log2(entries)) : 0.0;
  const GateCounts path = {.multiplexers = levels};
  const GateCounts switches = {.multiplexers = (entries - 1.0) * spec.access_bits};
  MemoryCost cost;
  cost.energy_per_bit = (memory.register_file_energy_per_bit +
                         gate_capacitance(path, calibration.gates) * reference * reference) *
                        scaling.energy;
  cost.area = (bits * memory.register_file_area_per_bit + gate_area(switches, calibration.gates)) *
              scaling.area;
  const GateDepth depth = {.nands = 1.0 + 2.0 * levels, .xors = 0.0};
  cost.access = gate_delay(depth, calibration.gates) * scaling.delay;
  cost.standby = cost.area * calibration.logic_leakage * scaling.leakage;
  cost.uncertainty = memory.register_file_uncertainty;
  return cost;
}

const std::array<std::string, 4>& names() {
  static const std::array<std::string, 4> all = {"edram", "sram", "gain-cell", "register-file"};
  return all;
}

MemoryCost of_kind(const MemorySpec& spec, double node_nm, Frequency clock,
                   const Calibration& calibration, const Scaling& scaling) {
  switch (spec.kind) {
    case MemoryKind::Edram: break;
    case MemoryKind::Sram: return sram(spec, node_nm, calibration, scaling);
    case MemoryKind::GainCell: return gain_cell(spec, node_nm, calibration, scaling);
    case MemoryKind::RegisterFile: return register_file(spec, calibration, scaling);
  }
  return edram(spec, clock, calibration, scaling);
}

}  // namespace

const std::string& memory_name(MemoryKind kind) { return names()[static_cast<std::size_t>(kind)]; }

std::span<const std::string> memory_names() { return names(); }

void check_memory(const MemoryCalibration& memory) {
  struct Constant {
    const char* name;
    double value;
    double low;
  };
  const std::array<Constant, 17> constants = {{
      {"edram_access_cycles", memory.edram_access_cycles, 0.0},
      {"edram_uncertainty", memory.edram_uncertainty, 1.0},
      {"sram_energy_per_bit_pj", memory.sram_energy_per_bit.si(), 0.0},
      {"sram_reference_kib", memory.sram_reference_kib, 0.0},
      {"sram_energy_exponent", memory.sram_energy_exponent, 0.0},
      {"sram_cell_overhead", memory.sram_cell_overhead, 1.0},
      {"sram_area_fixed_um2", memory.sram_area_fixed.si(), 0.0},
      {"sram_leakage_mw_per_mm2", memory.sram_leakage.si(), 0.0},
      {"sram_uncertainty", memory.sram_uncertainty, 1.0},
      {"gain_cell_energy_per_bit_pj", memory.gain_cell_energy_per_bit.si(), 0.0},
      {"gain_cell_reference_kib", memory.gain_cell_reference_kib, 0.0},
      {"gain_cell_area_per_bit_um2", memory.gain_cell_area_per_bit.si(), 0.0},
      {"gain_cell_standby_mw_per_mm2", memory.gain_cell_standby.si(), 0.0},
      {"gain_cell_uncertainty", memory.gain_cell_uncertainty, 1.0},
      {"register_file_energy_per_bit_pj", memory.register_file_energy_per_bit.si(), 0.0},
      {"register_file_area_per_bit_um2", memory.register_file_area_per_bit.si(), 0.0},
      {"register_file_uncertainty", memory.register_file_uncertainty, 1.0},
  }};
  for (const Constant& constant : constants) {
    const bool positive = constant.low > 0.0 || constant.value > 0.0;
    require(std::isfinite(constant.value) && constant.value >= constant.low && positive,
            "[memory]: {} must be {} {}", constant.name,
            constant.low > 0.0 ? "at least" : "greater than", constant.low);
  }
}

MemoryCost memory_cost(const MemorySpec& spec, double node_nm, Frequency clock,
                       const Calibration& calibration, const Scaling& scaling) {
  check_spec(spec);
  MemoryCost cost = of_kind(spec, node_nm, clock, calibration, scaling);
  cost.per_bit = 1.0 / (static_cast<double>(spec.access_bits) * clock);
  return cost;
}

}  // namespace kirchhoff::cost
