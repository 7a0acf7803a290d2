// kirchhoff/tabular/problem_files.cpp - reads problems.json and its tables; every row is checked.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/tabular/detail/chosen_names.hpp"
#include "kirchhoff/tabular/detail/grid_table.hpp"
#include "kirchhoff/tabular/problem.hpp"

namespace kirchhoff::tabular {
namespace {

using detail::Grid;
using detail::Table;

std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> result;
  for (const Json& item : list.items()) result.push_back(item.as_string());
  return result;
}

std::vector<double> numbers(const Json& list, std::size_t count, const char* key) {
  std::vector<double> result;
  for (const Json& item : list.items()) result.push_back(item.as_double());
  require(result.size() == count, "{} has {} numbers; there are {} objectives", key, result.size(),
          count);
  return result;
}

// "values" is one count for all parameters, or a list with one count each.
Grid read_grid(const Json& entry) {
  Grid grid;
  grid.names = texts(entry.at("parameters"));
  require(!grid.names.empty(), "parameters is empty; name the table's parameter columns");
  const Json& values = entry.at("values");
  const auto count_of = [](const Json& json) {
    const std::int64_t count = json.as_integer();
    require(count >= 1 && count <= 1'000'000, "values has {}; allowed: 1 to 1000000", count);
    return static_cast<std::size_t>(count);
  };
  if (values.is_array()) {
    for (const Json& item : values.items()) grid.levels.push_back(count_of(item));
  } else {
    grid.levels.assign(grid.names.size(), count_of(values));
  }
  require(grid.levels.size() == grid.names.size(), "values has {} counts for {} parameters",
          grid.levels.size(), grid.names.size());
  return grid;
}

space::SearchSpace space_of(const std::string& name, const std::string& kind, const Grid& grid) {
  const std::vector<std::string> kinds = {"nominal", "ordinal"};
  require(std::find(kinds.begin(), kinds.end(), kind) != kinds.end(), "there is no kind \"{}\"; {}",
          kind, suggest(kind, kinds));
  spec::SpaceSpec spec;
  spec.name = name;
  for (std::size_t i = 0; i < grid.names.size(); ++i) {
    spec::ParameterSpec parameter;
    parameter.name = grid.names[i];
    parameter.kind = kind;
    for (std::size_t level = 0; level < grid.levels[i]; ++level) {
      parameter.values.emplace_back(static_cast<std::int64_t>(level));
    }
    spec.parameters.push_back(std::move(parameter));
  }
  return space::SearchSpace(spec);
}

// The values of these parameters are the levels.
std::size_t row_of(const Grid& grid, const space::Candidate& candidate) {
  std::size_t row = 0;
  for (std::size_t i = 0; i < grid.levels.size(); ++i) {
    const std::int64_t level = std::get<std::int64_t>(*candidate.values.at(i));
    row = row * grid.levels[i] + static_cast<std::size_t>(level);
  }
  return row;
}

std::size_t row_of_line(const Grid& grid, const formats::CsvTable& csv, std::size_t line) {
  std::size_t row = 0;
  for (std::size_t i = 0; i < grid.names.size(); ++i) {
    const double level = csv.required_number(line, grid.names[i]);
    require(
        level >= 0.0 && level < static_cast<double>(grid.levels[i]) && level == std::floor(level),
        "{}: {} is {}; allowed: whole numbers from 0 to {}", csv.place(line), grid.names[i],
        exact_text(level), grid.levels[i] - 1);
    row = row * grid.levels[i] + static_cast<std::size_t>(level);
  }
  return row;
}

Table read_table(const std::filesystem::path& path, Grid grid, std::vector<std::string> columns) {
  const formats::CsvTable csv = formats::CsvTable::load(path.string());
  csv.require_columns(grid.names);
  csv.require_columns(columns);
  Table table = detail::fill_table(
      csv, grid, std::move(columns),
      [&](std::size_t line) -> std::optional<std::size_t> { return row_of_line(grid, csv, line); });
  const std::size_t missing = table.missing_count();
  require(missing == 0, "{}: {} of {} rows are missing; the first is that of {}", path.string(),
          missing, table.row_count(), table.grid.text_of(table.first_missing()));
  return table;
}

std::vector<objective::Constraint> read_constraints(const Json& entry) {
  std::vector<objective::Constraint> constraints;
  const Json* list = entry.find("subject_to");
  if (list == nullptr) return constraints;
  for (const auto& [metric, bounds] : list->members()) {
    for (const auto& [side, bound] : bounds.members()) {
      require(side == "at_most" || side == "at_least",
              "subject_to.{} has \"{}\"; allowed: at_most and at_least", metric, side);
      const bool at_most = side == "at_most";
      constraints.push_back(
          {metric, at_most, bound.as_double(),
           fmt::format("{} {} {}", metric, at_most ? "<=" : ">=", exact_text(bound.as_double()))});
    }
  }
  return constraints;
}

void add_column(std::vector<std::string>& columns, const std::string& name) {
  if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
}

objective::Formulation read_formulation(const Json& entry) {
  objective::Formulation formulation;
  for (const std::string& metric : texts(entry.at("minimise"))) {
    formulation.objectives.push_back({metric, false, {}});
  }
  const std::size_t count = formulation.objectives.size();
  require(count > 0, "minimise is empty; name a column of the table");
  formulation.constraints = read_constraints(entry);
  if (count == 1) return formulation;
  const std::vector<double> ideal = numbers(entry.at("ideal"), count, "ideal");
  const std::vector<double> reference =
      numbers(entry.at("reference_point"), count, "reference_point");
  for (std::size_t i = 0; i < count; ++i) {
    require(ideal[i] < reference[i], "the ideal {} is not below the reference point {}",
            exact_text(ideal[i]), exact_text(reference[i]));
    formulation.objectives[i].axis = {.ideal = ideal[i], .reference = reference[i]};
  }
  return formulation;
}

bool is_feasible(const objective::Formulation& formulation, const objective::Metrics& metrics) {
  return std::all_of(
      formulation.constraints.begin(), formulation.constraints.end(),
      [&](const auto& constraint) { return objective::violation(constraint, metrics) == 0.0; });
}

void require_truth(double stated, double found, const char* key) {
  constexpr double tolerance = 1e-6;  // of files that round
  require(std::abs(stated - found) <= tolerance * std::abs(stated),
          "{} is given as {}, but the table's is {}", key, exact_text(stated), exact_text(found));
}

// Scales an only objective to the table's own range.
void set_own_axis(objective::Formulation& formulation, const Table& table) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    low = std::min(low, table.value(row, 0));  // the objective is the first column
    high = std::max(high, table.value(row, 0));
  }
  formulation.objectives[0].axis = {.ideal = low, .reference = high > low ? high : low + 1.0};
}

