// kirchhoff/tabular/synthetic.cpp - ZDT1, ZDT3 and DTLZ2 on grids of 12 ordinal parameters.
//
// Model: y = level / (levels - 1). Zitzler, Deb, Thiele 2000 (ZDT); Deb, Thiele, Laumanns, Zitzler
//        2002 (DTLZ). The first parameters choose a point of the front, the others the distance g
//        to it, which is 0 on one level each: so the true front is known.
#include <fmt/core.h>

#include <cmath>
#include <numbers>

#include "kirchhoff/tabular/detail/chosen_names.hpp"
#include "kirchhoff/tabular/problem.hpp"

namespace kirchhoff::tabular {
namespace {

constexpr std::size_t parameter_count = 12;
constexpr std::size_t usual_levels = 11;

using Values = std::vector<double>;
using Function = Values (*)(const Values&);

double mean_from(const Values& y, std::size_t first) {
  double sum = 0.0;
  for (std::size_t i = first; i < y.size(); ++i) sum += y[i];
  return sum / static_cast<double>(y.size() - first);
}

Values zdt1(const Values& y) {
  const double g = 1.0 + 9.0 * mean_from(y, 1);
  return {y[0], g * (1.0 - std::sqrt(y[0] / g))};
}

Values zdt3(const Values& y) {
  const double g = 1.0 + 9.0 * mean_from(y, 1);
  const double wave = std::sin(10.0 * std::numbers::pi * y[0]);
  return {y[0], g * (1.0 - std::sqrt(y[0] / g) - y[0] / g * wave)};
}

Values dtlz2(const Values& y) {
  double g = 0.0;
  for (std::size_t i = 2; i < y.size(); ++i) g += (y[i] - 0.5) * (y[i] - 0.5);
  const double a = 0.5 * std::numbers::pi * y[0];
  const double b = 0.5 * std::numbers::pi * y[1];
  return {(1.0 + g) * std::cos(a) * std::cos(b), (1.0 + g) * std::cos(a) * std::sin(b),
          (1.0 + g) * std::sin(a)};
}

struct Description {
  std::string name;
  Function function;
  std::vector<std::size_t> first_levels;  // of the parameters along the front
  std::size_t best_level;                 // of the others
  Values ideal, reference;
};

std::vector<Description> descriptions() {
  return {{"dzdt1", zdt1, {33}, 0, {0.0, 0.0}, {1.1, 4.0}},
          {"dzdt3", zdt3, {33}, 0, {0.0, -0.7460962}, {0.928125, 6.2382887}},
          {"ddtlz2", dtlz2, {21, 21}, 5, {0.0, 0.0, 0.0}, {2.0, 2.0, 2.0}}};
}

std::size_t level_count(const Description& description, std::size_t index) {
  const auto& first = description.first_levels;
  return index < first.size() ? first[index] : usual_levels;
}

space::SearchSpace space_of(const Description& description) {
  spec::SpaceSpec spec;
  spec.name = description.name;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    spec::ParameterSpec parameter;
    parameter.name = fmt::format("y{}", i + 1);
    parameter.kind = "ordinal";
    for (std::size_t level = 0; level < level_count(description, i); ++level) {
      parameter.values.emplace_back(static_cast<std::int64_t>(level));
    }
    spec.parameters.push_back(std::move(parameter));
  }
  return space::SearchSpace(spec);
}

double share(std::size_t level, std::size_t levels) {
  return static_cast<double>(level) / static_cast<double>(levels - 1);
}

// Every choice of the first parameters with the others at their best.
std::vector<Values> front_losses(const Description& description) {
  std::size_t count = 1;
  for (const std::size_t levels : description.first_levels) count *= levels;
  std::vector<Values> losses;
  for (std::size_t point = 0; point < count; ++point) {
    Values y(parameter_count, share(description.best_level, usual_levels));
    std::size_t rest = point;
    for (std::size_t i = 0; i < description.first_levels.size(); ++i) {
      y[i] = share(rest % description.first_levels[i], description.first_levels[i]);
      rest /= description.first_levels[i];
    }
    losses.push_back(description.function(y));
  }
  return losses;
}

Problem make_problem(const Description& description) {
  Problem problem{.name = description.name,
                  .space = space_of(description),
                  .formulation = {},
                  .reported = "",
                  .metrics = {}};
  for (std::size_t i = 0; i < description.ideal.size(); ++i) {
    problem.formulation.objectives.push_back(
        {fmt::format("f{}", i + 1), false,
         objective::Axis{.ideal = description.ideal[i], .reference = description.reference[i]}});
  }
  problem.metrics = [description](const space::Candidate& candidate) {
    Values y;
    for (std::size_t i = 0; i < parameter_count; ++i) {
      const auto level = static_cast<std::size_t>(std::get<std::int64_t>(*candidate.values.at(i)));
      y.push_back(share(level, level_count(description, i)));
    }
    objective::Metrics metrics;
    const Values f = description.function(y);
    for (std::size_t i = 0; i < f.size(); ++i) metrics[fmt::format("f{}", i + 1)] = f[i];
    return metrics;
  };
  problem.truth = truth_of(problem.formulation, front_losses(description));
  return problem;
}

}  // namespace

std::vector<Problem> synthetic_problems(const std::vector<std::string>& names) {
  const std::vector<Description> all = descriptions();
  std::vector<std::string> known;
  for (const Description& description : all) known.push_back(description.name);
  std::vector<Problem> problems;
  for (const std::string& name : detail::chosen_names(names, known)) {
    for (const Description& description : all) {
      if (description.name == name) problems.push_back(make_problem(description));
    }
  }
  return problems;
}

}  // namespace kirchhoff::tabular
