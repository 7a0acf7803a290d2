// kirchhoff/report/roofline_svg.cpp - the picture of what limits each layer.
//
// One roof per way that bits take (buffers, interconnect, memory outside) and one for the
// crossbars. A layer has a small mark per way at its operations per bit on that way, and its number
// where its limit lies. Times inside a layer add up in the cost model, so no layer reaches a roof.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/report/cost_view.hpp"
#include "kirchhoff/report/detail/svg.hpp"

namespace kirchhoff::report {
namespace {

using cost::LayerBreakdown;
using detail::Anchor;
using detail::Svg;

constexpr double width = 960.0, margin = 16.0, plot_left = 76.0, plot_width = 458.0;
constexpr double plot_height = 430.0, key_left = plot_left + plot_width + 34.0, key_row = 16.0;
constexpr double names_width = 146.0, rates_right = 212.0, limits_left = 224.0;
constexpr std::size_t most_key_rows = 64;

// A way of bits: which part of Traffic, how it is drawn.
struct Way {
  std::string name;
  double cost::Traffic::*part;
  int colour;
};

const std::array<Way, 3>& ways() {
  static const std::array<Way, 3> all = {{{"buffers", &cost::Traffic::buffers, 5},
                                          {"interconnect", &cost::Traffic::interconnect, 6},
                                          {"external_memory", &cost::Traffic::external_memory, 8}}};
  return all;
}

double intensity(const LayerBreakdown& layer, const Way& way) {
  const double bits = layer.moved.*way.part;
  return bits > 0.0 ? 2.0 * static_cast<double>(layer.macs) / bits : 0.0;
}

// Colour of a limit: its component's, or that of the memory outside.
int colour_of(const std::string& limit) {
  for (std::size_t i = 0; i < cost::component_count; ++i) {
    if (cost::component_name(static_cast<cost::Component>(i)) == limit) return static_cast<int>(i);
  }
  return 8;
}

// Where a layer's number stands: at the way that limits it, else at its buffers' intensity.
double place_of(const LayerBreakdown& layer) {
  for (const Way& way : ways()) {
    if (way.name == layer.limit && intensity(layer, way) > 0.0) return intensity(layer, way);
  }
  for (const Way& way : ways()) {
    if (intensity(layer, way) > 0.0) return intensity(layer, way);
  }
  return 0.0;
}

// Whole decades of both axes.
struct Axes {
  double top = 0.0;  // y of the plot's upper edge
  int x_low = 0, x_high = 1, y_low = 0, y_high = 1;

