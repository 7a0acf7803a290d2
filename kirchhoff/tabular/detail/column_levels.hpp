// kirchhoff/tabular/detail/column_levels.hpp - which level of a parameter a cell stands for.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::tabular::detail {

/// The values of a parameter or of a fixed field as levels from 0; a parameter with a condition has
/// one more, for "inactive". Numbers are equal by value (3 is 3.0), texts letter by letter; true
/// and false are written so. Immutable, thread-safe.
class ColumnLevels {
 public:
  /// Of a discrete parameter.
  explicit ColumnLevels(const space::Parameter& parameter);
  /// Of a field with one value.
  ColumnLevels(std::string name, const space::ParameterValue& value);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t count() const { return values_.size(); }
  /// nullopt for the level of an inactive parameter.
  [[nodiscard]] const std::optional<space::ParameterValue>& value(std::size_t level) const {
    return values_[level];
  }
  /// Of each level, for messages.
  [[nodiscard]] std::vector<std::string> texts() const;

  /// nullopt for a value that is not the parameter's.
  [[nodiscard]] std::optional<std::size_t> level_of(const space::ParameterValue& value) const;
  /// Of an absent value; nullopt when the parameter is always active.
  [[nodiscard]] std::optional<std::size_t> level_of_nothing() const { return nothing_; }
  /// Of a cell; nullopt for a value that is not the parameter's. Throws Error(Input) with the place
  /// for a cell that is no number among numbers, or empty without a condition.
  [[nodiscard]] std::optional<std::size_t> level_of(const formats::CsvTable& csv,
                                                    std::size_t line) const;

 private:
  void add(const space::ParameterValue& value);

  std::string name_;
  std::vector<std::optional<space::ParameterValue>> values_;
  std::map<double, std::size_t> numbers_;
  std::map<std::string, std::size_t> texts_;  // either map is empty
  std::optional<std::size_t> nothing_;
};

}  // namespace kirchhoff::tabular::detail
