// kirchhoff/objective/formulation.cpp - reads objectives and constraints; values to be minimised.
#include "kirchhoff/objective/formulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/objective/detail/line.hpp"
#include "kirchhoff/objective/preference.hpp"
#include "kirchhoff/objective/scalarisation.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::objective {
namespace {

using detail::Comparison, detail::number_of, detail::read_comparison, detail::words;

const std::string objective_form =
    "write e.g. \"maximise accuracy\" or \"minimise energy_j from 1e-4 to 1e-7\"";
const std::string constraint_form = "write e.g. \"area_m2 <= 20e-6\" or \"accuracy >= 0.8\"";

// "area" is "area_m2" without its unit, too far for the edit distance.
std::string advice(const std::string& name, const std::vector<std::string>& names) {
  for (const std::string& known : names) {
    if (known.starts_with(name + "_")) return fmt::format("did you mean \"{}\"?", known);
  }
  return suggest(name, names);
}

bool is_parameter(const spec::SpaceSpec& space, const std::string& name) {
  const auto has_name = [&](const spec::ParameterSpec& parameter) {
    return parameter.name == name;
  };
  const auto is_fixed = [&](const auto& field) { return field.first == name; };
  return std::ranges::any_of(space.parameters, has_name) ||
         std::ranges::any_of(space.fixed, is_fixed);
}

// A column stands for a metric of which nothing is known but its numbers.
MetricDescription known_column(const std::string& name, const spec::Spec& spec) {
  const std::string file = spec.table->path.filename().string();
  std::vector<std::string> names;
  for (const spec::ColumnSpec& column : spec.table->columns) {
    const bool is_free = !is_parameter(spec.space, column.name);
    if (is_free) names.push_back(column.name);
    if (column.name != name) continue;
    require(is_free, "{} is a parameter; objectives and constraints are other columns of {}", name,
            file);
    require(column.problem.empty(), "{}", column.problem);
    require(!spec.scalarise || name != "score",
            "score is what [scalarise] makes of the objectives; rename that column of {}", file);
    MetricDescription metric;
    metric.name = name;
    metric.lowest = metric.best = column.least;
    metric.highest = metric.worst = column.most;
    return metric;
  }
  fail(ErrorKind::Input, "{} has no column \"{}\"; {}", file, name, advice(name, names));
}

// A study without images knows what the cost model computes, nothing else.
MetricDescription known_metric(const std::string& name, const spec::Spec& spec) {
  if (spec.table) return known_column(name, spec);
  require(name != "score",
          "score is what [scalarise] makes of the objectives and is sought by itself; name those");
  if (const MetricDescription* metric = find_metric(name)) {
    require(spec.trains() || !metric->needs_training,
            "{} is known only after training, but [data] shape stands for images that nobody has; "
            "name a set instead of shape, or leave {} out",
            name, name);
    return *metric;
  }
  std::vector<std::string> names;
  for (const MetricDescription& metric : metric_table()) {
    if (metric.name != "score") names.push_back(metric.name);
  }
  fail(ErrorKind::Input, "there is no metric \"{}\"; {}", name, advice(name, names));
}

double parse_bound(const std::string& word, const std::string& text,
                   const MetricDescription& metric) {
  return number_of(word, text, "the bound",
                   metric.name + " is compared with a plain number" +
                       (metric.unit.empty() ? "" : " in " + metric.unit + ", e.g. 20e-6"));
}

// "from WORST to BEST" of an objective.
Axis parse_axis(const std::vector<std::string>& parts, const std::string& text,
                const MetricDescription& metric) {
  const double worst = parse_bound(parts[3], text, metric);
  const double best = parse_bound(parts[5], text, metric);
  require(worst != best && (best > worst) == metric.larger_is_better,
          "\"{}\" ends before it begins: from the worst value of interest to the best, {} {} is "
          "better",
          text, metric.larger_is_better ? "a larger" : "a smaller", metric.name);
  const double least = std::min(worst, best);
  require(metric.logarithmic ? least > metric.lowest : least >= metric.lowest,
          "\"{}\" names a value that {} never has: it is always {} {}", text, metric.name,
          metric.logarithmic ? "above" : "at least", exact_text(metric.lowest));
  require(std::max(worst, best) <= metric.highest,
          "\"{}\" names a value that {} never has: it is at most {}", text, metric.name,
          exact_text(metric.highest));
  return {.ideal = best, .reference = worst, .logarithmic = metric.logarithmic};
}

// All values that a column has; one value alone still has a better side.
Axis own_axis(const MetricDescription& column, bool maximise) {
  const double least = column.lowest, most = column.highest;
  if (maximise) return {.ideal = most, .reference = most > least ? least : most - 1.0};
  return {.ideal = least, .reference = most > least ? most : least + 1.0};
}

// A table does not bound what is of interest: its axis may begin or end beyond its values.
MetricDescription unbounded(MetricDescription column, bool maximise) {
  column.larger_is_better = maximise;
  column.lowest = -std::numeric_limits<double>::infinity();
  column.highest = std::numeric_limits<double>::infinity();
  return column;
}

// What the table of metrics says of a design's figures, only the numbers say of a column.
void check_ratio(const MetricDescription& column, const spec::Spec& spec) {
  require(
      !spec.scalarise || spec.scalarise->form != "product" || column.lowest > 0.0,
      "[scalarise] a product is made of ratios, but {} goes down to {}; write form = \"sum\" or "
      "\"chebyshev\", or leave {} out",
      column.name, exact_text(column.lowest), column.name);
}

Objective parse_objective(const std::string& text, const spec::Spec& spec) {
  const std::vector<std::string> parts = words(text);
  const bool has_axis = parts.size() == 6 && parts[2] == "from" && parts[4] == "to";
  require(parts.size() == 2 || has_axis, "the objective \"{}\" is not a direction and a metric; {}",
          text, objective_form);
  const std::vector<std::string> directions = {"maximise", "minimise"};
  const bool maximise = parts[0] == directions[0];
  require(maximise || parts[0] == directions[1], "\"{}\" in \"{}\" is no direction; {}", parts[0],
          text, suggest(parts[0], directions));
  const MetricDescription metric = known_metric(parts[1], spec);
  require(spec.table || maximise == metric.larger_is_better,
          "\"{}\" looks for bad designs; write \"{} {}\"", text,
          directions[metric.larger_is_better ? 0 : 1], metric.name);
  Objective objective{metric.name, maximise};
  if (spec.table) check_ratio(metric, spec);
  if (spec.table) objective.axis = own_axis(metric, maximise);
  if (has_axis) {
    objective.axis = parse_axis(parts, text, spec.table ? unbounded(metric, maximise) : metric);
  }
  return objective;
}

// A bound that no design can meet, or that leaves nothing to search.
void check_bound(const Constraint& constraint, const MetricDescription& metric) {
  const bool above_all = !constraint.at_most && constraint.bound > metric.highest;
  require(!above_all, "\"{}\" can never hold: {} is at most {}", constraint.text, metric.name,
          exact_text(metric.highest));
  const bool below_all =
      constraint.at_most &&
      (metric.logarithmic ? constraint.bound <= metric.lowest : constraint.bound < metric.lowest);
  require(!below_all, "\"{}\" can never hold: {} is always {} {}", constraint.text, metric.name,
          metric.logarithmic ? "above" : "at least", exact_text(metric.lowest));
}

Constraint parse_constraint(const std::string& text, const spec::Spec& spec) {
  const Comparison line = read_comparison(text, "the constraint", constraint_form);
  const MetricDescription metric = known_metric(line.metric, spec);
  const double bound = parse_bound(line.bound, text, metric);
  const Constraint constraint{metric.name, line.at_most, bound, text};
  check_bound(constraint, metric);
  return constraint;
}

void add_objective(Formulation& formulation, const std::string& text, const spec::Spec& spec) {
  const Objective objective = parse_objective(text, spec);
  for (const Objective& earlier : formulation.objectives) {
    require(earlier.metric != objective.metric,
            "the objective \"{}\" stands here twice; remove one", text);
  }
  formulation.objectives.push_back(objective);
}

void add_constraint(Formulation& formulation, const std::string& text, const spec::Spec& spec) {
  const Constraint constraint = parse_constraint(text, spec);
  for (const Constraint& earlier : formulation.constraints) {
    if (earlier.metric != constraint.metric) continue;
    require(earlier.at_most != constraint.at_most,
            "\"{}\" and \"{}\" bound the same metric on the same side; keep one", earlier.text,
            text);
    const double least = constraint.at_most ? earlier.bound : constraint.bound;
    const double most = constraint.at_most ? constraint.bound : earlier.bound;
    require(least <= most, "\"{}\" and \"{}\" exclude each other; no design can meet both",
            earlier.text, text);
  }
  formulation.constraints.push_back(constraint);
}

void read_lines(const std::vector<spec::LocatedText>& lines, const spec::Spec& spec,
                Formulation& formulation,
                void (*add)(Formulation&, const std::string&, const spec::Spec&),
                spec::Problems& problems) {
  for (const spec::LocatedText& line : lines) {
    try {
      add(formulation, line.text, spec);
    } catch (const Error& error) {
      problems.add(line.location, error.what());
    }
  }
}

}  // namespace

