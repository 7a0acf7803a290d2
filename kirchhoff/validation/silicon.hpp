// kirchhoff/validation/silicon.hpp - the macro model beside published chips.
//
// In:    SiliconTable, MacroConstants
// Out:   SiliconComparison: every row's prediction with its interval; summaries by family, with the
//        null model beside them
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/cost/macro.hpp"
#include "kirchhoff/validation/comparison.hpp"
#include "kirchhoff/validation/silicon_rows.hpp"

namespace kirchhoff::validation {

struct SiliconPrediction {
  std::array<cost::Interval, cost::macro_metric_count> figures;  // SI, as SiliconRow::published
  std::array<std::optional<double>, cost::macro_metric_count> null_model;
};

/// Of the chips of one family and metric that are scored.
struct SiliconSummary {
  std::string family;  // "analog", "digital", "envm" or "all"
  std::string scope;   // "macro" or "all rows"
  cost::MacroMetric metric = cost::MacroMetric::Energy;
  Agreement model;
  std::optional<Agreement> null_model;  // on the same rows
};

/// One row of a chip is given, its others are predicted: medians over chips with several rows.
struct OneRowGiven {
  int chips = 0;
  double median_error = 0.0;
};

struct SiliconComparison {
  bool leave_one_out = false;
  std::vector<SiliconPrediction> predictions;  // one per row of the table
  std::vector<SiliconSummary> summaries;
  std::array<std::optional<OneRowGiven>, cost::macro_metric_count> one_row_given;
  cost::MacroConstants constants;  // with leave_one_out: fitted on all rows, intervals included
};

/// Predicts with the constants as they are.
[[nodiscard]] SiliconComparison compare_silicon(const SiliconTable& table,
                                                const cost::MacroConstants& constants);
/// Refits without each chip and predicts it; intervals come from the other chips' residuals.
/// Below two seconds for 60 chips.
[[nodiscard]] SiliconComparison leave_one_chip_out(const SiliconTable& table,
                                                   const cost::MacroConstants& constants);

/// Adds the null model's figures and all summaries to the predictions of a table.
void finish_comparison(const SiliconTable& table, SiliconComparison& comparison);

/// A bar that a comparison must pass, and what it reached.
struct SiliconBar {
  std::string name;
  double reached = 0.0;
  double bound = 0.0;
  bool at_most = true;  // or at least
  [[nodiscard]] bool holds() const { return at_most ? reached <= bound : reached >= bound; }
};
/// The bars for predictions of chips that were not fitted, in the order of docs/validation.md;
/// those whose family has no chips are left out.
[[nodiscard]] std::vector<SiliconBar> silicon_bars(const SiliconComparison& comparison);

}  // namespace kirchhoff::validation
