// kirchhoff/tabular/column_levels.cpp - values of parameters and cells of a table, told apart.
#include "kirchhoff/tabular/detail/column_levels.hpp"

#include <utility>
#include <variant>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::tabular::detail {
namespace {

std::optional<double> number_of(const space::ParameterValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

template <typename Key>
std::optional<std::size_t> found(const std::map<Key, std::size_t>& levels, const Key& key) {
  const auto level = levels.find(key);
  return level == levels.end() ? std::nullopt : std::optional(level->second);
}

}  // namespace

ColumnLevels::ColumnLevels(const space::Parameter& parameter) : name_(parameter.name) {
  for (const space::ParameterValue& value : parameter.values) add(value);
  if (parameter.values.empty()) {
    const auto low = static_cast<std::int64_t>(parameter.low);
    for (std::size_t level = 0; level < parameter.level_count(); ++level) {
      add(low + static_cast<std::int64_t>(level));
    }
  }
  if (!parameter.when) return;
  nothing_ = values_.size();
  values_.emplace_back(std::nullopt);
}

ColumnLevels::ColumnLevels(std::string name, const space::ParameterValue& value)
    : name_(std::move(name)) {
  add(value);
}

void ColumnLevels::add(const space::ParameterValue& value) {
  if (const std::optional<double> number = number_of(value)) {
    numbers_.emplace(*number, values_.size());
  } else {
    texts_.emplace(space::value_text(value), values_.size());
  }
  values_.emplace_back(value);
}

std::vector<std::string> ColumnLevels::texts() const {
  std::vector<std::string> result;
  for (const auto& value : values_) result.push_back(value ? space::value_text(*value) : "(empty)");
  return result;
}

std::optional<std::size_t> ColumnLevels::level_of(const space::ParameterValue& value) const {
  const std::optional<double> number = number_of(value);
  return number ? found(numbers_, *number) : found(texts_, space::value_text(value));
}

std::optional<std::size_t> ColumnLevels::level_of(const formats::CsvTable& csv,
                                                  std::size_t line) const {
  const std::string& cell = csv.text(line, name_);
  if (cell.empty()) {
    require(nothing_.has_value(),
            "{}: {} is empty; only the cell of a parameter with a condition may be, where it does "
            "not hold",
            csv.place(line), name_);
    return nothing_;
  }
  return numbers_.empty() ? found(texts_, cell) : found(numbers_, csv.required_number(line, name_));
}

}  // namespace kirchhoff::tabular::detail
