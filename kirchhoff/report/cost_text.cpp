// kirchhoff/report/cost_text.cpp - an estimate for the terminal, and its layers as CSV.
#include <fmt/core.h>

#include <algorithm>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/report/cost_view.hpp"
#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/text_table.hpp"

namespace kirchhoff::report {
namespace {

using cost::component_count;
using cost::LayerBreakdown;
using cost::LayerCost;
using detail::TextColumn;
using detail::TextRow;

constexpr double tera = 1e-12;

const std::string& name_of(std::size_t component) {
  return cost::component_name(static_cast<cost::Component>(component));
}

// Four digits, without a power of ten where a person would write the number.
std::string rate_text(double value) {
  return value >= 1000.0 && value < 1e9 ? fmt::format("{:.0f}", value)
                                        : fmt::format("{:.4g}", value);
}

std::string share_text(double part, double whole) {
  return whole > 0.0 ? fmt::format("{:.1f} %", 100.0 * part / whole) : "-";
}

std::string table(const std::string& title, const std::vector<TextColumn>& columns,
                  const std::vector<TextRow>& rows, int width) {
  return fmt::format("\n{}\n{}", title, detail::text_table(columns, rows, width));
}

std::string component_table(const cost::Cost& cost, int width) {
  std::vector<TextRow> rows;
  for (std::size_t i = 0; i < component_count; ++i) {
    const cost::ComponentTotal& total = cost.components[i];
    rows.push_back({name_of(i), with_prefix(total.energy.si(), "J"),
                    share_text(total.energy.si(), cost.energy.si()),
                    with_prefix(total.latency.si(), "s"),
                    share_text(total.latency.si(), cost.latency.si()), area_text(total.area.si()),
                    share_text(total.area.si(), cost.area.si())});
  }
  return table("By component",
               {{"component", true, 7},
                {"energy", false, 6},
                {"share", false, 3},
                {"latency", false, 5},
                {"share", false, 2},
                {"area", false, 4},
                {"share", false, 1}},
               rows, width);
}

// The kind of macro that a layer sits on; "" on a chip of one kind.
std::string kind_of(const CostView& view, const LayerCost& layer) {
  const std::vector<cost::KindCost>& kinds = view.cost.kinds;
  return kinds.empty() ? "" : kinds[static_cast<std::size_t>(layer.kind)].name;
}

// With the kind of each layer behind its name, where there are several.
std::string layer_table(const CostView& view, const std::string& title,
                        std::vector<TextColumn> columns, std::vector<TextRow> rows, int width) {
  if (!view.cost.kinds.empty()) {
    columns.insert(columns.begin() + 1, {"kind", true, 7});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].insert(rows[i].begin() + 1, kind_of(view, view.cost.layers[i]));
    }
  }
  return table(title, columns, rows, width);
}

std::string kind_table(const CostView& view, int width) {
  const cost::Cost& cost = view.cost;
  if (cost.kinds.empty()) return "";
  std::vector<TextRow> rows;
  for (const cost::KindCost& kind : cost.kinds) {
    rows.push_back({kind.name, std::to_string(kind.layers), std::to_string(kind.places.tiles),
                    std::to_string(kind.places.crossbars), with_prefix(kind.energy.si(), "J"),
                    share_text(kind.energy.si(), cost.energy.si()), area_text(kind.area.si()),
                    share_text(kind.area.si(), cost.area.si()),
                    with_prefix(kind.leakage.si(), "W")});
  }
  return table("By kind of macro",
               {{"kind", true, 8},
                {"layers", false, 7},
                {"tiles", false, 3},
                {"crossbars", false, 4},
                {"energy", false, 6},
                {"share", false, 2},
                {"area", false, 5},
                {"share", false, 1},
                {"leakage", false, 4}},
               rows, width);
}

std::string kind_lines(const CostView& view) {
  std::string text;
  for (std::size_t kind = 0; kind < view.cost.kinds.size(); ++kind) {
    const cost::KindCost& of = view.cost.kinds[kind];
    std::vector<std::string> names;
    for (const LayerCost& layer : view.cost.layers) {
      if (layer.kind == static_cast<int>(kind)) names.push_back(detail::printable(layer.name));
    }
    constexpr std::size_t most_names = 6;
    text += fmt::format("  kind          {}: {} tiles, {}, {}; {} layers{}\n", of.name,
                        of.places.tiles, area_text(of.area.si()), with_prefix(of.energy.si(), "J"),
                        names.size(), names.empty() ? "" : ": " + join_words(names, most_names));
  }
  return text;
}

