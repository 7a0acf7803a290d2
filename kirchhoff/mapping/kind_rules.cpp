// kirchhoff/mapping/kind_rules.cpp - matches the rules of a chip with the nodes of a network.
#include "kirchhoff/mapping/kind_rules.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::mapping {
namespace {

// "*" stands for any characters, also none. On a mismatch the last star takes one character more.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, after_star = std::string_view::npos, star_end = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      star_end = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (after_star != std::string_view::npos) {
      p = after_star;
      n = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool holds(const std::string& layers, const network::Network& network, const PlacedNode& placed,
           const std::vector<std::size_t>& with_weights) {
  if (layers == "products") return placed.is_product;
  if (layers == "first") return placed.node == with_weights.front();
  if (layers == "last") return placed.node == with_weights.back();
  return matches(layers, network.node(placed.node).name);
}

// Names with stars pass over products on kinds that cannot hold them; who names one gets told.
bool passes_over(const hardware::KindRule& rule, const PlacedNode& placed,
                 const hardware::Chip& chip) {
  return placed.is_product && rule.layers.find('*') != std::string::npos &&
         !hardware::is_rewritable(chip.kinds[rule.kind]);
}

// A name that matches nothing is a slip; what only some networks have is none.
void check_matches(const hardware::KindRule& rule, bool has_match, const network::Network& network,
                   const hardware::Chip& chip, const std::vector<PlacedNode>& nodes) {
  const bool may_match_none =
      rule.layers == "products" || rule.layers.find('*') != std::string::npos;
  if (has_match || may_match_none) return;
  std::vector<std::string> names = {"first", "last", "products"};
  for (const PlacedNode& placed : nodes) names.push_back(network.node(placed.node).name);
  fail(ErrorKind::Input, "kind \"{}\" holds layer \"{}\", which {} does not have; {}",
       chip.kinds[rule.kind].name, rule.layers, network.name(), suggest(rule.layers, names));
}

}  // namespace

std::vector<PlacedNode> placed_nodes(const network::Network& network, const hardware::Chip& chip) {
  const std::vector<std::size_t> with_weights = network.layers();
  std::vector<PlacedNode> nodes;
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    const network::Node& node = network.node(i);
    const bool is_product = node.has_products() && !node.has_weights();
    if (node.has_weights() || (is_product && chip.places_products)) {
      nodes.push_back({.node = i, .kind = {}, .is_product = is_product});
    }
  }
  for (const hardware::KindRule& rule : chip.rules) {
    bool has_match = false;
    for (PlacedNode& placed : nodes) {
      if (!holds(rule.layers, network, placed, with_weights)) continue;
      if (passes_over(rule, placed, chip)) continue;
      has_match = true;
      if (!placed.kind) placed.kind = rule.kind;
    }
    check_matches(rule, has_match, network, chip, nodes);
  }
  return nodes;
}

}  // namespace kirchhoff::mapping
