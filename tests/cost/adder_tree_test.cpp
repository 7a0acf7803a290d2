// tests/cost/adder_tree_test.cpp - gates of adder trees counted by hand, by formula and by law.
#include "kirchhoff/cost/adder_tree.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "tests/cost/component_sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::components();

AdderTree tree(AdderTreeKind kind, int inputs, int weight_bits, int input_bits = 1) {
  return build_adder_tree(
      {.inputs = inputs, .weight_bits = weight_bits, .input_bits = input_bits, .kind = kind});
}

double full_adders(const AdderTree& adders) { return adders.all().full_adders; }

constexpr AdderTreeKind all_kinds[] = {AdderTreeKind::RippleCarry, AdderTreeKind::CarrySave,
                                       AdderTreeKind::Wallace, AdderTreeKind::Booth,
                                       AdderTreeKind::LookUp};
// Bit-parallel, so that every kind can be built.
constexpr int parallel_bits = 4;

TEST_CASE("a ripple-carry tree has n (p + 1) - (p + log2 n + 1) full adders") {
  for (int levels = 1; levels <= 12; ++levels) {
    for (int p = 1; p <= 12; ++p) {
      const double n = std::exp2(levels);
      CHECK(full_adders(tree(AdderTreeKind::RippleCarry, 1 << levels, p)) ==
            n * (p + 1) - (p + levels + 1));
    }
  }
}

TEST_CASE("four numbers of two bits, rippling, by hand") {
  // Two adders of two bits, one of three: 7. The carry of the last passes three bits, two gates
  // each, after one sum of the level below and the gate of the product.
  const AdderTree adders = tree(AdderTreeKind::RippleCarry, 4, 2);
  CHECK(adders.products.nands == 8.0);
  CHECK(adders.first_adders.full_adders == 4.0);
  CHECK(adders.other_adders.full_adders == 3.0);
  CHECK(adders.result_bits == 4);
  CHECK(adders.other_adders.registers == 4.0);
  CHECK(adders.depth.nands == 1.0 + 3.0 * 2.0);
  CHECK(adders.depth.xors == 2.0);
}

TEST_CASE("five inputs add what is left over a level later") {
  // 2 pairs of 3 bits, then 1 pair of 4 bits and one left, then 1 pair of 5 bits.
  CHECK(full_adders(tree(AdderTreeKind::RippleCarry, 5, 3)) == 6.0 + 4.0 + 5.0);
}

TEST_CASE("bit-parallel rippling has a tree per input bit and adders that join them") {
  const double serial = full_adders(tree(AdderTreeKind::RippleCarry, 64, 8, 1));
  const double parallel = full_adders(tree(AdderTreeKind::RippleCarry, 64, 8, 3));
  CHECK(parallel == 3.0 * serial + 2.0 * (8 + 6));
}

TEST_CASE("nine words, carry-save, by hand") {
  // Rows 9 -> 6 -> 4 -> 3 -> 2 of 2, 3, 4, 5 bits: 3, 2, 1, 1 rows; the last adder has one bit less
  // than the result's 2 + 4.
  const AdderTree adders = tree(AdderTreeKind::CarrySave, 9, 2);
  CHECK(adders.first_adders.full_adders == 3.0 * 2.0);
  CHECK(adders.other_adders.full_adders == 2.0 * 3.0 + 4.0 + 5.0 + 5.0);
  CHECK(adders.depth.xors == 4.0 * 2.0);
  CHECK(adders.depth.nands == 1.0 + 5.0 * 2.0);
}

TEST_CASE("one product alone is an array multiplier: n^2 - 2n full adders, n bits wide") {
  // Of n^2 bits each full adder takes one away, and 2n are left.
  for (int n = 3; n <= 16; ++n) {
    CAPTURE(n);
    CHECK(full_adders(tree(AdderTreeKind::Wallace, 1, n, n)) == n * n - 2.0 * n);
  }
}

TEST_CASE("a Wallace tree keeps the bits that its result needs") {
  for (int n = 2; n <= 300; n += 7) {
    for (int p = 1; p <= 8; p += 3) {
      const AdderTree adders = tree(AdderTreeKind::Wallace, n, p);
      const double needed = std::ceil(std::log2(n * (std::exp2(p) - 1.0) + 1.0));
      const double left = n * p - full_adders(adders);
      CAPTURE(n);
      CAPTURE(p);
      CHECK(left >= needed);
      CHECK(left <= adders.result_bits + 1);
    }
  }
}

TEST_CASE("a Wallace tree has as many levels as Dadda's heights ask for, fewer when narrow") {
  // 28 rows: 28, 19, 13, 9, 6, 4, 3, 2.
  CHECK(tree(AdderTreeKind::Wallace, 28, 16).depth.xors == 7.0 * 2.0);
  CHECK(tree(AdderTreeKind::Wallace, 28, 1).depth.xors < 7.0 * 2.0);
}

