// tests/validation/cimloop_components_test.cpp - the shipped figures and what lies between nodes.
#include "kirchhoff/validation/cimloop_components.hpp"

#include <doctest/doctest.h>

namespace kirchhoff::validation {
namespace {

TEST_CASE("a node of the file has its figures, one between lies between its neighbours") {
  const CimloopComponents components = load_cimloop_components();
  CHECK(components.transistor_at(32.0).threshold.si() == doctest::Approx(0.513).scale(0.0));
  CHECK(components.transistor_at(22.0).threshold.si() == doctest::Approx(0.40126).scale(0.0));
  // Halfway from 22 to 32 nm.
  CHECK(components.transistor_at(27.0).threshold.si() == doctest::Approx(0.45713).scale(0.0));
  CHECK(components.transistor_at(27.0).supply.si() == doctest::Approx(0.9).scale(0.0));
}

TEST_CASE("outside the file's nodes figures stay, but planar transistors grow with their node") {
  const CimloopComponents components = load_cimloop_components();
  CHECK(components.transistor_at(90.0).threshold == components.transistor_at(45.0).threshold);
  CHECK(components.transistor_at(90.0).width.si() == doctest::Approx(90e-9).scale(0.0));
  CHECK(components.transistor_at(5.0).width == components.transistor_at(7.0).width);
}

TEST_CASE("resistances are those of the published cell") {
  const CimloopComponents components = load_cimloop_components();
  CHECK(components.rram_on == ohms(6e3));
  CHECK(components.rram_off == ohms(9e5));
  CHECK(components.rram_access == ohms(1.95e5));
  CHECK(components.adc_bits == 5);
}

}  // namespace
}  // namespace kirchhoff::validation
