// kirchhoff/objective/metric_table.cpp - every quantity a trial reports, with unit, axis and basis.
#include <algorithm>
#include <vector>

#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {
namespace {

const std::string on_chip = "measured: the trained network on its mapped, noisy crossbars";
const std::string without_noise = "measured: the trained network on its mapped crossbars, no noise";
const std::string by_cost_model = "computed by the analytical cost model";
const std::string by_counting = "counted on the network and its mapping";

MetricDescription accuracy_metric(std::string name, std::string basis, std::string description) {
  return {.name = std::move(name),
          .unit = "",
          .larger_is_better = true,
          .needs_training = true,
          .basis = std::move(basis),
          .description = std::move(description),
          .worst = 0.5,
          .best = 1.0,
          .highest = 1.0};
}

// A figure to be kept small, on a logarithmic axis from `best` to `worst`.
MetricDescription small_metric(std::string name, std::string unit, const std::string& basis,
                               double best, double worst, std::string description) {
  return {.name = std::move(name),
          .unit = std::move(unit),
          .basis = basis,
          .description = std::move(description),
          .worst = worst,
          .best = best,
          .logarithmic = true};
}

std::vector<MetricDescription> accuracy_metrics() {
  std::vector<MetricDescription> table = {
      accuracy_metric("accuracy", on_chip,
                      "Mean share of images classified correctly on the noisy chip, at the first "
                      "time after programming"),
      accuracy_metric("accuracy_last", on_chip,
                      "The mean at the last of times_s; of proxies where the study asks for it"),
      accuracy_metric("accuracy_worst", on_chip, "The same of the worst programming"),
      accuracy_metric("accuracy_ideal_analog", without_noise,
                      "Share classified correctly by crossbars and converters without noise"),
      accuracy_metric("accuracy_digital", "measured: the quantised network in exact arithmetic",
                      "Share classified correctly by the quantised network"),
  };
  table.push_back({.name = "accuracy_sd",
                   .unit = "",
                   .needs_training = true,
                   .basis = on_chip,
                   .description = "Standard deviation of the accuracy between programmings",
                   .worst = 0.1,
                   .best = 0.0,
                   .highest = 1.0});
  table.push_back({.name = "training_loss",
                   .unit = "",
                   .needs_training = true,
                   .basis = "measured: mean loss of the last training epoch",
                   .description = "Cross-entropy of the network while it was trained",
                   .worst = 2.5,
                   .best = 0.0});
  return table;
}

std::vector<MetricDescription> cost_metrics() {
  return {
      small_metric("energy_j", "J", by_cost_model, 1e-9, 1e-3, "Energy of one image"),
      small_metric("latency_s", "s", by_cost_model, 1e-7, 1e-2,
                   "Time of one image through the chip"),
      small_metric("stage_period_s", "s", by_cost_model, 1e-8, 1e-2, "Time between two results"),
      small_metric("area_m2", "m2", by_cost_model, 1e-8, 1e-4, "Area of the chip"),
      small_metric("leakage_w", "W", by_cost_model, 1e-7, 1e-1, "Leakage power"),
      small_metric("power_w", "W", by_cost_model, 1e-5, 1e1, "Energy divided by stage period"),
      small_metric("power_density_w_m2", "W/m2", by_cost_model, 1e2, 1e7, "Power divided by area"),
      small_metric("edp_j_s", "J s", by_cost_model, 1e-16, 1e-5, "Energy x latency"),
      small_metric("edap_j_s_m2", "J s m2", by_cost_model, 1e-24, 1e-9, "Energy x latency x area"),
  };
}

std::vector<MetricDescription> count_metrics() {
  return {
      small_metric("macs", "", by_counting, 1e4, 1e8, "Multiply-accumulates of one image"),
      small_metric("parameters", "", by_counting, 1e2, 1e7, "Trained numbers of the network"),
      small_metric("bit_operations", "", by_counting, 1e5, 1e10,
                   "Sum over layers of MACs x weight bits x activation bits"),
      small_metric("bits_per_operation", "", by_counting, 4.0, 64.0, "Bit operations per MAC"),
      small_metric("crossbars", "", by_counting, 1.0, 1e4, "Crossbars of all layers and copies"),
      small_metric(
          "conversions", "", by_counting, 1e3, 1e8,
          "Analog-to-digital conversions per image: all outputs, steps, slices and chunks"),
      {.name = "lost_bits",
       .unit = "",
       .basis = by_counting,
       .description = "Bits of a column's largest sum that its converter does not resolve",
       .worst = 8.0,
       .best = 0.0},
  };
}

std::vector<MetricDescription> whole_table() {
  std::vector<MetricDescription> table = accuracy_metrics();
  table.push_back({.name = "score",
                   .unit = "",
                   .larger_is_better = true,
                   .basis = "computed from the objectives that [scalarise] makes one",
                   .description = "What a study with [scalarise] maximises",
                   .worst = 0.0,
                   .best = 1.0});
  for (const auto& part : {cost_metrics(), count_metrics()}) {
    table.insert(table.end(), part.begin(), part.end());
  }
  return table;
}

}  // namespace

std::span<const MetricDescription> metric_table() {
  static const std::vector<MetricDescription> table = whole_table();
  return table;
}

const MetricDescription* find_metric(std::string_view name) {
  const auto table = metric_table();
  const auto found = std::find_if(table.begin(), table.end(), [&](const MetricDescription& metric) {
    return metric.name == name;
  });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace kirchhoff::objective
