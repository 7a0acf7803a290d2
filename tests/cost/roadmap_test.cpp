// tests/cost/roadmap_test.cpp - supplies and currents of the roadmap.
#include "kirchhoff/cost/roadmap.hpp"

#include <doctest/doctest.h>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

TEST_CASE("a supply lies between those of its neighbours and never rises with a smaller node") {
  for (const Roadmap roadmap : {Roadmap::HighPerformance, Roadmap::LowStandbyPower}) {
    double before = 10.0;
    for (const double nm :
         {200.0, 130.0, 90.0, 65.0, 40.0, 32.0, 28.0, 22.0, 14.0, 7.0, 3.0, 2.0}) {
      CAPTURE(nm);
      const double supply = transistor_at(nm, roadmap, 300).supply.si();
      CHECK(supply <= before);
      before = supply;
    }
  }
  CHECK(transistor_at(27.0, Roadmap::HighPerformance, 300).supply.si() == sample::nearly(0.85));
}

TEST_CASE("high performance drives more and leaks more; heat leaks more") {
  const Transistor high = transistor_at(22, Roadmap::HighPerformance, 300);
  const Transistor low = transistor_at(22, Roadmap::LowStandbyPower, 300);
  CHECK(high.on > low.on);
  CHECK(high.off > 1000.0 * low.off);
  CHECK(transistor_at(22, Roadmap::HighPerformance, 320).off / high.off == sample::nearly(4.0));
  // 0.5 mA/um over 44 nm.
  CHECK(low.on.si() == sample::nearly(22e-6));
}

TEST_CASE("a bias grows with its overdrive up to the on current") {
  const Transistor transistor = transistor_at(22, Roadmap::LowStandbyPower, 300);
  CHECK(transistor.bias(volts(0.05), 1.3) < transistor.bias(volts(0.1), 1.3));
  CHECK(transistor.bias(volts(5.0), 1.3) == transistor.on);
}

}  // namespace
}  // namespace kirchhoff::cost