TEST_CASE(
    "columns of a hundred inputs are shallower than a rippling tree and need fewer adders "
    "than rows") {
  const AdderTree rippling = tree(AdderTreeKind::RippleCarry, 100, 8);
  const AdderTree rows = tree(AdderTreeKind::CarrySave, 100, 8);
  const AdderTree columns = tree(AdderTreeKind::Wallace, 100, 8);
  CHECK(full_adders(columns) < full_adders(rows));
  CHECK(gate_delay(columns.depth, constants.gates) <= gate_delay(rows.depth, constants.gates));
  CHECK(full_adders(columns) < full_adders(rippling));
}

TEST_CASE("Booth recoding halves the rows that eight-bit inputs add") {
  const AdderTree plain = tree(AdderTreeKind::Wallace, 64, 8, 8);
  const AdderTree recoded = tree(AdderTreeKind::Booth, 64, 8, 8);
  // 5 digits of 10 bits against 8 rows of 8 bits.
  CHECK(full_adders(recoded) < 0.85 * full_adders(plain));
  CHECK(recoded.products.xors == 64.0 * 5.0 * (2.0 + 9.0));
}

TEST_CASE("look-up tables of four weights hold sixteen sums and spare two levels of adders") {
  const AdderTree table = tree(AdderTreeKind::LookUp, 64, 8);
  const AdderTree rippling = tree(AdderTreeKind::RippleCarry, 64, 8);
  CHECK(table.tables.registers == 16.0 * 16.0 * 10.0);
  CHECK(table.products.multiplexers == 16.0 * 15.0 * 10.0);
  CHECK(full_adders(table) == full_adders(tree(AdderTreeKind::RippleCarry, 16, 10)));
  CHECK(full_adders(table) < full_adders(rippling));
}

TEST_CASE("more inputs, weight bits or input bits never cost less energy, time or area") {
  const Scaling reference{};
  const ToggleRates toggles{};
  for (const AdderTreeKind kind : all_kinds) {
    CAPTURE(adder_tree_name(kind));
    const auto cost = [&](int inputs, int weight_bits, int input_bits) {
      return adder_tree_cost(tree(kind, inputs, weight_bits, input_bits), toggles, constants,
                             reference);
    };
    for (int n = 2; n <= 256; n *= 2) {
      const ComponentCost base = cost(n, 4, parallel_bits);
      for (const ComponentCost& more : {cost(2 * n, 4, parallel_bits), cost(n, 5, parallel_bits),
                                        cost(n, 4, parallel_bits + 1)}) {
        CHECK(more.energy >= base.energy);
        CHECK(more.area >= base.area);
        CHECK(more.latency >= base.latency);
      }
    }
  }
}

TEST_CASE("energy, area and delay of a small tree by hand") {
  const AdderTree adders = tree(AdderTreeKind::RippleCarry, 2, 1);
  // One full adder (3 NAND + 2 XOR), two products, two registers of the result.
  const ComponentCost cost = adder_tree_cost(
      adders, {.products = 0.5, .operands = 0.25, .sums = 1.0}, constants, Scaling{});
  const double capacitance = 0.5 * 2.0 * 0.8 + 0.25 * (3.0 + 2.0 * 1.5) * 0.8 + 2.0 * 3.0 * 0.8;
  CHECK(cost.energy.si() == sample::nearly(capacitance * 1e-15 * 0.81));
  CHECK(cost.area.si() == sample::nearly((2.0 + 7.0 + 12.0) * 0.5e-12));
  CHECK(cost.latency.si() == sample::nearly((1.0 + 2.0) * 50e-12));
}

TEST_CASE("energy follows the toggle rates and the scaling") {
  const AdderTree adders = tree(AdderTreeKind::Wallace, 128, 8);
  const ComponentCost half =
      adder_tree_cost(adders, {.products = 0.25, .operands = 0.5, .sums = 0.5}, constants, {});
  const ComponentCost whole = adder_tree_cost(adders, {}, constants, {.energy = 3.0});
  CHECK(whole.energy / half.energy == sample::nearly(6.0));
}

TEST_CASE("eight steps of one bit widen the sum by seven bits; a single step needs no adder") {
  const ShiftAccumulator serial = build_shift_accumulator(15, 8, 1);
  CHECK(serial.sum_bits == 22);
  CHECK(serial.gates.full_adders == 22.0);
  CHECK(serial.gates.registers == 22.0);
  const ShiftAccumulator parallel = build_shift_accumulator(23, 1, 8);
  CHECK(parallel.sum_bits == 23);
  CHECK(shift_accumulator_cost(parallel, 1.0, constants, {}).energy == Energy{});
  CHECK_THROWS_AS((void)build_shift_accumulator(15, 0, 1), Error);
}

TEST_CASE("impossible trees are refused by name") {
  CHECK_THROWS_WITH_AS((void)tree(AdderTreeKind::Wallace, 0, 8),
                       "adder tree: inputs (0) must be 1 to 65536", Error);
  CHECK_THROWS_WITH_AS((void)tree(AdderTreeKind::Wallace, 8, 17),
                       "adder tree: weight_bits (17) must be 1 to 16", Error);
  CHECK_THROWS_AS((void)tree(AdderTreeKind::Booth, 8, 8, 1), Error);
}

}  // namespace
}  // namespace kirchhoff::cost
