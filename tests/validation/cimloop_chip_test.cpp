// tests/validation/cimloop_chip_test.cpp - laws of the estimate and one hand-computed cell.
#include "kirchhoff/validation/cimloop_chip.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::validation {
namespace {

struct Example {
  std::vector<CimloopLayer> layers = cimloop_layers(formats::load_network("resnet18"));
  CimloopComponents components = load_cimloop_components();
  cost::Calibration calibration = formats::load_calibration();
  CimloopChip chip;

  explicit Example(CimloopMemory memory) {
    chip.memory = memory;
    chip.supply = volts(0.7);
    chip.cell_bits = memory == CimloopMemory::Rram ? 8 : 1;
    chip.cycle = nanoseconds(2.0);
    chip.rows = 256;
    chip.columns = 128;
    chip.macros_per_tile = 16;
    chip.tiles_per_group = 16;
    chip.groups_per_chip = 8;
    chip.buffer_depth = 8192;
  }
  [[nodiscard]] CimloopEstimate estimate() const {
    return estimate_cimloop_chip(chip, layers, components, calibration);
  }
  [[nodiscard]] Energy energy(CimloopPart part) const {
    return estimate().energy_by_part[static_cast<std::size_t>(part)];
  }
};

TEST_CASE("parts sum to the whole and none is negative") {
  for (const CimloopMemory memory : {CimloopMemory::Rram, CimloopMemory::Sram}) {
    const CimloopEstimate estimate = Example(memory).estimate();
    double energy = 0.0, area = 0.0;
    for (std::size_t part = 0; part < cimloop_part_count; ++part) {
      CHECK(std::isfinite(estimate.energy_by_part[part].si()));
      CHECK(estimate.energy_by_part[part].si() >= 0.0);
      CHECK(estimate.area_by_part[part].si() >= 0.0);
      energy += estimate.energy_by_part[part].si();
      area += estimate.area_by_part[part].si();
    }
    CHECK(estimate.energy.si() == doctest::Approx(energy).scale(0.0));
    CHECK(estimate.area.si() == doctest::Approx(area).scale(0.0));
  }
}

TEST_CASE("a resistive cell's energy is that of its two resistances in series") {
  const Example example(CimloopMemory::Rram);
  // 8-bit cells at level 0.5 on average: 2.944 uS at 0.5 V for 127.5 pulses of 10 ns a product.
  const double siemens = 0.5 / 201e3 + 0.5 / 1095e3;
  const double products = 1814073344.0;
  CHECK(example.energy(CimloopPart::Cells).si() ==
        doctest::Approx(products * 127.5 * siemens * 0.25 * 10e-9).scale(0.0));
}

TEST_CASE("weights of SRAM chips come from outside, those of RRAM chips are there") {
  CHECK(Example(CimloopMemory::Rram).energy(CimloopPart::ExternalMemory) == Energy{});
  CHECK(Example(CimloopMemory::Rram).energy(CimloopPart::Writing) == Energy{});
  CHECK(Example(CimloopMemory::Sram).energy(CimloopPart::ExternalMemory).si() ==
        doctest::Approx(11678912.0 * 8.0 * 8e-12).scale(0.0));
}

TEST_CASE("more bits per cell cost no more, a deeper buffer never less") {
  Example example(CimloopMemory::Rram);
  Energy before = joules(1e9);
  for (int bits = 1; bits <= 8; ++bits) {
    CAPTURE(bits);
    example.chip.cell_bits = bits;
    CHECK(example.estimate().energy < before);
    before = example.estimate().energy;
  }
  for (int depth = 2048; depth <= 131072; depth *= 2) {
    example.chip.buffer_depth = depth;
    CHECK(example.estimate().energy > (depth == 2048 ? Energy{} : before));
    before = example.estimate().energy;
  }
}

TEST_CASE("a driver near the threshold is large, and larger on a short line") {
  Example example(CimloopMemory::Sram);
  const auto driver_area = [&](double supply, int columns) {
    example.chip.supply = volts(supply);
    example.chip.columns = columns;
    return example.estimate().area_by_part[static_cast<std::size_t>(CimloopPart::Drivers)];
  };
  CHECK(driver_area(0.5, 64) > driver_area(0.6, 64));
  CHECK(driver_area(0.6, 64) > driver_area(0.9, 64));
  CHECK(driver_area(0.5, 32) > driver_area(0.5, 64));
}

TEST_CASE("the cycle sets the latency and nothing else") {
  Example example(CimloopMemory::Sram);
  const CimloopEstimate slow = example.estimate();
  example.chip.cycle = nanoseconds(1.0);
  const CimloopEstimate fast = example.estimate();
  CHECK(fast.energy == slow.energy);
  CHECK(slow.latency / fast.latency == doctest::Approx(2.0));
}

}  // namespace
}  // namespace kirchhoff::validation
