// kirchhoff/formats/published_chip.hpp - chip files that also hold what was published of the chip.
//
// In:    data/hardware/published/, or a chip file with [[published]] and `assumed`
// Out:   PublishedChip: the chip, its points, what was assumed
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::formats {

/// One published operating point of a chip.
struct PublishedPoint {
  std::string id;
  std::string scope;                 // "macro" or "processor"
  std::vector<std::string> changes;  // `key=value` from the chip of the file to this point
  /// SI: energy per operation of 1 bit, cycle, area of all macros; empty where none is published.
  std::array<std::optional<double>, cost::macro_metric_count> figures;
  std::array<bool, cost::macro_metric_count> is_scored{};  // published, and not in `not_scored`
  std::string source;
};

struct PublishedChip {
  hardware::Hardware chip;
  std::vector<PublishedPoint> points;  // at least one
  std::vector<std::string> assumed;    // sentences: what the file says beyond what was published
};

/// Throws Error(Input) as load_hardware does, and for a file without a published point, a figure
/// that is not above 0, or changes that its chip does not take.
[[nodiscard]] PublishedChip load_published_chip(const std::string& name_or_path);
/// The chip at one of its points: `changes` applied.
[[nodiscard]] hardware::Hardware chip_at(const PublishedChip& chip, const PublishedPoint& point);

}  // namespace kirchhoff::formats
