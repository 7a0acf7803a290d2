// kirchhoff/mapping/search.cpp - enumerates the mappings of one layer, one choice after the other.
#include "kirchhoff/mapping/search.hpp"

#include <algorithm>

#include "kirchhoff/mapping/detail/fewest_tiles.hpp"

namespace kirchhoff::mapping {
namespace {

using detail::divide_up;
using hardware::Hardware;
using hardware::MappingRule;

double value_of(const LayerScore& score, MappingRule rule) {
  if (rule == MappingRule::LeastEnergy) return score.energy.si();
  if (rule == MappingRule::LeastLatency) return score.latency.si();
  return score.energy.si() * score.latency.si();
}

// Each function below fixes one choice and hands over to the next; `current_` is the one mapping
// that is changed in place.
class Search {
 public:
  Search(const LayerMapping& layer, const Hardware& hardware, const SearchLimits& limits,
         MappingRule rule, const LayerPrice& price)
      : hardware_(hardware), limits_(limits), rule_(rule), price_(price), current_(layer) {}

  FoundMapping run() {
    try_current();  // the fixed rule's mapping comes first, so that it wins a tie
    try_windows();
    return std::move(best_);
  }

 private:
  void try_windows() {
    try_rows(1);
    if (limits_.keep_sums || current_.kernel == 1) return;
    try_rows(current_.kernel);
    try_rows(current_.kernel * current_.kernel);
  }

  // More row tiles than needed share out the chunks: fewer reads one after the other.
  void try_rows(int window_parts) {
    current_.window_parts = window_parts;
    current_.row_tiles = current_.column_tiles = 1;
    const detail::FewestTiles fewest = detail::fewest_tiles(current_, hardware_.crossbar);
    int row_tiles = fewest.rows;
    while (row_tiles <= fewest.chunks && is_allowed(row_tiles, fewest.columns)) {
      try_columns(row_tiles, fewest);
      const int reads = divide_up(fewest.chunks, row_tiles);
      if (reads == 1) return;
      row_tiles = std::max(row_tiles + 1, divide_up(fewest.chunks, reads - 1));
    }
  }

  // More column tiles than needed share out the outputs: fewer turns per read.
  void try_columns(int row_tiles, const detail::FewestTiles& fewest) {
    int column_tiles = fewest.columns;
    while (is_allowed(row_tiles, column_tiles)) {
      try_packings(row_tiles, column_tiles, fewest);
      const int outputs = divide_up(current_.matrix_outputs, column_tiles);
      if (outputs == 1) return;
      column_tiles = divide_up(current_.matrix_outputs, outputs - 1);
    }
  }

  void try_packings(int row_tiles, int column_tiles, const detail::FewestTiles& fewest) {
    const bool alone = row_tiles > 1 || column_tiles > 1;
    current_.row_tiles = row_tiles;
    current_.column_tiles = column_tiles;
    for (int packed = alone ? 1 : fewest.most_packed; packed >= 1; --packed) {
      current_.groups_per_crossbar = packed;
      try_copies();
    }
  }

  void try_copies() {
    const std::int64_t of_copy =
        std::int64_t{divide_up(current_.groups, current_.groups_per_crossbar)} *
        current_.row_tiles * current_.column_tiles;
    const std::int64_t most = std::min(
        {limits_.most_crossbars / of_copy, std::int64_t{limits_.most_copies}, current_.vectors});
    // Each number that shortens the share of the busiest copy.
    for (std::int64_t copies = 1; copies <= most;) {
      current_.copies = static_cast<int>(copies);
      try_rounds(copies * of_copy);
      const std::int64_t share = (current_.vectors + copies - 1) / copies;
      if (share == 1) return;
      copies = (current_.vectors + share - 2) / (share - 1);
    }
  }

  void try_rounds(std::int64_t crossbars) {
    current_.row_rounds = current_.column_rounds = 1;
    if (crossbars <= limits_.crossbars_at_once) return try_orders();
    if (current_.copies > 1) return;  // copies of what does not fit once
    const int columns =
        current_.column_tiles * divide_up(current_.groups, current_.groups_per_crossbar);
    for (int rows_at_once = current_.row_tiles; rows_at_once >= 1; rows_at_once /= 2) {
      if (rows_at_once > limits_.crossbars_at_once) continue;
      const auto columns_at_once = static_cast<int>(
          std::min<std::int64_t>(limits_.crossbars_at_once / rows_at_once, columns));
      current_.row_rounds = divide_up(current_.row_tiles, rows_at_once);
      current_.column_rounds = divide_up(columns, columns_at_once);
      try_orders();
    }
  }

  void try_orders() {
    current_.blocks = 1;
    current_.order = LoopOrder::WeightStationary;
    try_current();
    if (current_.kernel > 1) {
      current_.order = LoopOrder::InputStationary;
      try_current();
    }
    if (current_.row_rounds == 1) return;
    current_.order = LoopOrder::OutputStationary;
    for (current_.blocks = 2; current_.blocks <= current_.vectors; current_.blocks *= 2) {
      try_current();
    }
  }

  void try_current() {
    lay_out(current_, hardware_);
    const LayerScore score = price_(current_);
    const double value = value_of(score, rule_);
    ++best_.evaluated;
    if (best_.evaluated > 1 && value >= best_value_) return;
    best_value_ = value;
    best_.score = score;
    best_.mapping = current_;
  }

  [[nodiscard]] bool is_allowed(int row_tiles, int column_tiles) const {
    const bool packed = row_tiles == 1 && column_tiles == 1;
    const std::int64_t groups = packed ? 1 : current_.groups;
    return groups * row_tiles * column_tiles <= limits_.most_crossbars;
  }

  const Hardware& hardware_;
  const SearchLimits& limits_;
  MappingRule rule_;
  const LayerPrice& price_;
  LayerMapping current_;
  FoundMapping best_;
  double best_value_ = 0.0;
};

}  // namespace

FoundMapping best_mapping(const LayerMapping& layer, const Hardware& hardware,
                          const SearchLimits& limits, MappingRule rule, const LayerPrice& price) {
  return Search(layer, hardware, limits, rule, price).run();
}

}  // namespace kirchhoff::mapping
