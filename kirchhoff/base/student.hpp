// kirchhoff/base/student.hpp - how sure a mean of few values is.
#pragma once

#include <cstddef>

namespace kirchhoff {

/// Two-sided 95 % point of Student's t for `degrees` >= 1 degrees of freedom; above 30 within
/// 0.002.
[[nodiscard]] double student_t(std::size_t degrees);

/// Half of the interval that holds the true mean in 95 of 100 cases, for `count` values with the
/// sample standard deviation `sd`; 0 for one value, of which nothing is known.
[[nodiscard]] double mean_half_width(double sd, std::size_t count);

}  // namespace kirchhoff
