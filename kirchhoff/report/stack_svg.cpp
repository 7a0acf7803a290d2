// kirchhoff/report/stack_svg.cpp - the picture of energy and latency by layer and component.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/report/cost_view.hpp"
#include "kirchhoff/report/detail/svg.hpp"

namespace kirchhoff::report {
namespace {

using cost::component_count;
using detail::Anchor;
using detail::Svg;

constexpr double width = 960.0, margin = 16.0, names_width = 168.0;
constexpr double row_height = 19.0, bar_height = 14.0;
constexpr double energy_left = margin + names_width, panel_width = 310.0, value_width = 62.0;
constexpr double latency_left = energy_left + panel_width + value_width + 20.0;
constexpr std::size_t most_rows = 64;

// One line of the picture: a layer, or all layers that are left out.
struct Row {
  std::string name;
  std::array<double, component_count> energy{}, latency{};
};

double sum(const std::array<double, component_count>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void add(const cost::LayerCost& layer, Row& row) {
  for (std::size_t i = 0; i < component_count; ++i) {
    row.energy[i] += layer.energy_by_component[i].si();
    row.latency[i] += layer.latency_by_component[i].si();
  }
}

// The layers with most energy or latency, in the network's order, then the rest as one row.
std::vector<Row> rows_of(const cost::Cost& cost) {
  const std::vector<cost::LayerCost>& layers = cost.layers;
  std::vector<std::size_t> order(layers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto weight = [&](std::size_t i) {
    return layers[i].energy / std::max(cost.energy, Energy(1e-300)) +
           layers[i].latency / std::max(cost.latency, Time(1e-300));
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
  const std::size_t shown = layers.size() > most_rows ? most_rows - 1 : layers.size();
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown));
  std::vector<Row> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    rows.push_back({fmt::format("{} {}", order[i] + 1, layers[order[i]].name), {}, {}});
    add(layers[order[i]], rows.back());
  }
  if (shown == layers.size()) return rows;
  rows.push_back({fmt::format("{} other layers", layers.size() - shown), {}, {}});
  for (std::size_t i = shown; i < layers.size(); ++i) add(layers[order[i]], rows.back());
  return rows;
}

std::string percent(double part, double whole) {
  return whole > 0.0 ? fmt::format("{:.1f} %", 100.0 * part / whole) : "-";
}

// Swatch, name, and the component's share of energy and of latency.
double draw_legend(Svg& svg, const cost::Cost& cost, double y) {
  constexpr double entry = 232.0;
  int place = 0;
  for (std::size_t i = 0; i < component_count; ++i) {
    const cost::ComponentTotal& total = cost.components[i];
    if (!(total.energy.si() > 0.0) && !(total.latency.si() > 0.0)) continue;
    const double x = margin + entry * (place % 4);
    if (place > 0 && place % 4 == 0) y += 18.0;
    svg.rectangle(x, y, 11.0, 11.0, fmt::format("c{}", i));
    svg.text(x + 17.0, y + 10.0, cost::component_name(static_cast<cost::Component>(i)));
    svg.text(x + 104.0, y + 10.0,
             percent(total.energy.si(), cost.energy.si()) + " · " +
                 percent(total.latency.si(), cost.latency.si()),
             "m");
    ++place;
  }
  svg.text(margin, y + 30.0, "Shares: of the energy · of the latency", "m s");
  return y + 36.0;
}

struct Panel {
  double left = 0.0;
  std::string title, unit;
  std::array<double, component_count> Row::*values;
  double largest = 0.0;
  [[nodiscard]] double x(double value) const {
    return left + (largest > 0.0 ? value / largest * panel_width : 0.0);
  }
};

void draw_axis(Svg& svg, const Panel& panel, double top, double bottom) {
  svg.text(panel.left, top - 20.0, panel.title, "b");
  const double step = detail::tick_step(panel.largest, 4);
  for (int tick = 0; tick * step <= panel.largest * 1.001; ++tick) {
    const double x = panel.x(tick * step);
    svg.line(x, top - 2.0, x, bottom, "g");
    svg.text(x, top - 6.0, tick == 0 ? "0" : with_prefix(tick * step, panel.unit), "m s",
             Anchor::Middle);
  }
}

void draw_bars(Svg& svg, const Panel& panel, const std::vector<Row>& rows, double top) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const double y = top + row_height * static_cast<double>(row) + 2.0;
    const auto& values = rows[row].*panel.values;
    double before = 0.0;
    for (std::size_t i = 0; i < component_count; ++i) {
      const double from = panel.x(before), to = panel.x(before + values[i]);
      before += values[i];
      if (to - from < 0.05) continue;
      const std::string tip = fmt::format("{}: {} {}", rows[row].name,
                                          cost::component_name(static_cast<cost::Component>(i)),
                                          with_prefix(values[i], panel.unit));
      svg.rectangle(from, y, to - from, bar_height, fmt::format("c{} edge", i), tip);
    }
    svg.text(panel.x(before) + 5.0, y + 11.0, with_prefix(before, panel.unit), "s halo");
  }
}

double largest_sum(const std::vector<Row>& rows, std::array<double, component_count> Row::*values) {
  double largest = 0.0;
  for (const Row& row : rows) largest = std::max(largest, sum(row.*values));
  return largest;
}

}  // namespace

std::string stack_svg(const CostView& view) {
  const std::string title =
      fmt::format("Energy and latency by layer: {} on {}", view.network, view.chip);
  Svg svg(width, title);
  double y = svg.heading(
      title, fmt::format("One image: {}, {}. Based on {}.", with_prefix(view.cost.energy.si(), "J"),
                         with_prefix(view.cost.latency.si(), "s"), view.basis));
  y = draw_legend(svg, view.cost, y + 6.0);
  const std::vector<Row> rows = rows_of(view.cost);
  const double top = y + 40.0;
  const double bottom = top + row_height * static_cast<double>(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    svg.text(margin, top + row_height * static_cast<double>(row) + 13.0,
             detail::fitted(rows[row].name, names_width - 8.0));
  }
  const Panel panels[] = {
      {energy_left, "Energy of one image", "J", &Row::energy, largest_sum(rows, &Row::energy)},
      {latency_left, "Share of one image's latency", "s", &Row::latency,
       largest_sum(rows, &Row::latency)}};
  for (const Panel& panel : panels) {
    draw_axis(svg, panel, top, bottom);
    draw_bars(svg, panel, rows, top);
  }
  return svg.finish(bottom + margin);
}

}  // namespace kirchhoff::report
