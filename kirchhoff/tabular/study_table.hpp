// kirchhoff/tabular/study_table.hpp - the table of a study: the figures of every candidate.
//
// In:    a study whose [evaluator] names a CSV file: a row for every candidate
// Out:   StudyTable; the columns, and the parameters that the study leaves to it, in the Spec
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/space/candidate.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::tabular {

/// Immutable, thread-safe.
class StudyTable {
 public:
  struct Content;  // of study_table.cpp
  explicit StudyTable(std::unique_ptr<const Content> content);
  ~StudyTable();
  StudyTable(const StudyTable&) = delete;
  StudyTable& operator=(const StudyTable&) = delete;

  /// The columns that objectives and constraints name, for the fields of a candidate of the study.
  [[nodiscard]] objective::Metrics metrics(const space::Fields& fields) const;
  /// Rows that are kept: those of the grid of parameters, also where a rule forbids it.
  [[nodiscard]] std::size_t row_count() const;

 private:
  std::unique_ptr<const Content> content_;
};

/// Reads the table that `spec.table` names and enters into `spec` its columns, its hash and, where
/// [space] names no parameter, the parameters: the columns that [evaluator] lists, or else all that
/// no objective, constraint or fixed field names. A column of numbers becomes ordinal with its
/// values ascending, any other nominal. nullptr for a study without a table. Throws Error(Input)
/// with the place: no such file; an unknown column (with the nearest); an objective or constraint
/// on a column that is a parameter or holds a cell that is no number; a real parameter; a candidate
/// twice; a candidate that no rule forbids without a row (how many of how many, and the first); the
/// mistakes of parse_formulation and SearchSpace. Rows that stand for no candidate are left out;
/// where a parameter is inactive its cell is empty.
[[nodiscard]] std::shared_ptr<const StudyTable> read_study_table(spec::Spec& spec);

/// What read_study_table entered, as text, and back: a stored study is understood without its file.
[[nodiscard]] std::string table_text(const spec::Spec& spec);
/// Throws Error(Input) for a text that is none.
void enter_table(spec::Spec& spec, const std::string& text);

}  // namespace kirchhoff::tabular
