// kirchhoff/report/sweep_svg.cpp - the picture of a sweep: three plots above each other.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/report/detail/svg.hpp"
#include "kirchhoff/report/sweep.hpp"

namespace kirchhoff::report {
namespace {

using detail::Anchor;
using detail::Svg;

constexpr double width = 960.0, margin = 16.0, plot_left = 84.0, plot_width = 560.0;
constexpr double plot_height = 150.0, plot_gap = 44.0, key_left = plot_left + plot_width + 36.0;
constexpr std::size_t hues = 8;  // more curves than this are shaded instead
constexpr std::size_t most_key_rows = 24;
constexpr double wide_span = 20.0;  // largest / smallest above which an axis is logarithmic

struct Metric {
  std::string title, unit;
  double SweepPoint::*value;
};

// Value of an axis as a number, when all of them are.
std::vector<double> numbers(const SweepAxis& axis) {
  std::vector<double> values;
  for (const std::string& text : axis.values) {
    double value = 0.0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) return {};
    values.push_back(value);
  }
  return values;
}

// 64, 128, 256 do, 64, 128, 192 do not: the last step is at least twice the first.
bool grows_by_factors(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t count = values.size();
  if (count < 3 || !(values.front() > 0.0)) return false;
  return values[count - 1] - values[count - 2] >= 1.99 * (values[1] - values[0]);
}

// x of each value of the first axis: to scale where they are numbers (logarithmic when they grow
// by factors), else side by side.
std::vector<double> places(const SweepAxis& axis) {
  const std::size_t count = axis.values.size();
  std::vector<double> values = numbers(axis);
  if (values.empty()) {
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i));
  }
  if (grows_by_factors(values)) {
    for (double& value : values) value = std::log(value);
  }
  const auto scaled = std::minmax_element(values.begin(), values.end());
  const double from = *scaled.first, span = *scaled.second - from;
  for (double& value : values) {
    value = plot_left + 20.0 + (span > 0.0 ? (value - from) / span : 0.5) * (plot_width - 40.0);
  }
  return values;
}

// All points with one choice of the other axes, in the order of the first.
struct Series {
  std::string name;
  std::string stroke, fill;
};

std::vector<Series> series_of(const Sweep& sweep) {
  const std::size_t count = sweep.points.size() / sweep.axes.front().values.size();
  std::vector<Series> result;
  for (std::size_t i = 0; i < count; ++i) {
    const auto values = axis_values(sweep.axes, static_cast<std::int64_t>(i));
    Series series;
    for (std::size_t axis = 1; axis < values.size(); ++axis) {
      series.name +=
          fmt::format("{}{} {}", axis > 1 ? ", " : "", sweep.axes[axis].name(), values[axis]);
    }
    const std::size_t shade = count > hues ? 2 + 7 * i / (count - 1) : i;
    series.stroke = fmt::format("{}{}", count > hues ? "r" : "l", shade);
    series.fill = fmt::format("{}{}", count > hues ? "u" : "c", shade);
    result.push_back(std::move(series));
  }
  return result;
}

const SweepPoint& point_at(const Sweep& sweep, std::size_t first, std::size_t series,
                           std::size_t series_count) {
  return sweep.points[first * series_count + series];
}

// The vertical axis of one plot.
struct Scale {
  double top = 0.0, low = 0.0, high = 1.0;
  bool is_logarithmic = false;
  [[nodiscard]] double y(double value) const {
    const double share = is_logarithmic ? std::log(value / low) / std::log(high / low)
                                        : (value - low) / (high - low);
    return top + plot_height * (1.0 - share);
  }
};

Scale make_scale(const Sweep& sweep, const Metric& metric, double top) {
  double low = 1e300, high = 0.0;
  for (const SweepPoint& point : sweep.points) {
    const double value = point.*metric.value;
    if (!point.has_figures || !std::isfinite(value) || !(value > 0.0)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  Scale scale;
  scale.top = top;
  if (!(high > 0.0)) return scale;
  scale.is_logarithmic = high / low > wide_span;
  if (scale.is_logarithmic) {
    scale.low = std::pow(10.0, std::floor(std::log10(low)));
    scale.high = std::pow(10.0, std::ceil(std::log10(high * 1.0001)));
  } else {
    const double step = detail::tick_step(high, 4);
    scale.high = step * std::ceil(high / step * 1.02);
  }
  return scale;
}

void draw_grid_line(Svg& svg, const Scale& scale, double value, const std::string& unit) {
  const double y = scale.y(value);
  svg.line(plot_left, y, plot_left + plot_width, y, "g");
  const std::string text =
      unit == "m2" ? fmt::format("{:.3g} mm2", value * 1e6) : with_prefix(value, unit);
  svg.text(plot_left - 8.0, y + 4.0, value == 0.0 ? "0" : text, "m s", Anchor::End);
}

void draw_axis(Svg& svg, const Metric& metric, const Scale& scale) {
  svg.text(margin, scale.top - 12.0, metric.title, "b");
  if (scale.is_logarithmic) {
    for (double value = scale.low; value <= scale.high * 1.001; value *= 10.0) {
      draw_grid_line(svg, scale, value, metric.unit);
    }
    return;
  }
  const double step = detail::tick_step(scale.high, 4);
  for (int tick = 0; tick * step <= scale.high * 1.001; ++tick) {
    draw_grid_line(svg, scale, tick * step, metric.unit);
  }
}

// Curves break where a point has no figures; a point that cannot be built is hollow.
void draw_curve(Svg& svg, const Sweep& sweep, const Metric& metric, const Scale& scale,
                const std::vector<double>& xs, const Series& series, std::size_t index,
                std::size_t count) {
  std::vector<double> run;
  const auto end_run = [&] {
    if (run.size() > 2) svg.polyline(run, "curve " + series.stroke);
    run.clear();
  };
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const SweepPoint& point = point_at(sweep, i, index, count);
    const double value = point.*metric.value;
    if (!point.has_figures || !std::isfinite(value) || !(value > 0.0)) {
      end_run();
      continue;
    }
    run.insert(run.end(), {xs[i], scale.y(value)});
  }
  end_run();
  const double radius = xs.size() * count > 200 ? 2.0 : 4.0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const SweepPoint& point = point_at(sweep, i, index, count);
    const double value = point.*metric.value;
    if (!point.has_figures || !std::isfinite(value) || !(value > 0.0)) continue;
    const std::string tip =
        fmt::format("{} {}{}{}: {}{}", sweep.axes.front().name(), sweep.axes.front().values[i],
                    series.name.empty() ? "" : ", ", series.name,
                    metric.unit == "m2" ? area_text(value) : with_prefix(value, metric.unit),
                    point.is_feasible ? "" : " (cannot be built)");
    svg.circle(xs[i], scale.y(value), radius,
               point.is_feasible ? series.fill + " ring" : "hollow " + series.stroke, tip);
  }
}

