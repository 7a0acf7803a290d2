// kirchhoff/study/study_input.cpp - reads a study file and its table.
#include "kirchhoff/study/study_input.hpp"

#include <utility>

namespace kirchhoff::study {

StudyInput read_study_input(const std::filesystem::path& file) {
  StudyInput input{.spec = spec::load_spec(file)};
  input.table = tabular::read_study_table(input.spec);
  return input;
}

evaluate::Lookup lookup_of(std::shared_ptr<const tabular::StudyTable> table) {
  if (!table) return {};
  return [table = std::move(table)](const space::Fields& fields) { return table->metrics(fields); };
}

}  // namespace kirchhoff::study
