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

// Four sums side by side: only its distance from 1 matters.
double sum_of(const std::vector<double>& shares) {
  double sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= shares.size(); i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += shares[i + lane];
  }
  for (; i < shares.size(); ++i) sums[0] += shares[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// Checks one list of shares: `due` entries, each in 0..1.
void check_shares(const std::vector<double>& shares, const char* key, int due, const Node& node) {
  require(shares.size() == static_cast<std::size_t>(due),
          "activity of \"{}\": {} has {} entries, but {} are due for {} input and {} weight bits",
          node.name, key, shares.size(), due, node.input_bits(), node.weight_bits);
  // Without a branch per entry; only a wrong list is searched for its place. Not a number is wrong.
  std::int64_t right = 0;
  for (const double share : shares) {
    right += static_cast<std::int64_t>(share >= 0.0) & static_cast<std::int64_t>(share <= 1.0);
  }
  if (right == due) return;
  const auto wrong = std::find_if_not(shares.begin(), shares.end(), is_share);
  require(wrong == shares.end(), "activity of \"{}\": entry {} of {} is {}, outside 0 to 1",
          node.name, wrong - shares.begin(), key, wrong == shares.end() ? 0.0 : *wrong);
}

// The counts repeat what value_mean says; whoever writes the shares may round them.
void check_counts(const LayerActivity& layer, const Node& node) {
  const std::vector<std::int64_t>& counts = layer.value_counts;
  const std::size_t values = std::size_t{1} << static_cast<unsigned>(node.input_bits());
  require(counts.size() == values,
          "activity of \"{}\": value_counts has {} entries, but {} input bits have {} values",
          node.name, counts.size(), node.input_bits(), values);
  double total = 0.0, sum = 0.0;
  for (std::size_t value = 0; value < values; ++value) {
    require(counts[value] >= 0, "activity of \"{}\": entry {} of value_counts is {}, below 0",
            node.name, value, counts[value]);
    total += static_cast<double>(counts[value]);
    sum += static_cast<double>(counts[value]) * static_cast<double>(value);
  }
  require(total > 0.0, "activity of \"{}\": value_counts are all 0; leave them out", node.name);
  const double mean = sum / total / static_cast<double>(values - 1);
  require(
      std::abs(mean - layer.value_mean) <= 1e-5,
      "activity of \"{}\": value_mean is {}, but value_counts have the mean {}; measure both on "
      "the same vectors",
      node.name, layer.value_mean, mean);
}

void check_met(const std::vector<std::vector<double>>& met, const char* key, int weight_planes,
               const Node& node) {
  if (met.empty()) return;
  require(met.size() == static_cast<std::size_t>(node.input_bits()),
          "activity of \"{}\": {} has {} rows, but its input has {} bits", node.name, key,
          met.size(), node.input_bits());
  for (const std::vector<double>& shares : met) check_shares(shares, key, weight_planes, node);
}

void check_layer(const LayerActivity& layer, const Node& node) {
  require(layer.name == node.name, "activity: found layer \"{}\" where \"{}\" is due", layer.name,
          node.name);
  check_shares(layer.ones_share, "ones_share", node.input_bits(), node);
  check_shares(layer.level_share, "level_share", static_cast<int>(level_count(node)), node);
  require(is_share(layer.value_mean), "activity of \"{}\": value_mean ({}) is outside 0 to 1",
          node.name, layer.value_mean);
  const double sum = sum_of(layer.level_share);
  require(std::abs(sum - 1.0) <= 1e-6, "activity of \"{}\": level_share sums to {}, not to 1",
          node.name, sum);

  if (!layer.value_counts.empty()) check_counts(layer, node);
  if (!layer.toggle_share.empty())
    check_shares(layer.toggle_share, "toggle_share", node.input_bits(), node);
  if (!layer.complement_ones.empty())
    check_shares(layer.complement_ones, "complement_ones", node.weight_bits, node);
  check_met(layer.met_magnitude, "met_magnitude", node.weight_bits - 1, node);
  check_met(layer.met_complement, "met_complement", node.weight_bits, node);
}

}  // namespace

LayerActivity default_layer_activity(const Node& node) {
  const double share = 1.0 / static_cast<double>(level_count(node));
  return {.name = node.name,
          .ones_share = std::vector<double>(static_cast<std::size_t>(node.input_bits()), 0.5),
          .level_share = std::vector<double>(level_count(node), share),
          .value_mean = 0.5};
}

Activity default_activity(const Network& network) {
  Activity activity{"assumed: half of the input bits are ones, weight levels uniform", {}};
  for (const std::size_t index : network.layers()) {
    activity.layers.push_back(default_layer_activity(network.node(index)));
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
