// kirchhoff/cost/adder_tree.cpp - counts the gates of adder trees level by level and column by
// column.
#include "kirchhoff/cost/adder_tree.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

constexpr int largest_bits = 16;
constexpr int largest_inputs = 65536;

// Bits that fall together, by weight 2^column.
using Columns = std::array<std::int64_t, 2 * largest_bits + 24>;

int ceil_log2(int count) { return std::bit_width(static_cast<unsigned>(count - 1)); }

// ceil(log2(largest sum + 1)) bounded by p + m + ceil(log2 n): a bit more than needed at most.
int result_bits(const AdderTreeSpec& spec) {
  const int product_bits =
      spec.input_bits == 1 ? spec.weight_bits : spec.weight_bits + spec.input_bits;
  return product_bits + ceil_log2(spec.inputs);
}

void check_spec(const AdderTreeSpec& spec) {
  require(spec.inputs >= 1 && spec.inputs <= largest_inputs,
          "adder tree: inputs ({}) must be 1 to {}", spec.inputs, largest_inputs);
  require(spec.weight_bits >= 1 && spec.weight_bits <= largest_bits,
          "adder tree: weight_bits ({}) must be 1 to {}", spec.weight_bits, largest_bits);
  require(spec.input_bits >= 1 && spec.input_bits <= largest_bits,
          "adder tree: input_bits ({}) must be 1 to {}", spec.input_bits, largest_bits);
  require(spec.look_up_inputs >= 2 && spec.look_up_inputs <= 8,
          "adder tree: look_up_inputs ({}) must be 2 to 8", spec.look_up_inputs);
  require(spec.kind != AdderTreeKind::Booth || spec.input_bits >= 2,
          "adder tree: Booth recoding needs input_bits of 2 or more, not {}; take another kind for "
          "bit-serial inputs",
          spec.input_bits);
}

GateCounts& adders_of_level(AdderTree& tree, int level) {
  return level == 0 ? tree.first_adders : tree.other_adders;
}

// eq. 3: each input bit meets each bit of its weight in one gate.
void add_products(AdderTree& tree, const AdderTreeSpec& spec) {
  tree.products.nands += static_cast<double>(spec.inputs) * spec.weight_bits * spec.input_bits;
  tree.depth += {.nands = 1.0, .xors = 0.0};
}

// eq. 4: sums of `planes` bit planes, each `bits` wide and one place above the one before.
void add_planes(AdderTree& tree, int planes, int bits) {
  tree.other_adders.full_adders += (planes - 1.0) * bits;
  tree.depth += (planes - 1.0) * sum_depth;
}

// eq. 5: one binary tree for each bit plane of the inputs. The low bits of a sum start the next
// adder early, so that levels cost a sum each and only the last one its carry.
void add_ripple_trees(AdderTree& tree, int operands, int bits, int planes) {
  int level = 0;
  for (; operands > 1; ++level, ++bits) {
    const int pairs = operands / 2;
    adders_of_level(tree, level).full_adders += static_cast<double>(planes) * pairs * bits;
    operands -= pairs;
  }
  if (level > 0) {
    tree.depth += (level - 1.0) * sum_depth;
    tree.depth += (bits - 1.0) * carry_depth;
  }
  add_planes(tree, planes, bits);
}

// eq. 6: three words become two, row by row, until two are left; the last adder carries through.
void add_carry_save_rows(AdderTree& tree, const AdderTreeSpec& spec) {
  int words = spec.inputs;
  int bits = spec.weight_bits;
  int level = 0;
  for (; words > 2; ++level, ++bits) {
    const int rows = words / 3;
    adders_of_level(tree, level).full_adders += static_cast<double>(spec.input_bits) * rows * bits;
    words -= rows;
  }
  // Two words of each bit plane: rows of 3:2 again until two words are left of all.
  const int planes_bits = spec.weight_bits + ceil_log2(spec.inputs);
  for (words *= spec.input_bits; words > 2; ++level) {
    const int rows = words / 3;
    adders_of_level(tree, level).full_adders += static_cast<double>(rows) * planes_bits;
    words -= rows;
  }
  tree.depth += level * sum_depth;
  if (words < 2) return;
  const double carried = tree.result_bits - 1.0;
  adders_of_level(tree, level).full_adders += carried;
  tree.depth += carried * carry_depth;
}

