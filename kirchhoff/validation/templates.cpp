// kirchhoff/validation/templates.cpp - rows from chip files, figures from the chip model.
#include "kirchhoff/validation/templates.hpp"

#include "kirchhoff/cost/macro_units.hpp"
#include "kirchhoff/formats/published_chip.hpp"

namespace kirchhoff::validation {
namespace {

using cost::MacroConstants;
using cost::MacroMetric;
using formats::PublishedChip;
using formats::PublishedPoint;

constexpr MacroMetric metrics[] = {MacroMetric::Energy, MacroMetric::Cycle, MacroMetric::Area};

const char* family_word(hardware::MacroFamily family) {
  switch (family) {
    case hardware::MacroFamily::SramDigital: return "digital";
    case hardware::MacroFamily::NonVolatile: return "envm";
    case hardware::MacroFamily::SramAnalog: break;
  }
  return "analog";
}

hardware::MacroDesign design_at(const hardware::Hardware& chip) {
  hardware::MacroDesign design = hardware::macro_design(chip);
  design.banks = static_cast<double>(chip.macros_per_tile) * chip.crossbars_per_macro;
  return design;
}

SiliconRow row_of(const PublishedChip& chip, const PublishedPoint& point,
                  const hardware::Hardware& at_point, int number) {
  SiliconRow row;
  row.id = point.id;
  row.chip = chip.chip.name;
  row.scope = point.scope;
  row.chip_number = number;
  row.design = design_at(at_point);
  row.family = family_word(row.design.family);
  row.published = point.figures;
  for (std::size_t metric = 0; metric < cost::macro_metric_count; ++metric) {
    row.excluded[metric] = point.figures[metric].has_value() && !point.is_scored[metric];
  }
  row.assumed = chip.assumed;
  return row;
}

}  // namespace

Templates read_templates(std::span<const std::string> names) {
  Templates templates;
  int number = 0;
  for (const std::string& name : names) {
    const PublishedChip chip = formats::load_published_chip(name);
    for (const PublishedPoint& point : chip.points) {
      templates.chips.push_back(formats::chip_at(chip, point));
      templates.table.rows.push_back(row_of(chip, point, templates.chips.back(), number));
    }
    ++number;
  }
  return templates;
}

SiliconComparison compare_templates(const Templates& templates, const MacroConstants& constants) {
  SiliconComparison comparison;
  comparison.constants = constants;
  for (const hardware::Hardware& chip : templates.chips) {
    SiliconPrediction& prediction = comparison.predictions.emplace_back();
    for (const MacroMetric metric : metrics) {
      prediction.figures[static_cast<std::size_t>(metric)] =
          cost::tile_macro_figure(metric, chip, constants);
    }
  }
  finish_comparison(templates.table, comparison);
  return comparison;
}

}  // namespace kirchhoff::validation
