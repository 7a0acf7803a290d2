// kirchhoff/train/chip_effects.cpp - spreads of weights from spreads of cells; ranges of sums.
#include "kirchhoff/train/chip_effects.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/noise/cell_statistics.hpp"
#include "kirchhoff/noise/retention.hpp"
#include "kirchhoff/noise/weight_levels.hpp"

namespace kirchhoff::train {
namespace {

constexpr std::int64_t cells_per_level = 20'000;  // the sd of a level within half a percent
constexpr double range_in_sd = network::default_converter_reach;

// Variance of a cell's digit by its level, in squares of one level, once drift is compensated.
std::vector<double> digit_variances(const hardware::Hardware& hardware, Time since) {
  const hardware::Device& device = hardware.device;
  const int top = (1 << hardware.cell_bits) - 1;
  const double unit = (device.g_max.si() - device.g_min.si()) / top;
  std::vector<double> variances;
  double decay = 1.0;
  for (int level = 0; level <= top; ++level) {
    const Conductance target(device.g_min.si() + level * unit);
    const noise::CellStatistics cells =
        noise::cell_statistics(device, {.target = target,
                                        .since_programming = since,
                                        .temperature_k = hardware.periphery.temperature_k,
                                        .draws = cells_per_level});
    variances.push_back(std::pow(cells.sd.si() / unit, 2));
    decay = cells.mean.si() / target.si();  // ends with that of the top level
  }
  for (double& variance : variances) variance /= decay * decay;
  // Charge that leaks between refreshes, beside that: its mean is compensated like drift.
  const noise::RetainedCharge left = noise::retained_charge(hardware);
  for (std::size_t level = 0; level < variances.size(); ++level)
    variances[level] += std::pow(static_cast<double>(level) * left.sd / left.mean, 2);
  return variances;
}

// By integer weight, of all that `bits` can hold: errors of its cells, slice by slice, and of the
// cell that is subtracted from each.
std::vector<double> weight_variances(int bits, const hardware::Hardware& hardware,
                                     std::span<const double> digits) {
  const int half = 1 << (bits - 1);
  std::vector<std::int8_t> weights;
  for (int weight = -half; weight < half; ++weight)
    weights.push_back(static_cast<std::int8_t>(std::max(weight, 1 - half)));
  const std::array all = {mapping::RowChunk{.first = 0, .count = 2 * half}};
  const noise::WeightLevels levels =
      noise::cut_weights(weights, bits, {.rows = 2 * half, .chunks = all}, hardware);
  const bool has_other = hardware::weight_encoding(hardware) != hardware::Encoding::TwosComplement;
  std::vector<double> variances(weights.size(), 0.0);
  std::size_t cell = 0;
  for (const double significance : levels.significance) {
    for (double& variance : variances) {
      const std::size_t other = levels.negative.empty() ? 0 : levels.negative[cell];
      variance += significance * significance *
                  (digits[levels.positive[cell]] + (has_other ? digits[other] : 0.0));
      ++cell;
    }
  }
  return variances;
}

std::vector<float> weight_sds(int bits, const hardware::Hardware& hardware,
                              const network::TrainingRecipe& recipe,
                              std::span<const double> digits) {
  std::vector<float> sds;
  const double flat = recipe.weight_noise * ((1 << (bits - 1)) - 1);
  for (const double cells : weight_variances(bits, hardware, digits)) {
    sds.push_back(
        static_cast<float>(std::sqrt(flat * flat + recipe.cell_noise * recipe.cell_noise * cells)));
  }
  return sds;
}

// Mean and mean square of numbers that are uniform over 0 .. 2^bits - 1.
struct Digits {
  explicit Digits(int bits)
      : mean((std::exp2(bits) - 1.0) / 2.0),
        square((std::exp2(bits) - 1.0) * (std::exp2(bits + 1) - 1.0) / 6.0) {}
  double mean, square;
};

// Steps of a converter within range_in_sd spreads of a sum of `rows` products; 0 when it resolves
// every integer in its range. Of the inputs half are 0, the others uniform.
double codes_of(int rows, const hardware::Hardware& hardware) {
  const Digits weight(hardware.cell_bits), input(hardware.dac_bits);
  const double square = rows * 0.5 * input.square * weight.square;
  if (hardware::weight_encoding(hardware) == hardware::Encoding::DifferentialPair) {
    const double codes = std::exp2(hardware.adc_bits - 1) - 1.0;
    return range_in_sd * std::sqrt(square) <= codes ? 0.0 : std::max(codes, 1.0);
  }
  const double mean_product = 0.5 * input.mean * weight.mean;
  const double spread = range_in_sd * std::sqrt(square - rows * mean_product * mean_product);
  const double range = rows * mean_product + spread;
  const double codes = std::exp2(hardware.adc_bits) - 1.0;
  return range <= codes ? 0.0 : std::max(spread * codes / range, 1.0);
}

}  // namespace

ChipEffects chip_effects(const network::Network& network, const hardware::Hardware& hardware,
                         const network::TrainingRecipe& recipe, Time since) {
  return chip_effects(network, mapping::map_network(network, hardware),
                      std::span<const hardware::Hardware>(&hardware, 1), recipe, since);
}

ChipEffects chip_effects(const network::Network& network, const mapping::Mapping& mapping,
                         std::span<const hardware::Hardware> kinds,
                         const network::TrainingRecipe& recipe, Time since) {
  ChipEffects effects;
  effects.layers.resize(network.nodes().size());
  const bool converts = recipe.converters != network::ConverterAwareness::None;
  if (recipe.cell_noise == 0.0 && !converts) return effects;
  std::vector<std::vector<double>> digits(kinds.size());  // of kinds that hold layers
  for (const mapping::LayerMapping& layer : mapping.layers) {
    const auto kind = static_cast<std::size_t>(layer.kind);
    const hardware::Hardware& hardware = kinds[kind];
    LayerEffects& mine = effects.layers[layer.node];
    if (recipe.cell_noise > 0.0) {
      if (digits[kind].empty()) digits[kind] = digit_variances(hardware, since);
      const int bits = network.node(layer.node).weight_bits;
      mine.weight_sd = weight_sds(bits, hardware, recipe, digits[kind]);
    }
    const bool is_digital = hardware.device.summing == hardware::Summing::AdderTree;
    if (!converts || is_digital) continue;
    const bool by_crossbar = recipe.converters == network::ConverterAwareness::Crossbar;
    mine.parts = by_crossbar ? std::max(layer.row_chunks, 1) : 1;
    mine.codes = codes_of((layer.matrix_rows + mine.parts - 1) / mine.parts, hardware);
    mine.learns_range = hardware.periphery.range == hardware::ConverterRangeRule::Learned;
  }
  return effects;
}

}  // namespace kirchhoff::train
