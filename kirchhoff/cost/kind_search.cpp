// kirchhoff/cost/kind_search.cpp - moves layers between kinds of macros while the chip gets better.
#include "kirchhoff/cost/kind_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "kirchhoff/mapping/kind_rules.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Chip;
using hardware::Hardware;
using hardware::MappingRule;
using mapping::LayerMapping;
using mapping::Mapping;
using mapping::PlacedNode;

// Each node's mapping on each kind, where it has one; without one for its place, the node stays on
// the digital units.
using Options = std::vector<std::vector<std::optional<LayerMapping>>>;
using Assignment = std::vector<std::size_t>;  // of each node: a kind, or `digital_units`

constexpr std::size_t digital_units = hardware::most_kinds;

LayerMapping map_on_kind(const network::Network& network, std::size_t node, const Chip& chip,
                         std::size_t kind) {
  LayerMapping layer = mapping::map_layer(network, node, chip.kinds[kind]);
  layer.kind = static_cast<int>(kind);
  return layer;
}

// A kind that cannot hold a layer is no mistake as long as another can.
std::vector<std::optional<LayerMapping>> node_options(const network::Network& network,
                                                      const PlacedNode& placed, const Chip& chip) {
  std::vector<std::optional<LayerMapping>> options(chip.kinds.size());
  std::string reasons;
  for (std::size_t kind = 0; kind < chip.kinds.size(); ++kind) {
    if (placed.kind.value_or(kind) != kind) continue;
    try {
      options[kind] = map_on_kind(network, placed.node, chip, kind);
    } catch (const Error& error) {
      reasons += fmt::format("{}\"{}\": {}", reasons.empty() ? "" : "; ", chip.kinds[kind].name,
                             error.what());
    }
  }
  const bool has_option = std::ranges::any_of(options, [](const auto& one) { return !!one; });
  const bool may_be_digital = placed.is_product && !placed.kind;
  require(has_option || may_be_digital, "{} fits no kind of {} that may hold it: {}",
          network.node(placed.node).name, chip.name, reasons);
  return options;
}

// A conversion of each kind, for the balance of a pipeline: the shift-adder takes one a cycle.
std::vector<double> conversion_times(std::span<const Hardware> kinds,
                                     const Calibration& calibration) {
  std::vector<double> times;
  for (const Hardware& kind : kinds) {
    const UnitCosts units = unit_costs(kind, calibration);
    const Time busy = units.macro ? units.macro->cycle() : units.converter.latency;
    times.push_back(std::max(busy, units.cycle).si());
  }
  return times;
}

// Layers that cost the same on each kind: they move together first.
using Shape = std::tuple<int, int, int, std::int64_t, int, bool>;
Shape shape_of(const network::Network& network, const PlacedNode& placed) {
  const network::Node& node = network.node(placed.node);
  return {static_cast<int>(network.input_shape(node).size()),
          node.shape.channels,
          node.kernel,
          network::macs(network, placed.node),
          node.weight_bits,
          placed.is_product};
}

class KindSearch {
 public:
  KindSearch(const network::Network& network, const Chip& chip, const Calibration& calibration)
      : network_(network),
        chip_(chip),
        calibration_(calibration),
        activity_(network::default_activity(network)),
        nodes_(mapping::placed_nodes(network, chip)),
        conversion_(conversion_times(chip.kinds, calibration)) {
    for (const PlacedNode& placed : nodes_) {
      options_.push_back(node_options(network, placed, chip));
    }
    group_nodes();
  }

  Mapping run() {
    search_assignments();
    const MappingRule rule = chip_.kinds.front().mapping_rule;
    if (rule != MappingRule::Fixed) {
      const Options fixed = options_;
      const Mapping start = best_mapping_;
      for (const MappingRule each :
           {MappingRule::LeastEnergy, MappingRule::LeastLatency, MappingRule::LeastEnergyDelay}) {
        options_ = searched_options(fixed, start, each);
        values_.clear();
        search_assignments();
      }
    }
    if (best_value_ == std::numeric_limits<double>::infinity()) {
      fail(ErrorKind::Input, "{}", refusal_);
    }
    return best_mapping_;
  }

