// tests/cost/logic_gates_test.cpp - gates at their own node, and how they scale.
#include "kirchhoff/cost/logic_gates.hpp"

#include <doctest/doctest.h>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

Transistor transistor(double supply, double threshold) {
  return {volts(supply), volts(threshold), Current(2e-5), Current(1e-12)};
}

TEST_CASE("at 28 nm and 0.9 V the gates are those of the source") {
  const Calibration calibration = sample::calibration();
  const LogicGates gates =
      logic_gates(28, transistor(0.9, calibration.threshold.si()), calibration);
  CHECK(gates.nand.si() == sample::nearly(0.614e-12));
  CHECK(gates.nand_delay.si() == sample::nearly(47.8e-12));
  CHECK(gates.nand_energy.si() == sample::nearly(0.7e-15 * 0.81));
  CHECK(gates.full_adder.si() == sample::nearly(4.7892e-12));
  CHECK(gates.gate.si() == sample::nearly(0.35e-15));
}

TEST_CASE("a higher threshold is slower, a higher supply costs its square") {
  const Calibration calibration = sample::calibration();
  CHECK(logic_gates(28, transistor(0.9, 0.45), calibration).nand_delay >
        logic_gates(28, transistor(0.9, 0.30), calibration).nand_delay);
  CHECK(logic_gates(28, transistor(1.0, 0.3), calibration).nand_energy /
            logic_gates(28, transistor(0.5, 0.3), calibration).nand_energy ==
        sample::nearly(4.0));
}

TEST_CASE("a chain takes a gate delay for each factor of four in load") {
  const Calibration calibration = sample::calibration();
  const LogicGates gates = logic_gates(28, transistor(0.9, 0.3), calibration);
  CHECK(gates.chain_delay(64.0 * gates.gate) / gates.nand_delay == sample::nearly(3.0));
  CHECK(gates.chain_delay(gates.gate) == gates.nand_delay);
  CHECK(gates.chain_area(30.0 * gates.gate) / gates.transistor_area(10.0) == sample::nearly(1.0));
}

}  // namespace
}  // namespace kirchhoff::cost
