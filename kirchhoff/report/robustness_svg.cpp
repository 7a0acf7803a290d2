// kirchhoff/report/robustness_svg.cpp - accuracy over time with its band, losses of layers, and
// accuracy over the values of a key.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/report/detail/svg.hpp"
#include "kirchhoff/report/robustness.hpp"

namespace kirchhoff::report {
namespace {

using detail::Anchor;
using detail::Svg;

constexpr double width = 960.0, margin = 16.0, plot_left = 84.0, plot_width = 700.0;
constexpr double plot_height = 190.0, plot_gap = 78.0, bar_height = 16.0, bar_left = 220.0;

// One plot: places from left to right, accuracy upwards.
struct Plot {
  double top = 0.0, low = 0.0, high = 1.0;
  [[nodiscard]] double y(double share) const {
    return top + plot_height * (1.0 - std::clamp((share - low) / (high - low), 0.0, 1.0));
  }
};

struct Column {
  double x = 0.0;
  std::string label;
  NoisyAccuracy at;
};

// From a little below the worst to a little above the best, in whole steps.
Plot plot_for(const std::vector<Column>& columns, double digital, double top) {
  double low = digital, high = digital;
  for (const Column& column : columns) {
    low = std::min({low, column.at.worst, column.at.mean - column.at.sd});
    high = std::max(high, column.at.mean + column.at.sd);
  }
  const double step = detail::tick_step(std::max(high - low, 0.01), 5);
  return {.top = top,
          .low = std::max(0.0, step * std::floor(low / step - 0.1)),
          .high = std::min(1.0, step * std::ceil(high / step + 0.1))};
}

void draw_grid(Svg& svg, const Plot& plot) {
  const double step = detail::tick_step(plot.high - plot.low, 5);
  for (double value = plot.low; value <= plot.high + 1e-9; value += step) {
    const double y = plot.y(value);
    svg.line(plot_left, y, plot_left + plot_width, y, "g");
    svg.text(plot_left - 8.0, y + 4.0, fmt::format("{:.3g} %", 100.0 * value), "m s", Anchor::End);
  }
}

// The band is one standard deviation between programmings to either side; rings are the worst.
void draw_columns(Svg& svg, const Plot& plot, const std::vector<Column>& columns) {
  std::vector<double> band, mean;
  for (const Column& column : columns) {
    band.insert(band.end(), {column.x, plot.y(column.at.mean + column.at.sd)});
    mean.insert(mean.end(), {column.x, plot.y(column.at.mean)});
  }
  for (auto column = columns.rbegin(); column != columns.rend(); ++column)
    band.insert(band.end(), {column->x, plot.y(column->at.mean - column->at.sd)});
  if (columns.size() > 1) svg.polygon(band, "band c0");
  if (columns.size() > 1) svg.polyline(mean, "curve l0");
  double free_from = 0.0;
  for (const Column& column : columns) {
    const std::string tip =
        fmt::format("{}: {:.2f} % (sd {:.2f}, worst {:.2f})", column.label, 100.0 * column.at.mean,
                    100.0 * column.at.sd, 100.0 * column.at.worst);
    svg.circle(column.x, plot.y(column.at.worst), 3.5, "hollow l0", tip);
    svg.circle(column.x, plot.y(column.at.mean), 4.0, "c0 ring", tip);
    const double half = 0.5 * detail::text_width(column.label, 11.0) + 3.0;
    if (column.x - half < free_from) continue;
    free_from = column.x + half;
    svg.text(column.x, plot.top + plot_height + 18.0, column.label, "m s", Anchor::Middle);
  }
}

void draw_digital(Svg& svg, const Plot& plot, double digital) {
  const double y = plot.y(digital);
  svg.line(plot_left, y, plot_left + plot_width, y, "l1");
  svg.text(plot_left + plot_width + 8.0, y + 4.0, fmt::format("digital {:.1f} %", 100.0 * digital),
           "m s");
}

double draw_plot(Svg& svg, const std::string& title, const std::vector<Column>& columns,
                 double digital, double top) {
  svg.text(margin, top - 12.0, title, "b");
  const Plot plot = plot_for(columns, digital, top);
  draw_grid(svg, plot);
  draw_digital(svg, plot, digital);
  draw_columns(svg, plot, columns);
  return top + plot_height + plot_gap;
}

// Times stand by their logarithm; time 0 stands a decade before the next.
std::vector<Column> time_columns(const std::vector<NoisyAccuracy>& times) {
  double first = 1.0;
  for (const NoisyAccuracy& at : times) {
    if (at.time_s <= 0.0) continue;
    first = at.time_s;
    break;
  }
  const auto place = [&](double time) { return std::log(time > 0.0 ? time : 0.1 * first); };
  const double low = place(times.front().time_s);
  const double span = place(times.back().time_s) - low;
  std::vector<Column> columns;
  for (const NoisyAccuracy& at : times) {
    const double share = span > 0.0 ? (place(at.time_s) - low) / span : 0.5;
    columns.push_back({plot_left + 24.0 + share * (plot_width - 48.0), spoken_time(at.time_s), at});
  }
  return columns;
}

// The variants of one key that exist, side by side.
std::vector<Column> key_columns(const Robustness& robustness, const std::string& key) {
  std::vector<Column> columns;
  for (const VariantAccuracy& variant : robustness.variants) {
    if (variant.key == key && variant.noisy)
      columns.push_back({0.0, variant.value, *variant.noisy});
  }
  const auto count = static_cast<double>(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i)
    columns[i].x = plot_left + (static_cast<double>(i) + 0.5) / count * plot_width;
  return columns;
}

double draw_layers(Svg& svg, const Robustness& robustness, double top) {
  svg.text(margin, top - 12.0,
           fmt::format("What each layer loses when it alone is analog, after {}",
                       spoken_time(robustness.at.front().time_s)),
           "b");
  double most = 0.001;
  for (const LayerLoss& loss : robustness.layers)
    most = std::max(most, robustness.digital - loss.noisy.mean);
  const double room = plot_left + plot_width - bar_left;
  for (const LayerLoss& loss : robustness.layers) {
    const double lost = std::max(0.0, robustness.digital - loss.noisy.mean);
    const double by_converters = std::clamp(loss.by_converters, 0.0, lost);
    svg.text(bar_left - 8.0, top + 12.0, detail::fitted(loss.layer, bar_left - margin - 8.0), "m s",
             Anchor::End);
    const double converters = room * by_converters / most, cells = room * lost / most - converters;
    if (converters > 0.0) svg.rectangle(bar_left, top, converters, bar_height, "c0");
    if (cells > 0.0) svg.rectangle(bar_left + converters, top, cells, bar_height, "c1");
    svg.text(bar_left + converters + cells + 6.0, top + 12.0, fmt::format("{:.2f} %", 100.0 * lost),
             "m s");
    top += bar_height + 6.0;
  }
  svg.rectangle(bar_left, top + 4.0, 10.0, 10.0, "c0");
  svg.text(bar_left + 16.0, top + 13.0, "by converters", "m s");
  svg.rectangle(bar_left + 120.0, top + 4.0, 10.0, 10.0, "c1");
  svg.text(bar_left + 136.0, top + 13.0, "by noise", "m s");
  return top + 66.0;
}

}  // namespace

std::string robustness_svg(const Robustness& robustness) {
  const std::string title =
      fmt::format("Accuracy of {}, trial {}", robustness.study, robustness.trial);
  Svg svg(width, title);
  double top = svg.heading(
      title, fmt::format("{}. The band is one standard deviation between programmings to either "
                         "side, a ring the worst of them.",
                         robustness.images));
  top += 32.0;
  top = draw_plot(svg, "Over time since programming", time_columns(robustness.at),
                  robustness.digital, top);
  if (!robustness.layers.empty()) top = draw_layers(svg, robustness, top);
  std::string key;
  for (const VariantAccuracy& variant : robustness.variants) {
    if (variant.key == key) continue;
    key = variant.key;
    const std::vector<Column> columns = key_columns(robustness, key);
    if (columns.empty()) continue;
    top = draw_plot(
        svg, fmt::format("Over {}, after {}", key, spoken_time(robustness.at.front().time_s)),
        columns, robustness.digital, top);
  }
  return svg.finish(top - 34.0);
}

}  // namespace kirchhoff::report
