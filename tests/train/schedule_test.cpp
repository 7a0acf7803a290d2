// tests/train/schedule_test.cpp - the learning rate rises shortly, then falls to almost nothing.
#include "kirchhoff/train/schedule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace kirchhoff::train {

TEST_CASE("the learning rate rises to its peak within a twentieth, then falls") {
  for (const std::int64_t steps : {1, 2, 10, 187, 6750}) {
    CAPTURE(steps);
    std::vector<double> rates;
    for (std::int64_t step = 0; step < steps; ++step) {
      rates.push_back(learning_rate_at(step, steps, 0.2));
      CHECK(rates.back() > 0.0);
      CHECK(rates.back() <= 0.2);
    }
    const auto peak = std::max_element(rates.begin(), rates.end());
    CHECK(peak - rates.begin() <= std::max<std::int64_t>(1, steps / 20));
    CHECK(std::is_sorted(rates.begin(), peak));
    CHECK(std::is_sorted(peak, rates.end(), [](double a, double b) { return a > b; }));
    if (steps > 100) CHECK(rates.back() < 0.2 * 1e-3);
  }
}

}  // namespace kirchhoff::train
