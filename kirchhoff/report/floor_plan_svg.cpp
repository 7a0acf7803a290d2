// kirchhoff/report/floor_plan_svg.cpp - the picture of a chip to scale, with what its crossbars
// hold.
//
// Layers lie one after the other in the order of the network, as the cost model counts them; where
// a router would put them is nobody's claim. Areas are to scale, shapes are not.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/report/cost_view.hpp"
#include "kirchhoff/report/detail/svg.hpp"

namespace kirchhoff::report {
namespace {

using cost::Component;
using detail::Anchor;
using detail::Svg;

constexpr double width = 960.0, margin = 16.0, side = 560.0, key_left = margin + side + 26.0;
constexpr double key_row = 16.0;
constexpr std::int64_t most_crossbars = 4000;  // drawn one by one
constexpr std::int64_t most_boxes = 1600;      // tiles, or groups of tiles
constexpr std::size_t most_key_rows = 64;

struct Box {
  double x = 0.0, y = 0.0, width = 0.0, height = 0.0;
};

// Cuts a box into parts with areas like `weights`: rows from the top, each from left to right.
std::vector<Box> cut(const Box& box, std::span<const double> weights) {
  std::vector<Box> parts;
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  const auto count = weights.size();
  const double aspect = box.height / std::max(box.width, 1e-9);
  const auto rows = std::clamp<std::size_t>(
      static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(count) * aspect))), 1,
      std::max<std::size_t>(count, 1));
  double y = box.y;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto part =
        weights.subspan(row * count / rows, (row + 1) * count / rows - row * count / rows);
    const double sum = std::accumulate(part.begin(), part.end(), 0.0);
    const double height = box.height * sum / total;
    double x = box.x;
    for (const double weight : part) {
      const double part_width = box.width * weight / sum;
      parts.push_back({x, y, part_width, height});
      x += part_width;
    }
    y += height;
  }
  return parts;
}

// The same middle, `share` of the area.
Box shrunk(const Box& box, double share) {
  const double k = std::sqrt(share);
  return {box.x + 0.5 * (1.0 - k) * box.width, box.y + 0.5 * (1.0 - k) * box.height, k * box.width,
          k * box.height};
}

// Areas of the chip, or of one kind of macro of it, and the drawing order: boxes of
// `tiles_per_box` tiles.
struct Plan {
  const CostView& view;
  int kind = 0;  // of macro; 0 on a chip of one kind
  std::int64_t crossbars = 0, tiles = 0;
  std::int64_t first_crossbar = 0;  // crossbars are counted kind after kind
  int crossbars_per_tile = 1;
  double area = 0.0;
  double crossbar_area = 0.0;            // one
  std::array<double, 3> support_area{};  // of one tile: buffer, router, digital unit
  double filled_share = 1.0;             // of the area: all but white space
  std::int64_t tiles_per_box = 1;
  bool shows_crossbars = true;
  bool labels_crossbars = true;  // else one label a layer

  [[nodiscard]] double tile_support() const {
    return support_area[0] + support_area[1] + support_area[2];
  }
  [[nodiscard]] std::int64_t crossbars_of(std::int64_t box) const {
    const std::int64_t most = tiles_per_box * crossbars_per_tile;
    // Tiles that no layer needs are empty.
    return std::clamp<std::int64_t>(crossbars - box * most, 0, most);
  }
  [[nodiscard]] std::int64_t tiles_of(std::int64_t box) const {
    return std::min(tiles_per_box, tiles - box * tiles_per_box);
  }
  [[nodiscard]] std::int64_t box_count() const {
    return (tiles + tiles_per_box - 1) / tiles_per_box;
  }
};

using Areas = std::array<Area, cost::component_count>;

double area_of(const CostView& view, Component component) {
  return view.cost.components[static_cast<std::size_t>(component)].area.si();
}

constexpr std::array<Component, 3> support = {Component::Buffers, Component::Interconnect,
                                              Component::DigitalUnits};

void set_areas(const Areas& areas, Plan& plan) {
  const auto of = [&](Component component) {
    return areas[static_cast<std::size_t>(component)].si();
  };
  const auto tiles = static_cast<double>(std::max<std::int64_t>(plan.tiles, 1));
  const double white = of(Component::WhiteSpace);
  double crossbars = plan.area - white;
  for (std::size_t i = 0; i < support.size(); ++i) {
    plan.support_area[i] = of(support[i]) / tiles;
    crossbars -= of(support[i]);
  }
  plan.crossbar_area = crossbars / static_cast<double>(std::max<std::int64_t>(plan.crossbars, 1));
  plan.filled_share = plan.area > 0.0 ? 1.0 - white / plan.area : 1.0;
}

