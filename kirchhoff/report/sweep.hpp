// kirchhoff/report/sweep.hpp - one network on a grid of chips: figures, table, CSV and picture.
//
// In:    a network, a chip, axes such as adc_bits=4,5,6
// Out:   Sweep: one point per combination; one that cannot be built stays, with the reason
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/hardware/chip.hpp"

namespace kirchhoff::report {

/// Keys of a chip that take the same value together (most often one key), and their values.
struct SweepAxis {
  std::vector<std::string> keys;
  std::vector<std::string> values;
  [[nodiscard]] std::string name() const;  // "rows+active_rows"
};

/// Reads "adc_bits=4,5,6", "rows=64:512:64" (first:last:step, both ends included; the step is 1
/// when it is left out) or "rows+active_rows=64,128"; keys of one kind of macro as "sram.rows".
/// Throws Error(Usage): unknown key with the nearest one, no value, a value twice, a step that is
/// not above 0, a range that runs backwards.
[[nodiscard]] SweepAxis parse_axis(const std::string& text);

inline constexpr std::int64_t most_sweep_points = 1'000'000;

struct SweepPoint {
  bool is_feasible = false;
  bool has_figures = false;  // a chip that breaks a law of physics has some, one without form none
  std::string reason;        // why it cannot be built; "" when it can
  double energy_j = 0.0, latency_s = 0.0, stage_period_s = 0.0, area_m2 = 0.0, power_w = 0.0;
  double leakage_w = 0.0, tops_per_w = 0.0, tops_per_mm2 = 0.0, utilisation = 0.0;
  std::int64_t crossbars = 0, tiles = 0;
};

struct Sweep {
  std::string network, chip;  // as the user named them
  std::string basis;          // of the figures
  std::vector<SweepAxis> axes;
  std::vector<SweepPoint> points;  // the last axis runs fastest
};

/// Points of the grid. Throws Error(Usage) without an axis, with a key on two axes, or above
/// most_sweep_points.
[[nodiscard]] std::int64_t point_count(const std::vector<SweepAxis>& axes);

/// The value of each axis at one point.
[[nodiscard]] std::vector<std::string> axis_values(const std::vector<SweepAxis>& axes,
                                                   std::int64_t number);

/// Estimates one point: `fixed` assignments first, then those of the axes; the chip is checked as a
/// whole. Throws Error(Usage) for a value of the wrong form; everything else that is wrong with the
/// chip is the point's reason. Thread-safe.
[[nodiscard]] SweepPoint sweep_point(const network::Network& network, const hardware::Chip& chip,
                                     const std::vector<std::string>& fixed,
                                     const std::vector<SweepAxis>& axes, std::int64_t number,
                                     const cost::Calibration& calibration);

/// One line a point, the units in the names of the columns, the reason last.
[[nodiscard]] std::string sweep_csv(const Sweep& sweep);
[[nodiscard]] Json sweep_json(const Sweep& sweep);
/// For the terminal: at most `most_rows` points.
[[nodiscard]] std::string sweep_table(const Sweep& sweep, int width = 120,
                                      std::size_t most_rows = 60);
/// Energy, latency and area against the first axis; the other axes are curves.
[[nodiscard]] std::string sweep_svg(const Sweep& sweep);

}  // namespace kirchhoff::report
