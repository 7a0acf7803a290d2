// kirchhoff/validation/cimloop_table.hpp - published CiMLoop estimates of whole chips, row by row.
//
// In:    CSV: memory, voltage_v, rows, columns, ..., network, energy_j, latency_s, area_cm2
// Out:   CimloopTable: chips and figures, and what was assumed where a cell was empty
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/formats/csv.hpp"

namespace kirchhoff::validation {

enum class CimloopMemory { Rram, Sram };
[[nodiscard]] const std::string& cimloop_memory_name(CimloopMemory memory);  // "RRAM", "SRAM"

/// A chip of the search that was published.
struct CimloopChip {
  CimloopMemory memory = CimloopMemory::Sram;
  Voltage supply;     // of the macros; buffers and routers run at the node's own
  int cell_bits = 1;  // 1 to 8; SRAM 1
  Time cycle;         // one product of a vector
  int rows = 128;     // of one macro, which is one crossbar: 8 to 4096
  int columns = 128;  // 8 to 4096
  int macros_per_tile = 1, tiles_per_group = 1, groups_per_chip = 1;  // 1 to 4096
  int buffer_depth = 0;                                               // words of the global buffer
  double node_nm = 32.0;                                              // 3 to 130

  [[nodiscard]] double macros() const {
    return 1.0 * macros_per_tile * tiles_per_group * groups_per_chip;
  }
};

struct CimloopRow {
  CimloopChip chip;
  std::string network;    // shipped
  double energy_j = 0.0;  // of one image
  std::optional<double> latency_s, area_m2;
};

struct CimloopTable {
  std::vector<CimloopRow> rows;
  std::vector<std::string> assumptions;  // sentences, one per column
};

/// Reads the rows. Columns and cells that may be missing: cell_bits, cycle_s, global_buffer_depth,
/// node_nm (assumed, and said), latency_s and area_cm2 (not compared). Throws Error(Input) naming
/// the place for a column that is missing, with its nearest name, an unknown memory or network, or
/// a number out of its range.
[[nodiscard]] CimloopTable read_cimloop_table(const formats::CsvTable& table);

}  // namespace kirchhoff::validation
