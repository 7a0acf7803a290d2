// tests/noise/kernels_test.cpp - the inner loops: equal bits everywhere, numbers that are normal.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/noise/detail/kernels.hpp"
#include "kirchhoff/noise/suited_blas_core.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise::detail;

namespace {

constexpr int rows = 7;
constexpr int outputs = 29;  // whole tiles of every set and a rest

// Everything that the kernels of one instruction set write, for one width of the block; planes lie
// as each set wants them.
std::vector<float> all_results(const Kernels& kernels, int width) {
  const std::vector<std::uint8_t> columns = test::random_inputs(rows * block_width, 8, 1);
  std::vector<float> matrix(outputs * rows);
  Stream stream(3, purpose::test, 1);
  stream.fill_normal(matrix);
  std::vector<float> plane(rows * block_width), squares(block_width), sd(block_width);
  std::vector<float> sums(outputs * block_width), gaussian(block_width);
  kernels.cut(columns.data(), rows, width, 2, 7, plane.data(), squares.data());
  kernels.multiply(matrix.data(), outputs, rows, plane.data(), width, sums.data());
  kernels.spread(squares.data(), width, 0.003F, 0.2F, sd.data());
  kernels.gaussian({1, 2, 3}, 77, width, gaussian.data());
  std::vector<float> results;
  for (const auto* part : {&squares, &sd, &sums, &gaussian})
    results.insert(results.end(), part->begin(), part->end());
  for (const bool quantise : {false, true}) {
    for (const bool noisy : {false, true}) {
      std::vector<float> total(outputs * block_width, 1.5F);
      kernels.convert({.sums = sums.data(),
                       .sd = noisy ? sd.data() : nullptr,
                       .outputs = outputs,
                       .width = width,
                       .quantise = quantise,
                       .low = -7,
                       .high = 7,
                       .coefficient = 1.3F,
                       .key = {4, 5, 6},
                       .first_counter = 9,
                       .total = total.data()});
      results.insert(results.end(), total.begin(), total.end());
    }
  }
  return results;
}

}  // namespace

TEST_CASE("every instruction set gives the same bits as plain C++") {
  for (const InstructionSet set : {InstructionSet::Avx2, InstructionSet::Avx512}) {
    if (!is_supported(set)) {
      MESSAGE("SKIPPED: this machine lacks instruction set " << static_cast<int>(set));
      continue;
    }
    for (const int width : {64, 192, 256}) {
      CAPTURE(width);
      const auto plain = all_results(kernels_for(InstructionSet::Plain), width);
      const auto wide = all_results(kernels_for(set), width);
      CHECK(std::memcmp(plain.data(), wide.data(), plain.size() * sizeof(float)) == 0);
    }
  }
}

TEST_CASE("a product is the sum that it says it is") {
  const std::vector<std::uint8_t> columns = test::random_inputs(rows * block_width, 8, 1);
  std::vector<float> matrix(outputs * rows), plane(rows * block_width);
  std::vector<float> product(outputs * block_width);
  Stream stream(3, purpose::test, 1);
  stream.fill_normal(matrix);
  const auto error_of = [&](int output, int vector) {
    double sum = 0.0, size = 0.0;
    for (int r = 0; r < rows; ++r) {
      const double term = double{matrix[static_cast<std::size_t>(output * rows + r)]} *
                          columns[static_cast<std::size_t>(r * block_width + vector)];
      sum += term;
      size += std::abs(term);
    }
    return std::abs(product[static_cast<std::size_t>(output * block_width + vector)] - sum) / size;
  };
  for (const InstructionSet set :
       {InstructionSet::Plain, InstructionSet::Avx2, InstructionSet::Avx512}) {
    if (!is_supported(set)) continue;
    const Kernels& kernels = kernels_for(set);
    kernels.cut(columns.data(), rows, block_width, 0, 255, plane.data(), nullptr);
    for (int count = 1; count <= outputs; ++count) {
      kernels.multiply(matrix.data(), count, rows, plane.data(), block_width, product.data());
      double worst = 0.0;
      for (int place = 0; place < count * block_width; ++place)
        worst = std::max(worst, error_of(place / block_width, place % block_width));
      CHECK(worst < 1e-6);
    }
  }
}

