// kirchhoff/mapping/share_chip.cpp - layers on the crossbars that a chip has: copies, or turns.
#include <algorithm>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/mapping/copies.hpp"
#include "kirchhoff/mapping/detail/fewest_tiles.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::mapping {
namespace {

using hardware::Hardware;

constexpr std::int64_t most_crossbars = 10'000'000;

std::int64_t crossbars_per_tile(const Hardware& hardware) {
  return std::int64_t{hardware.crossbars_per_macro} * hardware.macros_per_tile;
}

std::int64_t available_crossbars(const Hardware& hardware) {
  return hardware.tile_count == 0 ? unlimited_crossbars
                                  : hardware.tile_count * crossbars_per_tile(hardware);
}

std::int64_t needed_crossbars(const std::vector<LayerMapping>& layers, int kind) {
  std::int64_t needed = 0;
  for (const LayerMapping& layer : layers) needed += layer.kind == kind ? layer.crossbars : 0;
  return needed;
}

// Layers share a filling of the chip as long as they fit, in order; a layer larger than the chip
// fills it several times alone.
std::int64_t count_fillings(const std::vector<LayerMapping>& layers, int kind,
                            std::int64_t crossbars) {
  std::int64_t fillings = 1, free = crossbars;
  for (const LayerMapping& layer : layers) {
    if (layer.kind != kind) continue;
    if (layer.crossbars_at_once > free) {
      ++fillings;
      free = crossbars;
    }
    fillings += layer.rounds() * layer.blocks - 1;
    free = layer.rounds() > 1 ? 0 : free - layer.crossbars_at_once;
  }
  return fillings;
}

Places count_places(const std::vector<LayerMapping>& layers, int kind, const Hardware& hardware) {
  Places places;
  bool holds_layers = false;
  for (const LayerMapping& layer : layers) {
    if (layer.kind != kind) continue;
    holds_layers = true;
    places.crossbars += layer.crossbars;
    require(places.crossbars <= most_crossbars,
            "layer {}: the network needs more than {} crossbars of {} x {}; use larger crossbars, "
            "fewer copies or a smaller network",
            layer.name, most_crossbars, hardware.crossbar.rows(), hardware.crossbar.columns());
  }
  places.macros =
      (places.crossbars + hardware.crossbars_per_macro - 1) / hardware.crossbars_per_macro;
  places.tiles = (places.macros + hardware.macros_per_tile - 1) / hardware.macros_per_tile;
  // Digital units stand in tiles, also those of a network without crossbars.
  if (holds_layers) places.tiles = std::max<std::int64_t>(1, places.tiles);
  if (hardware.tile_count == 0) return places;
  places.tiles = hardware.tile_count;
  places.macros = places.tiles * hardware.macros_per_tile;
  places.crossbars = places.tiles * crossbars_per_tile(hardware);
  require(places.crossbars <= most_crossbars,
          "tile_count ({}) times {} crossbars per tile must be at most {}", hardware.tile_count,
          crossbars_per_tile(hardware), most_crossbars);
  return places;
}

// Whether the kind is too small, so that its layers take turns.
bool load_in_turns(std::vector<LayerMapping>& layers, int kind, const Hardware& hardware) {
  const std::int64_t available = available_crossbars(hardware);
  if (needed_crossbars(layers, kind) <= available) return false;
  for (LayerMapping& layer : layers) {
    if (layer.kind != kind) continue;
    layer.reloaded = !layer.dynamic_weights;
    take_turns(layer, hardware, available);
  }
  return true;
}

}  // namespace

void take_turns(LayerMapping& layer, const Hardware& hardware, std::int64_t crossbars) {
  if (layer.crossbars_at_once <= crossbars) return;
  const int columns =
      layer.column_tiles * detail::divide_up(layer.groups, layer.groups_per_crossbar);
  const auto rows_at_once = static_cast<int>(std::min<std::int64_t>(crossbars, layer.row_tiles));
  const auto columns_at_once =
      static_cast<int>(std::min<std::int64_t>(crossbars / rows_at_once, columns));
  layer.row_rounds = detail::divide_up(layer.row_tiles, rows_at_once);
  layer.column_rounds = detail::divide_up(columns, columns_at_once);
  lay_out(layer, hardware);
}

Mapping share_chip(std::vector<LayerMapping> layers, std::span<const Hardware> kinds,
                   std::span<const double> conversion) {
  Mapping mapping;
  mapping.layers = std::move(layers);
  mapping.kinds.resize(kinds.size());
  bool has_turns = false;
  std::vector<CopyLimits> limits;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const int kind = static_cast<int>(k);
    const std::int64_t available = available_crossbars(kinds[k]);
    limits.push_back({.max_copies = kinds[k].max_copies,
                      .most_crossbars = available,
                      .conversion = conversion[k]});
    if (!load_in_turns(mapping.layers, kind, kinds[k])) continue;
    has_turns = true;
    mapping.kinds[k].rounds = count_fillings(mapping.layers, kind, available);
  }
  if (!has_turns && kinds.front().dataflow == hardware::Dataflow::Pipelined) {
    assign_copies(mapping.layers, limits);
  }
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const std::int64_t rounds = mapping.kinds[k].rounds;
    mapping.kinds[k] = count_places(mapping.layers, static_cast<int>(k), kinds[k]);
    mapping.kinds[k].rounds = rounds;
    mapping.crossbars += mapping.kinds[k].crossbars;
    mapping.macros += mapping.kinds[k].macros;
    mapping.tiles += mapping.kinds[k].tiles;
    mapping.rounds = std::max(mapping.rounds, rounds);
  }
  return mapping;
}

Mapping share_chip(std::vector<LayerMapping> layers, const Hardware& hardware) {
  constexpr double each = 1.0;
  Mapping mapping = share_chip(std::move(layers), {&hardware, 1}, {&each, 1});
  mapping.kinds.clear();
  return mapping;
}

}  // namespace kirchhoff::mapping
