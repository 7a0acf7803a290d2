// kirchhoff/noise/product_noise.cpp - the noise of one crossbar product: by draws, and by formula.
#include "kirchhoff/noise/product_noise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/noise/analog_layer.hpp"
#include "kirchhoff/noise/cell_curve.hpp"
#include "kirchhoff/noise/cell_statistics.hpp"
#include "kirchhoff/noise/converter_range.hpp"
#include "kirchhoff/noise/weight_levels.hpp"

namespace kirchhoff::noise {
namespace {

using hardware::Encoding;

constexpr std::int64_t moment_draws = 100'000;

// The product that is drawn: weights of one slice (two where a sign or an offset needs another),
// inputs of one step.
struct Product {
  int weight_bits = 1, activation_bits = 1;
  std::vector<std::int8_t> weights;  // [outputs][rows]
  std::vector<std::uint8_t> inputs;  // [rows]
};

Product random_product(const hardware::Hardware& hardware, const ProductConditions& conditions) {
  const bool is_signed = hardware::weight_encoding(hardware) != Encoding::TwosComplement;
  Product product{.weight_bits = hardware.cell_bits + 1,
                  .activation_bits = hardware.dac_bits,
                  .weights = {},
                  .inputs = {}};
  Stream stream(conditions.seed, purpose::crossbar_product, 0);
  const auto levels = std::uint64_t{1} << static_cast<unsigned>(hardware.cell_bits);
  const auto rows = static_cast<std::size_t>(conditions.rows);
  product.weights.resize(rows * static_cast<std::size_t>(conditions.outputs));
  for (std::int8_t& weight : product.weights) {
    const auto magnitude = static_cast<int>(stream.below(levels));
    const bool is_negative = is_signed && stream.below(2) == 1;
    weight = static_cast<std::int8_t>(is_negative ? -magnitude : magnitude);
  }
  product.inputs.resize(rows);
  for (std::uint8_t& input : product.inputs)
    input = static_cast<std::uint8_t>(
        stream.below(std::uint64_t{1} << static_cast<unsigned>(hardware.dac_bits)));
  return product;
}

// Mean now, sd now and mean as programmed of every level, in units of one level.
struct LevelMoments {
  std::vector<double> now, sd, programmed;
};

LevelMoments level_moments(const hardware::Hardware& hardware, const ProductConditions& conditions,
                           Conductance unit) {
  LevelMoments moments;
  for (int level = 0; level < 1 << hardware.cell_bits; ++level) {
    StatisticsConditions cells{.target = hardware.device.g_min + level * unit,
                               .since_programming = conditions.since_programming,
                               .draws = moment_draws,
                               .seed = conditions.seed};
    const CellStatistics now = cell_statistics(hardware.device, cells);
    cells.since_programming = seconds(0.0);
    moments.now.push_back(now.mean / unit);
    moments.sd.push_back(now.sd / unit);
    moments.programmed.push_back(cell_statistics(hardware.device, cells).mean / unit);
  }
  return moments;
}

double exact_product(const Product& product, std::size_t output) {
  int sum = 0;
  for (std::size_t row = 0; row < product.inputs.size(); ++row)
    sum += product.weights[output * product.inputs.size() + row] * int{product.inputs[row]};
  return sum;
}

double normal_share_below(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// Variance of the code of a Gaussian sum, in steps (eq. 9).
double code_variance(double mean, double sd, const CodeRange& codes) {
  const double reach = 8.0 * sd + 1.0;
  const double first = std::clamp(std::floor(mean - reach), codes.low, codes.high);
  const double last = std::clamp(std::ceil(mean + reach), codes.low, codes.high);
  double below = 0.0, sum = 0.0, squares = 0.0;
  for (double code = first; code <= last; code += 1.0) {
    const double up_to = code == last         ? 1.0
                         : sd > 0.0           ? normal_share_below((code + 0.5 - mean) / sd)
                         : mean <= code + 0.5 ? 1.0
                                              : 0.0;
    const double from_mean = code - mean;
    sum += (up_to - below) * from_mean;
    squares += (up_to - below) * from_mean * from_mean;
    below = up_to;
  }
  return std::max(squares - sum * sum, 0.0);
}

// What the formula adds up over conversions, in units of the integer product.
struct Parts {
  double cells = 0.0, read = 0.0, converter = 0.0, all = 0.0;  // variances, summed over outputs
  double now = 0.0, programmed = 0.0;                          // of all cells, in levels
};

class Formula {
 public:
  Formula(const hardware::Hardware& hardware, const ProductConditions& conditions,
          const Product& product)
      : hardware_(hardware),
        conditions_(conditions),
        product_(product),
        encoding_(hardware::weight_encoding(hardware)),
        codes_(code_range(hardware.adc_bits, encoding_ == Encoding::DifferentialPair)) {
    const Conductance range = hardware.device.g_max - hardware.device.g_min;
    const Conductance unit = range / ((1 << hardware.cell_bits) - 1);
    moments_ = level_moments(hardware, conditions, unit);
    zero_ = hardware.device.g_min / unit;
    read_sd_ = hardware.device.read_sd_relative * (hardware.device.g_max / unit);
    const mapping::RowChunk chunk{.first = 0, .count = conditions.rows};
    levels_ = cut_weights(product.weights, product.weight_bits,
                          {.groups = 1,
                           .outputs = conditions.outputs,
                           .rows = conditions.rows,
                           .chunks = {&chunk, 1}},
                          hardware);
  }

  // One conversion of `output`.
  void add(std::size_t output, std::size_t slice, double step, Parts& parts) const {
    const std::size_t rows = product_.inputs.size();
    const bool pair = encoding_ == Encoding::DifferentialPair;
    const bool two_cells = encoding_ != Encoding::TwosComplement;  // the other may be a reference
    double mean = 0.0, cells = 0.0, reads = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
      const double x = product_.inputs[row];
      const std::size_t cell =
          (slice * static_cast<std::size_t>(conditions_.outputs) + output) * rows + row;
      const std::size_t level = levels_.positive[cell];
      const std::size_t other = pair ? levels_.negative[cell] : 0;
      mean += x * (moments_.now[level] - (two_cells ? moments_.now[other] : zero_));
      cells += x * x * moments_.sd[level] * moments_.sd[level];
      if (two_cells) cells += x * x * moments_.sd[other] * moments_.sd[other];
      reads += pulses() ? x / hardware_.periphery.pulse_slot_share : x * x;
      parts.now += moments_.now[level] + (pair ? moments_.now[other] : 0.0);
      parts.programmed += moments_.programmed[level] + (pair ? moments_.programmed[other] : 0.0);
    }
    const double worth = levels_.significance[slice] * levels_.significance[slice];
    const double read = read_sd_ * read_sd_ * reads * (two_cells ? 2.0 : 1.0);
    const double lsb = conditions_.converters ? hardware_.device.converter_sd_lsb * step : 0.0;
    parts.cells += worth * cells;
    parts.read += worth * read;
    parts.converter += worth * lsb * lsb;
    const double ahead = cells + read + lsb * lsb;
    parts.all +=
        worth * (conditions_.converters
                     ? step * step * code_variance(mean / step, std::sqrt(ahead) / step, codes_)
                     : ahead);
  }
  [[nodiscard]] std::size_t slices() const { return levels_.significance.size(); }

 private:
  [[nodiscard]] bool pulses() const {
    return hardware_.periphery.input_coding == hardware::InputCoding::PulseWidth;
  }

  const hardware::Hardware& hardware_;
  const ProductConditions& conditions_;
  const Product& product_;
  Encoding encoding_;
  CodeRange codes_;
  LevelMoments moments_;
  WeightLevels levels_;
  double zero_ = 0.0;  // g_min, in levels
  double read_sd_ = 0.0;
};

void add_formula(const hardware::Hardware& hardware, const ProductConditions& conditions,
                 const Product& product, const AnalogLayer& layer, ProductNoise& result) {
  const Formula formula(hardware, conditions, product);
  Parts parts;
  for (int output = 0; output < conditions.outputs; ++output) {
    for (std::size_t slice = 0; slice < formula.slices(); ++slice)
      formula.add(static_cast<std::size_t>(output), slice,
                  layer.converter_step(static_cast<int>(slice)), parts);
  }
  const double decay = parts.programmed > 0.0 ? parts.now / parts.programmed : 1.0;
  const auto sd = [&](double variance) { return std::sqrt(variance / conditions.outputs) / decay; };
  result.cells_sd = sd(parts.cells);
  result.read_sd = sd(parts.read);
  result.converter_sd = sd(parts.converter);
  result.formula_sd = sd(parts.all);
}

void check(const hardware::Hardware& hardware, const ProductConditions& conditions) {
  const auto require_count = [](const char* name, int value, int low, int high) {
    require(value >= low && value <= high, "{} ({}) must be {} to {}", name, value, low, high);
  };
  require_count("the number of rows", conditions.rows, 1, hardware.crossbar.active_rows());
  require_count("the number of outputs", conditions.outputs, 1, 4096);
  require_count("the number of draws", conditions.draws, 2, 1'000'000);
  require(!bends_products(hardware),
          "the formula takes cells as ohmic; the amplitudes of {} bend the products of device {}: "
          "use input_coding \"bit-serial\" or \"pulse-width\", or dac_bits 1",
          hardware.name, hardware.device.name);
}

mapping::LayerMapping mapping_of(const ProductConditions& conditions) {
  mapping::LayerMapping layer;
  layer.name = "product";
  layer.matrix_rows = conditions.rows;
  layer.matrix_outputs = conditions.outputs;
  return layer;
}

}  // namespace

ProductNoise product_noise(const hardware::Hardware& hardware,
                           const ProductConditions& conditions) {
  check(hardware, conditions);
  const Product product = random_product(hardware, conditions);
  const auto outputs = static_cast<std::size_t>(conditions.outputs);
  AnalogLayer layer(product.weights, product.weight_bits, product.activation_bits,
                    mapping_of(conditions), hardware);
  layer.calibrate(product.inputs);
  layer.finish_calibration();
  std::vector<float> products(outputs);
  std::vector<double> sums(outputs, 0.0), squares(outputs, 0.0);
  const ReadConditions read{.converters = conditions.converters,
                            .since_programming = conditions.since_programming};
  for (int draw = 0; draw < conditions.draws; ++draw) {
    const auto index = static_cast<std::uint64_t>(draw);
    layer.program(read, Stream(conditions.seed, purpose::programming, index));
    layer.multiply(product.inputs, products, Stream(conditions.seed, purpose::read_noise, index));
    for (std::size_t i = 0; i < outputs; ++i) {
      const double difference = double{products[i]} - exact_product(product, i);
      sums[i] += difference;
      squares[i] += difference * difference;
    }
  }
  ProductNoise result;
  const double draws = conditions.draws;
  double variance = 0.0;
  for (std::size_t i = 0; i < outputs; ++i) {
    variance += (squares[i] - sums[i] * sums[i] / draws) / (draws - 1.0);
    result.largest_product = std::max(result.largest_product, std::abs(exact_product(product, i)));
  }
  result.drawn_sd = std::sqrt(variance / conditions.outputs);
  result.ratio_error = std::sqrt(1.0 / (2.0 * conditions.outputs * (draws - 1.0)));
  add_formula(hardware, conditions, product, layer, result);
  return result;
}

}  // namespace kirchhoff::noise
