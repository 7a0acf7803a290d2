// kirchhoff/cost/technology.hpp - carries figures from the calibration's node and supply to a
// chip's.
//
// In:    Calibration with the nodes of data/technology/; node, supply and temperature of a chip
// Out:   Scaling: factors on energy, area, delay and leakage; the fastest clock
// Model: docs/models/technology.md
#pragma once

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/calibration.hpp"

namespace kirchhoff::cost {

/// Temperature at which all figures of the calibration hold, in kelvin.
inline constexpr double reference_kelvin = 300.0;

/// Factors on figures at the calibration's reference node and supply and at 300 K.
struct Scaling {
  double energy = 1.0;   // node and supply
  double area = 1.0;     // node
  double delay = 1.0;    // node, supply and temperature
  double leakage = 1.0;  // node, supply and temperature, on power per area
};

/// Area at `to_nm` over area at `from_nm`, from the tables; linear in nm between their nodes and
/// proportional to nm outside them. area_scale(a, c) = area_scale(a, b) area_scale(b, c).
[[nodiscard]] double area_scale(const Calibration& calibration, double from_nm, double to_nm);
/// Energy at `to_nm` over energy at `from_nm`, both at the comparison supply.
[[nodiscard]] double energy_scale(const Calibration& calibration, double from_nm, double to_nm);
/// Gate delay at `supply` and `kelvin` over the delay at the reference supply and 300 K; supply
/// must exceed the threshold.
[[nodiscard]] double supply_delay_scale(const Calibration& calibration, Voltage supply,
                                        double kelvin = reference_kelvin);
/// Leakage at `kelvin` over leakage at 300 K.
[[nodiscard]] double temperature_leakage_scale(const Calibration& calibration, double node_nm,
                                               double kelvin);
/// Leakage per area at `to_nm` over that at `from_nm`, both at 300 K and one supply: the published
/// off-currents times the transistor width that fits on an area, which grows as areas shrink.
[[nodiscard]] double leakage_density_scale(const Calibration& calibration, double from_nm,
                                           double to_nm);

/// All factors for a chip. Pure. Throws Error(Input) naming the node, supply or temperature that is
/// outside the tables, not above the threshold, or outside 200 to 450 K.
[[nodiscard]] Scaling scale_to(const Calibration& calibration, double node_nm, Voltage supply,
                               double kelvin = reference_kelvin);

/// The fastest clock of logic with `logic_depth` two-input NAND gates between two registers (above
/// 0): 1 / (depth x delay of one). Throws as scale_to.
[[nodiscard]] Frequency maximum_frequency(const Calibration& calibration, double node_nm,
                                          Voltage supply, double logic_depth,
                                          double kelvin = reference_kelvin);

/// Published delay of an inverter with four of its kind as load, at the node's nominal supply: high
/// performance transistors, for comparison with scale_to().
[[nodiscard]] Time published_inverter_delay(const Calibration& calibration, double node_nm);

}  // namespace kirchhoff::cost
