// tests/cost/layer_cost_test.cpp - what random data toggles in adder trees, however many bits of an
// input are applied at once.
#include "kirchhoff/cost/layer_cost.hpp"

#include <doctest/doctest.h>

#include "tests/cost/sample.hpp"
#include "tests/network/example_nodes.hpp"

namespace kirchhoff::cost {
namespace {

using sample::nearly;

TEST_CASE("random bits toggle a quarter of the products, bit-serial or bit-parallel") {
  Calibration calibration = sample::calibration();
  calibration.gates = {.nand_area = square_micrometres(0.6),
                       .nand_capacitance = femtofarads(0.7),
                       .nand_delay = picoseconds(48.0),
                       .xor_area = 2.4,
                       .xor_capacitance = 1.5,
                       .xor_delay = 2.4,
                       .register_area = 6.0,
                       .register_capacitance = 3.0};
  hardware::Hardware chip = sample::chip();
  chip.device = sample::sram();
  chip.device.summing = hardware::Summing::AdderTree;
  chip.cell_bits = 1;
  network::Network network("layer", {128, 1, 1});
  network.add(test::linear(16));
  network.set_bits(1, 8, 8);
  network::Activity activity = network::default_activity(network);
  activity.layers[0].complement_ones.assign(8, 0.5);
  for (const int bits : {1, 2, 4, 8}) {
    CAPTURE(bits);
    chip.dac_bits = bits;
    const UnitCosts units = unit_costs(chip, calibration);
    const LayerRates rates =
        layer_rates(network.node(1), 20, activity.layers[0], units, chip, calibration);
    const AdderEnergies& adders = units.adders[8];
    CHECK(adders.products > Energy{});
    const Energy word = 0.25 * adders.products + 0.5 * adders.operands + 0.9375 * adders.sums;
    CHECK(rates.conversion.si() == nearly(word.si() / 8.0));
  }
}

}  // namespace
}  // namespace kirchhoff::cost