 private:
  void group_nodes() {
    std::vector<Shape> shapes;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Shape shape = shape_of(network_, nodes_[i]);
      const auto found = std::ranges::find(shapes, shape);
      const auto group = static_cast<std::size_t>(found - shapes.begin());
      if (found == shapes.end()) {
        shapes.push_back(shape);
        groups_.emplace_back();
      }
      groups_[group].push_back(i);
    }
  }

  [[nodiscard]] bool may_sit(std::size_t node, std::size_t place) const {
    if (place == digital_units) return nodes_[node].is_product && !nodes_[node].kind;
    return options_[node][place].has_value();
  }

  [[nodiscard]] Mapping mapping_of(const Assignment& assignment) const {
    std::vector<LayerMapping> layers;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (assignment[i] != digital_units) layers.push_back(*options_[i][assignment[i]]);
    }
    return mapping::share_chip(std::move(layers), chip_.kinds, conversion_);
  }

  // Infinite for an assignment that cannot be built; the best mapping so far is kept. Groups of
  // one, other starts and the last pass ask again for what is known.
  double value_of(const Assignment& assignment) {
    const auto known = values_.find(assignment);
    if (known != values_.end()) return known->second;
    return values_[assignment] = new_value_of(assignment);
  }

  double new_value_of(const Assignment& assignment) {
    try {
      Mapping mapping = mapping_of(assignment);
      const Cost cost = estimate(network_, mapping, chip_.kinds, activity_, calibration_);
      const double value = rule_value(cost, chip_.kinds.front().mapping_rule);
      if (value < best_value_) {
        best_value_ = value;
        best_mapping_ = std::move(mapping);
      }
      return value;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Input) throw;
      if (refusal_.empty()) refusal_ = error.what();
      return std::numeric_limits<double>::infinity();
    }
  }

  // All on one kind, or on the first that may hold it; products so too, or on the digital units.
  [[nodiscard]] Assignment start(std::size_t kind, bool places_products) const {
    Assignment assignment(nodes_.size(), digital_units);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!places_products && may_sit(i, digital_units)) continue;
      for (std::size_t turn = 0; turn < chip_.kinds.size(); ++turn) {
        const std::size_t place = (kind + turn) % chip_.kinds.size();
        if (!may_sit(i, place)) continue;
        assignment[i] = place;
        break;
      }
    }
    return assignment;
  }

  // Moves these nodes to wherever the chip is best; those that may not sit there stay.
  bool move(const std::vector<std::size_t>& nodes, Assignment& assignment, double& value) {
    Assignment best = assignment;
    double best_value = value;
    for (std::size_t place = 0; place <= digital_units; ++place) {
      if (place >= chip_.kinds.size() && place != digital_units) continue;
      Assignment moved = assignment;
      for (const std::size_t node : nodes) {
        if (may_sit(node, place)) moved[node] = place;
      }
      if (moved == assignment) continue;
      const double moved_value = value_of(moved);
      if (moved_value >= best_value) continue;
      best_value = moved_value;
      best = std::move(moved);
    }
    if (best_value >= value) return false;
    assignment = std::move(best);
    value = best_value;
    return true;
  }

  void search_assignments() {
    const bool has_choice = std::ranges::any_of(
        nodes_, [](const PlacedNode& placed) { return placed.is_product && !placed.kind; });
    for (std::size_t kind = 0; kind < chip_.kinds.size(); ++kind) {
      improve(start(kind, true));
      // A kind that all products overfill is better filled one by one.
      if (has_choice) improve(start(kind, false));
    }
  }

  void improve(Assignment assignment) {
    constexpr int most_passes = 20;
    double value = value_of(assignment);
    bool moves = true;
    for (int pass = 0; pass < most_passes && moves; ++pass) {
      moves = false;
      for (const auto& group : groups_) moves = move(group, assignment, value) || moves;
      for (std::size_t i = 0; i < nodes_.size(); ++i) {
        moves = move({i}, assignment, value) || moves;
      }
    }
  }

  // Each layer's best mapping on each kind while the others are as in `start`. Products keep the
  // fixed rule's: they may not be there in `start`.
  [[nodiscard]] Options searched_options(const Options& fixed, const Mapping& start,
                                         MappingRule rule) const {
    Options options = fixed;
    for (std::size_t kind = 0; kind < chip_.kinds.size(); ++kind) {
      const Hardware& hardware = chip_.kinds[kind];
      const LayerPricer pricer(network_, start, chip_.kinds, kind, activity_, calibration_);
      std::int64_t needed = 0;
      for (const LayerMapping& layer : start.layers) {
        if (layer.kind == static_cast<int>(kind)) needed += layer.crossbars / layer.copies;
      }
      for (std::size_t i = 0; i < start.layers.size(); ++i) {
        const std::size_t node = node_index(start.layers[i].node);
        std::optional<LayerMapping>& option = options[node][kind];
        if (!option || nodes_[node].is_product) continue;
        const mapping::SearchLimits limits =
            search_limits(*option, start.places(static_cast<int>(kind)), hardware,
                          std::max(needed, option->crossbars));
        option =
            mapping::best_mapping(*option, hardware, limits, rule, [&](const LayerMapping& layer) {
              return pricer.price(i, layer);
            }).mapping;
      }
    }
    return options;
  }

  [[nodiscard]] std::size_t node_index(std::size_t network_node) const {
    const auto found = std::ranges::find(nodes_, network_node, &PlacedNode::node);
    return static_cast<std::size_t>(found - nodes_.begin());
  }

  const network::Network& network_;
  const Chip& chip_;
  const Calibration& calibration_;
  network::Activity activity_;
  std::vector<PlacedNode> nodes_;
  std::vector<double> conversion_;
  Options options_;
  std::vector<std::vector<std::size_t>> groups_;
  std::map<Assignment, double> values_;  // with the present options
  Mapping best_mapping_;
  double best_value_ = std::numeric_limits<double>::infinity();
  std::string refusal_;  // the first
};

}  // namespace

Mapping map_chip(const network::Network& network, const Chip& chip,
                 const Calibration& calibration) {
  if (chip.has_one_kind()) return map_by_rule(network, chip.kinds.front(), calibration);
  return KindSearch(network, chip, calibration).run();
}

}  // namespace kirchhoff::cost
