// kirchhoff/train/conversion.cpp - one pass over the sums, the squares for the range on the way.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/detail/conversion.hpp"

namespace kirchhoff::train::detail {
namespace {

constexpr float round_shift = 12582912.0F;  // 1.5 x 2^23: adding it rounds to even
constexpr double running_share = 0.1;       // of the newest batch in the mean square
constexpr std::int64_t rows_at_once = 64;   // summed in float before they join the double
constexpr double smallest_square = 1e-30;   // of sums that are all 0
// Of the reach.
constexpr double rate_share = 0.02;
constexpr double first_memory = 0.9, second_memory = 0.999;
constexpr double least_reach = 0.5, largest_reach = 16.0;

struct Range {
  float step, per_step, top;
};

// `rows` rows of [parts][outputs] sums: their squares are added to `squares`[outputs].
[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void convert_block(
    const float* sums, std::int64_t rows, std::int64_t parts, std::int64_t outputs,
    const Range& range, float* __restrict squares, float* product) {
  const auto [step, per_step, top] = range;
  for (std::int64_t row = 0; row < rows; ++row) {
    float* out = product + row * outputs;
    for (std::int64_t part = 0; part < parts; ++part) {
      const float* in = sums + (row * parts + part) * outputs;
      for (std::int64_t i = 0; i < outputs; ++i) {
        const float sum = in[i];
        squares[i] += sum * sum;
        float code = sum * per_step;
        code = code > -top ? code : -top;
        code = code < top ? code : top;
        const float converted = ((code + round_shift) - round_shift) * step;
        out[i] = part == 0 ? converted : out[i] + converted;
      }
    }
  }
}

// How the converted sums of `rows` rows change with the step, times `gradient`, added up by output:
// rounding passes gradients straight through, so a sum within the range gives its rounding error, a
// clipped one the end of the range.
[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void add_step_gradient(
    const float* sums, std::int64_t rows, std::int64_t parts, std::int64_t outputs,
    const Range& range, const float* gradient, float* __restrict result) {
  const float per_step = range.per_step, top = range.top;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t part = 0; part < parts; ++part) {
      const float* in = sums + (row * parts + part) * outputs;
      for (std::int64_t i = 0; i < outputs; ++i) {
        const float exact = in[i] * per_step;
        float code = exact > -top ? exact : -top;
        code = code < top ? code : top;
        const float rounded = (code + round_shift) - round_shift;
        const float change = code == exact ? rounded - exact : code;
        result[i] += gradient[row * outputs + i] * change;
      }
    }
  }
}

double mean_square(const float* sums, std::int64_t count) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) sum += double{sums[i]} * double{sums[i]};
  return sum / static_cast<double>(count);
}

}  // namespace

Conversion::Conversion(double codes, int parts, int outputs)
    : codes_(codes), parts_(parts), outputs_(outputs) {
  KIRCHHOFF_ASSERT(codes >= 1.0 && parts >= 1 && outputs >= 1);
}

float Conversion::step() const {
  return static_cast<float>(reach_ * std::sqrt(mean_square_) / codes_);
}

void Conversion::convert(const float* sums, std::int64_t rows, float* product) {
  const std::int64_t count = rows * parts_ * outputs_;
  const bool is_first = mean_square_ == 0.0;
  if (is_first) mean_square_ = std::max(mean_square(sums, count), smallest_square);
  const float width = used_step_ = step();
  const Range range{
      .step = width, .per_step = 1.0F / width, .top = static_cast<float>(std::nearbyint(codes_))};
  std::vector<float> squares(static_cast<std::size_t>(outputs_));
  double total = 0.0;
  for (std::int64_t row = 0; row < rows; row += rows_at_once) {
    std::fill(squares.begin(), squares.end(), 0.0F);
    convert_block(sums + row * parts_ * outputs_, std::min(rows_at_once, rows - row), parts_,
                  outputs_, range, squares.data(), product + row * outputs_);
    for (const float square : squares) total += double{square};
  }
  if (is_first) return;
  const double newest = std::max(total / static_cast<double>(count), smallest_square);
  mean_square_ += running_share * (newest - mean_square_);
}

void Conversion::learn(const float* sums, std::int64_t rows, const float* gradient,
                       double learning_rate) {
  const Range range{.step = used_step_,
                    .per_step = 1.0F / used_step_,
                    .top = static_cast<float>(std::nearbyint(codes_))};
  std::vector<float> by_output(static_cast<std::size_t>(outputs_));
  double total = 0.0;
  for (std::int64_t row = 0; row < rows; row += rows_at_once) {
    std::fill(by_output.begin(), by_output.end(), 0.0F);
    add_step_gradient(sums + row * parts_ * outputs_, std::min(rows_at_once, rows - row), parts_,
                      outputs_, range, gradient + row * outputs_, by_output.data());
    for (const float part : by_output) total += double{part};
  }
  total *= double{used_step_};  // by the logarithm of the step, which is that of the reach
  ++learned_steps_;
  first_moment_ += (1.0 - first_memory) * (total - first_moment_);
  second_moment_ += (1.0 - second_memory) * (total * total - second_moment_);
  const auto steps = static_cast<double>(learned_steps_);
  const double mean = first_moment_ / (1.0 - std::pow(first_memory, steps));
  const double square = second_moment_ / (1.0 - std::pow(second_memory, steps));
  if (square <= 0.0) return;
  reach_ *= std::exp(-rate_share * learning_rate * mean / std::sqrt(square));
  reach_ = std::clamp(reach_, least_reach, largest_reach);
}

}  // namespace kirchhoff::train::detail
