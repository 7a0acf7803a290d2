// tests/validation/values_test.cpp - the expectation meets the exact simulation; what knows no data
// does not.
#include "kirchhoff/validation/values.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/validation/layer_values.hpp"

namespace kirchhoff::validation {
namespace {

std::vector<hardware::Hardware> chips() {
  std::vector<hardware::Hardware> list = {formats::load_hardware("rram-32nm"),
                                          formats::load_hardware("sram-28nm")};
  list.push_back(list.front());
  formats::set_hardware_key(list.back(), "dac_bits=2");
  return list;
}

}  // namespace

TEST_CASE("expected energy is within 2 % of the exact one in the mean, 5 % at worst") {
  const network::Network network = formats::load_network("resnet8");
  const cost::Calibration calibration = formats::load_calibration();
  const std::vector<ValuesChip> results =
      compare_values(network, chips(), nullptr, calibration, {});
  REQUIRE(results.size() == 3);
  for (const ValuesChip& chip : results) {
    CAPTURE(chip.chip);
    CAPTURE(chip.dac_bits);
    CHECK(chip.rows.size() == network.layers().size());
    CHECK(chip.expected.mean < 0.02);
    CHECK(chip.expected.worst < 0.05);
    CHECK(chip.fixed.mean > 0.2);
  }
}

TEST_CASE("the same seed gives the same figures, another seed others") {
  const network::Network network = formats::load_network("lenet5");
  const cost::Calibration calibration = formats::load_calibration();
  const std::array chip = {formats::load_hardware("rram-32nm")};
  const ValuesPlan plan{.measured_inputs = 1000, .tested_inputs = 1000};
  const auto energy = [&](std::uint64_t seed) {
    ValuesPlan seeded = plan;
    seeded.seed = seed;
    return compare_values(network, chip, nullptr, calibration, seeded)[0].rows[1].exact.total();
  };
  CHECK(energy(1) == energy(1));
  CHECK(energy(1) != energy(2));
}

TEST_CASE("made-up numbers fit their bits, are rectified and overlap from vector to vector") {
  const network::Network network = formats::load_network("resnet8");
  const LayerValues values(network, 1, 7);
  const std::vector<std::uint8_t> sequence = values.sequence(3);
  REQUIRE(sequence.size() ==
          static_cast<std::size_t>(values.rows() * values.groups()) * sequence_length);
  std::size_t zeros = 0;
  for (const std::uint8_t value : sequence) zeros += value == 0 ? 1 : 0;
  CHECK(zeros > sequence.size() / 4);
  CHECK(zeros < sequence.size() * 3 / 4);
  // Kernel column 1 of one position is kernel column 0 of the next: stride 1.
  for (std::size_t position = 0; position + 1 < sequence_length; ++position)
    CHECK(sequence[sequence_length + position] == sequence[position + 1]);
  for (const std::int8_t weight : values.weights()) CHECK(weight != -128);
}

TEST_CASE("weights of another network are refused") {
  const network::Network network = formats::load_network("lenet5");
  CHECK_THROWS_AS(LayerValues(network, 0, 1, std::vector<std::int8_t>(3)), Error);
}

}  // namespace kirchhoff::validation
