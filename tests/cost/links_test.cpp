// tests/cost/links_test.cpp - wires, trees, buses and links by hand and by law.
#include "kirchhoff/cost/links.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/interconnect.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "tests/cost/component_sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::components();
const Scaling reference{};
constexpr Length unit = metres(1e-4);

double um(Length length) { return length.si() * 1e6; }

TEST_CASE("an H-tree over two by two units by hand") {
  // Two arms of half a unit, then four of half a unit.
  const HTree tree = h_tree(2, 2, unit, unit);
  CHECK(tree.stages == 3);
  CHECK(um(tree.path) == sample::nearly(100.0));
  CHECK(um(tree.total) == sample::nearly(2 * 50.0 + 4 * 50.0));
}

TEST_CASE("an H-tree over one by eight units is a line") {
  // Arms of 2, 1 and 1/2 units, and 2, 4 and 8 of them.
  const HTree tree = h_tree(1, 8, unit, unit);
  CHECK(tree.stages == 7);
  CHECK(um(tree.path) == sample::nearly(350.0));
  CHECK(um(tree.total) == sample::nearly(2 * 200.0 + 4 * 100.0 + 8 * 50.0));
}

TEST_CASE("one unit needs no wire, and a grid turned by a quarter is the same tree") {
  CHECK(h_tree(1, 1, unit, unit).path == Length{});
  const HTree wide = h_tree(3, 16, unit, 2.0 * unit);
  const HTree tall = h_tree(16, 3, 2.0 * unit, unit);
  CHECK(wide.stages == tall.stages);
  CHECK(um(wide.path) == sample::nearly(um(tall.path)));
}

TEST_CASE("more units never shorten an H-tree, and a broadcast charges at least the path") {
  for (int n = 1; n < 200; ++n) {
    const HTree small = h_tree(n, 7, unit, unit);
    const HTree large = h_tree(n + 1, 7, unit, unit);
    CHECK(large.path >= small.path);
    CHECK(large.total >= small.total);
    CHECK(small.total >= small.path);
  }
}

TEST_CASE("one bit through an H-tree and over a bus by hand") {
  const HTree tree = h_tree(2, 2, unit, unit);
  const ComponentCost one =
      h_tree_cost(tree, Delivery::OneUnit, 8, 28.0, volts(0.9), constants, reference);
  const ComponentCost all =
      h_tree_cost(tree, Delivery::AllUnits, 8, 28.0, volts(0.9), constants, reference);
  // A quarter of 0.2 fF/um x 0.81 V^2.
  CHECK(one.energy.si() == sample::nearly(0.25 * 100.0 * 0.2e-15 * 0.81));
  CHECK(all.energy / one.energy == sample::nearly(3.0));
  CHECK(one.area.si() == sample::nearly(8.0 * 3.0 * 25e-12));
  const double wire = 1.67 * std::sqrt(50e-12 * 4e6 * 2e-10);
  CHECK(one.latency.si() == sample::nearly(3.0 * 50e-12 + wire * 1e-4));
  const ComponentCost bus = bus_cost(unit, 10, 8, 28.0, volts(0.9), constants, reference);
  CHECK(bus.energy.si() == sample::nearly(0.25 * 0.81 * (100.0 * 0.2e-15 + 10 * 0.8e-15)));
  CHECK(bus.latency.si() == sample::nearly(wire * 1e-4));
}

TEST_CASE("the mean way over a mesh of nine tiles is 16/9 routers, counted pair by pair") {
  double hops = 0.0;
  for (int a = 0; a < 9; ++a) {
    for (int b = 0; b < 9; ++b) hops += std::abs(a / 3 - b / 3) + std::abs(a % 3 - b % 3);
  }
  CHECK(mean_mesh_hops(9) == sample::nearly(hops / 81.0));
  CHECK(mean_mesh_hops(1) == 0.0);
}

TEST_CASE("the middle DRAM figure is the geometric mean of low and high") {
  const double low = dram_energy(DramFigure::Low, constants).si();
  const double high = dram_energy(DramFigure::High, constants).si();
  const double middle = dram_energy(DramFigure::Middle, constants).si();
  CHECK(low == sample::nearly(3.7e-12));
  CHECK(middle / low == sample::nearly(high / middle));
}

TEST_CASE("a link between chips does not shrink with the node") {
  const ComponentCost link = chip_link_cost(constants);
  CHECK(link.energy.si() == sample::nearly(3e-12));
  CHECK(link.latency.si() == sample::nearly(2e-11));
  CHECK(link.area.si() == sample::nearly(2e-5));
}

TEST_CASE("links without constants are refused by name") {
  LinkCalibration broken = constants.links;
  broken.dram_energy_high = picojoules(1.0);
  CHECK_THROWS_WITH_AS(check_links(broken),
                       "[links]: dram_energy_low_pj must not exceed dram_energy_high_pj", Error);
  broken = constants.links;
  broken.chip_link_bits_per_s = 0.0;
  CHECK_THROWS_WITH_AS(check_links(broken), "[links]: chip_link_bits_per_s must be greater than 0",
                       Error);
}

}  // namespace
}  // namespace kirchhoff::cost