// Dadda's heights: 2, 3, 4, 6, 9, 13, ...; the largest below `height`.
std::int64_t next_height(std::int64_t height) {
  std::int64_t target = 2;
  while (target * 3 / 2 < height) target = target * 3 / 2;
  return target;
}

// One stage: full adders wherever three bits meet, half adders only where a column would stay above
// `target` and cost another stage.
GateCounts reduce_columns(Columns& columns, std::int64_t target) {
  GateCounts counts;
  std::int64_t carries = 0;  // of the column below
  for (std::int64_t& height : columns) {
    const std::int64_t threes = height / 3;
    const std::int64_t rest = height % 3;
    const std::int64_t pairs = rest == 2 && threes + rest + carries > target ? 1 : 0;
    height = threes + rest - pairs + carries;
    carries = threes + pairs;
    counts.full_adders += static_cast<double>(threes);
    counts.half_adders += static_cast<double>(pairs);
  }
  return counts;
}

// The last adder over columns of at most two bits; returns its length.
int carry_through(const Columns& columns, GateCounts& counts) {
  std::int64_t carry = 0;
  int length = 0;
  for (const std::int64_t height : columns) {
    const std::int64_t bits = height + carry;
    carry = bits >= 2 ? 1 : 0;
    counts.full_adders += bits == 3 ? 1.0 : 0.0;
    counts.half_adders += bits == 2 ? 1.0 : 0.0;
    length += static_cast<int>(carry);
  }
  return length;
}

// eq. 7
void add_column_tree(AdderTree& tree, Columns columns) {
  int level = 0;
  for (;; ++level) {
    const std::int64_t height = *std::max_element(columns.begin(), columns.end());
    if (height <= 2) break;
    adders_of_level(tree, level) += reduce_columns(columns, next_height(height));
  }
  tree.depth += level * sum_depth;
  tree.depth += carry_through(columns, adders_of_level(tree, level)) * carry_depth;
}

Columns product_columns(const AdderTreeSpec& spec) {
  Columns columns{};
  for (int i = 0; i < spec.weight_bits; ++i) {
    for (int j = 0; j < spec.input_bits; ++j) {
      columns[static_cast<std::size_t>(i + j)] += spec.inputs;
    }
  }
  return columns;
}

// eq. 8: of each two input bits one digit of -2 to 2 selects weight_bits + 1 bits and a one to add
// when it is negative. Unsigned inputs need a digit more than their pairs.
void add_booth(AdderTree& tree, const AdderTreeSpec& spec) {
  const int digits = spec.input_bits / 2 + 1;
  const double recoded = static_cast<double>(spec.inputs) * digits;
  // Recoder of a digit: 2 XOR, 2 NAND; selector of a bit: 3 NAND, 1 XOR.
  tree.products.nands += recoded * (2.0 + 3.0 * (spec.weight_bits + 1.0));
  tree.products.xors += recoded * (2.0 + (spec.weight_bits + 1.0));
  tree.depth += {.nands = 3.0, .xors = 2.0};
  Columns columns{};
  for (int digit = 0; digit < digits; ++digit) {
    const auto low = static_cast<std::size_t>(2 * digit);
    for (int bit = 0; bit <= spec.weight_bits; ++bit) {
      columns[low + static_cast<std::size_t>(bit)] += spec.inputs;
    }
    columns[low] += spec.inputs;
  }
  tree.result_bits += 1;  // its sums have a sign
  add_column_tree(tree, columns);
}

