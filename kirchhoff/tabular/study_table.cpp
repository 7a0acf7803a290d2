// kirchhoff/tabular/study_table.cpp - reads the table of a study; every candidate has one row.
#include "kirchhoff/tabular/study_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/space/search_space.hpp"
#include "kirchhoff/tabular/detail/column_levels.hpp"
#include "kirchhoff/tabular/detail/grid_table.hpp"

namespace kirchhoff::tabular {

struct StudyTable::Content {
  std::vector<detail::ColumnLevels> levels;  // of the table's grid: parameters, then fixed fields
  detail::Table table;
};

namespace {

using formats::CsvTable;

CsvTable load(const spec::TableSpec& table, std::string& hash) try {
  constexpr std::size_t largest_file = std::size_t{64} << 20U;
  const std::string text = read_text(table.path, largest_file);
  hash = content_hash(text);
  CsvTable csv = CsvTable::parse(text, table.path.filename().string());
  require(csv.row_count() > 0, "{}: has no row below its header; give every candidate one",
          csv.name());
  return csv;
} catch (const Error& error) {
  throw error.during(fmt::format("reading the table of {}", table.location.text()));
}

// nullopt where the cell of a row is no number.
std::optional<double> number_at(const CsvTable& csv, std::size_t row, const std::string& name) {
  try {
    return csv.number(row, name);
  } catch (const Error&) {
    return std::nullopt;
  }
}

spec::ColumnSpec column_spec(const CsvTable& csv, const std::string& name) {
  spec::ColumnSpec column{.name = name};
  for (std::size_t row = 0; row < csv.row_count(); ++row) {
    const std::optional<double> value = number_at(csv, row, name);
    if (!value) {
      return {
          .name = name,
          .problem = fmt::format("{}: {} is \"{}\"; objectives and constraints need a number in "
                                 "every row",
                                 csv.place(row), name, csv.text(row, name))};
    }
    column.least = row == 0 ? *value : std::min(column.least, *value);
    column.most = row == 0 ? *value : std::max(column.most, *value);
  }
  return column;
}

// A name of the study that is no column: told where the study says it.
void check_column(const CsvTable& csv, const std::string& name, const spec::Location& location,
                  spec::Problems& problems) {
  if (csv.has(name)) return;
  problems.add(location, fmt::format("{} has no column \"{}\"; {}", csv.name(), name,
                                     suggest(name, csv.columns())));
}

void check_names(const CsvTable& csv, const spec::Spec& spec) {
  spec::Problems problems;
  std::set<std::string> seen;
  for (const spec::LocatedText& listed : spec.table->parameters) {
    check_column(csv, listed.text, listed.location, problems);
    if (seen.insert(listed.text).second) continue;
    problems.add(listed.location,
                 fmt::format("[evaluator] parameters names {} twice; remove one", listed.text));
  }
  for (const spec::ParameterSpec& parameter : spec.space.parameters) {
    check_column(csv, parameter.name, parameter.location, problems);
    if (parameter.kind != "real") continue;
    problems.add(parameter.location,
                 fmt::format("{} is real, but a table has a row for each value; make it ordinal "
                             "and list its values",
                             parameter.name));
  }
  for (const auto& [name, value] : spec.space.fixed) {
    check_column(csv, name, spec.table->location, problems);
  }
  problems.raise_if_any();
}

std::vector<spec::Scalar> numbers_of(const CsvTable& csv, const std::string& name) {
  std::set<double> distinct;
  for (std::size_t row = 0; row < csv.row_count(); ++row) {
    distinct.insert(csv.required_number(row, name));
  }
  constexpr double most = 0x1p53;  // whole numbers up to here are exact
  const bool are_whole = std::ranges::all_of(
      distinct, [](double value) { return value == std::floor(value) && std::abs(value) <= most; });
  std::vector<spec::Scalar> values;
  for (const double value : distinct) {
    if (are_whole) {
      values.emplace_back(static_cast<std::int64_t>(value));
    } else {
      values.emplace_back(value);
    }
  }
  return values;
}

std::vector<spec::Scalar> texts_of(const CsvTable& csv, const std::string& name) {
  std::set<std::string> distinct;
  for (std::size_t row = 0; row < csv.row_count(); ++row) distinct.insert(csv.text(row, name));
  return {distinct.begin(), distinct.end()};
}

void add_parameter(spec::Spec& spec, const CsvTable& csv, const std::string& name,
                   const spec::Location& location) {
  constexpr std::size_t most_values = 10'000;
  const auto column = std::ranges::find(spec.table->columns, name, &spec::ColumnSpec::name);
  const bool has_numbers = column->problem.empty();
  spec::ParameterSpec parameter;
  parameter.name = name;
  parameter.kind = has_numbers ? "ordinal" : "nominal";
  parameter.location = location;
  parameter.values = has_numbers ? numbers_of(csv, name) : texts_of(csv, name);
  require(parameter.values.size() <= most_values,
          "{}: the column {} of {} has {} values; a parameter has at most {}: name the parameters "
          "with [evaluator] parameters",
          location.text(), name, csv.name(), parameter.values.size(), most_values);
  spec.space.parameters.push_back(std::move(parameter));
}

// The columns that objectives and constraints name, each once.
std::vector<std::string> named_columns(const objective::Formulation& formulation) {
  std::vector<std::string> columns;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(columns, name) == columns.end()) columns.push_back(name);
  };
  const bool is_score = formulation.scalarisation.has_value();
  for (const objective::Objective& objective :
       is_score ? formulation.scalarisation->parts : formulation.objectives) {
    add(objective.metric);
  }
  for (const objective::Constraint& constraint : formulation.constraints) add(constraint.metric);
  return columns;
}

