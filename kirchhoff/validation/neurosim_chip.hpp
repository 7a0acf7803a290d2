// kirchhoff/validation/neurosim_chip.hpp - our estimate of the chip of a NeuroSim run, counted as
// NeuroSim counts.
//
// In:    a run, constants
// Out:   ChipEstimate: areas and energies by part, latency, leakage; the floor plan behind them
// Model: docs/models/neurosim_counting.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/validation/neurosim_counting.hpp"
#include "kirchhoff/validation/neurosim_runs.hpp"

namespace kirchhoff::validation {

/// Parts as NeuroSim groups them: what happens inside the crossbar before the code is "converter".
struct ChipAreas {
  Area array, interconnect, converter, accumulation, other;
  [[nodiscard]] Area sum() const { return array + interconnect + converter + accumulation + other; }
};
struct ChipEnergies {
  Energy converter, accumulation, buffer, interconnect, other;
  [[nodiscard]] Energy sum() const {
    return converter + accumulation + buffer + interconnect + other;
  }
  ChipEnergies& operator+=(const ChipEnergies& more);
};

struct ChipEstimate {
  FloorPlan plan;
  ChipAreas areas;
  ChipEnergies energies;            // of one image, without leakage
  Time read;                        // one read of a crossbar: the synchronous clock
  std::vector<Time> layer_latency;  // of one image through each layer
  Time latency;                     // the longest of them when pipelined, their sum otherwise
  Power leakage;                    // of all but what is global
};

/// Pure and thread-safe.
[[nodiscard]] ChipEstimate estimate_chip(const NeurosimRun& run,
                                         const cost::Calibration& calibration);

}  // namespace kirchhoff::validation
