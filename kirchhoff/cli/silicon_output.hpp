// kirchhoff/cli/silicon_output.hpp - how macros beside published figures are printed.
#pragma once

#include <optional>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/validation/silicon.hpp"

namespace kirchhoff::cli {

/// A figure as tables and JSON show it.
struct SiliconColumn {
  cost::MacroMetric metric;
  const char* key;
  double unit;  // SI value of 1
};
inline constexpr SiliconColumn silicon_columns[] = {
    {cost::MacroMetric::Energy, "energy_fj_per_1b_op", 1e-15},
    {cost::MacroMetric::Cycle, "cycle_ns", 1e-9},
    {cost::MacroMetric::Area, "area_mm2", 1e-6}};

/// What names a row: its id, or the chip and the id.
enum class RowLabel { Id, ChipAndId };

[[nodiscard]] Json optional_json(const std::optional<double>& value);
[[nodiscard]] Json row_json(const validation::SiliconRow& row,
                            const validation::SiliconPrediction& prediction);
void print_json(const validation::SiliconTable& table,
                const validation::SiliconComparison& comparison);
void print_rows(const validation::SiliconTable& table,
                const validation::SiliconComparison& comparison, RowLabel label);
void print_summaries(const validation::SiliconComparison& comparison);
void print_bars(const validation::SiliconComparison& comparison);

}  // namespace kirchhoff::cli
