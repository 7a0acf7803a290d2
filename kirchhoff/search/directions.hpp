// kirchhoff/search/directions.hpp - evenly spread weights over the objectives.
#pragma once

#include <cstddef>
#include <vector>

namespace kirchhoff::search {

/// All weights that are multiples of 1/d and sum to 1 (Das, Dennis, SIAM Journal on Optimization
/// 1998), with the largest d that gives at most `most` of them; at least one per objective.
[[nodiscard]] std::vector<std::vector<double>> even_directions(std::size_t objectives,
                                                               std::size_t most);

}  // namespace kirchhoff::search
