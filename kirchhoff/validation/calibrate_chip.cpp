// kirchhoff/validation/calibrate_chip.cpp - Gauss-Newton in the logarithms of the factors.
#include "kirchhoff/validation/calibrate_chip.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/factors.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "kirchhoff/formats/files.hpp"

#include "kirchhoff/predict/least_squares.hpp"

namespace kirchhoff::validation {
namespace {

using cost::Component;
using cost::Cost;

// Before anything is measured a factor is known to a factor of 2, one standard deviation: about
// what the model misses unseen chips by (docs/validation.md). Stated, not measured.
const double prior_sd = std::log(2.0);
constexpr double determined_share = 0.5;  // of the prior's standard deviation, at most
constexpr int most_steps = 100;

// A measurement beside the cost of its network at its operating point, without factors.
struct Row {
  const Measurement* measured;
  Cost base;
};

Row estimate_row(const Measurement& measurement, const hardware::Hardware& chip,
                 const cost::Calibration& calibration) try {
  hardware::Hardware at_point = chip;
  at_point.factors = {};
  formats::set_hardware_keys(at_point, measurement.settings);
  const network::Network network = formats::load_network(measurement.network);
  Row row{&measurement, cost::estimate(network, cost::map_by_rule(network, at_point, calibration),
                                       at_point, network::default_activity(network), calibration)};
  require(predicted(measurement, row.base) > 0.0,
          "the predicted {} is 0, which no factor changes; drop the measurement or name another "
          "component",
          quantity_name(measurement.quantity));
  return row;
} catch (const Error& error) {
  fail(ErrorKind::Input, "{}: {}", measurement.place, error.what());
}

// Which factors are fitted, and their logarithms; the others are 0.
struct Fit {
  std::vector<std::size_t> free;   // indices into factor_names()
  std::vector<double> logarithms;  // of all names
  std::vector<double> log_sd;      // of the free ones
};

hardware::Factors factors_of(const Fit& fit) {
  hardware::Factors factors;
  for (const std::size_t i : fit.free) {
    factors.values[cost::factor_names()[i]] = std::exp(fit.logarithms[i]);
  }
  return factors;
}

// The linear problem at the present factors: one row a measurement, then one a factor that draws
// its logarithm to 0 (eq. 5).
struct Linear {
  std::vector<double> features, targets;
  std::vector<double> misses;  // of the measurements, in their uncertainties
};

Linear linearise(const std::vector<Row>& rows, const Fit& fit) {
  Linear linear;
  const hardware::Factors factors = factors_of(fit);
  for (const Row& row : rows) {
    Cost cost = row.base;
    cost::apply_factors(factors, cost);
    const double sd = std::log1p(row.measured->uncertainty);
    const double miss = std::log(row.measured->value / predicted(*row.measured, cost)) / sd;
    const std::vector<double> slopes = sensitivities(*row.measured, cost);
    double target = miss;
    for (const std::size_t i : fit.free) {
      linear.features.push_back(slopes[i] / sd);
      target += slopes[i] / sd * fit.logarithms[i];
    }
    linear.targets.push_back(target);
    linear.misses.push_back(miss);
  }
  for (std::size_t i = 0; i < fit.free.size(); ++i) {
    for (std::size_t j = 0; j < fit.free.size(); ++j) {
      linear.features.push_back(i == j ? 1.0 / prior_sd : 0.0);
    }
    linear.targets.push_back(0.0);
  }
  return linear;
}

// Column i of the inverse of A'A is the solution for a right-hand side b with A'b = e_i, and the
// row that draws factor i to 0 gives such a b: prior_sd at its place, 0 elsewhere.
double variance_of(const Linear& linear, std::size_t measurement_count, std::size_t count,
                   std::size_t i) {
  std::vector<double> side(linear.targets.size(), 0.0);
  side[measurement_count + i] = prior_sd;
  return predict::least_squares(linear.features, count, side)[i];
}

void solve(const std::vector<Row>& rows, Fit& fit) {
  const std::size_t count = fit.free.size();
  if (count == 0) return;
  for (int step = 0; step < most_steps; ++step) {
    const Linear linear = linearise(rows, fit);
    const std::vector<double> next = predict::least_squares(linear.features, count, linear.targets);
    double change = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      double& logarithm = fit.logarithms[fit.free[i]];
      change = std::max(change, std::abs(next[i] - logarithm));
      logarithm = next[i];
    }
    if (change < 1e-12) break;
  }
  const Linear linear = linearise(rows, fit);
  fit.log_sd.assign(count, 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    fit.log_sd[i] = std::sqrt(std::max(0.0, variance_of(linear, rows.size(), count, i)));
  }
}

// Energy, time and area scatter for reasons of their own.
enum class Kind { Energy, Time, Area };

Kind kind_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::Latency:
    case Quantity::StagePeriod: return Kind::Time;
    case Quantity::Area: return Kind::Area;
    case Quantity::Energy:
    case Quantity::Power: break;
  }
  return Kind::Energy;
}

Kind kind_of(const std::string& factor) {
  if (factor == "latency") return Kind::Time;
  return factor.starts_with("area") ? Kind::Area : Kind::Energy;
}

