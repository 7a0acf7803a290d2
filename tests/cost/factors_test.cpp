// tests/cost/factors_test.cpp - factors multiply what their names say and nothing else.
#include "kirchhoff/cost/factors.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

constexpr std::size_t converters = static_cast<std::size_t>(Component::Converters);
constexpr std::size_t leakage = static_cast<std::size_t>(Component::Leakage);

Cost sample_cost(std::uint64_t index) {
  Stream stream(77, purpose::test, index);
  const network::Network network = sample::random_network(stream);
  return sample::cost_of(network, sample::random_chip(stream), sample::calibration());
}

Cost corrected(const Cost& cost, const std::string& name, double factor) {
  Cost result = cost;
  apply_factors({.source = "test", .values = {{name, factor}}}, result);
  return result;
}

}  // namespace

TEST_CASE(
    "each factor has a name of its own: three of everything, eleven of energy, nine of area") {
  const auto names = factor_names();
  CHECK(names.size() == 23);
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK(names[i] != names[j]);
  }
}

TEST_CASE("factors of 1 change nothing, to the bit but for the order of sums") {
  for (std::uint64_t index = 0; index < 50; ++index) {
    const Cost cost = sample_cost(index);
    for (const std::string& name : factor_names()) {
      const Cost same = corrected(cost, name, 1.0);
      CHECK(same.energy.si() == sample::nearly(cost.energy.si()));
      CHECK(same.latency.si() == sample::nearly(cost.latency.si()));
      CHECK(same.area.si() == sample::nearly(cost.area.si()));
      CHECK(same.power.si() == sample::nearly(cost.power.si()));
    }
  }
}

TEST_CASE("a component's energy factor moves that component alone, and the totals by its part") {
  const Cost cost = sample_cost(1);
  const Cost doubled = corrected(cost, "energy_converters", 2.0);
  const Energy more = cost.components[converters].energy;
  CHECK(doubled.components[converters].energy.si() == sample::nearly(2.0 * more.si()));
  CHECK(doubled.energy.si() == sample::nearly((cost.energy + more).si()));
  CHECK(doubled.latency.si() == cost.latency.si());
  CHECK(doubled.area.si() == cost.area.si());
  CHECK(doubled.power.si() == sample::nearly((doubled.energy / doubled.stage_period).si()));
}

TEST_CASE("a slower chip leaks longer and does everything else at the same energy") {
  for (std::uint64_t index = 0; index < 20; ++index) {
    const Cost cost = sample_cost(index);
    const Cost slow = corrected(cost, "latency", 3.0);
    CHECK(slow.latency.si() == sample::nearly(3.0 * cost.latency.si()));
    CHECK(slow.stage_period.si() == sample::nearly(3.0 * cost.stage_period.si()));
    CHECK(slow.peak_operations_per_s == sample::nearly(cost.peak_operations_per_s / 3.0));
    CHECK(slow.leakage.si() == cost.leakage.si());
    CHECK((slow.energy - cost.energy).si() ==
          doctest::Approx(2.0 * cost.components[leakage].energy.si()).epsilon(1e-6).scale(0.0));
  }
}

TEST_CASE("layers and components sum to the totals under any factors") {
  Cost cost = sample_cost(4);
  hardware::Factors factors{.source = "test", .values = {}};
  Stream stream(78, purpose::test, 0);
  for (const std::string& name : factor_names()) factors.values[name] = stream.uniform(0.2, 5.0);
  apply_factors(factors, cost);
  Energy layers{}, components{};
  Time latency{};
  Area area{};
  for (const LayerCost& layer : cost.layers) {
    layers += layer.energy;
    latency += layer.latency;
  }
  for (const ComponentTotal& component : cost.components) {
    components += component.energy;
    area += component.area;
  }
  CHECK(layers.si() == sample::nearly(cost.energy.si()));
  CHECK(components.si() == sample::nearly(cost.energy.si()));
  CHECK(latency.si() == sample::nearly(cost.latency.si()));
  CHECK(area.si() == sample::nearly(cost.area.si()));
}

TEST_CASE("an estimate applies the factors that its chip holds") {
  hardware::Hardware chip = sample::chip();
  const network::Network network = network::build_family(
      {.family = "plain", .stages = {{.blocks = 1, .kernel = 3, .width = 8}}});
  const Cost plain = sample::cost_of(network, chip, sample::calibration());
  chip.factors = {.source = "test", .values = {{"energy", 1.5}, {"area", 0.5}}};
  const Cost with_factors = sample::cost_of(network, chip, sample::calibration());
  CHECK(with_factors.energy.si() == sample::nearly(1.5 * plain.energy.si()));
  CHECK(with_factors.area.si() == sample::nearly(0.5 * plain.area.si()));
}

TEST_CASE("an unknown name and a factor that is not above 0 are refused") {
  Cost cost = sample_cost(0);
  CHECK_THROWS_WITH_AS(apply_factors({.source = "", .values = {{"energy_convertors", 1.0}}}, cost),
                       "no factor \"energy_convertors\"; did you mean \"energy_converters\"?",
                       Error);
  CHECK_THROWS_AS(apply_factors({.source = "", .values = {{"area", 0.0}}}, cost), Error);
}

}  // namespace kirchhoff::cost
