// kirchhoff/study/study_input.hpp - a study file and the table that it may name, read together.
#pragma once

#include <filesystem>
#include <memory>

#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/spec/spec.hpp"
#include "kirchhoff/tabular/study_table.hpp"

namespace kirchhoff::study {

struct StudyInput {
  spec::Spec spec;  // with the columns and parameters of the table
  // Shared: evaluators of several threads look up in it. nullptr: designs are built and judged.
  std::shared_ptr<const tabular::StudyTable> table{};
};

/// Throws Error(Input): spec::load_spec, tabular::read_study_table.
[[nodiscard]] StudyInput read_study_input(const std::filesystem::path& file);

/// What an Evaluator of the study needs; empty without a table.
[[nodiscard]] evaluate::Lookup lookup_of(std::shared_ptr<const tabular::StudyTable> table);

/// Throws Error(Input) at [early_stopping] when it does not fit what the study asks for: no
/// objective and no constraint is about accuracy, one is about another figure that only a finished
/// training has, or accuracy is no objective for a rule that ranks by objectives.
void check_early_stopping(const spec::Spec& study, const objective::Formulation& formulation);

}  // namespace kirchhoff::study
