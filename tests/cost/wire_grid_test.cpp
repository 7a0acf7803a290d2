// tests/cost/wire_grid_test.cpp - lengths of trees and buses, by hand.
#include "kirchhoff/cost/wire_grid.hpp"

#include <doctest/doctest.h>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

TEST_CASE("an H-tree over 2 x 2 units has three stages: 1/2, 1/2 and 1/4 of the side") {
  const WireGrid grid = tree_grid(2, metres(1e-3));
  CHECK(grid.stages == 3.0);
  CHECK(grid.path.si() == sample::nearly(1.25e-3));
}

TEST_CASE("a path never exceeds two sides, and grows with the grid") {
  double before = 0.0;
  for (double units = 1; units <= 64; units *= 2) {
    CAPTURE(units);
    const double path = tree_grid(units, metres(1.0)).path.si();
    CHECK(path > before);
    CHECK(path < 2.0);
    before = path;
  }
}

TEST_CASE("a bus has a trunk and a branch a row, and takes more area than a tree") {
  const WireGrid grid = bus_grid(3, metres(1e-3));
  CHECK(grid.full_width.si() == sample::nearly(4e-3));
  // 4 mm x 100 wires x 8 x 10 nm.
  CHECK(wire_area(grid, 100, WireLayer::Global, nanometres(10)).si() ==
        sample::nearly(4e-3 * 100 * 80e-9));
  CHECK(wire_area(grid, 100, WireLayer::Intermediate, nanometres(10)) <
        wire_area(grid, 100, WireLayer::Global, nanometres(10)));
}

TEST_CASE("a wire without repeaters is slower with the square of its length") {
  const auto delay = [](double micro) {
    return plain_wire_delay(micrometres(micro), femtofarads(micro), nanometres(22)).si();
  };
  CHECK(delay(200) / delay(100) == sample::nearly(4.0));
  CHECK(typical_wire_delay(metres(1e-3)).si() == sample::nearly(70e-12));
}

}  // namespace
}  // namespace kirchhoff::cost