  [[nodiscard]] double x(double value) const {
    return plot_left + plot_width * (std::log10(value) - x_low) / (x_high - x_low);
  }
  [[nodiscard]] double y(double value) const {
    return top + plot_height * (y_high - std::log10(value)) / (y_high - y_low);
  }
};

Axes make_axes(const CostView& view, double top) {
  double x_low = 1e300, x_high = 0.0, y_low = 1e300;
  for (const LayerBreakdown& layer : view.breakdown.layers) {
    if (!(layer.operations_per_s > 0.0)) continue;
    y_low = std::min(y_low, layer.operations_per_s);
    for (const Way& way : ways()) {
      const double value = intensity(layer, way);
      if (!(value > 0.0)) continue;
      x_low = std::min(x_low, value);
      x_high = std::max(x_high, value);
    }
  }
  // Each slanted roof shows its end, within reason.
  for (const Way& way : ways()) {
    const double bandwidth = view.breakdown.bandwidth.*way.part;
    if (!(bandwidth > 0.0)) continue;
    const double ridge = view.cost.peak_operations_per_s / bandwidth;
    x_low = std::min(x_low, std::max(0.3 * ridge, 1e-3 * x_low));
  }
  Axes axes;
  axes.top = top;
  if (!(x_high > 0.0)) return axes;
  const auto floor10 = [](double v) { return static_cast<int>(std::floor(std::log10(v))); };
  axes.x_low = floor10(x_low * 0.8);
  axes.x_high = floor10(x_high * 1.25) + 1;
  axes.y_low = floor10(y_low * 0.5);
  axes.y_high = floor10(std::max(view.cost.peak_operations_per_s, y_low) * 1.5) + 1;
  return axes;
}

std::string decade_text(int exponent) {
  constexpr std::array<const char*, 7> prefixes = {"", " k", " M", " G", " T", " P", " E"};
  if (exponent < 0) return fmt::format("{:g}", std::pow(10.0, exponent));
  const auto place = static_cast<std::size_t>(exponent / 3);
  if (place >= prefixes.size()) return fmt::format("1e{}", exponent);
  return fmt::format("{:g}{}", std::pow(10.0, exponent % 3), prefixes[place]);
}

void draw_axes(Svg& svg, const Axes& axes) {
  const double bottom = axes.top + plot_height;
  for (int decade = axes.x_low; decade <= axes.x_high; ++decade) {
    const double x = axes.x(std::pow(10.0, decade));
    svg.line(x, axes.top, x, bottom, "g");
    svg.text(x, bottom + 16.0, decade_text(decade), "m s", Anchor::Middle);
  }
  for (int decade = axes.y_low; decade <= axes.y_high; ++decade) {
    const double y = axes.y(std::pow(10.0, decade));
    svg.line(plot_left, y, plot_left + plot_width, y, "g");
    svg.text(plot_left - 8.0, y + 4.0, decade_text(decade), "m s", Anchor::End);
  }
  svg.text(margin, axes.top - 10.0, "operations per second", "m s");
  svg.text(plot_left + 0.5 * plot_width, bottom + 34.0, "operations per bit moved", "m s",
           Anchor::Middle);
}

// A slanted roof from the plot's edge to the peak, its name along the way it starts.
void draw_roof(Svg& svg, const Axes& axes, const Way& way, double bandwidth, double peak) {
  if (!(bandwidth > 0.0)) return;
  const double low = std::max(std::pow(10.0, axes.x_low), std::pow(10.0, axes.y_low) / bandwidth);
  const double high = std::min(std::pow(10.0, axes.x_high), peak / bandwidth);
  if (high <= low) return;
  svg.polyline({axes.x(low), axes.y(low * bandwidth), axes.x(high), axes.y(high * bandwidth)},
               fmt::format("curve l{} dash", way.colour));
}

double draw_roofs(Svg& svg, const Axes& axes, const CostView& view, double key_y) {
  const double peak = view.cost.peak_operations_per_s;
  svg.text(key_left, key_y, "Roofs", "b");
  if (peak > 0.0) {
    svg.line(plot_left, axes.y(peak), plot_left + plot_width, axes.y(peak), "roof");
    key_y += 18.0;
    svg.line(key_left, key_y - 4.0, key_left + 22.0, key_y - 4.0, "roof");
    svg.text(key_left + 30.0, key_y, "all crossbars busy");
    svg.text(width - margin, key_y, with_prefix(peak, "op/s"), "m", Anchor::End);
  }
  for (const Way& way : ways()) {
    const double bandwidth = view.breakdown.bandwidth.*way.part;
    draw_roof(svg, axes, way, bandwidth, peak);
    key_y += 18.0;
    svg.line(key_left, key_y - 4.0, key_left + 22.0, key_y - 4.0,
             fmt::format("curve l{} dash", way.colour));
    svg.text(key_left + 30.0, key_y, way.name);
    svg.text(width - margin, key_y, with_prefix(bandwidth, "bit/s"), "m", Anchor::End);
  }
  return key_y + 32.0;
}

// Layers whose marks would cover each other share one mark.
struct Mark {
  double x = 0.0, y = 0.0;
  int colour = 0;
  std::vector<std::size_t> layers;
};

std::vector<Mark> marks_of(const CostView& view, const Axes& axes) {
  std::vector<Mark> marks;
  for (std::size_t i = 0; i < view.breakdown.layers.size(); ++i) {
    const LayerBreakdown& layer = view.breakdown.layers[i];
    const double place = place_of(layer);
    if (!(place > 0.0) || !(layer.operations_per_s > 0.0)) continue;
    const Mark mark{axes.x(place), axes.y(layer.operations_per_s), colour_of(layer.limit), {i}};
    const auto near = std::find_if(marks.begin(), marks.end(), [&](const Mark& other) {
      return other.colour == mark.colour && std::hypot(other.x - mark.x, other.y - mark.y) < 9.0;
    });
    if (near == marks.end()) {
      marks.push_back(mark);
    } else {
      near->layers.push_back(i);
    }
  }
  return marks;
}

// 1, 2, 3, 5 -> "1-3, 5".
std::string numbers_text(const std::vector<std::size_t>& layers) {
  std::string text;
  for (std::size_t i = 0; i < layers.size();) {
    std::size_t last = i;
    while (last + 1 < layers.size() && layers[last + 1] == layers[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", layers[i] + 1);
    if (last > i) text += fmt::format("{}{}", last == i + 1 ? ", " : "-", layers[last] + 1);
    i = last + 1;
  }
  return text;
}

struct Label {
  double x = 0.0, y = 0.0, width = 0.0;  // left end, base line
  [[nodiscard]] bool covers(double left, double top, double right, double bottom) const {
    return x < right && x + width > left && y - 10.0 < bottom && y + 2.0 > top;
  }
};

// Above, below, right or left of its mark, whichever is free first; nowhere when none is.
void draw_labels(Svg& svg, const std::vector<Mark>& marks) {
  std::vector<Label> placed;
  for (const Mark& mark : marks) {
    const std::string text = detail::fitted(numbers_text(mark.layers), 110.0, 11.0);
    const double length = detail::text_width(text, 11.0);
    const std::array<Label, 6> choices = {{{mark.x - 0.5 * length, mark.y - 9.0, length},
                                           {mark.x - 0.5 * length, mark.y + 18.0, length},
                                           {mark.x + 9.0, mark.y + 4.0, length},
                                           {mark.x - 9.0 - length, mark.y + 4.0, length},
                                           {mark.x + 6.0, mark.y - 8.0, length},
                                           {mark.x + 6.0, mark.y + 16.0, length}}};
    const auto is_free = [&](const Label& choice) {
      const bool is_inside =
          choice.x > plot_left && choice.x + choice.width < plot_left + plot_width;
      const auto hits = [&](const Label& other) {
        return other.covers(choice.x, choice.y - 10.0, choice.x + choice.width, choice.y + 2.0);
      };
      const auto lies_under = [&](const Mark& other) {
        return choice.covers(other.x - 5.0, other.y - 5.0, other.x + 5.0, other.y + 5.0);
      };
      return is_inside && std::none_of(placed.begin(), placed.end(), hits) &&
             std::none_of(marks.begin(), marks.end(), lies_under);
    };
    const auto choice = std::find_if(choices.begin(), choices.end(), is_free);
    if (choice == choices.end()) continue;
    placed.push_back(*choice);
    svg.text(choice->x, choice->y, text, "s b halo");
  }
}

void draw_layers(Svg& svg, const Axes& axes, const CostView& view) {
  for (const LayerBreakdown& layer : view.breakdown.layers) {
    if (!(layer.operations_per_s > 0.0)) continue;
    std::vector<double> places;
    const double y = axes.y(layer.operations_per_s);
    for (const Way& way : ways()) {
      const double value = intensity(layer, way);
      if (value > 0.0) places.push_back(axes.x(value));
    }
    if (places.empty()) continue;
    const auto [low, high] = std::minmax_element(places.begin(), places.end());
    svg.line(*low, y, *high, y, "thin a");
    for (const Way& way : ways()) {
      const double value = intensity(layer, way);
      if (value > 0.0) svg.circle(axes.x(value), y, 2.5, fmt::format("c{}", way.colour));
    }
  }
  const std::vector<Mark> marks = marks_of(view, axes);
  for (const Mark& mark : marks) {
    svg.circle(mark.x, mark.y, 6.0, fmt::format("c{} ring", mark.colour),
               "layers " + numbers_text(mark.layers));
  }
  draw_labels(svg, marks);
}

double draw_layer_key(Svg& svg, const CostView& view, double y) {
  svg.text(key_left, y, "Layer", "b");
  svg.text(key_left + rates_right, y, "op/s", "m s", Anchor::End);
  svg.text(key_left + limits_left, y, "limit (of its time)", "m s");
  const std::size_t count = view.cost.layers.size();
  const std::size_t shown = count > most_key_rows ? most_key_rows - 1 : count;
  for (std::size_t i = 0; i < shown; ++i) {
    const LayerBreakdown& layer = view.breakdown.layers[i];
    y += key_row;
    svg.text(key_left + 18.0, y, std::to_string(i + 1), "b s", Anchor::End);
    svg.text(key_left + 24.0, y, detail::fitted(view.cost.layers[i].name, names_width), "");
    svg.text(key_left + rates_right, y, with_prefix(layer.operations_per_s, ""), "m", Anchor::End);
    svg.circle(key_left + limits_left + 4.0, y - 4.0, 4.5,
               fmt::format("c{}", colour_of(layer.limit)));
    svg.text(key_left + limits_left + 14.0, y,
             fmt::format("{} {:.0f} %", layer.limit, 100.0 * layer.limit_share));
  }
  if (shown == count) return y;
  svg.text(key_left + 24.0, y += key_row, fmt::format("and {} more layers", count - shown), "m");
  return y;
}

}  // namespace

std::string roofline_svg(const CostView& view) {
  const std::string title = fmt::format("Roofline: {} on {}", view.network, view.chip);
  Svg svg(width, title);
  const double top = svg.heading(
      title,
      fmt::format("Large mark: a layer's rate, coloured by what takes most of its time, at the "
                  "operations per bit of that way (of the buffers when crossbars are the limit). "
                  "Small marks: its other ways. Based on {}.",
                  view.basis));
  const Axes axes = make_axes(view, top + 26.0);
  draw_axes(svg, axes);
  const double below_roofs = draw_roofs(svg, axes, view, top + 26.0);
  draw_layers(svg, axes, view);
  const double below_key = draw_layer_key(svg, view, below_roofs);
  return svg.finish(std::max(axes.top + plot_height + 52.0, below_key + margin));
}

}  // namespace kirchhoff::report
