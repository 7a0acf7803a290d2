// tests/cost/node_curve_test.cpp - figures at nodes and between them.
#include "kirchhoff/cost/node_curve.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

NodeCurve squares() {
  NodeCurve curve;
  for (const double nm : {90.0, 45.0, 20.0, 7.0}) curve.add("square", nm, nm * nm);
  return curve;
}

TEST_CASE("a curve has its own values at its nodes, bit for bit") {
  const NodeCurve curve = squares();
  for (const double nm : {90.0, 45.0, 20.0, 7.0}) CHECK(curve.at(nm) == nm * nm);
}

TEST_CASE("between its nodes a power law is met exactly, outside the nearest value holds") {
  const NodeCurve curve = squares();
  for (double nm = 7.0; nm <= 90.0; nm += 0.7) CHECK(curve.at(nm) == sample::nearly(nm * nm));
  CHECK(curve.at(130.0) == 8100.0);
  CHECK(curve.at(3.0) == 49.0);
}

TEST_CASE("nodes out of order and values that are no size are refused") {
  NodeCurve curve = squares();
  CHECK_THROWS_WITH_AS(curve.add("square", 14.0, 196.0),
                       "square: 14 nm follows 7 nm; add nodes from large to small", Error);
  CHECK_THROWS_WITH_AS(curve.add("square", 5.0, 0.0), "square (0) of 5 nm must be greater than 0",
                       Error);
}

}  // namespace
}  // namespace kirchhoff::cost
