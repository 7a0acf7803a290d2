// kirchhoff/formats/detail/component_constants.hpp - reads the tables of single components.
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::formats::detail {

/// Reads the tables of a calibration that belong to one component each ([gates], [temperature],
/// [memory], [links], [programming], [uncertainty]) into `calibration`; mistakes go to the reader's
/// problems.
void read_component_constants(spec::TableReader& document, cost::Calibration& calibration);
/// Throws Error(Input) naming the first of them that is impossible.
void check_component_constants(const cost::Calibration& calibration);

}  // namespace kirchhoff::formats::detail