// What is drawn one by one depends on the whole chip.
void set_details(Plan& plan) {
  const cost::Breakdown& chip = plan.view.breakdown;
  const auto tiles = static_cast<double>(std::max<std::int64_t>(chip.tiles, 1));
  plan.shows_crossbars = chip.crossbars <= most_crossbars;
  plan.tiles_per_box = std::max<std::int64_t>((chip.tiles + most_boxes - 1) / most_boxes, 1);
  constexpr double room = 60.0;  // of a tile, for numbers in its crossbars
  plan.labels_crossbars = plan.shows_crossbars && side / std::sqrt(tiles) >= room;
}

Plan make_plan(const CostView& view, const mapping::Places& places, int crossbars_per_tile,
               Area area, const Areas& areas) {
  Plan plan{view};
  plan.crossbars = places.crossbars;
  plan.tiles = places.tiles;
  plan.crossbars_per_tile = crossbars_per_tile;
  plan.area = area.si();
  set_areas(areas, plan);
  set_details(plan);
  return plan;
}

// One of the whole chip, or one for each kind of macro that has tiles.
std::vector<Plan> make_plans(const CostView& view) {
  const cost::Cost& cost = view.cost;
  const cost::Breakdown& chip = view.breakdown;
  if (cost.kinds.empty()) {
    Areas areas{};
    for (std::size_t i = 0; i < areas.size(); ++i) areas[i] = cost.components[i].area;
    return {make_plan(view, {.crossbars = chip.crossbars, .tiles = chip.tiles},
                      chip.crossbars_per_tile, cost.area, areas)};
  }
  std::vector<Plan> plans;
  std::int64_t first_crossbar = 0;
  for (std::size_t kind = 0; kind < cost.kinds.size(); ++kind) {
    const cost::KindCost& of = cost.kinds[kind];
    if (of.places.tiles > 0) {
      plans.push_back(make_plan(view, of.places, chip.kind_crossbars_per_tile[kind], of.area,
                                of.area_by_component));
      plans.back().kind = static_cast<int>(kind);
      plans.back().first_crossbar = first_crossbar;
    }
    first_crossbar += of.places.crossbars;
  }
  return plans;
}

// Which layers lie on crossbars [first, first + count): pieces in order.
struct Piece {
  std::size_t layer = 0;
  std::int64_t count = 0;
};

std::vector<Piece> pieces(const Plan& plan, std::int64_t first, std::int64_t count) {
  const CostView& view = plan.view;
  std::vector<Piece> result;
  for (std::size_t i = 0; i < view.cost.layers.size(); ++i) {
    if (view.cost.layers[i].kind != plan.kind) continue;
    const std::int64_t from = std::max(first, view.breakdown.layers[i].first_crossbar);
    const std::int64_t to = std::min(
        first + count, view.breakdown.layers[i].first_crossbar + view.cost.layers[i].crossbars);
    if (to > from) result.push_back({i, to - from});
  }
  return result;
}

std::string ramp(double share) {
  return fmt::format("u{}", std::clamp(static_cast<int>(10.0 * share), 0, 9));
}

std::string tip(const CostView& view, std::size_t layer) {
  return fmt::format("layer {}, {}: {:.1f} % of its cells hold weights", layer + 1,
                     view.cost.layers[layer].name, 100.0 * view.cost.layers[layer].utilisation);
}

void label(Svg& svg, const Box& box, const std::string& text) {
  if (detail::text_width(text, 11.0) > box.width - 1.0 || box.height < 11.0) return;
  svg.text(box.x + 0.5 * box.width, box.y + 0.5 * box.height + 4.0, text, "s b halo",
           Anchor::Middle);
}

// One by one, each piece labelled on its middle crossbar.
void draw_crossbars(Svg& svg, const Plan& plan, const Box& box, const std::vector<Piece>& contents,
                    std::int64_t count) {
  const CostView& view = plan.view;
  const std::vector<Box> places =
      cut(box, std::vector<double>(static_cast<std::size_t>(count), 1.0));
  std::size_t next = 0;
  for (const Piece& piece : contents) {
    const std::string style = ramp(view.cost.layers[piece.layer].utilisation) + " edge";
    // Layers that take turns share crossbars: the first ones are shown.
    for (std::int64_t i = 0; i < piece.count && next < places.size(); ++i) {
      const Box& place = places[next++];
      svg.rectangle(place.x, place.y, place.width, place.height, style, tip(view, piece.layer));
    }
  }
  if (!plan.labels_crossbars) return;
  next = 0;
  for (const Piece& piece : contents) {
    const std::size_t middle = next + static_cast<std::size_t>(piece.count / 2);
    if (middle < places.size()) label(svg, places[middle], std::to_string(piece.layer + 1));
    next += static_cast<std::size_t>(piece.count);
  }
}

