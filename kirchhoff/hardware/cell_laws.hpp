// kirchhoff/hardware/cell_laws.hpp - laws of cells that only some devices have; each is off when
// its numbers are as they are made.
//
// Model: docs/models/devices.md
#pragma once

#include <limits>
#include <vector>

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::hardware {

/// A polynomial in x = G / g_reference, ascending powers, that takes over from a line in ln x
/// where x reaches `from`. No coefficients: the line holds everywhere.
struct UpperLaw {
  double from = std::numeric_limits<double>::infinity();
  std::vector<double> polynomial;
};

/// Which law 1/f noise follows; each is times sqrt(ln((t + t_read) / (2 t_read))).
enum class LowFrequencyForm {
  Power,      // relative: min(coefficient / max(x^exponent, 1e-3), limit)
  Line,       // relative: clip(slope ln x + intercept, low, high), and its UpperLaw
  Logarithm,  // in microsiemens: coefficient x log10(G / uS)
};

/// The programming error as it is measured some time after programming; between two times the sd
/// goes linearly with ln(1 + t / 1 s), outside it stays. One of the two laws is given.
struct ProgrammingAt {
  Time time;
  std::vector<double> sd_us;  // polynomial in x, ascending
  // sd = amplitude (1 - exp(-G / scale)), both in microsiemens; amplitude 0: the polynomial.
  double saturating_amplitude_us = 0.0;
  double saturating_scale_us = 1.0;
};

/// An absolute change of conductance since programming, in microsiemens, t at least 1 s:
/// intercept + slope ln(t / 1 s), for its mean and for its sd.
struct Relaxation {
  bool is_on = false;
  double mean_us[2] = {0.0, 0.0};  // intercept, slope
  double sd_us[2] = {0.0, 0.0};
  bool stays_in_range = false;  // cells never leave g_min to g_max afterwards
};

/// Differences between cells that last as long as the chip does, relative to a cell's conductance.
struct CellVariation {
  double independent_sd = 0.0;  // from cell to cell
  double correlated_sd = 0.0;   // a Gaussian field over the crossbar
  double correlation_length_cells = 8.0;
  [[nodiscard]] bool is_on() const { return independent_sd > 0.0 || correlated_sd > 0.0; }
};

/// Shares of cells that keep g_min or g_max whatever is written to them.
struct StuckCells {
  double low = 0.0;
  double high = 0.0;
  [[nodiscard]] bool is_on() const { return low > 0.0 || high > 0.0; }
};

/// G(T) = G exp(-(E / k) (1 / T - 1 / 300 K)), exponent of drift nu(T) = nu (1 + c (T - 300 K)).
struct ThermalLaw {
  double activation_energy_ev = 0.0;
  double drift_per_kelvin = 0.0;
};

/// Charge that leaks from gain cells: G(t) = G exp(-t / tau) since the row was refreshed, ln tau
/// normal over the cells of a chip. Rows are refreshed one after the other, each once a period.
struct Retention {
  Time time_constant;   // median of tau, at 300 K
  double spread = 0.0;  // sd of ln tau
  Time refresh_period;  // unless the chip has another
  [[nodiscard]] bool is_on() const { return time_constant > Time{}; }
};

/// I = G V + q V^2 + c V^3 with q and c polynomials in log10(G / S), ascending powers. Empty: 0.
struct CurveLaw {
  std::vector<double> quadratic;
  std::vector<double> cubic;
  [[nodiscard]] bool is_ohmic() const { return quadratic.empty() && cubic.empty(); }
};

}  // namespace kirchhoff::hardware
