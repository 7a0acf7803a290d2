// kirchhoff/cost/signals.cpp - expectations of inputs and cell levels.
#include "kirchhoff/cost/signals.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>

namespace kirchhoff::cost {
namespace {

constexpr std::size_t most_bits = 8;        // of a digit
constexpr std::size_t most_input_bits = 9;  // eight and a sign

// One input step: a digit of dac_bits bits of the input integer.
struct StepSignal {
  double active = 0.0;                           // P(digit is not 0)
  std::array<double, most_bits> square_parts{};  // E[digit x the part of each of its bits]
  std::array<double, most_bits> parts{};         // E[the part of each of its bits]
};

bool is_pair(const hardware::Hardware& hardware) {
  return hardware::weight_encoding(hardware) == hardware::Encoding::DifferentialPair;
}

// Sum of the levels of all slices of one magnitude.
int level_sum(unsigned magnitude, int cell_bits) {
  if (cell_bits == 1) return std::popcount(magnitude);
  const unsigned top = (1U << cell_bits) - 1U;
  int sum = 0;
  for (; magnitude != 0; magnitude >>= cell_bits) sum += static_cast<int>(magnitude & top);
  return sum;
}

// Ones in the two's complement of +magnitude and -magnitude, each sign as likely.
double mean_ones(unsigned magnitude, int weight_bits) {
  const unsigned negative = (1U << weight_bits) - magnitude;
  const int ones_negative = magnitude == 0 ? 0 : std::popcount(negative);
  return 0.5 * (std::popcount(magnitude) + ones_negative);
}

// What a magnitude counts, for every magnitude of at most eight bits; asked for once per layer in
// every estimate.
using LevelTable = std::array<double, std::size_t{1} << most_bits>;

template <typename Function>
LevelTable level_table(Function function) {
  LevelTable table{};
  for (unsigned magnitude = 0; magnitude < table.size(); ++magnitude) {
    table[magnitude] = function(magnitude);
  }
  return table;
}

// By cell bits 1 to 4: sum of levels / top level.
const LevelTable& pair_levels(int cell_bits) {
  static const auto tables = [] {
    std::array<LevelTable, 4> made{};
    for (int bits = 1; bits <= 4; ++bits) {
      const double top = static_cast<double>((1U << bits) - 1U);
      made[static_cast<std::size_t>(bits - 1)] =
          level_table([&](unsigned magnitude) { return level_sum(magnitude, bits) / top; });
    }
    return made;
  }();
  return tables.at(static_cast<std::size_t>(cell_bits - 1));
}

// By weight bits 2 to 8.
const LevelTable& complement_levels(int weight_bits) {
  static const auto tables = [] {
    std::array<LevelTable, 7> made{};
    for (int bits = 2; bits <= 8; ++bits) {
      made[static_cast<std::size_t>(bits - 2)] = level_table([&](unsigned magnitude) {
        return magnitude < (1U << bits) ? mean_ones(magnitude, bits) : 0.0;
      });
    }
    return made;
  }();
  return tables.at(static_cast<std::size_t>(weight_bits - 2));
}

// Bits that are independent: E[d 2^i b_i] = 2^i p_i (2^i + sum of 2^j p_j over the others).
StepSignal independent_step(std::span<const double> shares) {
  StepSignal step;
  double idle = 1.0, mean = 0.0;
  for (std::size_t bit = 0; bit < shares.size(); ++bit) {
    idle *= 1.0 - shares[bit];
    mean += static_cast<double>(1U << bit) * shares[bit];
  }
  for (std::size_t bit = 0; bit < shares.size(); ++bit) {
    const double worth = static_cast<double>(1U << bit);
    const double others = mean - worth * shares[bit];
    step.square_parts[bit] = worth * shares[bit] * (worth + others);
    step.parts[bit] = worth * shares[bit];
  }
  step.active = 1.0 - idle;
  return step;
}

// The digit's own histogram, folded from that of the input.
StepSignal counted_step(std::span<const std::int64_t> counts, std::size_t first, std::size_t bits) {
  std::array<std::int64_t, std::size_t{1} << most_bits> digits{};
  const std::size_t mask = (std::size_t{1} << bits) - 1;
  for (std::size_t value = 0; value < counts.size(); ++value)
    digits[value >> first & mask] += counts[value];
  StepSignal step;
  double active = 0.0;
  for (std::size_t digit = 1; digit <= mask; ++digit) {
    const auto count = static_cast<double>(digits[digit]);
    active += count;
    for (std::size_t bit = 0; bit < bits; ++bit) {
      const std::size_t part = digit & std::size_t{1} << bit;
      step.square_parts[bit] += count * static_cast<double>(digit * part);
      step.parts[bit] += count * static_cast<double>(part);
    }
  }
  const double total = active + static_cast<double>(digits[0]);
  step.active = active / total;
  for (double& part : step.square_parts) part /= total;
  for (double& part : step.parts) part /= total;
  return step;
}

StepSignal step_signal(const network::LayerActivity& activity, std::size_t first,
                       std::size_t bits) {
  // One bit needs no histogram: its square is itself.
  if (bits > 1 && !activity.value_counts.empty())
    return counted_step(activity.value_counts, first, bits);
  return independent_step(std::span<const double>(activity.ones_share).subspan(first, bits));
}

// Visits the steps of one vector: the plane of their lowest bit, and the step.
template <typename Visit>
void each_step(const network::LayerActivity& activity, int dac_bits, const Visit& visit) {
  const auto bits = static_cast<std::size_t>(dac_bits);
  const std::size_t planes = activity.ones_share.size();
  for (std::size_t first = 0; first < planes; first += bits)
    visit(first, step_signal(activity, first, std::min(bits, planes - first)));
}

double full_scale_square(int dac_bits) {
  const double full_scale = static_cast<double>((1U << dac_bits) - 1U);
  return full_scale * full_scale;
}

// What the cells of a weight hold: some levels whatever it is, and some for each of its bits, of
// the magnitude in pairs, else of the two's complement (activity.md eq. 4b).
struct BitLevels {
  double always = 0.0;
  std::array<double, most_bits> of_bit{};
  double top = 1.0;
};

BitLevels bit_levels(const hardware::Hardware& hardware, int weight_bits) {
  const hardware::Encoding encoding = hardware::weight_encoding(hardware);
  const bool one_bit = encoding == hardware::Encoding::TwosComplement;
  const auto cell_bits = static_cast<std::size_t>(one_bit ? 1 : hardware.cell_bits);
  const auto top = static_cast<double>((1U << cell_bits) - 1U);
  BitLevels levels{.top = top};
  for (std::size_t bit = 0; bit < most_bits; ++bit)
    levels.of_bit[bit] = static_cast<double>(1U << bit % cell_bits);
  if (encoding == hardware::Encoding::Offset) {  // the two's complement with its top bit inverted
    double& of_sign = levels.of_bit[static_cast<std::size_t>(weight_bits) - 1];
    levels.always = of_sign;
    of_sign = -of_sign;
  }
  if (hardware.weight_mapping == hardware::WeightMapping::TwoSided) {
    // Both cells together hold the top level, or one less where the slice is even.
    levels.always = (top - 1.0) * hardware::slice_count(hardware, weight_bits);
    for (std::size_t bit = 0; bit < most_bits; ++bit)
      levels.of_bit[bit] = bit % cell_bits == 0 ? 1.0 : 0.0;
  }
  return levels;
}

// Sum of level / top level over the cells of weights with these shares of ones per bit plane.
double level_sum_of_planes(std::span<const double> ones, const BitLevels& levels) {
  double sum = levels.always;
  for (std::size_t bit = 0; bit < ones.size(); ++bit) sum += ones[bit] * levels.of_bit[bit];
  return sum / levels.top;
}

// The same of one magnitude, both signs as likely.
double level_sum_of_magnitude(unsigned magnitude, int weight_bits, bool pair,
                              const BitLevels& levels) {
  const auto planes = static_cast<std::size_t>(weight_bits);
  std::array<double, most_bits> ones{};
  for (std::size_t bit = 0; bit < planes; ++bit) {
    const unsigned other = pair ? magnitude : (1U << planes) - magnitude;
    ones[bit] = 0.5 * ((magnitude >> bit & 1U) + (other >> bit & 1U));
  }
  return level_sum_of_planes(std::span(ones).first(planes), levels);
}

}  // namespace

InputSignal input_signal(const network::LayerActivity& activity, int dac_bits) {
  InputSignal signal;
  each_step(activity, dac_bits, [&signal](std::size_t, const StepSignal& step) {
    signal.active_steps += step.active;                                      // cells.md eq. 3
    for (const double part : step.square_parts) signal.mean_square += part;  // cells.md eq. 2
  });
  signal.mean_square /= full_scale_square(dac_bits);
  return signal;
}

double mean_level_sum(const network::LayerActivity& activity, int weight_bits,
                      const hardware::Hardware& hardware) {
  const bool pair = is_pair(hardware);
  if (!pair && !activity.complement_ones.empty())
    return level_sum_of_planes(activity.complement_ones, bit_levels(hardware, weight_bits));
  double sum = 0.0;
  if (hardware.weight_mapping != hardware::WeightMapping::Differential) {
    const BitLevels levels = bit_levels(hardware, weight_bits);
    for (std::size_t level = 0; level < activity.level_share.size(); ++level)
      sum += activity.level_share[level] *
             level_sum_of_magnitude(static_cast<unsigned>(level), weight_bits, pair, levels);
    return sum;
  }
  const LevelTable& levels =
      pair ? pair_levels(hardware.cell_bits) : complement_levels(weight_bits);
  for (std::size_t level = 0; level < activity.level_share.size(); ++level) {
    sum += activity.level_share[level] * levels[level];
  }
  return sum;
}

ReadSignal read_signal(const network::LayerActivity& activity, int weight_bits,
                       const hardware::Hardware& hardware) {
  const std::vector<std::vector<double>>& met =
      is_pair(hardware) ? activity.met_magnitude : activity.met_complement;
  // What each input plane meets; the mean weight where that was not measured.
  std::array<double, most_input_bits> levels{};
  if (met.empty()) levels.fill(mean_level_sum(activity, weight_bits, hardware));
  const BitLevels of_bits = bit_levels(hardware, weight_bits);
  for (std::size_t plane = 0; plane < met.size(); ++plane)
    levels[plane] = level_sum_of_planes(met[plane], of_bits);

  const bool pulses = hardware.periphery.input_coding == hardware::InputCoding::PulseWidth;
  ReadSignal signal;
  each_step(activity, hardware.dac_bits, [&](std::size_t first, const StepSignal& step) {
    signal.active_steps += step.active;
    const std::array<double, most_bits>& parts = pulses ? step.parts : step.square_parts;
    for (std::size_t bit = 0; first + bit < activity.ones_share.size() && bit < most_bits; ++bit) {
      signal.exposure += parts[bit];
      signal.exposed_levels += parts[bit] * levels[first + bit];  // activity.md eq. 4
    }
  });
  if (pulses) signal.slots = signal.exposure;
  // cells.md eq. 2 and 1c.
  const double scale =
      pulses ? 1.0 / hardware.periphery.pulse_slot_share : full_scale_square(hardware.dac_bits);
  signal.exposure /= scale;
  signal.exposed_levels /= scale;
  return signal;
}

}  // namespace kirchhoff::cost
