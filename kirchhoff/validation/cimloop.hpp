// kirchhoff/validation/cimloop.hpp - our order of chips beside CiMLoop's.
//
// In:    CimloopTable: published energy, latency and area of many chips
// Out:   CimloopComparison: rank agreement per memory, network and node; area after one factor
// Model: docs/models/cimloop_chip.md
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/validation/cimloop_chip.hpp"

namespace kirchhoff::validation {

/// What the comparison has to reach, and what it is after.
inline constexpr double cimloop_tau_bar = 0.7;
inline constexpr double cimloop_tau_aim = 0.8;
inline constexpr double cimloop_area_aim = 0.2;

/// Rows of one memory, network and node. Kendall's tau-b is empty where fewer than two rows have
/// the figure or one side is constant.
struct CimloopGroup {
  CimloopMemory memory = CimloopMemory::Rram;
  std::string network;
  double node_nm = 0.0;
  std::size_t rows = 0;
  std::optional<double> tau_energy, tau_latency, tau_area;
  // Ours over theirs, no factor taken out: median, and the 10th and 90th of 100 parts.
  double energy_ratio = 0.0, energy_ratio_low = 0.0, energy_ratio_high = 0.0;
};

/// Areas of all chips of one memory, after the one factor that puts the median ratio at 1.
struct CimloopArea {
  CimloopMemory memory = CimloopMemory::Rram;
  std::size_t rows = 0;
  double factor = 1.0;      // on our areas
  double spread = 0.0;      // 90 of 100 rows are off by no more than this, relative
  double within_aim = 0.0;  // share of rows off by no more than cimloop_area_aim
};

struct CimloopComparison {
  std::size_t rows = 0;
  std::optional<double> tau_energy;         // the smallest of the groups
  std::optional<double> area_ratio_spread;  // the largest of the memories
  std::vector<CimloopGroup> groups;         // by memory, network, node
  std::vector<CimloopArea> areas;
  std::vector<std::string> assumptions;
};

/// Estimates every row and compares. Reads each network once. Throws Error(Input) when a network
/// cannot be read.
[[nodiscard]] CimloopComparison compare_cimloop(const CimloopTable& table,
                                                const CimloopComponents& components,
                                                const cost::Calibration& calibration);

}  // namespace kirchhoff::validation
