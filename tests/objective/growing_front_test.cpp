// tests/objective/growing_front_test.cpp - one by one is as all at once.
#include "kirchhoff/objective/growing_front.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {

TEST_CASE("a front grown point by point is the front of all, with its volume") {
  Stream stream(1, purpose::test, 0);
  std::vector<std::vector<double>> all;
  GrowingFront front(3);
  for (int i = 0; i < 200; ++i) {
    // Some lie beyond the reference, some come twice.
    std::vector<double> point;
    for (int axis = 0; axis < 3; ++axis) point.push_back(1.2 * stream.uniform());
    if (i % 7 == 0 && !all.empty()) point = all.back();
    all.push_back(point);
    const double before = front.volume();
    const double after = front.add(point);
    CHECK(after == front.volume());
    CHECK(front.volume() >= before);
    CHECK(front.size() == non_dominated(all).size());
    CHECK(std::abs(after - hypervolume(all, {1.0, 1.0, 1.0})) < 1e-12);
  }
  CHECK(front.volume() > 0.5);
}

}  // namespace kirchhoff::objective
