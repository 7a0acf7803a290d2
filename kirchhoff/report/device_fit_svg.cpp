// kirchhoff/report/device_fit_svg.cpp - one plot a law, points with their errors on a curve.
#include "kirchhoff/report/device_fit_svg.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/report/detail/svg.hpp"

namespace kirchhoff::report {
namespace {

using detail::Anchor;
using detail::Svg;

constexpr double width = 760.0, margin = 16.0, left = 84.0, plot_width = 620.0;
constexpr double plot_height = 200.0, gap = 88.0;

struct Axis {
  double low = 0.0, high = 1.0, step = 1.0;
};

// Whole steps around what is shown, 0 among them where it is near.
Axis axis_over(double low, double high) {
  if (low > 0.0 && low < 0.5 * high) low = 0.0;
  if (!(high > low)) high = low + std::max(std::abs(low), 1e-12);
  const double step = detail::tick_step(high - low, 5);
  return {.low = step * std::floor(low / step + 1e-9),
          .high = step * std::ceil(high / step - 1e-9),
          .step = step};
}

struct Plot {
  Axis across, up;
  double top = 0.0;
  [[nodiscard]] double x(double value) const {
    return left + plot_width * (value - across.low) / (across.high - across.low);
  }
  [[nodiscard]] double y(double value) const {
    return top + plot_height * (1.0 - (value - up.low) / (up.high - up.low));
  }
};

Plot plot_of(const FittedLaw& law, double top) {
  double x_low = law.points.front().x, x_high = x_low;
  double y_low = law.points.front().y, y_high = y_low;
  for (const MeasuredPoint& point : law.points) {
    x_low = std::min(x_low, point.x), x_high = std::max(x_high, point.x);
    y_low = std::min(y_low, point.y - point.error),
    y_high = std::max(y_high, point.y + point.error);
  }
  for (std::size_t i = 0; i + 1 < law.curve.size(); i += 2) {
    y_low = std::min(y_low, law.curve[i + 1]), y_high = std::max(y_high, law.curve[i + 1]);
  }
  return {.across = axis_over(x_low, x_high), .up = axis_over(y_low, y_high), .top = top};
}

void draw_grid(Svg& svg, const Plot& plot, const FittedLaw& law) {
  const double bottom = plot.top + plot_height;
  for (double value = plot.up.low; value <= plot.up.high + 1e-9 * plot.up.step;
       value += plot.up.step) {
    svg.line(left, plot.y(value), left + plot_width, plot.y(value), "g");
    const double shown = std::abs(value) < 1e-9 * plot.up.step ? 0.0 : value;
    svg.text(left - 8.0, plot.y(value) + 4.0, fmt::format("{:.4g}", shown), "m s", Anchor::End);
  }
  for (double value = plot.across.low; value <= plot.across.high + 1e-9 * plot.across.step;
       value += plot.across.step) {
    svg.text(plot.x(value), bottom + 18.0, fmt::format("{:.4g}", value), "m s", Anchor::Middle);
  }
  svg.text(left + 0.5 * plot_width, bottom + 38.0, law.x_title, "b", Anchor::Middle);
}

}  // namespace

std::string device_fit_svg(const std::string& title, const std::string& subtitle,
                           const std::vector<FittedLaw>& laws) {
  Svg svg(width, title);
  double top = svg.heading(title, subtitle) + 32.0;
  for (const FittedLaw& law : laws) {
    svg.text(margin, top - 12.0, law.title, "b");
    const Plot plot = plot_of(law, top);
    draw_grid(svg, plot, law);
    std::vector<double> curve;
    for (std::size_t i = 0; i + 1 < law.curve.size(); i += 2)
      curve.insert(curve.end(), {plot.x(law.curve[i]), plot.y(law.curve[i + 1])});
    if (curve.size() > 2) svg.polyline(curve, "curve l1");
    for (const MeasuredPoint& point : law.points) {
      svg.line(plot.x(point.x), plot.y(point.y - point.error), plot.x(point.x),
               plot.y(point.y + point.error), "curve l0");
      svg.circle(plot.x(point.x), plot.y(point.y), 4.0, "c0 ring",
                 fmt::format("{:.4g}: {:.4g} ± {:.2g}", point.x, point.y, point.error));
    }
    top += plot_height + gap;
  }
  return svg.finish(top - 34.0);
}

}  // namespace kirchhoff::report