Truth truth_of_table(const Problem& problem, const Table& table, const Json& entry) {
  std::vector<std::vector<double>> losses;
  double optimum = std::numeric_limits<double>::infinity();
  double worst = -optimum;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    const objective::Metrics metrics = table.metrics(row);
    if (!problem.reported.empty()) worst = std::max(worst, metrics.at(problem.reported));
    if (!is_feasible(problem.formulation, metrics)) continue;
    losses.push_back(*objective::losses(problem.formulation, metrics));
    if (!problem.reported.empty()) optimum = std::min(optimum, metrics.at(problem.reported));
  }
  require(!losses.empty(), "no row meets the constraints");
  Truth truth = truth_of(problem.formulation, losses);
  truth.optimum = optimum;
  truth.worst = worst;
  const Json* stated =
      entry.find(problem.reported.empty() ? "true_front_hypervolume" : "optimum_test_error_pct");
  if (stated == nullptr) return truth;
  if (problem.reported.empty()) {
    require_truth(stated->as_double(), truth.hypervolume, "true_front_hypervolume");
  } else {
    require_truth(stated->as_double(), truth.optimum, "optimum_test_error_pct");
  }
  return truth;
}

Problem read_problem(const std::filesystem::path& folder, const std::string& name,
                     const Json& entry) {
  const Grid grid = read_grid(entry);
  objective::Formulation formulation = read_formulation(entry);
  std::vector<std::string> columns;
  for (const objective::Objective& objective : formulation.objectives) {
    add_column(columns, objective.metric);
  }
  for (const objective::Constraint& constraint : formulation.constraints) {
    add_column(columns, constraint.metric);
  }
  std::string reported;
  if (formulation.objectives.size() == 1) {
    const Json* report = entry.find("report");
    reported = report != nullptr ? report->as_string() : formulation.objectives[0].metric;
    add_column(columns, reported);
  }
  const std::filesystem::path file = entry.at("file").as_string();
  require(file == file.filename(), "file is \"{}\"; it must lie beside problems.json",
          file.string());
  const auto table = std::make_shared<const Table>(read_table(folder / file, grid, columns));
  if (!reported.empty()) set_own_axis(formulation, *table);
  Problem problem{.name = name,
                  .space = space_of(name, entry.at("kind").as_string(), grid),
                  .formulation = std::move(formulation),
                  .reported = std::move(reported),
                  // Shared: a problem may be moved while its evaluation is kept.
                  .metrics = [table](const space::Candidate& candidate) {
                    return table->metrics(row_of(table->grid, candidate));
                  }};
  problem.truth = truth_of_table(problem, *table, entry);
  return problem;
}

}  // namespace

std::vector<Problem> load_problems(const std::filesystem::path& folder,
                                   const std::vector<std::string>& names) {
  const std::filesystem::path path = folder / "problems.json";
  const Json file = Json::parse(read_text(path), path.string());
  std::vector<std::string> known;
  for (const auto& [name, entry] : file.members()) known.push_back(name);
  std::vector<Problem> problems;
  for (const std::string& name : detail::chosen_names(names, known)) {
    try {
      problems.push_back(read_problem(folder, name, file.at(name)));
    } catch (const Error& error) {
      throw error.during(fmt::format("reading the problem {} of {}", name, path.string()));
    }
  }
  return problems;
}

}  // namespace kirchhoff::tabular