std::string work_table(const CostView& view, int width) {
  std::vector<TextRow> rows;
  for (std::size_t i = 0; i < view.cost.layers.size(); ++i) {
    const LayerCost& layer = view.cost.layers[i];
    const LayerBreakdown& more = view.breakdown.layers[i];
    rows.push_back({detail::printable(layer.name), std::to_string(more.macs),
                    with_prefix(layer.energy.si(), "J"), with_prefix(layer.latency.si(), "s"),
                    with_prefix(layer.stage_period.si(), "s"),
                    fmt::format("{:.3g}", tera * more.operations_per_s),
                    fmt::format("{:.3g}", tera * more.operations_per_j),
                    fmt::format("{} {:.0f} %", more.limit, 100.0 * more.limit_share)});
  }
  return layer_table(view, "By layer: work",
                     {{"layer", true, 8},
                      {"MACs", false, 2},
                      {"energy", false, 7},
                      {"latency", false, 6},
                      {"busy", false, 4},
                      {"TOPS", false, 1},
                      {"TOPS/W", false, 3},
                      {"limit", true, 5}},
                     std::move(rows), width);
}

std::string size_table(const CostView& view, int width) {
  std::vector<TextRow> rows;
  for (std::size_t i = 0; i < view.cost.layers.size(); ++i) {
    const LayerCost& layer = view.cost.layers[i];
    const LayerBreakdown& more = view.breakdown.layers[i];
    rows.push_back({detail::printable(layer.name), area_text(more.area.si()),
                    with_prefix(more.leakage.si(), "W"), std::to_string(layer.crossbars),
                    fmt::format("{:.4g}", more.tiles), std::to_string(layer.copies),
                    fmt::format("{:.1f} %", 100.0 * layer.utilisation)});
  }
  return layer_table(view, "By layer: size",
                     {{"layer", true, 7},
                      {"area", false, 6},
                      {"leakage", false, 2},
                      {"crossbars", false, 4},
                      {"tiles", false, 1},
                      {"copies", false, 3},
                      {"used", false, 5}},
                     std::move(rows), width);
}

// Layers by components; components that are nought everywhere are left out. Nothing else is: a
// matrix without a column does not sum.
template <typename Value, typename Text>
std::string matrix(const CostView& view, const std::string& title, const Value& value,
                   const Text& text) {
  std::vector<TextColumn> columns = {{"layer", true, 1}};
  std::vector<TextRow> rows;
  for (const LayerCost& layer : view.cost.layers) rows.push_back({detail::printable(layer.name)});
  for (std::size_t component = 0; component < component_count; ++component) {
    const auto cell = [&](std::size_t i) {
      return value(view.cost.layers[i], view.breakdown.layers[i])[component].si();
    };
    bool is_used = false;
    for (std::size_t i = 0; i < rows.size(); ++i) is_used = is_used || cell(i) > 0.0;
    if (!is_used) continue;
    columns.push_back({name_of(component), false, 1});
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(text(cell(i)));
  }
  return table(title, columns, rows, 10'000);
}

std::string matrices(const CostView& view) {
  std::string text = matrix(
      view, "Energy by layer and component",
      [](const LayerCost& layer, const LayerBreakdown&) { return layer.energy_by_component; },
      [](double value) { return with_prefix(value, "J"); });
  text += matrix(
      view, "Latency by layer and component",
      [](const LayerCost& layer, const LayerBreakdown&) { return layer.latency_by_component; },
      [](double value) { return with_prefix(value, "s"); });
  text += matrix(
      view, "Area by layer and component",
      [](const LayerCost&, const LayerBreakdown& more) { return more.area_by_component; },
      [](double value) { return area_text(value); });
  return text;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char byte : text) result += byte == '"' ? std::string("\"\"") : std::string(1, byte);
  return result + "\"";
}

std::string interval_lines(const cost::CostIntervals& intervals) {
  const auto& [energy, latency, area] = intervals;
  return fmt::format(
      "  interval      energy {} to {}, latency {} to {}, area {} to {}\n"
      "                (four in five of the published macros that the model had not seen)\n",
      with_prefix(energy.low.si(), "J"), with_prefix(energy.high.si(), "J"),
      with_prefix(latency.low.si(), "s"), with_prefix(latency.high.si(), "s"),
      area_text(area.low.si()), area_text(area.high.si()));
}

}  // namespace

CostView view_cost(const network::Network& network, const hardware::Hardware& hardware,
                   const network::Activity& activity, const cost::Calibration& calibration) {
  return view_cost(network, hardware::one_kind(hardware), activity, calibration);
}

