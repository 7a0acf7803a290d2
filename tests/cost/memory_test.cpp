// tests/cost/memory_test.cpp - on-chip memories by hand and by law.
#include "kirchhoff/cost/memory.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/buffer.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "tests/cost/component_sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::components();
constexpr Frequency clock = megahertz(100.0);
constexpr MemoryKind all_kinds[] = {MemoryKind::Edram, MemoryKind::Sram, MemoryKind::GainCell,
                                    MemoryKind::RegisterFile};

MemoryCost memory(MemoryKind kind, double kib, int access_bits = 256, double node_nm = 28.0) {
  return memory_cost({.kind = kind, .kib = kib, .access_bits = access_bits}, node_nm, clock,
                     constants, scale_to(constants, node_nm, volts(0.9)));
}

TEST_CASE("the eDRAM is the tiles' buffer, bit for bit") {
  const MemoryCost edram = memory(MemoryKind::Edram, 32.0);
  const ComponentCost buffer =
      buffer_cost(32, clock, constants, scale_to(constants, 28.0, volts(0.9)));
  CHECK(edram.energy_per_bit == buffer.energy);
  CHECK(edram.area == buffer.area);
  CHECK(edram.access.si() == sample::nearly(2.0 / 1e8));
}

TEST_CASE("an SRAM of four times its reference takes twice the energy per bit, and its cells") {
  const MemoryCost sram = memory(MemoryKind::Sram, 32.0);
  CHECK(sram.energy_per_bit.si() == sample::nearly(2.0 * 0.08e-12));
  CHECK(sram.area.si() == sample::nearly((32.0 * 8192.0 * 1.4 * 0.125 + 60.0) * 1e-12));
  CHECK(sram.standby.si() == sample::nearly(sram.area.si() * 1e4));
  // 18 address bits and 4 gates of 50 ps; 1.67 sqrt(50 ps x 4e6 ohm/m x 2e-10 F/m) over one side.
  const double wire = 1.67 * std::sqrt(50e-12 * 4e6 * 2e-10) * std::sqrt(sram.area.si());
  CHECK(sram.access.si() == sample::nearly(22.0 * 50e-12 + wire));
}

TEST_CASE("SRAM area follows published cells, not the area of logic") {
  const double cells = memory(MemoryKind::Sram, 1024.0, 256, 7.0).area /
                       memory(MemoryKind::Sram, 1024.0, 256, 28.0).area;
  CHECK(cells == doctest::Approx(0.2).scale(0.0).epsilon(1e-4));
}

TEST_CASE("a register file of four words has a multiplexer of three for each bit") {
  // 4 words of 32 bits: 128 bits are 1/64 KiB.
  const MemoryCost file = memory(MemoryKind::RegisterFile, 1.0 / 64.0, 32);
  CHECK(file.area.si() == sample::nearly((128.0 * 3.0 + 3.0 * 32.0 * 3.0 * 0.5) * 1e-12));
  // Two levels of 3 NAND each behind the register.
  CHECK(file.energy_per_bit.si() == sample::nearly(5e-15 + 2.0 * 3.0 * 0.8e-15 * 0.81));
  CHECK(file.access.si() == sample::nearly(5.0 * 50e-12));
}

TEST_CASE("more capacity never costs less energy, area, time or standby power") {
  for (const MemoryKind kind : all_kinds) {
    CAPTURE(memory_name(kind));
    for (double kib = 1.0; kib <= 4096.0; kib *= 2.0) {
      const MemoryCost small = memory(kind, kib);
      const MemoryCost large = memory(kind, 2.0 * kib);
      CHECK(large.energy_per_bit >= small.energy_per_bit);
      CHECK(large.area > small.area);
      CHECK(large.access >= small.access);
      CHECK(large.standby > small.standby);
      CHECK(large.uncertainty >= 1.0);
    }
  }
}

TEST_CASE("wider accesses stream faster, and a smaller node is smaller") {
  for (const MemoryKind kind : all_kinds) {
    CAPTURE(memory_name(kind));
    CHECK(memory(kind, 32.0, 64).per_bit / memory(kind, 32.0, 256).per_bit == sample::nearly(4.0));
    CHECK(memory(kind, 32.0, 256, 10.0).area < memory(kind, 32.0, 256, 22.0).area);
  }
}

TEST_CASE("a register file is the dearest per bit and an SRAM of its size is slower") {
  const MemoryCost file = memory(MemoryKind::RegisterFile, 1.0, 32);
  const MemoryCost sram = memory(MemoryKind::Sram, 1.0, 32);
  CHECK(file.area > sram.area);
  CHECK(file.energy_per_bit < sram.energy_per_bit);
}

TEST_CASE("memories without a size are refused") {
  CHECK_THROWS_WITH_AS((void)memory(MemoryKind::Sram, 0.0),
                       "memory: 0 KiB must be 1/64 to 65536; split larger ones", Error);
  CHECK_THROWS_WITH_AS((void)memory(MemoryKind::Sram, 1.0, 0),
                       "memory: access_bits (0) must be 1 to 4096", Error);
  MemoryCalibration broken = constants.memory;
  broken.sram_uncertainty = 0.5;
  CHECK_THROWS_WITH_AS(check_memory(broken), "[memory]: sram_uncertainty must be at least 1",
                       Error);
}

}  // namespace
}  // namespace kirchhoff::cost
