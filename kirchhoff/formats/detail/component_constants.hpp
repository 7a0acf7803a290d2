// kirchhoff/formats/detail/component_constants.hpp - reads the tables of single components.
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::formats::detail {

/// Reads the tables of a calibration that belong to one component each ([gates], [temperature]),
/// into `calibration`; mistakes go to the reader's problems.
void read_component_constants(spec::TableReader& document, cost::Calibration& calibration);

}  // namespace kirchhoff::formats::detail
