// kirchhoff/report/search_bench_svg.cpp - anytime curves of strategies with their bands.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/report/detail/svg.hpp"
#include "kirchhoff/report/search_bench.hpp"

namespace kirchhoff::report {
namespace {

using detail::Anchor;
using detail::Svg;
using tabular::Comparison;
using tabular::Mean;
using tabular::Score;

constexpr double width = 960.0, margin = 16.0, left_room = 58.0, gap = 40.0;
constexpr double plot_width = (width - 2.0 * margin - 2.0 * left_room - gap) / 2.0;
constexpr double plot_height = 190.0, plot_room = plot_height + 74.0;
constexpr std::size_t hues = 12;

// One problem's plot: x is the logarithm of the evaluations.
struct Plot {
  double left = 0.0, top = 0.0;
  double first = 1.0, last = 10.0;  // evaluations
  double low = 0.0, high = 1.0;     // of the figure
  [[nodiscard]] double x(double evaluations) const {
    return left + plot_width * std::log(evaluations / first) / std::log(last / first);
  }
  [[nodiscard]] double y(double value) const {
    const double share = std::clamp((value - low) / (high - low), 0.0, 1.0);
    return top + plot_height * (1.0 - share);
  }
};

double Score::*figure_of(const Comparison& comparison, std::size_t problem) {
  return comparison.reported[problem].empty() ? &Score::hypervolume_ratio : &Score::regret;
}

std::vector<std::vector<Mean>> curves_of(const Comparison& comparison, std::size_t problem) {
  std::vector<std::vector<Mean>> curves;
  for (std::size_t i = 0; i < comparison.options.strategies.size(); ++i) {
    std::vector<Mean>& curve = curves.emplace_back();
    for (std::size_t point = 0; point < comparison.checkpoints.size(); ++point) {
      const auto values =
          tabular::by_seed(comparison, problem, i, point, figure_of(comparison, problem));
      if (values.empty()) break;  // a peer that stopped before, or was not run
      curve.push_back(tabular::mean_of(values));
    }
  }
  return curves;
}

// From the worst mean of the second half of the curve's start to the best.
void set_range(Plot& plot, const Comparison& comparison, std::size_t problem,
               const std::vector<std::vector<Mean>>& curves) {
  double low = 1e300, high = -1e300;
  for (const std::vector<Mean>& curve : curves) {
    for (std::size_t i = curve.size() / 4; i < curve.size(); ++i) {
      low = std::min(low, curve[i].low);
      high = std::max(high, curve[i].high);
    }
  }
  if (comparison.reported[problem].empty()) {
    plot.low = std::max(0.0, std::floor(low * 20.0) / 20.0);
    plot.high = 1.0;
    return;
  }
  plot.low = 0.0;
  const double step = detail::tick_step(std::max(high, 1e-9), 4);
  plot.high = step * std::ceil(high / step);
}

void draw_axes(Svg& svg, const Plot& plot) {
  const double step = detail::tick_step(plot.high - plot.low, 5);
  for (int tick = 0; plot.low + tick * step <= plot.high + 1e-9; ++tick) {
    const double value = plot.low + tick * step;
    svg.line(plot.left, plot.y(value), plot.left + plot_width, plot.y(value), "g");
    svg.text(plot.left - 8.0, plot.y(value) + 4.0, fmt::format("{:.3g}", value), "m s",
             Anchor::End);
  }
  for (double decade = 1.0; decade <= plot.last; decade *= 10.0) {
    for (const double factor : {1.0, 3.0}) {
      const double at = decade * factor;
      if (at < plot.first * 0.999 || at > plot.last * 1.001) continue;
      svg.text(plot.x(at), plot.top + plot_height + 16.0, fmt::format("{:g}", at), "m s",
               Anchor::Middle);
    }
  }
  svg.text(plot.left + 0.5 * plot_width, plot.top + plot_height + 32.0, "evaluations", "m s",
           Anchor::Middle);
}

void draw_curve(Svg& svg, const Plot& plot, const Comparison& comparison,
                const std::vector<Mean>& curve, std::size_t hue) {
  if (curve.empty()) return;
  std::vector<double> band, line, back;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double x = plot.x(static_cast<double>(comparison.checkpoints[i]));
    line.insert(line.end(), {x, plot.y(curve[i].mean)});
    band.insert(band.end(), {x, plot.y(curve[i].high)});
  }
  for (std::size_t i = curve.size(); i-- > 0;) {
    const double x = plot.x(static_cast<double>(comparison.checkpoints[i]));
    band.insert(band.end(), {x, plot.y(curve[i].low)});
  }
  svg.polygon(band, fmt::format("band c{}", hue));
  svg.polyline(line, fmt::format("curve l{}{}", hue, hue >= 8 ? " dash" : ""));
}

double draw_key(Svg& svg, const Comparison& comparison, double y) {
  double x = margin;
  for (std::size_t i = 0; i < comparison.options.strategies.size(); ++i) {
    const std::string& name = comparison.options.strategies[i];
    const double length = 30.0 + detail::text_width(name) + 18.0;
    if (x + length > width - margin) {
      x = margin;
      y += 18.0;
    }
    svg.line(x, y - 4.0, x + 22.0, y - 4.0,
             fmt::format("curve l{}{}", i % hues, i % hues >= 8 ? " dash" : ""));
    svg.text(x + 28.0, y, name);
    x += length;
  }
  return y;
}

void draw_problem(Svg& svg, const Comparison& comparison, std::size_t problem, double top) {
  Plot plot;
  plot.left = margin + left_room + (problem % 2 == 1 ? plot_width + left_room + gap : 0.0);
  const std::size_t row = problem / 2;  // two stand beside each other
  plot.top = top + plot_room * static_cast<double>(row);
  plot.first = static_cast<double>(comparison.checkpoints.front());
  plot.last = std::max(static_cast<double>(comparison.checkpoints.back()), plot.first + 1.0);
  const auto curves = curves_of(comparison, problem);
  set_range(plot, comparison, problem, curves);
  const std::string what = comparison.reported[problem].empty()
                               ? "hypervolume ratio"
                               : "regret of " + comparison.reported[problem];
  svg.text(plot.left - left_room, plot.top - 12.0,
           fmt::format("{}: {}", comparison.problems[problem], what), "b");
  draw_axes(svg, plot);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    draw_curve(svg, plot, comparison, curves[i], i % hues);
  }
}

}  // namespace

std::string search_bench_svg(const Comparison& comparison) {
  const std::string title = "Strategies on problems with known answers";
  Svg svg(width, title);
  const double below_heading =
      svg.heading(title, fmt::format("Mean of {} seeds, bands hold 95 %; lookahead {}.",
                                     comparison.options.seeds, comparison.options.lookahead));
  const double top = draw_key(svg, comparison, below_heading + 16.0) + 44.0;
  for (std::size_t problem = 0; problem < comparison.problems.size(); ++problem) {
    draw_problem(svg, comparison, problem, top);
  }
  const std::size_t rows = (comparison.problems.size() + 1) / 2;
  return svg.finish(top + static_cast<double>(rows) * plot_room);
}

}  // namespace kirchhoff::report
