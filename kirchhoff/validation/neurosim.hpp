// kirchhoff/validation/neurosim.hpp - our estimates beside NeuroSim's answers, run by run.
//
// In:    runs read from a file
// Out:   rows, and a summary: ranks of energy, area and latency, counts that agree
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/validation/neurosim_chip.hpp"
#include "kirchhoff/validation/neurosim_runs.hpp"

namespace kirchhoff::validation {

/// One run: their answer is in `run`, ours in `ours`.
struct NeurosimRow {
  NeurosimRun run;
  ChipEstimate ours;
  bool has_counts = false;    // the run states tiles, speed-ups or utilisation
  bool counts_exact = false;  // those that it states agree in every layer
  bool energy_ranked = false, area_ranked = false, latency_ranked = false;  // in the summary
};

/// Kendall's tau over the runs of V1.4 whose figure is usable; empty below two of them or when all
/// are equal.
struct NeurosimSummary {
  std::optional<double> tau_energy, tau_area, tau_latency;
  int energy_runs = 0, area_runs = 0, latency_runs = 0;
  bool counts_exact = false;  // of every run that states counts; false when none does
  int counted_runs = 0, exact_runs = 0;
};

struct NeurosimComparison {
  std::vector<NeurosimRow> rows;
  NeurosimSummary summary;
};

/// What the ranks must reach (a bar) and what is wanted.
struct NeurosimBar {
  double energy, area, latency;
};
inline constexpr NeurosimBar neurosim_must = {0.90, 0.90, 0.85};
inline constexpr NeurosimBar neurosim_aim = {0.95, 0.95, 0.90};

/// Estimates every run. Pure and thread-safe.
[[nodiscard]] NeurosimComparison compare_with_neurosim(std::vector<NeurosimRun> runs,
                                                       const cost::Calibration& calibration);

/// What misses neurosim_must, one phrase each: "tau_energy 0.84 is below 0.9". A rank that has too
/// few runs misses nothing; counts that differ do.
[[nodiscard]] std::vector<std::string> missed_bars(const NeurosimSummary& summary);

}  // namespace kirchhoff::validation
