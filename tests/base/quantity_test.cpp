// tests/base/quantity_test.cpp - laws of physical quantities.
#include "kirchhoff/base/quantity.hpp"

#include <doctest/doctest.h>

#include <type_traits>

namespace kirchhoff {

TEST_CASE("units multiply and divide as in physics") {
  static_assert(std::is_same_v<decltype(watts(1.0) * seconds(1.0)), Energy>);
  static_assert(std::is_same_v<decltype(volts(1.0) / ohms(1.0)), Current>);
  static_assert(std::is_same_v<decltype(1.0 / seconds(1.0)), Frequency>);
  static_assert(std::is_same_v<decltype(farads(1.0) * volts(1.0) * volts(1.0)), Energy>);
  static_assert(std::is_same_v<decltype(watts(1.0) / square_metres(1.0)), PowerDensity>);
  static_assert(std::is_same_v<decltype(joules(1.0) / joules(2.0)), double>);
  CHECK((volts(2.0) * siemens(3.0)).si() == doctest::Approx(6.0).scale(0.0));
}

TEST_CASE("prefixed factories agree with the base unit") {
  CHECK(picojoules(1e12).si() == doctest::Approx(1.0).scale(0.0));
  CHECK(femtojoules(1000.0).si() == doctest::Approx(picojoules(1.0).si()).scale(0.0));
  CHECK(square_millimetres(1.0).si() == doctest::Approx(square_micrometres(1e6).si()).scale(0.0));
  CHECK(watts_per_square_millimetre(1.0).si() == doctest::Approx(1e6).scale(0.0));
  CHECK(megahertz(1.0) * nanoseconds(1000.0) == doctest::Approx(1.0));
}

TEST_CASE("a quantity is no larger than a double") { CHECK(sizeof(Energy) == sizeof(double)); }

}  // namespace kirchhoff
