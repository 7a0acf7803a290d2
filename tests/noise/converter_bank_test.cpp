// tests/noise/converter_bank_test.cpp - laws of converters that are not ideal.
#include "kirchhoff/noise/converter_bank.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace kirchhoff;
using namespace kirchhoff::noise;
using hardware::ConverterModel;
using hardware::Periphery;

namespace {

constexpr std::size_t converters = 4000;

ConverterBank bank_of(const Periphery& periphery, int bits, bool is_signed = false,
                      std::size_t count = converters) {
  return {periphery, code_range(bits, is_signed), count, Stream(1, purpose::test, 7)};
}

Periphery converter_of(ConverterModel model, double mismatch_sd = 0.0, double gain_sd = 0.0,
                       double offset_sd_lsb = 0.0) {
  Periphery periphery;
  periphery.converter = model;
  periphery.mismatch_sd = mismatch_sd;
  periphery.gain_sd = gain_sd;
  periphery.offset_sd_lsb = offset_sd_lsb;
  return periphery;
}

// Variance of threshold k of all converters about where it should be.
double threshold_variance(const ConverterBank& bank, std::size_t k) {
  double sum = 0.0;
  for (std::size_t c = 0; c < bank.size(); ++c) {
    const double miss = double{bank.thresholds(c)[k - 1]} - (static_cast<double>(k) - 0.5);
    sum += miss * miss;
  }
  return sum / static_cast<double>(bank.size());
}

}  // namespace

TEST_CASE("without errors every kind of converter rounds and clamps as an ideal one") {
  for (const auto model : {ConverterModel::Ideal, ConverterModel::Sar, ConverterModel::Ramp,
                           ConverterModel::Flash, ConverterModel::Pipeline}) {
    for (const bool is_signed : {false, true}) {
      const ConverterBank bank = bank_of(converter_of(model), 5, is_signed, 1);
      const CodeRange codes = code_range(5, is_signed);
      for (float sum = -40.0F; sum <= 40.0F; sum += 0.13F) {
        const double ideal = std::clamp(std::nearbyint(double{sum}), codes.low, codes.high);
        CHECK(double{bank.code(0, sum)} == ideal);
      }
    }
  }
}

TEST_CASE("codes never fall while the sum rises, and stay in their range") {
  for (const auto model : {ConverterModel::Sar, ConverterModel::Ramp, ConverterModel::Flash}) {
    const Periphery periphery = converter_of(model, 0.3, 0.1, 1.0);
    const ConverterBank bank = bank_of(periphery, 6, true, 50);
    for (std::size_t c = 0; c < bank.size(); ++c) {
      float before = -31.0F;
      for (float sum = -60.0F; sum <= 60.0F; sum += 0.25F) {
        const float code = bank.code(c, sum);
        CHECK(code >= before);
        CHECK(code <= 31.0F);
        before = code;
      }
    }
    CHECK(bank.code(0, std::numeric_limits<float>::infinity()) == 31.0F);
    CHECK(bank.code(0, -std::numeric_limits<float>::infinity()) == -31.0F);
  }
}

TEST_CASE("unit capacitors and ramp steps miss by a bridge: variance s^2 k (1 - k / n)") {
  // Both ends are fixed; a threshold is the sum of k of n independent units. The search can only
  // raise a threshold to one before it, so powers of two show the capacitors alone.
  for (const auto model : {ConverterModel::Sar, ConverterModel::Ramp}) {
    const ConverterBank bank = bank_of(converter_of(model, 0.01), 8);
    for (const std::size_t k : {1U, 2U, 16U, 64U, 128U}) {
      CAPTURE(k);
      const double n = 255.0, share = static_cast<double>(k) / n;
      const double expected = 1e-4 * static_cast<double>(k) * (1.0 - share);
      const double error = 4.0 * std::sqrt(2.0 / static_cast<double>(converters)) + 0.01;
      CHECK(std::abs(threshold_variance(bank, k) / expected - 1.0) < error);
    }
    CHECK(threshold_variance(bank, 255) < 1e-6);
  }
}

TEST_CASE("flash thresholds miss by the same variance all over the range") {
  const ConverterBank bank = bank_of(converter_of(ConverterModel::Flash, 0.05), 6);
  for (const std::size_t k : {1U, 20U, 40U, 63U}) {
    CHECK(std::abs(threshold_variance(bank, k) / 0.0025 - 1.0) <
          4.0 * std::sqrt(2.0 / static_cast<double>(converters)));
  }
}

TEST_CASE("gain and offset of converters have their spreads, and each keeps its own") {
  const Periphery periphery = converter_of(ConverterModel::Ideal, 0.0, 0.02, 3.0);
  const ConverterBank bank = bank_of(periphery, 12);
  double offsets = 0.0, gains = 0.0;
  for (std::size_t c = 0; c < bank.size(); ++c) {
    const double low = double{bank.code(c, 1000.0F)}, high = double{bank.code(c, 3000.0F)};
    const double gain = (high - low) / 2000.0;
    gains += (gain - 1.0) * (gain - 1.0);
    offsets += std::pow(low - 1000.0 * gain, 2);
  }
  const double count = static_cast<double>(converters);
  CHECK(std::abs(std::sqrt(gains / count) / 0.02 - 1.0) < 4.0 / std::sqrt(2.0 * count));
  // Codes are whole numbers: the difference of two adds rounding to the offset.
  CHECK(std::abs(std::sqrt(offsets / count) / 3.0 - 1.0) < 4.0 / std::sqrt(2.0 * count) + 0.02);
  const ConverterBank again = bank_of(periphery, 12);
  CHECK(bank.code(17, 1234.5F) == again.code(17, 1234.5F));
}

TEST_CASE("stages of a pipeline move thresholds as their gains say, by hand for two bits") {
  // Bits weigh 1 and 2 (1 + e): levels 1, 2 + 2e, 3 + 2e, brought to 3 at the top.
  constexpr double gain_sd = 0.01;
  const ConverterBank bank = bank_of(converter_of(ConverterModel::Pipeline, gain_sd), 2);
  const double expected[] = {std::pow(2.0 * gain_sd / 3.0, 2), std::pow(2.0 * gain_sd / 3.0, 2)};
  for (std::size_t k : {1U, 2U})
    CHECK(threshold_variance(bank, k) ==
          doctest::Approx(expected[k - 1]).scale(0.0).epsilon(4.0 * std::sqrt(2.0 / converters)));
  for (std::size_t c = 0; c < 50; ++c) {
    CHECK(bank.thresholds(c)[2] == 2.5F);
    // Levels 1 and 2 move against each other.
    CHECK(bank.thresholds(c)[0] - 0.5F ==
          doctest::Approx(-(bank.thresholds(c)[1] - 1.5F)).epsilon(1e-3));
  }
}

TEST_CASE("errors of a pipeline's first stages weigh on all codes: the middle threshold most") {
  const ConverterBank bank = bank_of(converter_of(ConverterModel::Pipeline, 0.01), 6);
  const double middle = threshold_variance(bank, 32);
  CHECK(middle > 4.0 * threshold_variance(bank, 2));
  CHECK(middle > 4.0 * threshold_variance(bank, 62));
  // Stage i is in the weights of 64 - 2^i of 63 units; the top bit has all five of them.
  double squares = 0.0;
  for (int stage = 1; stage <= 5; ++stage) squares += std::pow((std::exp2(stage) - 1.0) / 63.0, 2);
  const double expected = std::pow(32.0 * 0.01, 2) * squares;
  CHECK(middle == doctest::Approx(expected).scale(0.0).epsilon(4.0 * std::sqrt(2.0 / converters)));
}
