// kirchhoff/noise/retention.cpp - mean and spread of the charge that is left between refreshes.
#include "kirchhoff/noise/retention.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::noise {
namespace {

// Mean of exp(-a rate) over ages a, uniform from 0 to 1.
double mean_over_ages(double rate) { return rate > 1e-9 ? -std::expm1(-rate) / rate : 1.0; }

}  // namespace

RetainedCharge retained_charge(const hardware::Hardware& hardware) {
  const hardware::Retention& retention = hardware.device.retention;
  if (!retention.is_on()) return {};
  const double periods = hardware::refresh_period(hardware) / retention.time_constant;
  constexpr double reach = 6.0, step = 0.02;  // of the normal number in ln tau
  double weights = 0.0, first = 0.0, second = 0.0;
  for (double xi = -reach; xi <= reach; xi += step) {
    const double weight = std::exp(-0.5 * xi * xi);
    const double rate = periods * std::exp(-retention.spread * xi);
    weights += weight;
    first += weight * mean_over_ages(rate);
    second += weight * mean_over_ages(2.0 * rate);
  }
  const double mean = first / weights;
  return {.mean = mean, .sd = std::sqrt(std::max(second / weights - mean * mean, 0.0))};
}

}  // namespace kirchhoff::noise
