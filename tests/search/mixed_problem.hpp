// tests/search/mixed_problem.hpp - every kind of parameter, a condition, a rule and a constraint.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {

inline space::SearchSpace mixed_space() {
  spec::SpaceSpec spec;
  spec.name = "mixed";
  const auto parameter = [&](const char* name, const char* kind) -> spec::ParameterSpec& {
    spec.parameters.emplace_back();
    spec.parameters.back().name = name;
    spec.parameters.back().kind = kind;
    return spec.parameters.back();
  };
  parameter("operation", "nominal").values = {std::string("a"), std::string("b"), std::string("c"),
                                              std::string("d")};
  for (int i = 0; i < 4; ++i) {
    parameter(fmt::format("choice{}", i).c_str(), "nominal").values = {
        std::string("p"), std::string("q"), std::string("r")};
  }
  parameter("size", "ordinal").values = {std::int64_t{16}, std::int64_t{64}, std::int64_t{256}};
  spec::ParameterSpec& count = parameter("count", "integer");
  count.low = 1.0;
  count.high = 9.0;
  spec::ParameterSpec& rate = parameter("rate", "real");
  rate.low = 1e-4;
  rate.high = 1.0;
  rate.logarithmic = true;
  spec::ParameterSpec& extra = parameter("extra", "real");
  extra.high = 1.0;
  extra.when = spec::LocatedText{"operation == \"b\"", {}};
  spec::ForbiddenSpec& rule = spec.forbidden.emplace_back();
  rule.rule.text = "size * count > 1500";
  rule.because = "it does not fit";
  return space::SearchSpace(spec);
}

// Both objectives fall with the right choices; "b" is best and has the parameter of its own.
inline Shares mixed_shares(const space::Candidate& candidate) {
  const auto text = [&](std::size_t i) { return std::get<std::string>(*candidate.values[i]); };
  const double size = static_cast<double>(std::get<std::int64_t>(*candidate.values[5]));
  const double count = static_cast<double>(std::get<std::int64_t>(*candidate.values[6]));
  const double rate = std::log10(std::get<double>(*candidate.values[7]));
  double loss = text(0) == "b"   ? std::abs(std::get<double>(*candidate.values[8]) - 0.7)
                : text(0) == "a" ? 0.6
                                 : 1.0;
  for (std::size_t i = 1; i < 5; ++i) loss += text(i) == "q" ? 0.0 : text(i) == "p" ? 0.4 : 0.8;
  loss += 0.3 * (rate + 2.0) * (rate + 2.0);
  const double trade = 0.5 * std::log2(size) / 8.0 + 0.5 * count / 9.0;
  return {0.1 + 0.6 * trade + 0.05 * loss, 0.1 + 0.4 * (1.0 - trade) + 0.1 * loss};
}

// Trials above `bound` in the second share are infeasible; they say how far, and their metrics.
inline objective::Trial mixed_trial(std::uint64_t number, const space::Candidate& candidate,
                                    double bound = 1e9) {
  objective::Trial trial;
  trial.number = number;
  trial.candidate = candidate;
  trial.evaluated = true;
  trial.state = objective::TrialState::Complete;
  const Shares shares = mixed_shares(candidate);
  trial.metrics["energy_j"] = 1e-9 * std::pow(10.0, 6.0 * shares.first);
  trial.metrics["latency_s"] = 1e-7 * std::pow(10.0, 5.0 * shares.second);
  if (shares.second > bound) {
    trial.state = objective::TrialState::Infeasible;
    trial.violations["latency_s"] = shares.second / bound - 1.0;
  }
  return trial;
}

inline std::vector<objective::Trial> mixed_search(const std::string& name, std::uint64_t seed,
                                                  std::uint64_t budget, double bound = 1e9) {
  const space::SearchSpace space = mixed_space();
  objective::Formulation formulation = two_objectives();
  if (bound < 1.0) {
    const double latency = 1e-7 * std::pow(10.0, 5.0 * bound);
    formulation.constraints.push_back({"latency_s", true, latency, "latency_s"});
  }
  const auto strategy = make_strategy(name, space, formulation, {.seed = seed});
  return search_with(*strategy, budget, 3, [&](std::uint64_t number, const auto& candidate) {
    return mixed_trial(number, candidate, bound);
  });
}

inline std::vector<objective::Trial> grid_search(const std::string& name,
                                                 const space::SearchSpace& space,
                                                 std::uint64_t seed, std::uint64_t budget) {
  const objective::Formulation formulation = two_objectives();
  const auto strategy = make_strategy(name, space, formulation, {.seed = seed});
  return search_with(*strategy, budget, 3, [&](std::uint64_t number, const auto& candidate) {
    return evaluate(space, number, candidate);
  });
}

inline std::string keys_of(const space::SearchSpace& space,
                           const std::vector<objective::Trial>& trials) {
  std::string text;
  for (const objective::Trial& trial : trials) text += space.key(trial.candidate) + "\n";
  return text;
}

inline std::size_t feasible_count(const std::vector<objective::Trial>& trials) {
  std::size_t count = 0;
  for (const objective::Trial& trial : trials) count += trial.is_feasible() ? 1U : 0U;
  return count;
}

}  // namespace kirchhoff::search
