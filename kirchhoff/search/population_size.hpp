// kirchhoff/search/population_size.hpp - how many trials a population keeps when nobody says.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace kirchhoff::search {

/// `asked`, at least 2; for 0 a population that suits however long the search turns out to be: 20
/// until 300 trials were told, then as the square root of their number, at most 100.
[[nodiscard]] inline std::size_t population_size(std::size_t asked, std::size_t told) {
  if (asked > 0) return std::max<std::size_t>(asked, 2);
  constexpr double least = 20.0, until = 300.0, most = 100.0;
  const double grown = least * std::sqrt(static_cast<double>(told) / until);
  return static_cast<std::size_t>(std::clamp(grown, least, most));
}

}  // namespace kirchhoff::search
