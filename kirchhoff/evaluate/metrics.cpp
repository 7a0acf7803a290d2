// kirchhoff/evaluate/metrics.cpp - names the figures of a cost and of an accuracy.
#include "kirchhoff/evaluate/evaluator.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::evaluate {

namespace {

// Bits of the largest sum of a column that its converter does not resolve.
double lost_bits(const hardware::Hardware& chip) {
  if (chip.device.summing != hardware::Summing::Converter) return 0.0;
  const double cell_levels = std::exp2(chip.cell_bits) - 1.0;
  const double input_levels = std::exp2(chip.dac_bits) - 1.0;
  const double largest = chip.crossbar.active_rows() * cell_levels * input_levels;
  return std::max(0.0, std::log2(largest + 1.0) - chip.adc_bits);
}

// The most of any kind of macros that holds layers.
double most_lost_bits(const hardware::Chip& chip, const mapping::Mapping& mapping) {
  if (chip.kinds.size() == 1) return lost_bits(chip.kinds.front());
  double most = 0.0;
  for (const mapping::LayerMapping& layer : mapping.layers) {
    most = std::max(most, lost_bits(chip.kinds[static_cast<std::size_t>(layer.kind)]));
  }
  return most;
}

}  // namespace

objective::Metrics cost_metrics(const design::Design& design, const mapping::Mapping& mapping,
                                const cost::Cost& cost) {
  const double energy = cost.energy.si();
  const double latency = cost.latency.si();
  const double area = cost.area.si();
  const auto bit_operations = static_cast<double>(network::bit_operations(design.network));
  std::int64_t conversions = 0;
  for (const mapping::LayerMapping& layer : mapping.layers) conversions += layer.conversions;
  return {
      {"energy_j", energy},
      {"latency_s", latency},
      {"stage_period_s", cost.stage_period.si()},
      {"area_m2", area},
      {"leakage_w", cost.leakage.si()},
      {"power_w", cost.power.si()},
      {"power_density_w_m2", cost.power.si() / area},
      {"edp_j_s", energy * latency},
      {"edap_j_s_m2", energy * latency * area},
      {"macs", static_cast<double>(cost.macs)},
      {"parameters", static_cast<double>(cost.parameters)},
      {"bit_operations", bit_operations},
      {"bits_per_operation", bit_operations / static_cast<double>(cost.macs)},
      {"crossbars", static_cast<double>(mapping.crossbars)},
      {"conversions", static_cast<double>(conversions)},
      {"lost_bits", most_lost_bits(design.chip, mapping)},
  };
}

void add_accuracy_metrics(objective::Metrics& metrics, const accuracy::Accuracy& accuracy,
                          const std::string& prefix, double last_time_s) {
  const accuracy::AccuracyAt& first = accuracy.at.front();
  metrics[prefix + "accuracy"] = first.mean;
  if (accuracy.at.back().time_s == last_time_s) {
    metrics[prefix + "accuracy_last"] = accuracy.at.back().mean;
  }
  metrics[prefix + "accuracy_sd"] = first.sd;
  metrics[prefix + "accuracy_worst"] = first.worst;
  metrics[prefix + "accuracy_digital"] = accuracy.digital;
  metrics[prefix + "accuracy_ideal_analog"] = accuracy.ideal_analog;
}

}  // namespace kirchhoff::evaluate
