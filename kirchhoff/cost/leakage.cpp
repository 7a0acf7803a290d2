// kirchhoff/cost/leakage.cpp - equation of leakage.
#include "kirchhoff/cost/leakage.hpp"

namespace kirchhoff::cost {

Power leakage_power(Area logic, Area buffer, const Calibration& calibration,
                    const Scaling& scaling) {
  // eq. 1
  return (logic * calibration.logic_leakage + buffer * calibration.buffer_leakage) *
         scaling.leakage;
}

}  // namespace kirchhoff::cost
