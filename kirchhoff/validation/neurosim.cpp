// kirchhoff/validation/neurosim.cpp - rows, ranks and bars of the comparison with NeuroSim.
#include "kirchhoff/validation/neurosim.hpp"

#include <fmt/core.h>

#include <cmath>
#include <utility>

#include "kirchhoff/predict/rank_correlation.hpp"

namespace kirchhoff::validation {
namespace {

// Counts are exact, utilisation is printed with six digits.
bool agrees(const std::vector<double>& theirs, const FloorPlan& plan, double LayerPlan::*figure,
            double tolerance) {
  if (theirs.empty()) return true;
  if (theirs.size() != plan.layers.size()) return false;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    if (std::abs(theirs[i] - plan.layers[i].*figure) > tolerance * theirs[i]) return false;
  }
  return true;
}

NeurosimRow compare_run(NeurosimRun run, const cost::Calibration& calibration) {
  NeurosimRow row;
  row.ours = estimate_chip(run, calibration);
  const NeurosimAnswer& theirs = run.answer;
  const FloorPlan& plan = row.ours.plan;
  row.has_counts =
      !theirs.tiles.empty() || !theirs.speed_ups.empty() || !theirs.utilisation.empty();
  row.counts_exact = row.has_counts && agrees(theirs.tiles, plan, &LayerPlan::tiles, 0.0) &&
                     agrees(theirs.speed_ups, plan, &LayerPlan::speed_up, 0.0) &&
                     agrees(theirs.utilisation, plan, &LayerPlan::utilisation, 1e-5);
  const bool is_ranked = run.version == "V1.4";
  row.energy_ranked = is_ranked && run.energy_usable && theirs.energy_j.has_value();
  row.area_ranked = is_ranked && run.area_usable && theirs.area_m2.has_value();
  row.latency_ranked = is_ranked && run.latency_usable && theirs.latency_s.has_value();
  row.run = std::move(run);
  return row;
}

struct Pairs {
  std::vector<double> ours, theirs;
  void add(double our, double their) {
    ours.push_back(our);
    theirs.push_back(their);
  }
  [[nodiscard]] std::optional<double> tau() const { return predict::kendall_tau(ours, theirs); }
  [[nodiscard]] int count() const { return static_cast<int>(ours.size()); }
};

NeurosimSummary summarise(std::span<const NeurosimRow> rows) {
  Pairs energy, area, latency;
  NeurosimSummary summary;
  for (const NeurosimRow& row : rows) {
    const NeurosimAnswer& theirs = row.run.answer;
    if (row.energy_ranked) energy.add(row.ours.energies.sum().si(), *theirs.energy_j);
    if (row.area_ranked) area.add(row.ours.areas.sum().si(), *theirs.area_m2);
    if (row.latency_ranked) latency.add(row.ours.latency.si(), *theirs.latency_s);
    summary.counted_runs += row.has_counts ? 1 : 0;
    summary.exact_runs += row.counts_exact ? 1 : 0;
  }
  summary.tau_energy = energy.tau();
  summary.tau_area = area.tau();
  summary.tau_latency = latency.tau();
  summary.energy_runs = energy.count();
  summary.area_runs = area.count();
  summary.latency_runs = latency.count();
  summary.counts_exact = summary.counted_runs > 0 && summary.exact_runs == summary.counted_runs;
  return summary;
}

}  // namespace

NeurosimComparison compare_with_neurosim(std::vector<NeurosimRun> runs,
                                         const cost::Calibration& calibration) {
  NeurosimComparison comparison;
  for (NeurosimRun& run : runs) {
    comparison.rows.push_back(compare_run(std::move(run), calibration));
  }
  comparison.summary = summarise(comparison.rows);
  return comparison;
}

std::vector<std::string> missed_bars(const NeurosimSummary& summary) {
  std::vector<std::string> missed;
  const auto check = [&](const char* name, const std::optional<double>& tau, double bar) {
    if (tau && *tau < bar) missed.push_back(fmt::format("{} {:.3f} is below {}", name, *tau, bar));
  };
  check("tau_energy", summary.tau_energy, neurosim_must.energy);
  check("tau_area", summary.tau_area, neurosim_must.area);
  check("tau_latency", summary.tau_latency, neurosim_must.latency);
  if (!summary.counts_exact) {
    missed.push_back(
        fmt::format("counts agree in {} of {} runs", summary.exact_runs, summary.counted_runs));
  }
  return missed;
}

}  // namespace kirchhoff::validation
