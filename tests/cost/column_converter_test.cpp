// tests/cost/column_converter_test.cpp - converters from gates: hand-computed and monotone.
#include "kirchhoff/cost/column_converter.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

// Round numbers: a gate of 1 fF and 1 ps, a NAND2 of 1 um2 and 1 fJ, 1 V.
LogicGates unit_gates() {
  LogicGates gates;
  gates.feature = nanometres(10);
  gates.supply = volts(1.0);
  gates.nand = square_micrometres(1.0);
  gates.flip_flop = square_micrometres(6.0);
  gates.nand_energy = femtojoules(1.0);
  gates.nand_delay = picoseconds(1.0);
  gates.gate = femtofarads(1.0);
  return gates;
}

const Transistor transistor = {volts(1.0), volts(0.5), Current(1e-5), Current(0.0)};
const ColumnSignal signal = {femtofarads(10.0), Current(1e-6), Current(1e-5)};

TEST_CASE("voltage flash: three comparators of four levels, by hand") {
  const ColumnConverter converter = voltage_flash(4, volts(0.1), signal, unit_gates());
  CHECK(converter.area.si() == sample::nearly(3.0 * (5.0 + 1.5) * 1e-12));
  CHECK(converter.energy.si() == sample::nearly((3.0 * 5.0 + 2.0) * 1e-15));
  // 13 fF x 0.1 V / 1 uA = 1.3 ns, then ln 4 + 2 gate delays.
  CHECK(converter.window.si() == sample::nearly(1.3e-9));
  CHECK(converter.latency.si() == sample::nearly(1.3e-9 + (std::log(4.0) + 2.0) * 1e-12));
}

TEST_CASE("current flash: line and mirror settle one after the other, copies burn a bias") {
  const ColumnConverter converter =
      current_flash(2, volts(0.5), 1.0, signal, transistor, unit_gates());
  // The overdrive is all there is: the copy carries the on current.
  const double line = std::log(4.0) * 10e-15 * 0.5 / 1e-5;
  const double mirror = 1e-15 * 0.5 / 1e-5;
  CHECK(converter.window.si() == sample::nearly(line + mirror));
  CHECK(converter.bias.si() == sample::nearly(1e-5));
}

TEST_CASE("a stronger column settles faster, a stepped converter waits for its rows") {
  const ColumnSignal strong = {signal.line, 10.0 * signal.cell, 10.0 * signal.column};
  const LogicGates gates = unit_gates();
  CHECK(current_flash(32, volts(0.1), 1.3, strong, transistor, gates).latency <
        current_flash(32, volts(0.1), 1.3, signal, transistor, gates).latency);
  CHECK(voltage_flash(32, volts(0.1), strong, gates).latency <
        voltage_flash(32, volts(0.1), signal, gates).latency);
  CHECK(stepped_converter(32, 64, gates).latency < stepped_converter(32, 256, gates).latency);
}

TEST_CASE("one more bit costs more in every figure of every converter") {
  const LogicGates gates = unit_gates();
  for (double levels = 2; levels < 1024; levels *= 2) {
    CAPTURE(levels);
    const ColumnConverter pairs[][2] = {
        {voltage_flash(levels, volts(0.1), signal, gates),
         voltage_flash(2 * levels, volts(0.1), signal, gates)},
        {current_flash(levels, volts(0.1), 1.3, signal, transistor, gates),
         current_flash(2 * levels, volts(0.1), 1.3, signal, transistor, gates)},
        {stepped_converter(levels, 128, gates), stepped_converter(2 * levels, 128, gates)}};
    for (const auto& [less, more] : pairs) {
      CHECK(more.area > less.area);
      CHECK(more.energy > less.energy);
      CHECK(more.latency > less.latency);
    }
  }
}

}  // namespace
}  // namespace kirchhoff::cost