// Too small for crossbars: one colour for all of them.
void draw_mean(Svg& svg, const CostView& view, const Box& box, const std::vector<Piece>& contents) {
  double used = 0.0, count = 0.0;
  for (const Piece& piece : contents) {
    used += view.cost.layers[piece.layer].utilisation * static_cast<double>(piece.count);
    count += static_cast<double>(piece.count);
  }
  if (contents.empty()) return;
  svg.rectangle(box.x, box.y, box.width, box.height, ramp(used / count),
                tip(view, contents.front().layer));
}

void draw_box(Svg& svg, const Plan& plan, std::int64_t index, const Box& place) {
  const CostView& view = plan.view;
  const Box box = shrunk(place, plan.filled_share);
  const std::int64_t count = plan.crossbars_of(index);
  const auto tiles = static_cast<double>(plan.tiles_of(index));
  const double crossbars = static_cast<double>(count) * plan.crossbar_area;
  const double total = crossbars + tiles * plan.tile_support();
  Box top = box;
  top.height *= total > 0.0 ? crossbars / total : 1.0;
  const std::int64_t first =
      plan.first_crossbar + index * plan.tiles_per_box * plan.crossbars_per_tile;
  const std::vector<Piece> contents = pieces(plan, first, count);
  if (plan.shows_crossbars) {
    draw_crossbars(svg, plan, top, contents, count);
  } else {
    draw_mean(svg, view, top, contents);
  }
  double x = box.x;
  for (std::size_t i = 0; i < support.size(); ++i) {
    const double part = box.width * plan.support_area[i] / std::max(plan.tile_support(), 1e-300);
    svg.rectangle(x, top.y + top.height, part, box.height - top.height,
                  fmt::format("c{} soft", static_cast<std::size_t>(support[i])));
    x += part;
  }
}

// The number of each layer on the middle one of the boxes that it fills most of, where all of them
// together have room for it.
void label_layers(Svg& svg, const Plan& plan, const std::vector<Box>& places) {
  const std::int64_t slots = plan.tiles_per_box * plan.crossbars_per_tile;
  double free_from = 0.0, last_y = 0.0;
  for (std::size_t i = 0; i < plan.view.cost.layers.size(); ++i) {
    if (plan.view.cost.layers[i].kind != plan.kind) continue;
    const std::int64_t first = plan.view.breakdown.layers[i].first_crossbar - plan.first_crossbar;
    const std::int64_t count = plan.view.cost.layers[i].crossbars;
    const auto middle = static_cast<std::size_t>((first + count / 2) / slots);
    if (middle >= places.size()) continue;
    const Box& box = places[middle];
    const double boxes = static_cast<double>(count) / static_cast<double>(slots);
    if (boxes * box.width * box.height < 300.0) continue;
    const std::string text = std::to_string(i + 1);
    const double x = box.x + 0.5 * box.width, half = 0.5 * detail::text_width(text, 11.0) + 2.0;
    const double y = box.y + 0.5 * box.height + 4.0;
    if (y - last_y < 12.0 && x - half < free_from) continue;
    svg.text(x, y, text, "s b halo", Anchor::Middle);
    free_from = x + half;
    last_y = y;
  }
}

void draw_tiles(Svg& svg, const Plan& plan, const Box& place) {
  std::vector<double> weights;
  for (std::int64_t box = 0; box < plan.box_count(); ++box) {
    weights.push_back(static_cast<double>(plan.crossbars_of(box)) * plan.crossbar_area +
                      static_cast<double>(plan.tiles_of(box)) * plan.tile_support());
  }
  const std::vector<Box> places = cut(place, weights);
  for (std::size_t i = 0; i < places.size(); ++i) {
    draw_box(svg, plan, static_cast<std::int64_t>(i), places[i]);
  }
  if (!plan.labels_crossbars) label_layers(svg, plan, places);
}

void draw_chip(Svg& svg, const std::vector<Plan>& plans, double top) {
  svg.rectangle(margin, top, side, side, "chip");
  std::vector<double> areas;
  for (const Plan& plan : plans) areas.push_back(plan.area);
  const std::vector<Box> places = cut({margin, top, side, side}, areas);
  for (std::size_t i = 0; i < plans.size(); ++i) draw_tiles(svg, plans[i], places[i]);
}

// A length that fits the picture: 1, 2 or 5 times a power of ten.
void draw_scale(Svg& svg, const CostView& view, double y) {
  const double metres = std::sqrt(view.cost.area.si());
  const double step = detail::tick_step(metres, 4);
  const double length = side * step / metres;
  svg.line(margin, y, margin + length, y, "roof");
  svg.text(margin + length + 8.0, y + 4.0,
           fmt::format("{:g} {}; the chip is {:.3g} x {:.3g} mm if square",
                       step < 1e-3 ? step * 1e6 : step * 1e3, step < 1e-3 ? "um" : "mm",
                       metres * 1e3, metres * 1e3),
           "m s");
}