void add_other_columns(spec::Spec& spec, const CsvTable& csv,
                       const std::vector<std::string>& named) {
  for (const std::string& name : csv.columns()) {
    const bool is_fixed = std::ranges::any_of(
        spec.space.fixed, [&](const auto& field) { return field.first == name; });
    const bool is_named = std::ranges::find(named, name) != named.end();
    if (!is_fixed && !is_named) add_parameter(spec, csv, name, spec.table->location);
  }
  require(!spec.space.parameters.empty(),
          "{}: objectives and constraints name every column of {}; a parameter needs one too",
          spec.table->location.text(), csv.name());
}

detail::Grid grid_of(const std::vector<detail::ColumnLevels>& levels) {
  detail::Grid grid;
  for (const detail::ColumnLevels& column : levels) {
    grid.names.push_back(column.name());
    grid.levels.push_back(column.count());
    grid.values.push_back(column.texts());
  }
  return grid;
}

std::vector<detail::ColumnLevels> levels_of(const space::SearchSpace& space,
                                            const spec::Spec& spec) {
  detail::Grid sizes;  // before values are listed, of which a range may have very many
  for (const space::Parameter& parameter : space.parameters()) {
    sizes.levels.push_back(parameter.level_count() + (parameter.when ? 1 : 0));
  }
  try {
    (void)sizes.size();
  } catch (const Error& error) {
    fail(ErrorKind::Input, "{}: {}; name the parameters with [evaluator] parameters or [space]",
         spec.table->location.text(), error.what());
  }
  std::vector<detail::ColumnLevels> levels;
  for (const space::Parameter& parameter : space.parameters()) levels.emplace_back(parameter);
  for (const auto& [name, value] : spec.space.fixed) levels.emplace_back(name, value);
  return levels;
}

std::optional<std::size_t> row_of_line(const std::vector<detail::ColumnLevels>& levels,
                                       const CsvTable& csv, std::size_t line) {
  std::size_t row = 0;
  for (const detail::ColumnLevels& column : levels) {
    const std::optional<std::size_t> level = column.level_of(csv, line);
    if (!level) return std::nullopt;
    row = row * column.count() + *level;
  }
  return row;
}

// What the space holds of the grid: conditions met, no rule broken.
bool is_candidate(const detail::Grid& grid, const std::vector<detail::ColumnLevels>& levels,
                  const space::SearchSpace& space, std::size_t row) {
  const std::vector<std::size_t> place = grid.levels_of(row);
  space::Candidate candidate;
  for (std::size_t i = 0; i < space.parameters().size(); ++i) {
    candidate.values.push_back(levels[i].value(place[i]));
  }
  return space.canonical(candidate) == candidate && !space.broken_rule(candidate);
}

void require_whole(const StudyTable::Content& content, const space::SearchSpace& space,
                   const spec::Spec& spec) {
  const detail::Table& table = content.table;
  if (table.missing_count() == 0) return;
  const auto exists = [&](std::size_t row) {
    return is_candidate(table.grid, content.levels, space, row);
  };
  std::size_t missing = 0, first = 0;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    if (table.is_held[row] || !exists(row)) continue;
    if (missing++ == 0) first = row;
  }
  if (missing == 0) return;
  std::size_t count = missing;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    count += table.is_held[row] && exists(row) ? 1 : 0;
  }
  fail(ErrorKind::Input,
       "{}: {} of {} candidates have no row in {}; the first is {}.\nAdd the rows, forbid such "
       "candidates with [[space.forbidden]], or name the parameters with [evaluator] parameters.",
       spec.table->location.text(), missing, count, spec.table->path.filename().string(),
       table.grid.text_of(first));
}

}  // namespace

StudyTable::StudyTable(std::unique_ptr<const Content> content) : content_(std::move(content)) {}
StudyTable::~StudyTable() = default;

objective::Metrics StudyTable::metrics(const space::Fields& fields) const {
  std::size_t row = 0;
  for (const detail::ColumnLevels& column : content_->levels) {
    const auto field = fields.find(column.name());
    const auto level =
        field == fields.end() ? column.level_of_nothing() : column.level_of(field->second);
    KIRCHHOFF_ASSERT(level.has_value());
    row = row * column.count() + *level;
  }
  KIRCHHOFF_ASSERT(content_->table.is_held[row]);  // the reader has seen to it
  return content_->table.metrics(row);
}

std::size_t StudyTable::row_count() const {
  return content_->table.row_count() - content_->table.missing_count();
}

std::shared_ptr<const StudyTable> read_study_table(spec::Spec& spec) {
  if (!spec.table) return nullptr;
  const CsvTable csv = load(*spec.table, spec.table->hash);
  spec.table->columns.clear();
  for (const std::string& name : csv.columns()) {
    spec.table->columns.push_back(column_spec(csv, name));
  }
  check_names(csv, spec);
  for (const spec::LocatedText& listed : spec.table->parameters) {
    add_parameter(spec, csv, listed.text, listed.location);
  }
  const std::vector<std::string> named = named_columns(objective::parse_formulation(spec));
  if (spec.space.parameters.empty()) add_other_columns(spec, csv, named);
  const space::SearchSpace space(spec.space);
  auto content = std::make_unique<StudyTable::Content>();
  content->levels = levels_of(space, spec);
  content->table = detail::fill_table(csv, grid_of(content->levels), named, [&](std::size_t line) {
    return row_of_line(content->levels, csv, line);
  });
  require_whole(*content, space, spec);
  return std::make_shared<const StudyTable>(std::move(content));
}

}  // namespace kirchhoff::tabular
