// kirchhoff/noise/product_noise.cpp - the noise of one crossbar product: by draws, and by formula.
#include "kirchhoff/noise/product_noise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/noise/analog_layer.hpp"
#include "kirchhoff/noise/cell_statistics.hpp"
#include "kirchhoff/noise/converter_range.hpp"

namespace kirchhoff::noise {
namespace {

using hardware::Encoding;

constexpr std::int64_t moment_draws = 100'000;

// The product that is drawn: weights of one slice, inputs of one step.
struct Product {
  int weight_bits = 1, activation_bits = 1;
  std::vector<std::int8_t> weights;  // [outputs][rows]
  std::vector<std::uint8_t> inputs;  // [rows]
};

Product random_product(const hardware::Hardware& hardware, const ProductConditions& conditions) {
  const bool pair = hardware.device.encoding == Encoding::DifferentialPair;
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
    const bool is_negative = pair && stream.below(2) == 1;
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
        pair_(hardware.device.encoding == Encoding::DifferentialPair),
        codes_(code_range(hardware.adc_bits, pair_)) {
    const Conductance range = hardware.device.g_max - hardware.device.g_min;
    const Conductance unit = range / ((1 << hardware.cell_bits) - 1);
    moments_ = level_moments(hardware, conditions, unit);
    zero_ = hardware.device.g_min / unit;
    read_sd_ = hardware.device.read_sd_relative * (hardware.device.g_max / unit);
  }

  // One conversion of `output`; in two's complement slice 1 is the sign, whose cells are all 0.
  void add(std::size_t output, int slice, double step, Parts& parts) const {
    const std::size_t rows = product_.inputs.size();
    double mean = 0.0, cells = 0.0, squares = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
      const double x = product_.inputs[row];
      const int weight = slice == 0 ? int{product_.weights[output * rows + row]} : 0;
      const auto level = static_cast<std::size_t>(std::abs(weight));
      const double other = pair_ ? moments_.now[0] : zero_;
      mean += x * (weight < 0 ? -1.0 : 1.0) * (moments_.now[level] - other);
      cells += x * x * moments_.sd[level] * moments_.sd[level];
      if (pair_) cells += x * x * moments_.sd[0] * moments_.sd[0];
      squares += x * x;
      parts.now += moments_.now[level] + (pair_ ? moments_.now[0] : 0.0);
      parts.programmed += moments_.programmed[level] + (pair_ ? moments_.programmed[0] : 0.0);
    }
    const double worth = slice == 0 ? 1.0 : 4.0;
    const double read = read_sd_ * read_sd_ * squares * (pair_ ? 2.0 : 1.0);
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
  [[nodiscard]] int slices() const { return pair_ ? 1 : 2; }

 private:
  const hardware::Hardware& hardware_;
  const ProductConditions& conditions_;
  const Product& product_;
  bool pair_;
  CodeRange codes_;
  LevelMoments moments_;
  double zero_ = 0.0;  // g_min, in levels
  double read_sd_ = 0.0;
};

void add_formula(const hardware::Hardware& hardware, const ProductConditions& conditions,
                 const Product& product, const AnalogLayer& layer, ProductNoise& result) {
  const Formula formula(hardware, conditions, product);
  Parts parts;
  for (int output = 0; output < conditions.outputs; ++output) {
    for (int slice = 0; slice < formula.slices(); ++slice)
      formula.add(static_cast<std::size_t>(output), slice, layer.converter_step(slice), parts);
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