CostView view_cost(const network::Network& network, const hardware::Chip& chip,
                   const network::Activity& activity, const cost::Calibration& calibration) {
  const mapping::Mapping mapping = cost::map_chip(network, chip, calibration);
  CostView view;
  view.network = network.name();
  view.chip = chip.name;
  view.cost = cost::estimate(network, mapping, chip.kinds, activity, calibration);
  view.breakdown = cost::break_down(view.cost, network, mapping, chip.kinds, calibration);
  view.findings = cost::check_physics(view.cost, chip.kinds, calibration);
  view.basis = "activity " + view.cost.activity_source;
  const hardware::Factors& factors = chip.kinds.front().factors;
  if (!factors.values.empty()) view.basis += "; factors: " + factors.source;
  return view;
}

std::string cost_summary(const CostView& view) {
  const cost::Cost& cost = view.cost;
  const cost::Breakdown& more = view.breakdown;
  const auto energy = [](Energy value) { return with_prefix(value.si(), "J"); };
  std::string text = fmt::format("{} on {}\n", view.network, view.chip);
  text += fmt::format("  energy        {} per image: {} dynamic, {} leakage\n", energy(cost.energy),
                      energy(more.dynamic_energy), energy(more.leakage_energy));
  text += fmt::format("  latency       {}\n", with_prefix(cost.latency.si(), "s"));
  text += fmt::format("  stage period  {}: {} images/s at a clock of {}\n",
                      with_prefix(cost.stage_period.si(), "s"), rate_text(more.images_per_s),
                      with_prefix(more.clock.si(), "Hz"));
  text += fmt::format("  area          {}\n", area_text(cost.area.si()));
  if (view.intervals) text += interval_lines(*view.intervals);
  text += fmt::format("  power         {}, of it leakage {}\n", with_prefix(cost.power.si(), "W"),
                      with_prefix(cost.leakage.si(), "W"));
  text += fmt::format("  rate          {:.4g} TOPS, {:.4g} TOPS/W, {:.4g} TOPS/mm2\n",
                      tera * more.operations_per_s, tera * more.operations_per_j,
                      tera * more.operations_per_s_mm2);
  text += fmt::format("  chip          {} tiles, {} macros, {} crossbars, {:.1f} % of cells used\n",
                      more.tiles, more.macros, more.crossbars, 100.0 * more.utilisation);
  text += kind_lines(view);
  text += fmt::format("  MACs          {}\n  parameters    {}\n", cost.macs, cost.parameters);
  text += fmt::format("  stage set by  {}\n", cost::stage_limit_name(cost.stage_limit));
  text += fmt::format("  based on      {}\n", detail::printable(view.basis));
  for (const std::string& note : cost.notes) text += fmt::format("  note          {}\n", note);
  for (const cost::PhysicsFinding& finding : view.findings) {
    text += fmt::format("  cannot be built: {}\n", finding.message);
  }
  return text;
}

std::string cost_tables(const CostView& view, int width) {
  return component_table(view.cost, width) + kind_table(view, width) + work_table(view, width) +
         size_table(view, width) + matrices(view);
}

std::string layers_csv(const CostView& view) {
  std::string text =
      "layer,macs,energy_j,dynamic_energy_j,latency_s,stage_period_s,leakage_w,area_m2,crossbars,"
      "tiles,copies,utilisation,tops,tops_per_w,limit,limit_share";
  for (const char* quantity : {"energy_j", "latency_s", "area_m2"}) {
    for (std::size_t i = 0; i < component_count; ++i) {
      text += fmt::format(",{}_{}", name_of(i), quantity);
    }
  }
  const bool has_kinds = !view.cost.kinds.empty();
  text += has_kinds ? ",kind\n" : "\n";
  for (std::size_t i = 0; i < view.cost.layers.size(); ++i) {
    const LayerCost& layer = view.cost.layers[i];
    const LayerBreakdown& more = view.breakdown.layers[i];
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", quoted(layer.name),
                        more.macs, layer.energy.si(), more.dynamic_energy.si(), layer.latency.si(),
                        layer.stage_period.si(), more.leakage.si(), more.area.si(), layer.crossbars,
                        more.tiles, layer.copies, layer.utilisation, tera * more.operations_per_s,
                        tera * more.operations_per_j, more.limit, more.limit_share);
    for (const Energy value : layer.energy_by_component) text += fmt::format(",{}", value.si());
    for (const Time value : layer.latency_by_component) text += fmt::format(",{}", value.si());
    for (const Area value : more.area_by_component) text += fmt::format(",{}", value.si());
    text += has_kinds ? fmt::format(",{}\n", quoted(kind_of(view, layer))) : "\n";
  }
  return text;
}

}  // namespace kirchhoff::report
