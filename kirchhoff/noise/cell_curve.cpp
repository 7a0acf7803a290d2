// kirchhoff/noise/cell_curve.cpp - how the current of one cell grows with its voltage.
//
// Model: docs/models/analog_layer.md
#include "kirchhoff/noise/cell_curve.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::noise {
namespace {

constexpr double smallest_siemens = 1e-12;  // inside a logarithm
constexpr int checked_points = 64;          // of conductance, and of voltage

double polynomial(const std::vector<double>& coefficients, double x) {
  double value = 0.0;
  for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) value = value * x + *c;
  return value;
}

}  // namespace

CurveShares curve_shares(const hardware::Device& device, Conductance conductance) {
  if (device.curve.is_ohmic()) return {};
  const double low = std::max(device.g_min.si(), smallest_siemens);
  const double siemens_seen = std::clamp(conductance.si(), low, device.g_max.si());
  const double decades = std::log10(siemens_seen);
  const double voltage = device.read_voltage.si();
  const double square = polynomial(device.curve.quadratic, decades) * voltage / siemens_seen;
  const double cube = polynomial(device.curve.cubic, decades) * voltage * voltage / siemens_seen;
  const double whole = 1.0 + square + cube;  // eq. 7d
  return {.linear = 1.0 / whole, .square = square / whole, .cube = cube / whole};
}

void check_curve(const hardware::Device& device) {
  const Conductance range = device.g_max - device.g_min;
  for (int i = 0; i <= checked_points; ++i) {
    const Conductance g = device.g_min + range * (static_cast<double>(i) / checked_points);
    const CurveShares shares = curve_shares(device, g);
    for (int j = 0; j <= checked_points; ++j) {
      const double v = static_cast<double>(j) / checked_points;
      const double slope = shares.linear + v * (2.0 * shares.square + 3.0 * v * shares.cube);
      require(std::isfinite(slope) && slope > 0.0,
              "device {}: the current of a cell of {:.4g} uS does not rise with voltage at {:.3g} "
              "V; lower read_voltage_v ({}) or check the coefficients of [curve]",
              device.name, g.si() * 1e6, v * device.read_voltage.si(), device.read_voltage.si());
    }
  }
}

bool bends_products(const hardware::Hardware& hardware) {
  return hardware.periphery.input_coding == hardware::InputCoding::Amplitude &&
         hardware.dac_bits > 1 && !hardware.device.curve.is_ohmic();
}

}  // namespace kirchhoff::noise
