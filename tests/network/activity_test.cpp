// tests/network/activity_test.cpp - assumed and least activity fit their network; others are
// refused.
#include "kirchhoff/network/activity.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/network/families.hpp"

namespace kirchhoff::network {
namespace {

Network small_network() {
  Network network = build_family({.family = "plain", .stages = {{.width = 4}}});
  network.set_bits(network.layers()[1], 3, 5);
  return network;
}

std::string message(const std::function<void(Activity&)>& damage) {
  Activity activity = default_activity(small_network());
  damage(activity);
  try {
    check_activity(activity, small_network());
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("default and least activity fit the network and say what they are") {
  const Network network = small_network();
  const Activity assumed = default_activity(network);
  const Activity least = least_activity(network);
  CHECK_NOTHROW(check_activity(assumed, network));
  CHECK_NOTHROW(check_activity(least, network));
  CHECK(contains(assumed.source, "assumed"));
  CHECK(contains(least.source, "bound"));
}

TEST_CASE("there is one entry per bit plane and per level of |weight|") {
  const LayerActivity layer = default_activity(small_network()).layers[1];
  CHECK(layer.ones_share == std::vector<double>(5, 0.5));
  CHECK(layer.level_share == std::vector<double>(4, 0.25));
  const LayerActivity least = least_activity(small_network()).layers[1];
  CHECK(least.ones_share == std::vector<double>(5, 0.0));
  CHECK(least.level_share == std::vector<double>{1.0, 0.0, 0.0, 0.0});
}

TEST_CASE("activity of another network, other bits or impossible shares is refused") {
  CHECK(message([](Activity&) {}) == "no error");
  CHECK(contains(message([](Activity& a) { a.layers.pop_back(); }), "2 layers"));
  CHECK(
      contains(message([](Activity& a) { a.layers[0].name.pop_back(); }), "where \"stem\" is due"));
  CHECK(contains(message([](Activity& a) { a.layers[1].ones_share.push_back(0); }), "6 entries"));
  CHECK(contains(message([](Activity& a) { a.layers[1].level_share.pop_back(); }), "3 entries"));
  CHECK(contains(message([](Activity& a) { a.layers[1].ones_share[0] = 1.1; }), "outside 0 to 1"));
  CHECK(contains(message([](Activity& a) { a.layers[1].level_share[0] = 0.5; }), "sums to 1.25"));
  CHECK(contains(message([](Activity& a) {
                   a.layers[1].value_mean = std::numeric_limits<double>::quiet_NaN();
                 }),
                 "value_mean"));
}

TEST_CASE("optional statistics that contradict the layer are refused") {
  CHECK(contains(message([](Activity& a) { a.layers[1].value_counts.assign(31, 1); }),
                 "5 input bits have 32 values"));
  CHECK(contains(message([](Activity& a) {
                   a.layers[1].value_counts.assign(32, 0);
                   a.layers[1].value_counts[31] = 4;
                 }),
                 "value_counts have the mean 1"));
  CHECK(message([](Activity& a) { a.layers[1].value_counts.assign(32, 1); }) == "no error");
  CHECK(contains(message([](Activity& a) {
                   a.layers[1].met_magnitude.assign(4, {0.5, 0.5});
                 }),
                 "met_magnitude has 4 rows"));
  CHECK(contains(message([](Activity& a) {
                   a.layers[1].met_complement.assign(5, {0.5, 0.5});
                 }),
                 "3 are due"));
  CHECK(contains(message([](Activity& a) { a.layers[1].toggle_share.assign(5, 1.5); }),
                 "entry 0 of toggle_share is 1.5"));
}

}  // namespace kirchhoff::network
