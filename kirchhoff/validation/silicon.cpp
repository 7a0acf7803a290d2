// kirchhoff/validation/silicon.cpp - predictions of rows, and what they are worth by family.
#include "kirchhoff/validation/silicon.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "kirchhoff/validation/null_model.hpp"
#include "kirchhoff/validation/silicon_fit.hpp"

namespace kirchhoff::validation {
namespace {

using cost::macro_metric_count;
using cost::MacroConstants;
using cost::MacroMetric;
using hardware::MacroFamily;

constexpr MacroMetric metrics[] = {MacroMetric::Energy, MacroMetric::Cycle, MacroMetric::Area};
constexpr std::size_t at(MacroMetric metric) { return static_cast<std::size_t>(metric); }

using RowFilter = std::function<bool(const SiliconRow&)>;

// Figures of the scored rows that pass the filter.
struct Chosen {
  std::vector<Compared> model, null_model;
  std::vector<int> chips, null_chips;
};

Chosen choose(const SiliconTable& table, const std::vector<SiliconPrediction>& predictions,
              MacroMetric metric, const RowFilter& filter) {
  Chosen chosen;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const SiliconRow& row = table.rows[i];
    if (!row.is_scored(metric) || !filter(row)) continue;
    const double published = *row.published[at(metric)];
    const cost::Interval& figure = predictions[i].figures[at(metric)];
    chosen.model.push_back({published, figure.value, figure.low, figure.high});
    chosen.chips.push_back(row.chip_number);
    const std::optional<double>& null_model = predictions[i].null_model[at(metric)];
    if (!null_model) continue;
    chosen.null_model.push_back({published, *null_model, {}, {}});
    chosen.null_chips.push_back(row.chip_number);
  }
  return chosen;
}

void summarise(const SiliconTable& table, SiliconComparison& comparison) {
  for (const bool macros_only : {true, false}) {
    for (const MacroMetric metric : metrics) {
      for (const std::string family : {"all", "analog", "digital", "envm"}) {
        const Chosen chosen =
            choose(table, comparison.predictions, metric, [&](const SiliconRow& row) {
              return (row.is_macro() || !macros_only) && (family == "all" || row.family == family);
            });
        if (chosen.model.empty()) continue;
        SiliconSummary summary{family,
                               macros_only ? "macro" : "all rows",
                               metric,
                               agreement(chosen.model, chosen.chips),
                               {}};
        if (chosen.null_model.size() == chosen.model.size()) {
          summary.null_model = agreement(chosen.null_model, chosen.null_chips);
        }
        comparison.summaries.push_back(summary);
      }
    }
  }
}

// Every row of a chip in turn sets a factor for the chip's others.
std::optional<OneRowGiven> one_row_given(const SiliconTable& table,
                                         const std::vector<SiliconPrediction>& predictions,
                                         MacroMetric metric) {
  std::map<int, std::vector<double>> factors;  // published / predicted, by chip
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const SiliconRow& row = table.rows[i];
    if (!row.is_scored(metric) || !row.is_macro()) continue;
    factors[row.chip_number].push_back(*row.published[at(metric)] /
                                       predictions[i].figures[at(metric)].value);
  }
  std::vector<double> medians;
  for (const auto& [chip, values] : factors) {
    std::vector<double> errors;
    for (std::size_t given = 0; given < values.size(); ++given) {
      for (std::size_t other = 0; other < values.size(); ++other) {
        if (given != other) errors.push_back(std::abs(values[given] / values[other] - 1.0));
      }
    }
    if (!errors.empty()) medians.push_back(median(errors));
  }
  if (medians.empty()) return std::nullopt;
  return OneRowGiven{static_cast<int>(medians.size()), median(medians)};
}

}  // namespace

void finish_comparison(const SiliconTable& table, SiliconComparison& comparison) {
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (const MacroMetric metric : metrics) {
      comparison.predictions[i].null_model[at(metric)] =
          null_prediction(table.rows, table.rows[i], metric);
    }
  }
  summarise(table, comparison);
  for (const MacroMetric metric : metrics) {
    comparison.one_row_given[at(metric)] = one_row_given(table, comparison.predictions, metric);
  }
}

namespace {

SiliconPrediction predict_row(const SiliconRow& row, const MacroConstants& constants) {
  SiliconPrediction prediction;
  for (const MacroMetric metric : metrics) {
    prediction.figures[at(metric)] = cost::macro_figure(metric, row.design, constants);
  }
  return prediction;
}

std::vector<ChipResidual> residuals_of(const SiliconTable& table,
                                       const std::vector<SiliconPrediction>& predictions,
                                       MacroMetric metric) {
  std::map<int, std::vector<double>> errors;
  std::map<int, MacroFamily> families;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const SiliconRow& row = table.rows[i];
    if (!row.is_scored(metric) || !row.is_macro()) continue;
    errors[row.chip_number].push_back(
        std::abs(std::log(predictions[i].figures[at(metric)].value / *row.published[at(metric)])));
    families[row.chip_number] = row.design.family;
  }
  std::vector<ChipResidual> residuals;
  for (const auto& [chip, values] : errors) {
    residuals.push_back({chip, families[chip], median(values)});
  }
  return residuals;
}

void set_intervals(const SiliconTable& table, SiliconComparison& comparison) {
  for (const MacroMetric metric : metrics) {
    const std::vector<ChipResidual> residuals = residuals_of(table, comparison.predictions, metric);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const SiliconRow& row = table.rows[i];
      cost::Interval& figure = comparison.predictions[i].figures[at(metric)];
      const double width =
          std::exp(interval_half_width(residuals, row.design.family, row.chip_number));
      figure.low = figure.value / width;
      figure.high = figure.value * width;
    }
    for (std::size_t family = 0; family < cost::macro_family_count; ++family) {
      comparison.constants.interval[at(metric)][family] =
          interval_half_width(residuals, static_cast<MacroFamily>(family), -1);
    }
  }
}

}  // namespace

SiliconComparison compare_silicon(const SiliconTable& table, const MacroConstants& constants) {
  SiliconComparison comparison;
  comparison.constants = constants;
  for (const SiliconRow& row : table.rows) {
    comparison.predictions.push_back(predict_row(row, constants));
  }
  finish_comparison(table, comparison);
  return comparison;
}

SiliconComparison leave_one_chip_out(const SiliconTable& table, const MacroConstants& constants) {
  SiliconComparison comparison;
  comparison.leave_one_out = true;
  std::map<int, MacroConstants> without;
  for (const SiliconRow& row : table.rows) {
    if (without.contains(row.chip_number)) continue;
    without.emplace(row.chip_number, fit_without(table.rows, row.chip_number, constants));
  }
  for (const SiliconRow& row : table.rows) {
    comparison.predictions.push_back(predict_row(row, without.at(row.chip_number)));
  }
  comparison.constants = fit_constants(table.rows, constants);
  set_intervals(table, comparison);
  finish_comparison(table, comparison);
  return comparison;
}

}  // namespace kirchhoff::validation
