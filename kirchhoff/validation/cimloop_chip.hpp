// kirchhoff/validation/cimloop_chip.hpp - our estimate of a chip that CiMLoop estimated.
//
// In:    CimloopChip, its components, our calibration, the network's layers
// Out:   energy, latency and area, by part
// Model: docs/models/cimloop_chip.md
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/validation/cimloop_components.hpp"
#include "kirchhoff/validation/cimloop_work.hpp"

namespace kirchhoff::validation {

enum class CimloopPart {
  Cells,       // reading: conduction of resistive cells; bit lines and current of SRAM cells
  WordLines,   // gates and wires of the lines
  Drivers,     // of the lines, with their input registers
  Converters,  // with their shift-adders in the area
  GlobalBuffer,
  Routers,
  TileBuffers,     // area only
  Writing,         // of weights into SRAM
  ExternalMemory,  // from which SRAM takes its weights
};
inline constexpr std::size_t cimloop_part_count = 9;
/// "cells", "word_lines", ...
[[nodiscard]] const std::string& cimloop_part_name(CimloopPart part);

struct CimloopEstimate {
  Energy energy;  // of one image, without leakage: the published energies have none
  Time latency;   // turns x cycle
  Area area;
  std::array<Energy, cimloop_part_count> energy_by_part{};
  std::array<Area, cimloop_part_count> area_by_part{};
};

/// Estimates. Pure, thread-safe, no allocation.
[[nodiscard]] CimloopEstimate estimate_cimloop_chip(const CimloopChip& chip,
                                                    const std::vector<CimloopLayer>& layers,
                                                    const CimloopComponents& components,
                                                    const cost::Calibration& calibration);

}  // namespace kirchhoff::validation
