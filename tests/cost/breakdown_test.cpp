// tests/cost/breakdown_test.cpp - what a cost is divided into sums to the cost again.
#include "kirchhoff/cost/breakdown.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

struct Example {
  network::Network network;
  hardware::Hardware chip;
  Cost cost;
  Breakdown breakdown;
};

Example example(std::uint64_t index) {
  Stream stream(55, purpose::test, index);
  network::Network network = sample::random_network(stream);
  hardware::Hardware chip = sample::random_chip(stream);
  const mapping::Mapping mapping = mapping::map_network(network, chip);
  const Calibration constants = sample::calibration();
  Cost cost = sample::cost_of(network, chip, constants);
  Breakdown breakdown = break_down(cost, network, mapping, chip, constants);
  return {std::move(network), std::move(chip), std::move(cost), std::move(breakdown)};
}

}  // namespace

TEST_CASE("areas, leakage, MACs and crossbars of the layers sum to those of the chip") {
  for (std::uint64_t index = 0; index < 200; ++index) {
    CAPTURE(index);
    const Example of = example(index);
    double area = 0.0, leakage = 0.0, dynamic = 0.0;
    std::int64_t macs = 0, crossbars = 0;
    for (std::size_t i = 0; i < of.cost.layers.size(); ++i) {
      const LayerBreakdown& layer = of.breakdown.layers[i];
      CHECK(layer.first_crossbar == crossbars);
      double parts = 0.0;
      for (const Area part : layer.area_by_component) parts += part.si();
      CHECK(parts == sample::nearly(layer.area.si()));
      area += layer.area.si();
      leakage += layer.leakage.si();
      dynamic += layer.dynamic_energy.si();
      macs += layer.macs;
      crossbars += of.cost.layers[i].crossbars;
    }
    CHECK(area == sample::nearly(of.cost.area.si()));
    CHECK(leakage == sample::nearly(of.cost.leakage.si()));
    CHECK(dynamic == sample::nearly(of.breakdown.dynamic_energy.si()));
    CHECK((of.breakdown.dynamic_energy + of.breakdown.leakage_energy).si() ==
          sample::nearly(of.cost.energy.si()));
    CHECK(macs == of.cost.macs);
    CHECK(crossbars == of.breakdown.crossbars);
  }
}

TEST_CASE(
    "no layer computes faster than its cells and converters, nor moves bits faster than its "
    "ways") {
  for (std::uint64_t index = 0; index < 200; ++index) {
    CAPTURE(index);
    const Example of = example(index);
    for (std::size_t i = 0; i < of.cost.layers.size(); ++i) {
      const LayerBreakdown& layer = of.breakdown.layers[i];
      const double period = of.cost.layers[i].stage_period.si() * (1.0 + 1e-9);
      CHECK(layer.operations_per_s <= layer.peak_operations_per_s * (1.0 + 1e-9));
      CHECK(layer.moved.buffers / layer.bandwidth.buffers <= period);
      CHECK(layer.moved.interconnect / layer.bandwidth.interconnect <= period);
      CHECK(layer.moved.external_memory / layer.bandwidth.external_memory <= period);
      CHECK(layer.limit_share > 0.0);
      CHECK(layer.limit_share <= 1.0 + 1e-9);
      CHECK(!layer.limit.empty());
    }
  }
}

TEST_CASE("operations per joule are all operations over all energy, two for a MAC") {
  const Example of = example(3);
  CHECK(of.breakdown.operations_per_j ==
        sample::nearly(2.0 * static_cast<double>(of.cost.macs) / of.cost.energy.si()));
  CHECK(of.breakdown.operations_per_s ==
        sample::nearly(of.breakdown.images_per_s * 2.0 * static_cast<double>(of.cost.macs)));
  CHECK(of.breakdown.images_per_s * of.cost.stage_period.si() == sample::nearly(1.0));
}

TEST_CASE("utilisation of the chip lies between those of its layers") {
  for (std::uint64_t index = 0; index < 50; ++index) {
    const Example of = example(index);
    double low = 1.0, high = 0.0;
    for (const LayerCost& layer : of.cost.layers) {
      low = std::min(low, layer.utilisation);
      high = std::max(high, layer.utilisation);
    }
    CHECK(of.breakdown.utilisation >= low * (1.0 - 1e-12));
    CHECK(of.breakdown.utilisation <= high * (1.0 + 1e-12));
  }
}

TEST_CASE("a layer off the critical path keeps its time by component") {
  for (std::uint64_t index = 0; index < 50; ++index) {
    const Example of = example(index);
    for (const LayerCost& layer : of.cost.layers) {
      double sum = 0.0;
      for (const Time time : layer.time_by_component) sum += time.si();
      CHECK(sum == sample::nearly(layer.stage_period.si()));
    }
  }
}

TEST_CASE("a mapping of another network is refused") {
  const Example of = example(0);
  CHECK_THROWS_AS((void)break_down(of.cost, of.network, {}, of.chip, sample::calibration()), Error);
}

}  // namespace kirchhoff::cost
