// tests/formats/component_constants_test.cpp - shipped constants of components against the figures
// that they were made from.
#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/cost/adder_tree.hpp"
#include "kirchhoff/cost/memory.hpp"
#include "kirchhoff/cost/programming.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

const cost::Calibration& shipped() {
  static const cost::Calibration calibration = load_calibration();
  return calibration;
}

cost::MemoryCost memory(cost::MemoryKind kind, double kib, int access_bits, double node_nm,
                        double supply_v) {
  return cost::memory_cost({.kind = kind, .kib = kib, .access_bits = access_bits}, node_nm,
                           megahertz(1000.0), shipped(),
                           cost::scale_to(shipped(), node_nm, volts(supply_v)));
}

bool is_within(double value, double published, double share) {
  return std::abs(value / published - 1.0) < share;
}

}  // namespace

TEST_CASE("a full adder and a register have the published area and energy") {
  const cost::GateLibrary& gates = shipped().gates;
  const double v2 = 0.81;
  const cost::GateCounts adder = {.full_adders = 1.0};
  const cost::GateCounts bit = {.registers = 1.0};
  CHECK(is_within(cost::gate_area(adder, gates).si(), 4.7892e-12, 1e-6));
  CHECK(is_within(cost::gate_capacitance(adder, gates).si() * v2, 3.402e-15, 1e-6));
  CHECK(is_within(cost::gate_area(bit, gates).si(), 3.684e-12, 1e-6));
  CHECK(is_within(cost::gate_capacitance(bit, gates).si() * v2, 1.701e-15, 1e-6));
}

TEST_CASE("SRAM energy at 45 nm and 0.9 V lies within 3 % of the published 10, 20 and 100 pJ") {
  using cost::MemoryKind;
  CHECK(is_within(64.0 * memory(MemoryKind::Sram, 8.0, 64, 45.0, 0.9).energy_per_bit.si(), 10e-12,
                  0.03));
  CHECK(is_within(64.0 * memory(MemoryKind::Sram, 32.0, 64, 45.0, 0.9).energy_per_bit.si(), 20e-12,
                  0.03));
  CHECK(is_within(64.0 * memory(MemoryKind::Sram, 1024.0, 64, 45.0, 0.9).energy_per_bit.si(),
                  100e-12, 0.03));
}

// 256, 512, 1024 and 2048 bytes at 32 nm: the line goes through the first and the last.
TEST_CASE("SRAM area at 32 nm lies within 10 % of four published data memories") {
  const double published[] = {0.00056, 0.00108, 0.00192, 0.00392};
  double kib = 0.25;
  for (const double area_mm2 : published) {
    CAPTURE(kib);
    const Area area = memory(cost::MemoryKind::Sram, kib, 16, 32.0, 0.9).area;
    CHECK(is_within(area.si() * 1e6, area_mm2, 0.10));
    kib *= 2.0;
  }
}

TEST_CASE("eDRAM of 64 and 128 KiB takes the published energy and area at 32 nm") {
  const cost::MemoryCost small = memory(cost::MemoryKind::Edram, 64.0, 256, 32.0, 0.9);
  const cost::MemoryCost large = memory(cost::MemoryKind::Edram, 128.0, 256, 32.0, 0.9);
  CHECK(is_within(256.0 * small.energy_per_bit.si(), 17.2e-12, 0.01));
  CHECK(is_within(256.0 * large.energy_per_bit.si(), 25.35e-12, 0.01));
  CHECK(is_within(small.area.si(), 0.086e-6, 0.01));
  CHECK(is_within(large.area.si(), 0.121e-6, 0.01));
}

TEST_CASE("a gain cell of one megabit takes the published energy, area and standby at 16 nm") {
  const cost::MemoryCost cell = memory(cost::MemoryKind::GainCell, 128.0, 1024, 16.0, 0.8);
  CHECK(is_within(1024.0 * cell.energy_per_bit.si(), 2641.92e-12, 0.01));
  CHECK(is_within(cell.area.si(), 0.13157e-6, 0.01));
  CHECK(is_within(cell.standby.si(), 0.381e-3, 0.01));
}

TEST_CASE("a thirty-two row crossbar of resistive cells is written in a third of a millisecond") {
  hardware::Hardware chip = load_hardware("rram-32nm");
  const Time rows = 32.0 * cost::row_write_time(chip, shipped());
  CHECK(is_within(rows.si(), 351e-6, 0.15));  // PUMA's 351 us; the mean with another source
}

}  // namespace kirchhoff::formats
