// kirchhoff/report/detail/decided_front.hpp - which trials form the front of a study.
//
// In:    the trials of a StudyView, in their order
// Out:   its fields front, knee and hypervolume
#pragma once

#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report::detail {

/// Fills front and knee. Final trials are compared among themselves as soon as one is complete.
void decide_front(StudyView& study);

/// Fills the history. A trial that another dominates costs one comparison with the front, so that
/// 10,000 trials take less than a second.
void follow_hypervolume(StudyView& study);

}  // namespace kirchhoff::report::detail
