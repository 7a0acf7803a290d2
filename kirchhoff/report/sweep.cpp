// kirchhoff/report/sweep.cpp - reads the axes of a sweep and estimates its points.
#include "kirchhoff/report/sweep.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/report/cost_view.hpp"

namespace kirchhoff::report {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

double number(const std::string& axis, const std::string& text) {
  double value = 0.0;
  const char* last = text.data() + text.size();
  const auto [end, problem] = std::from_chars(text.data(), last, value);
  if (problem != std::errc() || end != last || !std::isfinite(value)) {
    fail(
        ErrorKind::Usage,
        "--vary {}: \"{}\" is no number; a range has the form first:last:step, e.g. rows=64:512:64",
        axis, text);
  }
  return value;
}

std::vector<std::string> range_values(const std::string& axis, const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() > 3) {
    fail(ErrorKind::Usage, "--vary {}: \"{}\" has {} colons; a range has the form first:last:step",
         axis, text, parts.size() - 1);
  }
  const double first = number(axis, parts[0]), last = number(axis, parts[1]);
  const double step = parts.size() == 3 ? number(axis, parts[2]) : 1.0;
  if (!(step > 0.0)) {
    fail(ErrorKind::Usage, "--vary {}: the step ({}) must be above 0", axis, parts[2]);
  }
  if (last < first) {
    fail(ErrorKind::Usage, "--vary {}: the range ends ({}) before it begins ({}); swap them", axis,
         parts[1], parts[0]);
  }
  // Steps such as 0.1 are no binary fractions: the last value may be missed by rounding alone.
  const double count = std::floor((last - first) / step * (1.0 + 1e-12) + 1e-9) + 1.0;
  if (count > static_cast<double>(most_sweep_points)) {
    fail(ErrorKind::Usage, "--vary {}: {:.3g} values, more than {}; use a larger step", axis, count,
         most_sweep_points);
  }
  std::vector<std::string> values;
  for (double i = 0.0; i < count; ++i) values.push_back(fmt::format("{:.12g}", first + i * step));
  return values;
}

void check_values(const SweepAxis& axis) {
  std::set<std::string> seen;
  for (const std::string& value : axis.values) {
    if (value.empty()) {
      fail(ErrorKind::Usage, "--vary {}: a value is empty; give values as {}=4,5,6", axis.name(),
           axis.name());
    }
    if (!seen.insert(value).second) {
      fail(ErrorKind::Usage, "--vary {}: the value {} stands twice; remove one", axis.name(),
           value);
    }
  }
}

void check_keys(const SweepAxis& axis) {
  std::vector<std::string> allowed;
  for (const formats::HardwareKey& key : formats::hardware_keys()) allowed.push_back(key.key);
  for (const std::string& name : axis.keys) {
    // "sram.rows": which kinds a chip has is known where the chip is.
    const std::size_t dot = name.find('.');
    const std::string key = name.substr(dot + 1);
    if (dot != std::string::npos && key == "layers") continue;
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      fail(ErrorKind::Usage, "--vary: a chip has no key \"{}\"; {}", key, suggest(key, allowed));
    }
    // A device that does not exist is a mistake of the command, not a chip that cannot be built.
    if (key != "device") continue;
    for (const std::string& device : axis.values) (void)formats::load_device(device);
  }
}

void fill(const CostView& view, SweepPoint& point) {
  constexpr double tera = 1e-12;
  point.has_figures = true;
  point.energy_j = view.cost.energy.si();
  point.latency_s = view.cost.latency.si();
  point.stage_period_s = view.cost.stage_period.si();
  point.area_m2 = view.cost.area.si();
  point.power_w = view.cost.power.si();
  point.leakage_w = view.cost.leakage.si();
  point.tops_per_w = tera * view.breakdown.operations_per_j;
  point.tops_per_mm2 = tera * view.breakdown.operations_per_s_mm2;
  point.utilisation = view.breakdown.utilisation;
  point.crossbars = view.breakdown.crossbars;
  point.tiles = view.breakdown.tiles;
  point.is_feasible = view.findings.empty();
  for (const cost::PhysicsFinding& finding : view.findings) {
    point.reason += (point.reason.empty() ? "" : "; ") + finding.message;
  }
}

}  // namespace

std::string SweepAxis::name() const {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : "+") + key;
  return text;
}

SweepAxis parse_axis(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    fail(ErrorKind::Usage,
         "--vary \"{}\" must have the form key=values, e.g. adc_bits=4,5,6 or rows=64:512:64",
         text);
  }
  SweepAxis axis;
  axis.keys = split(text.substr(0, equals), '+');
  const std::string values = text.substr(equals + 1);
  axis.values = values.find(':') == std::string::npos ? split(values, ',')
                                                      : range_values(axis.name(), values);
  check_values(axis);
  check_keys(axis);
  return axis;
}

std::int64_t point_count(const std::vector<SweepAxis>& axes) {
  if (axes.empty()) {
    fail(ErrorKind::Usage,
         "--vary is missing: name a key and its values, e.g. --vary adc_bits=4:8");
  }
  std::set<std::string> keys;
  double count = 1.0;
  for (const SweepAxis& axis : axes) {
    count *= static_cast<double>(axis.values.size());
    for (const std::string& key : axis.keys) {
      if (keys.insert(key).second) continue;
      fail(ErrorKind::Usage, "--vary: {} is varied twice; give all its values once", key);
    }
  }
  if (count > static_cast<double>(most_sweep_points)) {
    fail(ErrorKind::Usage, "--vary: {:.3g} points, more than {}; give fewer values", count,
         most_sweep_points);
  }
  return static_cast<std::int64_t>(count);
}

std::vector<std::string> axis_values(const std::vector<SweepAxis>& axes, std::int64_t number) {
  std::vector<std::string> values(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    const auto count = static_cast<std::int64_t>(axes[i].values.size());
    values[i] = axes[i].values[static_cast<std::size_t>(number % count)];
    number /= count;
  }
  return values;
}

SweepPoint sweep_point(const network::Network& network, const hardware::Chip& chip,
                       const std::vector<std::string>& fixed, const std::vector<SweepAxis>& axes,
                       std::int64_t number, const cost::Calibration& calibration) {
  std::vector<std::string> assignments = fixed;
  const std::vector<std::string> values = axis_values(axes, number);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    for (const std::string& key : axes[i].keys) assignments.push_back(key + "=" + values[i]);
  }
  SweepPoint point;
  try {
    hardware::Chip changed = chip;
    formats::set_chip_keys(changed, assignments);
    fill(view_cost(network, changed, network::default_activity(network), calibration), point);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Input) throw;
    point.reason = error.what();
  }
  return point;
}

}  // namespace kirchhoff::report
