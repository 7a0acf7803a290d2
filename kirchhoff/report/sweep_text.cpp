// kirchhoff/report/sweep_text.cpp - a sweep as table, CSV and JSON.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/text_table.hpp"
#include "kirchhoff/report/sweep.hpp"

namespace kirchhoff::report {
namespace {

// A figure of a point, under its name in files.
struct Column {
  const char* name;
  double SweepPoint::*value;
};

constexpr std::array<Column, 9> columns = {{{"energy_j", &SweepPoint::energy_j},
                                            {"latency_s", &SweepPoint::latency_s},
                                            {"stage_period_s", &SweepPoint::stage_period_s},
                                            {"area_m2", &SweepPoint::area_m2},
                                            {"power_w", &SweepPoint::power_w},
                                            {"leakage_w", &SweepPoint::leakage_w},
                                            {"tops_per_w", &SweepPoint::tops_per_w},
                                            {"tops_per_mm2", &SweepPoint::tops_per_mm2},
                                            {"utilisation", &SweepPoint::utilisation}}};

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char byte : text) {
    if (byte == '"') result += '"';
    result += byte == '\n' ? ' ' : byte;
  }
  return result + "\"";
}

std::vector<std::string> cells(const SweepPoint& point) {
  if (!point.has_figures) return {"-", "-", "-", "-", "-", "-", "no"};
  return {
      with_prefix(point.energy_j, "J"),        with_prefix(point.latency_s, "s"),
      with_prefix(point.stage_period_s, "s"),  area_text(point.area_m2),
      fmt::format("{:.4g}", point.tops_per_w), fmt::format("{:.1f} %", 100.0 * point.utilisation),
      point.is_feasible ? "yes" : "no"};
}

// Below the table, where they have room: each reason once.
std::string reasons_text(const Sweep& sweep, std::size_t shown) {
  constexpr std::size_t most = 8;
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string reason = detail::printable(sweep.points[i].reason);
    if (reason.empty() || std::find(reasons.begin(), reasons.end(), reason) != reasons.end()) {
      continue;
    }
    reasons.push_back(reason);
  }
  if (reasons.empty()) return "";
  std::string text = "\nWhat cannot be built, and why:\n";
  for (std::size_t i = 0; i < std::min(most, reasons.size()); ++i) {
    text += fmt::format("  {}\n", reasons[i]);
  }
  if (reasons.size() > most) {
    text +=
        fmt::format("  and {} more reasons; --csv FILE writes them all\n", reasons.size() - most);
  }
  return text;
}

}  // namespace

std::string sweep_csv(const Sweep& sweep) {
  std::string text;
  for (const SweepAxis& axis : sweep.axes) {
    for (const std::string& key : axis.keys) text += key + ",";
  }
  text += "feasible";
  for (const Column& column : columns) text += fmt::format(",{}", column.name);
  text += ",crossbars,tiles,reason\n";
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    const SweepPoint& point = sweep.points[i];
    const auto values = axis_values(sweep.axes, static_cast<std::int64_t>(i));
    for (std::size_t axis = 0; axis < values.size(); ++axis) {
      for (std::size_t k = 0; k < sweep.axes[axis].keys.size(); ++k) text += values[axis] + ",";
    }
    text += point.is_feasible ? "yes" : "no";
    for (const Column& column : columns) {
      text += point.has_figures ? fmt::format(",{}", point.*column.value) : std::string(",");
    }
    text += point.has_figures ? fmt::format(",{},{},", point.crossbars, point.tiles)
                              : std::string(",,,");
    text += quoted(point.reason) + "\n";
  }
  return text;
}

Json sweep_json(const Sweep& sweep) {
  Json points = Json::array();
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    const SweepPoint& point = sweep.points[i];
    const auto values = axis_values(sweep.axes, static_cast<std::int64_t>(i));
    Json keys = Json::object();
    for (std::size_t axis = 0; axis < values.size(); ++axis) {
      for (const std::string& key : sweep.axes[axis].keys) keys.set(key, values[axis]);
    }
    Json json = Json::object({{"keys", keys}, {"feasible", point.is_feasible}});
    for (const Column& column : columns) {
      json.set(column.name, point.has_figures ? Json(point.*column.value) : Json());
    }
    json.set("crossbars", point.has_figures ? Json(point.crossbars) : Json());
    json.set("tiles", point.has_figures ? Json(point.tiles) : Json());
    json.set("reason", point.reason);
    points.push(std::move(json));
  }
  return Json::object({{"network", sweep.network},
                       {"chip", sweep.chip},
                       {"basis", sweep.basis},
                       {"points", points}});
}

std::string sweep_table(const Sweep& sweep, int width, std::size_t most_rows) {
  std::vector<detail::TextColumn> titles;
  for (const SweepAxis& axis : sweep.axes) titles.push_back({axis.name(), false, 10});
  titles.insert(titles.end(), {{"energy", false, 9},
                               {"latency", false, 8},
                               {"stage period", false, 4},
                               {"area", false, 7},
                               {"TOPS/W", false, 5},
                               {"used", false, 3},
                               {"buildable", true, 6}});
  const std::size_t shown = std::min(most_rows, sweep.points.size());
  std::vector<detail::TextRow> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    detail::TextRow row = axis_values(sweep.axes, static_cast<std::int64_t>(i));
    for (std::string& cell : cells(sweep.points[i])) row.push_back(std::move(cell));
    rows.push_back(std::move(row));
  }
  const auto feasible = std::count_if(sweep.points.begin(), sweep.points.end(),
                                      [](const SweepPoint& point) { return point.is_feasible; });
  std::string text =
      fmt::format("{} on {}: {} point{}, {} buildable\n\n", sweep.network, sweep.chip,
                  sweep.points.size(), sweep.points.size() == 1 ? "" : "s", feasible);
  text += detail::text_table(titles, rows, width);
  if (shown < sweep.points.size()) {
    text += fmt::format("and {} more; --csv FILE writes them all\n", sweep.points.size() - shown);
  }
  return text + reasons_text(sweep, shown);
}

}  // namespace kirchhoff::report
