// kirchhoff/train/join.cpp - loops over blocks of lanes that fit into the first-level cache.
#include <algorithm>
#include <array>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/detail/join.hpp"

namespace kirchhoff::train::detail {
namespace {

constexpr std::int64_t block_lanes = 1024;
constexpr float round_shift = 12582912.0F;  // 1.5 x 2^23: adding it rounds to even, |x| < 2^22

// The per-channel numbers repeated, so that one loop runs over many rows of few channels.
class Lanes {
 public:
  explicit Lanes(int channels)
      : channels_(static_cast<std::size_t>(channels)),
        count_(channels_ * std::max<std::size_t>(1, 512 / channels_)) {}
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::vector<float> repeated(std::span<const float> numbers) const {
    std::vector<float> lanes(count_);
    for (std::size_t i = 0; i < count_; ++i) lanes[i] = numbers[i % channels_];
    return lanes;
  }
  [[nodiscard]] std::vector<double> folded(std::span<const float> lanes) const {
    std::vector<double> sums(channels_, 0.0);
    for (std::size_t i = 0; i < count_; ++i) sums[i % channels_] += double{lanes[i]};
    return sums;
  }

 private:
  std::size_t channels_, count_;
};

struct TermLanes {
  explicit TermLanes(const JoinTerm& term, const Lanes& lanes) : values(term.values) {
    if (!term.gain.empty()) {
      gain = lanes.repeated(term.gain);
      shift = lanes.repeated(term.shift);
    }
    if (!term.centre.empty()) centre = lanes.repeated(term.centre);
  }
  const float* values;
  std::vector<float> gain, shift, centre;
};

// Calls work(start, lane, count) for every block: elements start .. start + count - 1, whose
// per-channel numbers begin at `lane`.
template <typename Work>
void for_each_block(std::int64_t total, std::size_t lane_count, Work work) {
  const auto period = static_cast<std::int64_t>(lane_count);
  for (std::int64_t start = 0; start < total; start += period) {
    const std::int64_t end = std::min(start + period, total);
    for (std::int64_t at = start; at < end; at += block_lanes) {
      work(at, static_cast<std::size_t>(at - start), std::min(block_lanes, end - at));
    }
  }
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void affine(
    const float* __restrict values, const float* __restrict gain, const float* __restrict shift,
    std::int64_t count, float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = values[i] * gain[i] + shift[i];
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void add_affine(
    const float* __restrict values, const float* __restrict gain, const float* __restrict shift,
    std::int64_t count, float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] += values[i] * gain[i] + shift[i];
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void add_plain(
    const float* __restrict values, std::int64_t count, float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] += values[i];
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void rectify(
    float* __restrict values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) values[i] = values[i] > 0.0F ? values[i] : 0.0F;
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void quantise(
    const float* __restrict values, float scale, float top, float unit, std::int64_t count,
    float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) {
    float steps = values[i] / scale;
    steps = steps > 0.0F ? steps : 0.0F;
    steps = steps < top ? steps : top;
    out[i] = ((steps + round_shift) - round_shift) * unit;
  }
}

// The gradient of the quantised value, straight through; and of the scale: round(x) - x between
// the ends, `top` beyond the upper one.
[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void pass_quantiser(
    const float* __restrict sums, const float* __restrict gradient, float inverse, float top,
    std::int64_t count, float* __restrict out, float* __restrict scale_lanes) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float steps = sums[i] * inverse;
    float clipped = steps > 0.0F ? steps : 0.0F;
    clipped = clipped < top ? clipped : top;
    const float rounded = (clipped + round_shift) - round_shift;
    const float inside = clipped == steps ? 1.0F : 0.0F;
    scale_lanes[i] += gradient[i] * (rounded - inside * steps);
    out[i] = gradient[i] * inside;
  }
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void pass_relu(
    const float* __restrict sums, std::int64_t count, float* __restrict gradient) {
  for (std::int64_t i = 0; i < count; ++i) gradient[i] = sums[i] > 0.0F ? gradient[i] : 0.0F;
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void add_centred(
    const float* __restrict gradient, const float* __restrict values,
    const float* __restrict centre, std::int64_t count, float* __restrict lanes) {
  for (std::int64_t i = 0; i < count; ++i) lanes[i] += gradient[i] * (values[i] - centre[i]);
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void add_squares(
    const float* __restrict values, std::int64_t count, float* __restrict sums,
    float* __restrict squares) {
  for (std::int64_t i = 0; i < count; ++i) {
    sums[i] += values[i];
    squares[i] += values[i] * values[i];
  }
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void combine_block(
    const float* gradient, const float* __restrict values, const float* __restrict a,
    const float* __restrict b, const float* __restrict c, std::int64_t count, float* out) {
#pragma GCC ivdep  // `out` is `gradient` or apart from it
  for (std::int64_t i = 0; i < count; ++i) out[i] = a[i] * gradient[i] + b[i] * values[i] + c[i];
}

// The sum of the terms of one block, before ReLU.
void sum_terms(const std::vector<TermLanes>& terms, std::int64_t start, std::size_t lane,
               std::int64_t count, float* out) {
  const TermLanes& first = terms.front();
  if (first.gain.empty()) {
    std::copy_n(first.values + start, count, out);
  } else {
    affine(first.values + start, first.gain.data() + lane, first.shift.data() + lane, count, out);
  }
  for (std::size_t t = 1; t < terms.size(); ++t) {
    const TermLanes& term = terms[t];
    if (term.gain.empty()) {
      add_plain(term.values + start, count, out);
    } else {
      add_affine(term.values + start, term.gain.data() + lane, term.shift.data() + lane, count,
                 out);
    }
  }
}

std::vector<TermLanes> term_lanes(const Join& join, const Lanes& lanes) {
  std::vector<TermLanes> terms;
  for (const JoinTerm& term : join.terms) terms.emplace_back(term, lanes);
  return terms;
}

}  // namespace

void join_forward(const Join& join, float* value, float* quantised) {
  const Lanes lanes(join.channels);
  const std::vector<TermLanes> terms = term_lanes(join, lanes);
  std::array<float, block_lanes> scratch;
  for_each_block(join.rows * join.channels, lanes.count(),
                 [&](std::int64_t start, std::size_t lane, std::int64_t count) {
                   float* sums = value != nullptr ? value + start : scratch.data();
                   sum_terms(terms, start, lane, count, sums);
                   if (join.relu) rectify(sums, count);
                   if (quantised != nullptr) {
                     quantise(sums, join.scale, join.top, join.unit, count, quantised + start);
                   }
                 });
}

JoinGradient join_backward(const Join& join, const float* value_gradient,
                           const float* quantised_gradient, float* out) {
  KIRCHHOFF_ASSERT(value_gradient != nullptr || quantised_gradient != nullptr);
  const Lanes lanes(join.channels);
  const std::vector<TermLanes> terms = term_lanes(join, lanes);
  std::vector<float> sum_lanes(lanes.count(), 0.0F);
  std::vector<float> scale_lanes(lanes.count(), 0.0F);
  std::vector<std::vector<float>> centred(terms.size());
  for (std::size_t t = 0; t < terms.size(); ++t) {
    if (!terms[t].centre.empty()) centred[t].assign(lanes.count(), 0.0F);
  }
  std::array<float, block_lanes> sums;
  std::array<float, block_lanes> gradient;
  const auto work = [&](std::int64_t start, std::size_t lane, std::int64_t count) {
    sum_terms(terms, start, lane, count, sums.data());
    if (quantised_gradient != nullptr) {
      pass_quantiser(sums.data(), quantised_gradient + start, 1.0F / join.scale, join.top, count,
                     gradient.data(), scale_lanes.data() + lane);
      if (value_gradient != nullptr) add_plain(value_gradient + start, count, gradient.data());
    } else {
      std::copy_n(value_gradient + start, count, gradient.data());
    }
    if (join.relu) pass_relu(sums.data(), count, gradient.data());
    add_plain(gradient.data(), count, sum_lanes.data() + lane);
    for (std::size_t t = 0; t < terms.size(); ++t) {
      if (centred[t].empty()) continue;
      add_centred(gradient.data(), terms[t].values + start, terms[t].centre.data() + lane, count,
                  centred[t].data() + lane);
    }
    std::copy_n(gradient.data(), count, out + start);
  };
  for_each_block(join.rows * join.channels, lanes.count(), work);
  JoinGradient result;
  result.sum = lanes.folded(sum_lanes);
  for (const std::vector<float>& part : centred) {
    result.centred.push_back(part.empty() ? std::vector<double>{} : lanes.folded(part));
  }
  for (const float part : scale_lanes) result.scale += double{part};
  return result;
}

Moments moments(const float* values, std::int64_t rows, int channels) {
  const Lanes lanes(channels);
  std::vector<float> sums(lanes.count(), 0.0F);
  std::vector<float> squares(lanes.count(), 0.0F);
  for_each_block(rows * channels, lanes.count(),
                 [&](std::int64_t start, std::size_t lane, std::int64_t count) {
                   add_squares(values + start, count, sums.data() + lane, squares.data() + lane);
                 });
  Moments result{.mean = lanes.folded(sums), .variance = lanes.folded(squares)};
  for (std::size_t c = 0; c < result.mean.size(); ++c) {
    result.mean[c] /= static_cast<double>(rows);
    const double square = result.variance[c] / static_cast<double>(rows);
    result.variance[c] = std::max(0.0, square - result.mean[c] * result.mean[c]);
    if (!std::isfinite(square)) result.variance[c] = square;  // max would hide it
  }
  return result;
}

void combine(const float* gradient, const float* values, std::span<const float> a,
             std::span<const float> b, std::span<const float> c, std::int64_t rows, float* out) {
  const Lanes lanes(static_cast<int>(a.size()));
  const std::vector<float> a_lanes = lanes.repeated(a);
  const std::vector<float> b_lanes = lanes.repeated(b);
  const std::vector<float> c_lanes = lanes.repeated(c);
  for_each_block(rows * static_cast<std::int64_t>(a.size()), lanes.count(),
                 [&](std::int64_t start, std::size_t lane, std::int64_t count) {
                   combine_block(gradient + start, values + start, a_lanes.data() + lane,
                                 b_lanes.data() + lane, c_lanes.data() + lane, count, out + start);
                 });
}

double positive_rms(const float* values, std::int64_t count) {
  double squares = 0.0;
  std::int64_t positives = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    if (values[i] > 0.0F) {
      squares += double{values[i]} * double{values[i]};
      ++positives;
    }
  }
  return positives == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(positives));
}

}  // namespace kirchhoff::train::detail
