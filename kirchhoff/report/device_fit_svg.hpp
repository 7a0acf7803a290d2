// kirchhoff/report/device_fit_svg.hpp - measured cells beside the laws that were fitted to them.
#pragma once

#include <string>
#include <vector>

namespace kirchhoff::report {

/// A point with one standard deviation of its own uncertainty to either side.
struct MeasuredPoint {
  double x = 0.0, y = 0.0, error = 0.0;
};

/// One law: measured points, and the fitted curve as x, y in turn.
struct FittedLaw {
  std::string title, x_title;
  std::vector<MeasuredPoint> points;
  std::vector<double> curve;
};

/// The laws below each other; `subtitle` says what was measured. `laws` have points.
[[nodiscard]] std::string device_fit_svg(const std::string& title, const std::string& subtitle,
                                         const std::vector<FittedLaw>& laws);

}  // namespace kirchhoff::report