// Below the last plot: one cross where at least one chip has no form at all, and the values.
void draw_values(Svg& svg, const Sweep& sweep, const std::vector<double>& xs, double y) {
  const std::size_t count = sweep.points.size() / xs.size();
  double free_from = 0.0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    std::size_t missing = 0;
    for (std::size_t k = 0; k < count; ++k)
      missing += point_at(sweep, i, k, count).has_figures ? 0 : 1;
    if (missing > 0) {
      svg.line(xs[i] - 3.5, y - 11.5, xs[i] + 3.5, y - 4.5, "cross l7");
      svg.line(xs[i] - 3.5, y - 4.5, xs[i] + 3.5, y - 11.5, "cross l7");
    }
    const std::string& text = sweep.axes.front().values[i];
    const double half = 0.5 * detail::text_width(text, 11.0) + 3.0;
    if (xs[i] - half < free_from) continue;
    free_from = xs[i] + half;
    svg.text(xs[i], y + 14.0, text, "m s", Anchor::Middle);
  }
  svg.text(plot_left + 0.5 * plot_width, y + 34.0, sweep.axes.front().name(), "b", Anchor::Middle);
}

double draw_key(Svg& svg, const Sweep& sweep, const std::vector<Series>& series, double y) {
  const double room = width - margin - key_left - 24.0;
  if (series.size() > 1) {
    const std::size_t shown = std::min(series.size(), most_key_rows);
    for (std::size_t i = 0; i < shown; ++i) {
      const std::size_t of = shown < series.size() ? i * (series.size() - 1) / (shown - 1) : i;
      svg.line(key_left, y - 4.0, key_left + 18.0, y - 4.0, "curve " + series[of].stroke);
      svg.text(key_left + 24.0, y, detail::fitted(series[of].name, room));
      y += 18.0;
    }
    if (shown < series.size()) {
      svg.text(key_left + 24.0, y, fmt::format("{} of {} curves named", shown, series.size()),
               "m s");
      y += 18.0;
    }
    y += 8.0;
  }
  bool has_hollow = false, has_cross = false;
  for (const SweepPoint& point : sweep.points) {
    has_hollow = has_hollow || (point.has_figures && !point.is_feasible);
    has_cross = has_cross || !point.has_figures;
  }
  if (has_hollow) {
    svg.circle(key_left + 9.0, y - 4.0, 4.0, "hollow ink");
    svg.text(key_left + 24.0, y, "breaks a law of physics");
    y += 18.0;
  }
  if (has_cross) {
    svg.line(key_left + 5.5, y - 7.5, key_left + 12.5, y - 0.5, "cross l7");
    svg.line(key_left + 5.5, y - 0.5, key_left + 12.5, y - 7.5, "cross l7");
    svg.text(key_left + 24.0, y, "no such chip");
    y += 18.0;
  }
  return y;
}

}  // namespace

std::string sweep_svg(const Sweep& sweep) {
  const std::string title =
      fmt::format("Sweep of {}: {} on {}", sweep.axes.front().name(), sweep.network, sweep.chip);
  Svg svg(width, title);
  const auto feasible = std::count_if(sweep.points.begin(), sweep.points.end(),
                                      [](const SweepPoint& point) { return point.is_feasible; });
  double top = svg.heading(title, fmt::format("{} points, {} can be built. Based on {}.",
                                              sweep.points.size(), feasible, sweep.basis));
  top += 32.0;
  const std::vector<double> xs = places(sweep.axes.front());
  const std::vector<Series> series = series_of(sweep);
  const Metric metrics[] = {{"Energy of one image", "J", &SweepPoint::energy_j},
                            {"Latency of one image", "s", &SweepPoint::latency_s},
                            {"Area", "m2", &SweepPoint::area_m2}};
  const double below_key = draw_key(svg, sweep, series, top + 8.0);
  for (const Metric& metric : metrics) {
    const Scale scale = make_scale(sweep, metric, top);
    draw_axis(svg, metric, scale);
    for (std::size_t i = 0; i < series.size(); ++i) {
      draw_curve(svg, sweep, metric, scale, xs, series[i], i, series.size());
    }
    top += plot_height + plot_gap;
  }
  draw_values(svg, sweep, xs, top - plot_gap + 16.0);
  return svg.finish(std::max(top + 26.0, below_key + margin));
}

}  // namespace kirchhoff::report
