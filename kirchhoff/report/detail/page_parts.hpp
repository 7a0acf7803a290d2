// kirchhoff/report/detail/page_parts.hpp - parts of the page's figures:
// docs/reference/report_json.md.
#pragma once

#include <cstdint>
#include <vector>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report::detail {

/// What was sought, in which space and by which rules: `study`.
[[nodiscard]] Json study_json(const StudyView& study);
/// What is known of each quantity that trials report: `metrics[]`. In a study with a table these
/// are the columns that it names.
[[nodiscard]] Json metrics_json(const StudyView& study);
/// What no search can beat, null where it is not known: `truth`.
[[nodiscard]] Json truth_json(const StudyView& study);
/// A column per property over all trials; of more than 20,000 search trials over the front and
/// every n-th: `trials`.
[[nodiscard]] Json trial_columns_json(const StudyView& study);
/// Layers and components of the designs that can be looked into, by number: `details`.
[[nodiscard]] Json details_json(const StudyView& study);
/// What each kind of figure of the study rests on: `sources[]`.
[[nodiscard]] Json sources_json(const StudyView& study);

}  // namespace kirchhoff::report::detail
