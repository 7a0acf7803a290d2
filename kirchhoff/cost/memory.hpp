// kirchhoff/cost/memory.hpp - cost of on-chip memories: eDRAM, SRAM, gain cells, register files.
//
// In:    MemorySpec (kind and capacity), MemoryCalibration, a chip's node, clock and Scaling
// Out:   MemoryCost: energy per bit, access time, area, standby power, width of the interval
// Model: docs/models/memory.md
#pragma once

#include <span>
#include <string>

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::cost {

struct Calibration;
struct Scaling;

enum class MemoryKind {
  Edram,         // one transistor and a capacitor: the tiles' buffers, see buffer.hpp
  Sram,          // six transistors
  GainCell,      // two to four transistors of logic, refreshed
  RegisterFile,  // flip-flops and multiplexers
};
/// "edram", "sram", "gain-cell", "register-file".
[[nodiscard]] const std::string& memory_name(MemoryKind kind);
/// All names, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> memory_names();

/// Constants of [memory] in data/calibration/, at the reference node and supply. Each uncertainty
/// is the geometric standard deviation of energy and area.
struct MemoryCalibration {
  double edram_access_cycles = 0.0;
  double edram_uncertainty = 1.0;
  Energy sram_energy_per_bit;  // grows with (KiB / sram_reference_kib)^sram_energy_exponent
  double sram_reference_kib = 0.0, sram_energy_exponent = 0.0;
  double sram_cell_overhead = 0.0;  // area of the array over that of the node's densest cells
  Area sram_area_fixed;
  PowerDensity sram_leakage;
  double sram_uncertainty = 1.0;
  Energy gain_cell_energy_per_bit;  // grows with capacity as that of the SRAM
  double gain_cell_reference_kib = 0.0;
  Area gain_cell_area_per_bit;
  PowerDensity gain_cell_standby;  // leakage and refresh
  double gain_cell_uncertainty = 1.0;
  Energy register_file_energy_per_bit;
  Area register_file_area_per_bit;
  double register_file_uncertainty = 1.0;
};

/// Throws Error(Input) naming the first constant that is not above 0, or an uncertainty below 1.
void check_memory(const MemoryCalibration& memory);

struct MemorySpec {
  MemoryKind kind = MemoryKind::Edram;
  double kib = 32.0;      // 1/64 (16 bytes) to 65536
  int access_bits = 256;  // read or written at once: 1 to 4096
};

struct MemoryCost {
  Energy energy_per_bit;  // read or written
  Time access;            // from address to data
  Time per_bit;           // of a stream: whole accesses, one a cycle
  Area area;
  Power standby;             // leakage, and refresh where there is one
  double uncertainty = 1.0;  // geometric standard deviation of energy and area
};

/// One memory at a node and clock; `scaling` is scale_to() of the same node. Pure. Throws
/// Error(Input) naming the field of `spec` that is outside its range.
[[nodiscard]] MemoryCost memory_cost(const MemorySpec& spec, double node_nm, Frequency clock,
                                     const Calibration& calibration, const Scaling& scaling);

}  // namespace kirchhoff::cost
