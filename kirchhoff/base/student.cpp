// kirchhoff/base/student.cpp - Student's t from a table.
#include "kirchhoff/base/student.hpp"

#include <array>
#include <cmath>

namespace kirchhoff {

double student_t(std::size_t degrees) {
  constexpr std::array<double, 30> table = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
                                            2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
                                            2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
                                            2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
  if (degrees <= table.size()) return table.at(degrees - 1);
  return 1.960 + 2.46 / static_cast<double>(degrees);
}

double mean_half_width(double sd, std::size_t count) {
  if (count < 2) return 0.0;
  return student_t(count - 1) * sd / std::sqrt(static_cast<double>(count));
}

}  // namespace kirchhoff