TEST_CASE("the matrix library is told to use AVX-512 only where the machine has it") {
  CHECK(noise::suited_blas_core().empty() != is_supported(InstructionSet::Avx512));
}

TEST_CASE("Gaussian numbers have the moments and tails of a normal distribution") {
  constexpr int blocks = 40000;
  constexpr double count = blocks * 256.0;
  std::vector<float> draw(block_width);
  double sum = 0, square = 0, cube = 0, fourth = 0, product = 0, square_product = 0;
  double above_3 = 0, above_4 = 0, neighbour = 0;
  for (std::uint32_t b = 0; b < blocks; ++b) {
    kernels().gaussian({11, 22, 33}, b * 128, 256, draw.data());
    for (std::size_t i = 0; i < 256; ++i) {
      const double x = draw[i];
      sum += x, square += x * x, cube += x * x * x, fourth += x * x * x * x;
      above_3 += std::abs(x) > 3.0 ? 1.0 : 0.0;
      above_4 += std::abs(x) > 4.0 ? 1.0 : 0.0;
      if (i > 0) neighbour += x * double{draw[i - 1]};
    }
    for (std::size_t i = 0; i < 128; ++i) {
      const double a = draw[i], c = draw[i + 128];
      product += a * c, square_product += a * a * c * c;
    }
  }
  const double error = 1.0 / std::sqrt(count);  // of the mean; moments follow from the normal's
  CHECK(std::abs(sum / count) < 4.0 * error);
  CHECK(std::abs(square / count - 1.0) < 4.0 * std::sqrt(2.0) * error);
  CHECK(std::abs(cube / count) < 4.0 * std::sqrt(15.0) * error);
  CHECK(std::abs(fourth / count - 3.0) < 4.0 * std::sqrt(96.0) * error);
  CHECK(std::abs(neighbour / count) < 4.0 * error);
  CHECK(std::abs(product / (count / 2)) < 4.0 * std::sqrt(2.0) * error);
  CHECK(std::abs(square_product / (count / 2) - 1.0) < 4.0 * std::sqrt(2.0 * 8.0) * error);
  CHECK(std::abs(above_3 / count - 2.69980e-3) < 4.0 * std::sqrt(2.69980e-3) * error);
  CHECK(std::abs(above_4 / count - 6.33425e-5) < 4.0 * std::sqrt(6.33425e-5) * error);
}

TEST_CASE("Gaussian numbers under keys that differ in one bit are uncorrelated") {
  constexpr int blocks = 4000;
  const GaussianKey key{5, 6, 7};
  std::vector<float> first(block_width), second(block_width);
  for (const GaussianKey& other : {GaussianKey{4, 6, 7}, GaussianKey{5, 7, 7}, GaussianKey{5, 6, 6},
                                   GaussianKey{5 + 0x9e3779b9U, 6, 8}}) {
    double product = 0;
    for (std::uint32_t b = 0; b < blocks; ++b) {
      kernels().gaussian(key, b * 128, 256, first.data());
      kernels().gaussian(other, b * 128, 256, second.data());
      for (std::size_t i = 0; i < 256; ++i) product += double{first[i]} * double{second[i]};
    }
    CHECK(std::abs(product) < 4.5 * std::sqrt(blocks * 256.0));
  }
}

TEST_CASE("conversions clamp to the codes and round halves to even") {
  std::vector<float> sums(block_width, 0.0F), total(block_width, 0.0F);
  const float cases[] = {0.5F, 1.5F, 2.5F, -0.5F, -1.5F, 3.4F, 3.6F, -3.6F, 1e6F, -1e6F};
  const float codes[] = {0, 2, 2, 0, -2, 3, 3, -3, 3, -3};  // of a converter with 3 bits and sign
  std::copy(std::begin(cases), std::end(cases), sums.begin());
  kernels().convert({.sums = sums.data(),
                     .outputs = 1,
                     .width = 64,
                     .low = -3,
                     .high = 3,
                     .coefficient = 8.0F,
                     .total = total.data()});
  for (std::size_t i = 0; i < std::size(cases); ++i) CHECK(total[i] == 8.0F * codes[i]);
}
