// kirchhoff/validation/silicon_rows.hpp - a table of published macros as designs and outcomes.
//
// In:    CSV with the columns of the reference file macros.csv; any of them may be missing
// Out:   SiliconRow: a design, what was published of it, what had to be assumed
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/hardware/macro_design.hpp"

namespace kirchhoff::validation {

struct SiliconRow {
  std::string id;
  std::string chip;     // rows of one chip share it; the id where the table names none
  std::string family;   // as the table says: "analog", "digital", "envm"
  std::string scope;    // "macro" or "processor"
  int chip_number = 0;  // counts chips from 0 in the order of the table
  hardware::MacroDesign design;
  /// Energy in J per operation of 1 bit, cycle in s, area in m2; empty where none is published.
  std::array<std::optional<double>, cost::macro_metric_count> published;
  /// Outcomes that the table excludes from scores.
  std::array<bool, cost::macro_metric_count> excluded{};
  std::vector<std::string> assumed;  // "n_adc = cols / weight_bits = 16"

  [[nodiscard]] bool is_macro() const { return scope == "macro"; }
  [[nodiscard]] bool is_scored(cost::MacroMetric metric) const {
    const auto index = static_cast<std::size_t>(metric);
    return published[index].has_value() && !excluded[index];
  }
};

struct SiliconTable {
  std::vector<SiliconRow> rows;
  std::vector<std::string> skipped;  // "uiuc-44-1 (macros.csv:61): dot_len is missing"
};

/// Reads every row that has at least tech_nm and dot_len. Predictions may read only the inputs:
/// the columns from tech_nm to vdd_v, and family. Throws Error(Input) with file:line for text in a
/// number or a value outside its range.
[[nodiscard]] SiliconTable read_silicon(const formats::CsvTable& table);

}  // namespace kirchhoff::validation
