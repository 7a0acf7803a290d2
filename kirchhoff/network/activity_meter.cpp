// kirchhoff/network/activity_meter.cpp - counts values, bits, toggles and what ones meet.
#include "kirchhoff/network/activity_meter.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::network {
namespace {

constexpr std::size_t word_bytes = sizeof(std::uint64_t);
constexpr std::uint64_t lowest_bits = 0x0101010101010101U;

std::uint64_t word_at(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

// Adds the ones of each bit plane of up to eight bytes.
void add_ones(std::uint64_t word, std::array<std::int64_t, 8>& planes) {
  // The product's highest byte is the sum of all bytes.
  for (unsigned bit = 0; bit < planes.size(); ++bit)
    planes[bit] += static_cast<std::int64_t>((word >> bit & lowest_bits) * lowest_bits >> 56U);
}

double rounded(double share) { return std::round(share * 1e6) * 1e-6; }

}  // namespace

ActivityMeter::ActivityMeter(std::span<const std::int8_t> weights, int groups, int outputs,
                             int rows, int weight_bits, int activation_bits)
    : groups_(groups),
      outputs_(outputs),
      rows_(rows),
      weight_bits_(weight_bits),
      activation_bits_(activation_bits) {
  const auto all_rows = static_cast<std::size_t>(groups) * static_cast<std::size_t>(rows);
  KIRCHHOFF_ASSERT(weights.size() == all_rows * static_cast<std::size_t>(outputs) &&
                   !weights.empty());
  level_share_.assign(std::size_t{1} << static_cast<unsigned>(weight_bits - 1), 0.0);
  magnitude_ones_.assign(all_rows * static_cast<std::size_t>(weight_bits - 1), 0.0);
  complement_ones_.assign(all_rows * static_cast<std::size_t>(weight_bits), 0.0);
  input_ones_.assign(all_rows, Planes{});
  count_weights(weights);
}

void ActivityMeter::count_weights(std::span<const std::int8_t> weights) {
  const auto rows = static_cast<std::size_t>(rows_);
  const auto matrix = rows * static_cast<std::size_t>(outputs_);
  const auto magnitude_planes = static_cast<std::size_t>(weight_bits_ - 1);
  const auto complement_planes = static_cast<std::size_t>(weight_bits_);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::size_t row = i / matrix * rows + i % rows;
    const auto magnitude = static_cast<std::size_t>(std::abs(weights[i]));
    const auto complement = static_cast<std::size_t>(static_cast<std::uint8_t>(weights[i]));
    level_share_[magnitude] += 1.0;
    for (std::size_t bit = 0; bit < magnitude_planes; ++bit)
      magnitude_ones_[row * magnitude_planes + bit] += static_cast<double>(magnitude >> bit & 1U);
    for (std::size_t bit = 0; bit < complement_planes; ++bit)
      complement_ones_[row * complement_planes + bit] +=
          static_cast<double>(complement >> bit & 1U);
  }
  for (double& share : level_share_) share /= static_cast<double>(weights.size());
  for (double& share : magnitude_ones_) share /= outputs_;
  for (double& share : complement_ones_) share /= outputs_;
}

void ActivityMeter::count(int row, std::span<const std::uint8_t> values) {
  Planes& ones = input_ones_[static_cast<std::size_t>(row)];
  for (const std::uint8_t value : values) ++value_counts_[value];
  for (std::size_t i = 0; i < values.size(); i += word_bytes) {
    const std::size_t bytes = std::min(word_bytes, values.size() - i);
    add_ones(word_at(values.data() + i, bytes), ones);
  }
  if (values.size() < 2) return;
  const std::size_t pairs = values.size() - 1;
  for (std::size_t i = 0; i < pairs; i += word_bytes) {
    const std::size_t bytes = std::min(word_bytes, pairs - i);
    add_ones(word_at(values.data() + i, bytes) ^ word_at(values.data() + i + 1, bytes), toggles_);
  }
  pairs_ += static_cast<std::int64_t>(pairs);
}

// For every input plane: the mean over rows of the rows' weight bits, each row counted as often as
// the plane was one. A plane that never was one meets the mean weight.
std::vector<std::vector<double>> ActivityMeter::met(const std::vector<double>& row_ones,
                                                    int planes) const {
  const auto bits = static_cast<std::size_t>(planes);
  std::vector<std::vector<double>> result;
  for (std::size_t plane = 0; plane < static_cast<std::size_t>(activation_bits_); ++plane) {
    std::vector<double> shares(bits, 0.0);
    double total = 0.0;
    const bool is_used = std::any_of(input_ones_.begin(), input_ones_.end(),
                                     [plane](const Planes& ones) { return ones[plane] > 0; });
    for (std::size_t row = 0; row < input_ones_.size(); ++row) {
      const double ones = is_used ? static_cast<double>(input_ones_[row][plane]) : 1.0;
      total += ones;
      for (std::size_t bit = 0; bit < bits; ++bit) shares[bit] += ones * row_ones[row * bits + bit];
    }
    for (double& share : shares) share = rounded(share / total);
    result.push_back(std::move(shares));
  }
  return result;
}

LayerActivity ActivityMeter::activity(const std::string& name) const {
  const std::size_t planes = static_cast<std::size_t>(activation_bits_);
  LayerActivity activity{
      .name = name, .ones_share = std::vector<double>(planes, 0.0), .level_share = level_share_};
  const auto bits = static_cast<std::size_t>(weight_bits_);
  const auto all_rows = static_cast<double>(input_ones_.size());
  activity.complement_ones.assign(bits, 0.0);
  for (std::size_t i = 0; i < complement_ones_.size(); ++i)
    activity.complement_ones[i % bits] += complement_ones_[i] / all_rows;
  for (double& share : activity.complement_ones) share = rounded(share);

  activity.value_counts.assign(value_counts_.begin(),
                               value_counts_.begin() + (std::ptrdiff_t{1} << activation_bits_));
  double total = 0.0;
  for (std::size_t value = 0; value < activity.value_counts.size(); ++value) {
    const auto count = static_cast<double>(activity.value_counts[value]);
    total += count;
    activity.value_mean += count * static_cast<double>(value);
    for (std::size_t bit = 0; bit < planes; ++bit)
      activity.ones_share[bit] += (value >> bit & 1U) != 0 ? count : 0.0;
  }
  if (total == 0.0) {
    activity.value_counts.clear();
    return activity;
  }
  for (double& share : activity.ones_share) share /= total;
  activity.value_mean /= total * ((1 << activation_bits_) - 1);
  activity.met_magnitude = met(magnitude_ones_, weight_bits_ - 1);
  activity.met_complement = met(complement_ones_, weight_bits_);
  if (pairs_ == 0) return activity;
  for (std::size_t bit = 0; bit < planes; ++bit)
    activity.toggle_share.push_back(
        rounded(static_cast<double>(toggles_[bit]) / static_cast<double>(pairs_)));
  return activity;
}

}  // namespace kirchhoff::network
