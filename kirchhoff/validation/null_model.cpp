// kirchhoff/validation/null_model.cpp - family medians over simple scaling laws.
#include "kirchhoff/validation/null_model.hpp"

#include <cmath>
#include <map>
#include <vector>

#include "kirchhoff/validation/comparison.hpp"

namespace kirchhoff::validation {
namespace {

double law(const hardware::MacroDesign& design, cost::MacroMetric metric) {
  const double node = design.node_nm / 28.0;
  const double supply = design.supply.si();
  switch (metric) {
    case cost::MacroMetric::Energy: return supply * supply * std::pow(node, 1.2);
    case cost::MacroMetric::Cycle: return node / supply;
    case cost::MacroMetric::Area: break;
  }
  return design.banks * design.rows * design.columns * std::pow(node, 1.5);
}

}  // namespace

std::optional<double> null_prediction(std::span<const SiliconRow> rows, const SiliconRow& row,
                                      cost::MacroMetric metric) {
  std::map<int, std::vector<double>> factors;
  for (const SiliconRow& other : rows) {
    const bool same_kind = other.family == row.family && other.is_macro() == row.is_macro();
    if (!same_kind || other.chip_number == row.chip_number || !other.is_scored(metric)) continue;
    const double published = *other.published[static_cast<std::size_t>(metric)];
    factors[other.chip_number].push_back(published / law(other.design, metric));
  }
  if (factors.empty()) return std::nullopt;
  std::vector<double> medians;
  for (const auto& [chip, values] : factors) medians.push_back(median(values));
  return median(medians) * law(row.design, metric);
}

}  // namespace kirchhoff::validation
