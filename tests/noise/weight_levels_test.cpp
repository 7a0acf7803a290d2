// tests/noise/weight_levels_test.cpp - laws of cutting weights into levels.
#include "kirchhoff/noise/weight_levels.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;
using hardware::WeightMapping;

namespace {

constexpr WeightMapping mappings[] = {WeightMapping::Differential, WeightMapping::TwoSided,
                                      WeightMapping::Offset};

hardware::Hardware chip_of(WeightMapping mapping, int cell_bits) {
  hardware::Hardware chip = test::example_hardware({.cell_bits = cell_bits});
  chip.weight_mapping = mapping;
  return chip;
}

WeightLevels cut_one(int weight, int weight_bits, const hardware::Hardware& chip) {
  const std::vector<std::int8_t> weights = {static_cast<std::int8_t>(weight)};
  const mapping::RowChunk chunk{.first = 0, .count = 1};
  return cut_weights(weights, weight_bits,
                     {.groups = 1, .outputs = 1, .rows = 1, .chunks = {&chunk, 1}}, chip);
}

void check_all_weights(const hardware::Hardware& chip, int bits) {
  const int largest = (1 << (bits - 1)) - 1;
  for (int weight = -largest; weight <= largest; ++weight) {
    const WeightLevels levels = cut_one(weight, bits, chip);
    double sum = -levels.offset;
    bool in_range = true;
    for (std::size_t slice = 0; slice < levels.significance.size(); ++slice) {
      const int negative = levels.negative.empty() ? 0 : levels.negative[slice];
      sum += levels.significance[slice] * (levels.positive[slice] - negative);
      in_range = in_range && levels.positive[slice] < 1 << chip.cell_bits &&
                 negative < 1 << chip.cell_bits;
    }
    CHECK(sum == weight);
    CHECK(in_range);
    CHECK(levels.positive.size() + levels.negative.size() ==
          static_cast<std::size_t>(hardware::columns_per_weight(chip, bits)));
  }
}

}  // namespace

TEST_CASE("levels, what they are worth and the offset add up to every weight of every mapping") {
  for (const WeightMapping mapping : mappings) {
    for (int bits = 2; bits <= 8; ++bits) {
      for (int cell_bits = 1; cell_bits <= 4; ++cell_bits)
        check_all_weights(chip_of(mapping, cell_bits), bits);
    }
  }
}

TEST_CASE(
    "a pair keeps one cell at level 0, unless it is two-sided: then both are near the middle") {
  for (int weight = -127; weight <= 127; ++weight) {
    const WeightLevels one = cut_one(weight, 8, chip_of(WeightMapping::Differential, 3));
    const WeightLevels two = cut_one(weight, 8, chip_of(WeightMapping::TwoSided, 3));
    for (std::size_t slice = 0; slice < one.positive.size(); ++slice) {
      CHECK(one.positive[slice] * one.negative[slice] == 0);
      const int sum = two.positive[slice] + two.negative[slice];
      CHECK((sum == 7 || sum == 6));
    }
  }
}

TEST_CASE("by hand: -5 of four bits in cells of two bits") {
  // 5 = 01 01; 8 - 5 = 3 = 00 11; two-sided: digits -1, -1 about levels 1 and 2.
  const WeightLevels pair = cut_one(-5, 4, chip_of(WeightMapping::Differential, 2));
  CHECK(pair.positive == std::vector<std::uint8_t>{0, 0});
  CHECK(pair.negative == std::vector<std::uint8_t>{1, 1});
  const WeightLevels both = cut_one(-5, 4, chip_of(WeightMapping::TwoSided, 2));
  CHECK(both.positive == std::vector<std::uint8_t>{1, 1});
  CHECK(both.negative == std::vector<std::uint8_t>{2, 2});
  const WeightLevels offset = cut_one(-5, 4, chip_of(WeightMapping::Offset, 2));
  CHECK(offset.positive == std::vector<std::uint8_t>{3, 0});
  CHECK(offset.negative.empty());
  CHECK(offset.offset == 8);
}

TEST_CASE("an offset mapping holds the lowest weight of the two's complement too") {
  const WeightLevels levels = cut_one(-128, 8, chip_of(WeightMapping::Offset, 2));
  CHECK(levels.positive == std::vector<std::uint8_t>{0, 0, 0, 0});
}

TEST_CASE("an offset takes half the columns of a pair, to a slice") {
  for (const int cell_bits : {1, 2, 3, 4}) {
    const int pair =
        hardware::columns_per_weight(chip_of(WeightMapping::Differential, cell_bits), 8);
    const int offset = hardware::columns_per_weight(chip_of(WeightMapping::Offset, cell_bits), 8);
    CHECK(offset >= pair / 2);
    CHECK(offset <= pair / 2 + 1);
  }
}
