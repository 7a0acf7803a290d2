// tests/formats/cost_json_test.cpp - `estimate --json` has the promised keys, and they hold the
// cost.
#include <doctest/doctest.h>

#include <algorithm>

#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

cost::Cost sample() {
  cost::Cost cost;
  cost.energy = joules(1e-6);
  cost.latency = seconds(2e-3);
  cost.stage_period = seconds(1e-3);
  cost.area = square_metres(3e-6);
  cost.leakage = watts(4e-3);
  cost.power = watts(5e-3);
  cost.macs = 6;
  cost.parameters = 7;
  cost.activity_source = "assumed: nothing";
  cost.components[3] = {joules(8e-9), seconds(9e-6), square_metres(1e-8)};
  cost::LayerCost layer;
  layer.name = "stem";
  layer.energy = joules(2e-9);
  layer.latency = seconds(3e-6);
  layer.crossbars = 4;
  layer.copies = 2;
  layer.utilisation = 0.5;
  layer.energy_by_component[3] = joules(1e-9);
  cost.layers.push_back(layer);
  return cost;
}

}  // namespace

TEST_CASE("the totals stand under the keys of the architecture") {
  const Json json = cost_json(sample());
  CHECK(json.at("energy_j").as_double() == 1e-6);
  CHECK(json.at("latency_s").as_double() == 2e-3);
  CHECK(json.at("stage_period_s").as_double() == 1e-3);
  CHECK(json.at("area_m2").as_double() == 3e-6);
  CHECK(json.at("leakage_w").as_double() == 4e-3);
  CHECK(json.at("power_w").as_double() == 5e-3);
  CHECK(json.at("macs").as_integer() == 6);
  CHECK(json.at("parameters").as_integer() == 7);
  CHECK(json.at("activity").as_string() == "assumed: nothing");
}

TEST_CASE("layers and components stand in order, each with its parts") {
  const Json json = cost_json(sample());
  REQUIRE(json.at("layers").items().size() == 1);
  const Json& layer = json.at("layers").items().front();
  CHECK(layer.at("name").as_string() == "stem");
  CHECK(layer.at("energy_j").as_double() == 2e-9);
  CHECK(layer.at("latency_s").as_double() == 3e-6);
  CHECK(layer.at("crossbars").as_integer() == 4);
  CHECK(layer.at("copies").as_integer() == 2);
  CHECK(layer.at("utilisation").as_double() == 0.5);
  CHECK(layer.at("components").at("converters").at("energy_j").as_double() == 1e-9);
  REQUIRE(json.at("components").items().size() == cost::component_count);
  const Json& converters = json.at("components").items()[3];
  CHECK(converters.at("name").as_string() == "converters");
  CHECK(converters.at("energy_j").as_double() == 8e-9);
  CHECK(converters.at("area_m2").as_double() == 1e-8);
  CHECK(converters.at("latency_s").as_double() == 9e-6);
}

TEST_CASE("the explained cost keeps every promised key and adds rates, areas and the matrix") {
  cost::Breakdown breakdown;
  breakdown.clock = megahertz(500.0);
  breakdown.operations_per_j = 2e12;
  breakdown.operations_per_s = 3e12;
  breakdown.utilisation = 0.5;
  cost::LayerBreakdown layer;
  layer.macs = 6;
  layer.area = square_metres(2e-8);
  layer.area_by_component[3] = square_metres(1e-8);
  layer.dynamic_energy = joules(1.5e-9);
  layer.limit = "converters";
  breakdown.layers.push_back(layer);
  const Json plain = cost_json(sample());
  const Json json = explained_cost_json(sample(), breakdown);
  for (const auto& [key, value] : plain.members()) {
    if (key != "layers") CHECK((json.at(key) == value));
  }
  CHECK(json.at("tops_per_w").as_double() == 2.0);
  CHECK(json.at("tops").as_double() == 3.0);
  CHECK(json.at("clock_hz").as_double() == 5e8);
  CHECK(json.at("utilisation").as_double() == 0.5);
  const Json& first = json.at("layers").items().front();
  CHECK(first.at("name").as_string() == "stem");
  CHECK(first.at("area_m2").as_double() == 2e-8);
  CHECK(first.at("leakage_energy_j").as_double() == doctest::Approx(0.5e-9).scale(0.0));
  CHECK(first.at("limit").as_string() == "converters");
  CHECK(first.at("components").at("converters").at("energy_j").as_double() == 1e-9);
  CHECK(first.at("components").at("converters").at("area_m2").as_double() == 1e-8);
}

}  // namespace kirchhoff::formats