Formulation parse_formulation(const spec::Spec& spec) {
  Formulation formulation;
  spec::Problems problems;
  read_lines(spec.objectives, spec, formulation, add_objective, problems);
  read_lines(spec.constraints, spec, formulation, add_constraint, problems);
  if (spec.objectives.empty()) {
    problems.add({spec.path.string(), 0, 0}, "a study needs an objective; " + objective_form);
  }
  problems.raise_if_any();
  if (spec.scalarise) {
    try {
      scalarise(formulation, *spec.scalarise);
    } catch (const Error& error) {
      problems.add(spec.scalarise->location, error.what());
    }
  }
  if (spec.preference) read_preference(formulation, *spec.preference, problems);
  problems.raise_if_any();
  return formulation;
}

double violation(const Constraint& constraint, const Metrics& metrics) {
  const auto found = metrics.find(constraint.metric);
  if (found == metrics.end()) return 0.0;
  const double excess =
      constraint.at_most ? found->second - constraint.bound : constraint.bound - found->second;
  if (!(excess > 0.0)) return 0.0;
  const double size = std::abs(constraint.bound);
  return size > 0.0 ? excess / size : excess;
}

std::optional<std::vector<double>> losses(const Formulation& formulation, const Metrics& metrics) {
  std::vector<double> result;
  for (const Objective& objective : formulation.objectives) {
    const auto found = metrics.find(objective.metric);
    if (found == metrics.end() || !std::isfinite(found->second)) return std::nullopt;
    result.push_back(objective.maximise ? -found->second : found->second);
  }
  return result;
}

}  // namespace kirchhoff::objective