// eq. 9: a table holds the sums of all subsets of its weights; one bit of each input selects.
void add_look_up(AdderTree& tree, const AdderTreeSpec& spec) {
  const int group = std::min(spec.look_up_inputs, spec.inputs);
  const int groups = (spec.inputs + group - 1) / group;
  const int entry_bits = spec.weight_bits + ceil_log2(group);
  const double entries = std::exp2(group);
  tree.tables.registers += groups * entries * entry_bits;
  tree.products.multiplexers += spec.input_bits * groups * (entries - 1.0) * entry_bits;
  tree.depth += group * GateDepth{.nands = 2.0, .xors = 0.0};
  add_ripple_trees(tree, groups, entry_bits, spec.input_bits);
}

}  // namespace

GateCounts AdderTree::all() const {
  GateCounts sum = products;
  sum += first_adders;
  sum += other_adders;
  sum += tables;
  return sum;
}

AdderTree build_adder_tree(const AdderTreeSpec& spec) {
  check_spec(spec);
  AdderTree tree;
  tree.result_bits = result_bits(spec);
  switch (spec.kind) {
    case AdderTreeKind::RippleCarry:
      add_products(tree, spec);
      add_ripple_trees(tree, spec.inputs, spec.weight_bits, spec.input_bits);
      break;
    case AdderTreeKind::CarrySave:
      add_products(tree, spec);
      add_carry_save_rows(tree, spec);
      break;
    case AdderTreeKind::Wallace:
      add_products(tree, spec);
      add_column_tree(tree, product_columns(spec));
      break;
    case AdderTreeKind::Booth: add_booth(tree, spec); break;
    case AdderTreeKind::LookUp: add_look_up(tree, spec); break;
  }
  tree.other_adders.registers += tree.result_bits;
  return tree;
}

ComponentCost adder_tree_cost(const AdderTree& tree, const ToggleRates& toggles,
                              const Calibration& calibration, const Scaling& scaling) {
  const GateLibrary& gates = calibration.gates;
  const Capacitance switched = toggles.products * gate_capacitance(tree.products, gates) +
                               toggles.operands * gate_capacitance(tree.first_adders, gates) +
                               toggles.sums * gate_capacitance(tree.other_adders, gates);
  const Voltage reference = calibration.reference_supply;
  return {
      .energy = switched * reference * reference * scaling.energy,  // eq. 10
      .latency = gate_delay(tree.depth, gates) * scaling.delay,
      .area = gate_area(tree.all(), gates) * scaling.area,
  };
}

ShiftAccumulator build_shift_accumulator(int tree_bits, int steps, int input_bits) {
  require(tree_bits >= 1 && steps >= 1 && input_bits >= 1,
          "shift accumulator: tree_bits ({}), steps ({}) and input_bits ({}) must be 1 or more",
          tree_bits, steps, input_bits);
  ShiftAccumulator accumulator;
  // eq. 11: each step adds its bits below the sum of the others.
  accumulator.sum_bits = tree_bits + (steps - 1) * input_bits;
  if (steps == 1) return accumulator;
  accumulator.gates.full_adders = accumulator.sum_bits;
  accumulator.gates.registers = accumulator.sum_bits;
  accumulator.depth = accumulator.sum_bits * carry_depth;
  return accumulator;
}

ComponentCost shift_accumulator_cost(const ShiftAccumulator& accumulator, double toggle,
                                     const Calibration& calibration, const Scaling& scaling) {
  const GateLibrary& gates = calibration.gates;
  const Voltage reference = calibration.reference_supply;
  const Capacitance switched = toggle * gate_capacitance(accumulator.gates, gates);
  return {
      .energy = switched * reference * reference * scaling.energy,
      .latency = gate_delay(accumulator.depth, gates) * scaling.delay,
      .area = gate_area(accumulator.gates, gates) * scaling.area,
  };
}

}  // namespace kirchhoff::cost
