// kirchhoff/validation/silicon_fit.cpp - blocks of constants, each with its rows, given to map_fit.
#include "kirchhoff/validation/silicon_fit.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "kirchhoff/cost/macro.hpp"
#include "kirchhoff/predict/map_fit.hpp"

namespace kirchhoff::validation {
namespace {

using cost::MacroConstants;
using cost::MacroMetric;
using hardware::MacroFamily;

// Constants that are fitted together. The noise is the scatter that is expected between chips and
// the model (data, undisclosed activity, circuits it does not know), in ln(value).
struct Block {
  MacroMetric metric;
  int family;  // -1: all
  double noise;
  double degrees_of_freedom;
};

constexpr Block blocks[] = {
    {MacroMetric::Energy, 0, 0.5, 3.0}, {MacroMetric::Energy, 1, 0.5, 4.0},
    {MacroMetric::Energy, 2, 0.8, 4.0}, {MacroMetric::Cycle, 0, 0.7, 4.0},
    {MacroMetric::Cycle, 1, 0.4, 4.0},  {MacroMetric::Cycle, 2, 0.7, 4.0},
    {MacroMetric::Area, -1, 0.6, 4.0},
};

bool belongs(const Block& block, MacroFamily family) {
  return block.family < 0 || block.family == static_cast<int>(family);
}

std::vector<std::size_t> constants_of(const Block& block) {
  std::vector<std::size_t> indices;
  for (const cost::MacroConstantKey& key : cost::macro_constant_keys()) {
    if (key.metric != block.metric || key.family != block.family) continue;
    indices.push_back(static_cast<std::size_t>(key.constant));
  }
  return indices;
}

std::vector<const SiliconRow*> rows_of(const Block& block, std::span<const SiliconRow> rows,
                                       int without_chip) {
  std::vector<const SiliconRow*> chosen;
  for (const SiliconRow& row : rows) {
    const bool known = row.chip_number != without_chip && row.is_macro();
    if (known && row.is_scored(block.metric) && belongs(block, row.design.family)) {
      chosen.push_back(&row);
    }
  }
  return chosen;
}

void fit_block(const Block& block, std::span<const SiliconRow> rows, int without_chip,
               MacroConstants& constants) {
  const std::vector<std::size_t> indices = constants_of(block);
  const std::vector<const SiliconRow*> chosen = rows_of(block, rows, without_chip);
  std::map<int, int> rows_of_chip;
  for (const SiliconRow* row : chosen) ++rows_of_chip[row->chip_number];

  predict::MapProblem problem;
  problem.noise = block.noise;
  problem.degrees_of_freedom = block.degrees_of_freedom;
  for (const std::size_t index : indices) {
    problem.priors.push_back({std::log(constants.prior[index]), constants.spread[index]});
  }
  for (const SiliconRow* row : chosen) {
    problem.targets.push_back(std::log(*row->published[static_cast<std::size_t>(block.metric)]));
    problem.weights.push_back(1.0 / rows_of_chip[row->chip_number]);
  }
  MacroConstants trial = constants;
  problem.predict = [&](std::span<const double> logs, std::span<double> values) {
    for (std::size_t j = 0; j < indices.size(); ++j) trial.fitted[indices[j]] = std::exp(logs[j]);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      values[i] = std::log(cost::macro_figure(block.metric, chosen[i]->design, trial).value);
    }
  };
  const std::vector<double> logs = predict::map_fit(problem);
  for (std::size_t j = 0; j < indices.size(); ++j) {
    constants.fitted[indices[j]] = std::exp(logs[j]);
  }
}

}  // namespace

MacroConstants fit_constants(std::span<const SiliconRow> rows, const MacroConstants& start) {
  MacroConstants constants = start;
  for (const Block& block : blocks) fit_block(block, rows, -1, constants);
  return constants;
}

MacroConstants fit_without(std::span<const SiliconRow> rows, int chip_number,
                           const MacroConstants& start) {
  MacroConstants constants = start;
  const auto chip = std::find_if(rows.begin(), rows.end(), [chip_number](const SiliconRow& row) {
    return row.chip_number == chip_number;
  });
  if (chip == rows.end()) return constants;
  for (const Block& block : blocks) {
    if (belongs(block, chip->design.family)) fit_block(block, rows, chip_number, constants);
  }
  return constants;
}

double interval_half_width(std::span<const ChipResidual> residuals, MacroFamily family,
                           int without_chip, double share) {
  constexpr double same_family = 1.0, other_family = 0.25;
  std::vector<std::pair<double, double>> errors;  // and what each counts
  double total = 0.0;
  for (const ChipResidual& residual : residuals) {
    if (residual.chip_number == without_chip) continue;
    const double count = residual.family == family ? same_family : other_family;
    errors.emplace_back(residual.log_error, count);
    total += count;
  }
  if (errors.empty()) return 1.0;
  std::sort(errors.begin(), errors.end());
  // The chip to come is one more: the quantile of a sample of n holds n / (n + 1) of the share.
  double sum = 0.0;
  for (const auto& [error, count] : errors) {
    sum += count;
    if (sum >= share * (total + 1.0)) return error;
  }
  return errors.back().first;
}

}  // namespace kirchhoff::validation
