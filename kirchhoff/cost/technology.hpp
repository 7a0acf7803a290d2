// kirchhoff/cost/technology.hpp - carries figures from the calibration's node and supply to a
// chip's.
//
// Model: docs/models/technology.md
#pragma once

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/calibration.hpp"

namespace kirchhoff::cost {

/// Factors on figures at the calibration's reference node and supply.
struct Scaling {
  double energy = 1.0;   // node and supply
  double area = 1.0;     // node
  double delay = 1.0;    // node and supply
  double leakage = 1.0;  // supply, on power per area
};

/// Area at `to_nm` over area at `from_nm`, from the tables; linear in nm between their nodes and
/// proportional to nm outside them. area_scale(a, c) = area_scale(a, b) area_scale(b, c).
[[nodiscard]] double area_scale(const Calibration& calibration, double from_nm, double to_nm);
/// Energy at `to_nm` over energy at `from_nm`, both at the comparison supply.
[[nodiscard]] double energy_scale(const Calibration& calibration, double from_nm, double to_nm);
/// Gate delay at `supply` over the delay at the reference supply; supply must exceed the threshold.
[[nodiscard]] double supply_delay_scale(const Calibration& calibration, Voltage supply);

/// All factors for a chip. Pure; `node_nm` and `supply` are a checked Hardware's.
[[nodiscard]] Scaling scale_to(const Calibration& calibration, double node_nm, Voltage supply);

}  // namespace kirchhoff::cost
