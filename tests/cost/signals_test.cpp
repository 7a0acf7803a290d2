// tests/cost/signals_test.cpp - expectations of inputs and levels against enumeration.
#include "kirchhoff/cost/signals.hpp"

#include <doctest/doctest.h>

#include <cstddef>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

TEST_CASE("mean square and active steps equal the sums over all inputs of independent bits") {
  const network::LayerActivity activity{
      .name = "x", .ones_share = {0.1, 0.7, 0.4, 0.25}, .level_share = {1.0}};
  for (int dac_bits = 1; dac_bits <= 4; ++dac_bits) {
    double square = 0.0, active = 0.0;
    for (unsigned value = 0; value < 16; ++value) {
      double probability = 1.0;
      for (unsigned bit = 0; bit < 4; ++bit) {
        const double ones = activity.ones_share[bit];
        probability *= (value >> bit & 1U) != 0 ? ones : 1.0 - ones;
      }
      const unsigned top = (1U << dac_bits) - 1U;
      for (unsigned rest = value; rest != 0; rest >>= dac_bits) {
        const double x = static_cast<double>(rest & top) / top;
        square += probability * x * x;
        if (x > 0.0) active += probability;
      }
    }
    const InputSignal signal = input_signal(activity, dac_bits);
    CHECK(signal.mean_square == sample::nearly(square));
    CHECK(signal.active_steps == sample::nearly(active));
  }
}

TEST_CASE("levels of a pair are the digits of the magnitude") {
  hardware::Hardware hardware = sample::chip();
  hardware.cell_bits = 2;
  network::LayerActivity activity;
  activity.level_share.assign(128, 0.0);
  activity.level_share[0b110110] = 1.0;  // digits 3, 1, 2: levels 6 / 3
  CHECK(mean_level_sum(activity, 8, hardware) == sample::nearly(2.0));
}

TEST_CASE("ones of the two's complement are the mean over both signs") {
  hardware::Hardware hardware = sample::chip();
  hardware.device = sample::sram();
  hardware.cell_bits = 1;
  network::LayerActivity activity;
  activity.level_share.assign(8, 0.0);
  activity.level_share[3] = 0.5;  // 0011 and 1101
  activity.level_share[0] = 0.5;
  CHECK(mean_level_sum(activity, 4, hardware) == sample::nearly(0.5 * 2.5));
}

}  // namespace
}  // namespace kirchhoff::cost
