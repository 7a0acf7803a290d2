// kirchhoff/cost/sar_adc.cpp - equations of the successive-approximation converter.
#include "kirchhoff/cost/sar_adc.hpp"

#include <cmath>

namespace kirchhoff::cost {

ComponentCost sar_adc_cost(int bits, int rows, const Calibration& calibration,
                           const Scaling& scaling) {
  const Voltage v = calibration.reference_supply;
  const double steps = std::exp2(bits);
  // eq. 1: logic and comparator per bit; the capacitor array with the square of the steps.
  const Capacitance switched =
      bits * calibration.adc_linear + steps * steps * calibration.adc_exponential;
  // eq. 2: one decision per bit, which waits for the line of the crossbar.
  const Time decision = rows * calibration.adc_delay_per_row + calibration.adc_delay_per_bit;
  // eq. 3
  const double area_um2 =
      std::pow(10.0, calibration.adc_area_slope * bits + calibration.adc_area_intercept) * steps;
  return {
      .energy = switched * v * v * scaling.energy,
      .latency = bits * decision * scaling.delay,
      .area = square_micrometres(area_um2) * scaling.area,
  };
}

}  // namespace kirchhoff::cost