void swatch(Svg& svg, double y, const std::string& style, const std::string& name, double area,
            double whole) {
  svg.rectangle(key_left, y - 10.0, 11.0, 11.0, style);
  svg.text(key_left + 18.0, y, name);
  svg.text(width - margin - 58.0, y, area_text(area), "m", Anchor::End);
  svg.text(width - margin, y, fmt::format("{:.1f} %", 100.0 * area / whole), "", Anchor::End);
}

double draw_area_key(Svg& svg, const CostView& view, const std::vector<Plan>& plans, double y) {
  const double whole = view.cost.area.si();
  svg.text(key_left, y, "Area", "b");
  y += 19.0;
  double crossbars = 0.0;
  for (const Plan& plan : plans) {
    crossbars += static_cast<double>(plan.crossbars) * plan.crossbar_area;
  }
  swatch(svg, y, "u6", "crossbars, drivers, converters", crossbars, whole);
  for (const Component component : support) {
    y += 18.0;
    swatch(svg, y, fmt::format("c{} soft", static_cast<std::size_t>(component)),
           cost::component_name(component), area_of(view, component), whole);
  }
  y += 18.0;
  swatch(svg, y, "chip", "white space", area_of(view, Component::WhiteSpace), whole);
  y += 32.0;
  svg.text(key_left, y, "Cells that hold weights", "b");
  for (int i = 0; i < 10; ++i) {
    svg.rectangle(key_left + 18.0 * i, y + 8.0, 18.0, 11.0, fmt::format("u{}", i));
  }
  svg.text(key_left, y + 33.0, "0 %", "m s");
  svg.text(key_left + 180.0, y + 33.0, "100 %", "m s", Anchor::End);
  return y + 60.0;
}

double draw_layer_key(Svg& svg, const CostView& view, double y) {
  constexpr double crossbars = width - margin - 100.0, copies = width - margin - 54.0;
  svg.text(key_left, y, "Layer", "b");
  svg.text(crossbars, y, "crossbars", "m s", Anchor::End);
  svg.text(copies, y, "copies", "m s", Anchor::End);
  svg.text(width - margin, y, "used", "m s", Anchor::End);
  const std::size_t count = view.cost.layers.size();
  const std::size_t shown = count > most_key_rows ? most_key_rows - 1 : count;
  for (std::size_t i = 0; i < shown; ++i) {
    const cost::LayerCost& layer = view.cost.layers[i];
    y += key_row;
    svg.text(key_left + 18.0, y, std::to_string(i + 1), "b s", Anchor::End);
    svg.text(key_left + 24.0, y, detail::fitted(layer.name, 165.0), "");
    svg.text(crossbars, y, std::to_string(layer.crossbars), "m", Anchor::End);
    svg.text(copies, y, std::to_string(layer.copies), "m", Anchor::End);
    svg.text(width - margin, y, fmt::format("{:.0f} %", 100.0 * layer.utilisation), "",
             Anchor::End);
  }
  if (shown == count) return y;
  svg.text(key_left + 24.0, y += key_row, fmt::format("and {} more layers", count - shown), "m");
  return y;
}

std::string what_a_box_is(const Plan& plan) {
  if (plan.shows_crossbars) return "Each group is a tile, each box in it a crossbar";
  if (plan.tiles_per_box == 1) return "Each box is a tile";
  return fmt::format("Each box stands for {} tiles", plan.tiles_per_box);
}

}  // namespace

std::string floor_plan_svg(const CostView& view) {
  const std::string title = fmt::format("Floor plan: {} on {}", view.network, view.chip);
  const std::vector<Plan> plans = make_plans(view);
  Svg svg(width, title);
  const double top = svg.heading(
      title,
      fmt::format("{}: {} tiles, {} crossbars, {:.1f} % of cells hold weights. {}; areas are to "
                  "scale, places are those of the layers' order. Based on {}.",
                  area_text(view.cost.area.si()), view.breakdown.tiles, view.breakdown.crossbars,
                  100.0 * view.breakdown.utilisation, what_a_box_is(plans.front()), view.basis));
  draw_chip(svg, plans, top + 6.0);
  draw_scale(svg, view, top + 6.0 + side + 18.0);
  const double below_areas = draw_area_key(svg, view, plans, top + 18.0);
  const double below_layers = draw_layer_key(svg, view, below_areas);
  return svg.finish(std::max(top + side + 40.0, below_layers + margin));
}

}  // namespace kirchhoff::report