// Measurements of a kind that scatter more than they say widen its factors (Birge's ratio).
void widen(const std::vector<Row>& rows, Fit& fit) {
  if (fit.free.empty()) return;
  const Linear linear = linearise(rows, fit);
  for (const Kind kind : {Kind::Energy, Kind::Time, Kind::Area}) {
    double chi_square = 0.0, spare = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (kind_of(rows[i].measured->quantity) != kind) continue;
      chi_square += linear.misses[i] * linear.misses[i];
      spare += 1.0;
    }
    const auto is_of_kind = [&](std::size_t i) {
      return kind_of(cost::factor_names()[fit.free[i]]) == kind;
    };
    for (std::size_t i = 0; i < fit.free.size(); ++i) spare -= is_of_kind(i) ? 1.0 : 0.0;
    if (!(spare > 0.0)) continue;
    const double widening = std::max(1.0, std::sqrt(chi_square / spare));
    for (std::size_t i = 0; i < fit.free.size(); ++i) {
      if (is_of_kind(i)) fit.log_sd[i] = std::min(prior_sd, widening * fit.log_sd[i]);
    }
  }
}

// Sets the least determined factor to 1 and fits again, until all that are left are determined.
// Of equals the first goes: the names begin with the factors of everything, and what measures one
// component says nothing of the others.
Fit fit_factors(const std::vector<Row>& rows) {
  Fit fit;
  const std::size_t count = cost::factor_names().size();
  fit.logarithms.assign(count, 0.0);
  for (std::size_t i = 0; i < count; ++i) fit.free.push_back(i);
  for (;;) {
    solve(rows, fit);
    if (fit.free.empty()) return fit;
    std::size_t worst = 0;
    for (std::size_t i = 1; i < fit.free.size(); ++i) {
      if (fit.log_sd[i] > fit.log_sd[worst] * (1.0 + 1e-9)) worst = i;
    }
    if (fit.log_sd[worst] <= determined_share * prior_sd) break;
    fit.logarithms[fit.free[worst]] = 0.0;
    fit.free.erase(fit.free.begin() + static_cast<std::ptrdiff_t>(worst));
    for (const std::size_t i : fit.free) fit.logarithms[i] = 0.0;
  }
  widen(rows, fit);
  return fit;
}

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

double predicted(const Measurement& measurement, const Cost& cost) {
  const cost::ComponentTotal* part =
      measurement.component ? &cost.components[static_cast<std::size_t>(*measurement.component)]
                            : nullptr;
  switch (measurement.quantity) {
    case Quantity::Energy: return part != nullptr ? part->energy.si() : cost.energy.si();
    case Quantity::Latency: return cost.latency.si();
    case Quantity::StagePeriod: return cost.stage_period.si();
    case Quantity::Area: return part != nullptr ? part->area.si() : cost.area.si();
    case Quantity::Power: break;
  }
  return part != nullptr ? ratio(part->energy.si(), cost.stage_period.si()) : cost.power.si();
}

std::vector<double> sensitivities(const Measurement& measurement, const Cost& cost) {
  const bool is_area = measurement.quantity == Quantity::Area;
  const bool is_power = measurement.quantity == Quantity::Power;
  const bool is_energy = measurement.quantity == Quantity::Energy || is_power;
  // Share of each component in the figure.
  std::array<double, cost::component_count> shares{};
  for (std::size_t i = 0; i < cost::component_count; ++i) {
    const cost::ComponentTotal& part = cost.components[i];
    if (measurement.component) {
      shares[i] = static_cast<Component>(i) == *measurement.component ? 1.0 : 0.0;
    } else {
      shares[i] = is_area ? ratio(part.area.si(), cost.area.si())
                          : ratio(part.energy.si(), cost.energy.si());
    }
  }
  const double leakage = shares[static_cast<std::size_t>(Component::Leakage)];
  std::vector<double> slopes;
  for (const std::string& name : cost::factor_names()) {
    if (name == "latency") {
      slopes.push_back(is_area ? 0.0 : is_energy ? leakage - (is_power ? 1.0 : 0.0) : 1.0);
      continue;
    }
    const bool concerns = name.starts_with("area") ? is_area : is_energy;
    double share = concerns ? 1.0 : 0.0;
    for (std::size_t i = 0; concerns && i < cost::component_count; ++i) {
      const std::string& part = cost::component_name(static_cast<Component>(i));
      if (name == "energy_" + part || name == "area_" + part) share = shares[i];
    }
    slopes.push_back(share);
  }
  return slopes;
}

ChipCalibration calibrate_chip(const hardware::Hardware& chip,
                               std::span<const Measurement> measurements,
                               const cost::Calibration& calibration) {
  std::vector<Row> rows;
  for (const Measurement& measurement : measurements) {
    rows.push_back(estimate_row(measurement, chip, calibration));
  }
  const Fit fit = fit_factors(rows);
  ChipCalibration result;
  for (const std::string& name : cost::factor_names()) {
    result.factors.push_back({name, 1.0, prior_sd, false});
  }
  for (std::size_t i = 0; i < fit.free.size(); ++i) {
    FittedFactor& factor = result.factors[fit.free[i]];
    factor.value = std::exp(fit.logarithms[fit.free[i]]);
    factor.log_sd = fit.log_sd[i];
    factor.is_determined = true;
  }
  result.result = factors_of(fit);
  for (const Row& row : rows) {
    Cost after = row.base;
    cost::apply_factors(result.result, after);
    result.rows.push_back(
        {*row.measured, predicted(*row.measured, row.base), predicted(*row.measured, after)});
  }
  return result;
}

}  // namespace kirchhoff::validation
