// kirchhoff/network/activity.cpp - assumed and least activity of a network, and its check.
#include "kirchhoff/network/activity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::network {
namespace {

std::size_t level_count(const Node& node) {
  return std::size_t{1} << static_cast<unsigned>(node.weight_bits - 1);
}

bool is_share(double value) { return value >= 0.0 && value <= 1.0; }

void check_layer(const LayerActivity& layer, const Node& node) {
  require(layer.name == node.name, "activity: found layer \"{}\" where \"{}\" is due", layer.name,
          node.name);
  require(layer.ones_share.size() == static_cast<std::size_t>(node.input_bits()),
          "activity of \"{}\": ones_share has {} entries, but its input has {} bits", node.name,
          layer.ones_share.size(), node.input_bits());
  require(layer.level_share.size() == level_count(node),
          "activity of \"{}\": level_share has {} entries, but {} weight bits have {} levels",
          node.name, layer.level_share.size(), node.weight_bits, level_count(node));
  require(std::all_of(layer.ones_share.begin(), layer.ones_share.end(), is_share),
          "activity of \"{}\": an entry of ones_share is outside 0 to 1", node.name);
  require(std::all_of(layer.level_share.begin(), layer.level_share.end(), is_share),
          "activity of \"{}\": an entry of level_share is outside 0 to 1", node.name);
  require(is_share(layer.value_mean), "activity of \"{}\": value_mean ({}) is outside 0 to 1",
          node.name, layer.value_mean);
  const double sum = std::accumulate(layer.level_share.begin(), layer.level_share.end(), 0.0);
  require(std::abs(sum - 1.0) <= 1e-6, "activity of \"{}\": level_share sums to {}, not to 1",
          node.name, sum);
}

}  // namespace

Activity default_activity(const Network& network) {
  Activity activity{"assumed: half of the input bits are ones, weight levels uniform", {}};
  for (const std::size_t index : network.layers()) {
    const Node& node = network.node(index);
    const double share = 1.0 / static_cast<double>(level_count(node));
    activity.layers.push_back(
        {.name = node.name,
         .ones_share = std::vector<double>(static_cast<std::size_t>(node.input_bits()), 0.5),
         .level_share = std::vector<double>(level_count(node), share),
         .value_mean = 0.5});
  }
  return activity;
}

Activity least_activity(const Network& network) {
  Activity activity{"bound: no input bit is one, every weight is zero", {}};
  for (const std::size_t index : network.layers()) {
    const Node& node = network.node(index);
    LayerActivity layer{
        .name = node.name,
        .ones_share = std::vector<double>(static_cast<std::size_t>(node.input_bits()), 0.0),
        .level_share = std::vector<double>(level_count(node), 0.0),
        .value_mean = 0.0};
    layer.level_share[0] = 1.0;
    activity.layers.push_back(std::move(layer));
  }
  return activity;
}

void check_activity(const Activity& activity, const Network& network) {
  const std::vector<std::size_t> layers = network.layers();
  require(activity.layers.size() == layers.size(),
          "activity: {} layers, but the network \"{}\" has {}", activity.layers.size(),
          network.name(), layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    check_layer(activity.layers[i], network.node(layers[i]));
  }
}

}  // namespace kirchhoff::network
