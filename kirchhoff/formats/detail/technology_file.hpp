// kirchhoff/formats/detail/technology_file.hpp - reads the nodes of data/technology/.
#pragma once

#include <vector>

#include "kirchhoff/cost/calibration.hpp"

namespace kirchhoff::formats::detail {

/// Reads every file of data/technology/, one node each, into `calibration`: the scaling tables'
/// nodes and the curves of its Technology. Throws Error(Input) with file and line for a mistake.
void read_technology(cost::Calibration& calibration);

}  // namespace kirchhoff::formats::detail
