// tests/search/two_stage_test.cpp - what is held fast when, what is chosen, and what a study may
// ask.
#include "kirchhoff/search/two_stage.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/search/study_strategy.hpp"
#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

// Two parameters of a network, three of a chip; 7 levels each.
spec::SpaceSpec parts() {
  spec::SpaceSpec spec;
  spec.name = "parts";
  for (const char* name : {"network.a", "network.b", "chip.c", "chip.d", "chip.e"}) {
    spec::ParameterSpec parameter;
    parameter.name = name;
    parameter.kind = "integer";
    parameter.high = 6;
    spec.parameters.push_back(parameter);
  }
  return spec;
}

spec::Spec study_of(const std::string& strategy = "random") {
  spec::Spec spec;
  spec.space = parts();
  spec.search.strategy = strategy;
  spec.search.trials = 100;
  spec.search.lookahead = 3;
  spec.two_stage = spec::TwoStageSpec{
      .first = {{"network.", {}}}, .objectives = {{"x", {}}}, .trials = 30, .designs = 2};
  return spec;
}

objective::Formulation sought() {
  return {{{"x", false, objective::Axis{0.0, 12.0}}, {"y", false, objective::Axis{0.0, 30.0}}}, {}};
}

double level(const space::Candidate& candidate, std::size_t i) {
  return static_cast<double>(std::get<std::int64_t>(*candidate.values[i]));
}

// x is the network's alone; y is of both.
objective::Trial trial_of(std::uint64_t number, const space::Candidate& candidate) {
  const double x = level(candidate, 0) + level(candidate, 1);
  double y = 12.0 - x;
  for (std::size_t i = 2; i < 5; ++i) y += level(candidate, i);
  return {.number = number,
          .state = objective::TrialState::Complete,
          .candidate = candidate,
          .metrics = {{"x", x}, {"y", y}},
          .evaluated = true};
}

std::vector<objective::Trial> searched(const spec::Spec& spec, std::uint64_t count = 100) {
  static std::vector<std::unique_ptr<space::SearchSpace>> spaces;  // outlive what refers to them
  spaces.push_back(std::make_unique<space::SearchSpace>(spec.space));
  const objective::Formulation formulation = sought();
  const auto strategy = make_study_strategy(spec, *spaces.back(), formulation);
  return search_with(*strategy, count, 3, trial_of);
}

void check_fails(const spec::Spec& spec, const char* words) {
  const space::SearchSpace space(spec.space);
  CHECK_THROWS_WITH_AS(check_formulation(spec, space, sought()), doctest::Contains(words), Error);
}

}  // namespace

TEST_CASE("the chip stands in the middle first, then the best networks stand and the chip moves") {
  for (const char* strategy : {"random", "auto", "nsga2"}) {
    CAPTURE(strategy);
    const std::vector<objective::Trial> trials = searched(study_of(strategy));
    std::map<double, int> best;  // x of the first stage, as known when the second begins
    for (std::size_t i = 0; i < 30; ++i) {
      for (std::size_t j = 2; j < 5; ++j) CHECK(level(trials[i].candidate, j) == 3.0);
      if (i < 28) ++best[trials[i].metrics.at("x")];
    }
    std::set<std::string> networks, chips;
    for (std::size_t i = 30; i < trials.size(); ++i) {
      const space::Candidate& candidate = trials[i].candidate;
      networks.insert(fmt::format("{} {}", level(candidate, 0), level(candidate, 1)));
      chips.insert(
          fmt::format("{} {} {}", level(candidate, 2), level(candidate, 3), level(candidate, 4)));
      // Two designs go on: at worst the second best x of those known.
      const auto second = best.begin()->second > 1 ? best.begin() : std::next(best.begin());
      CHECK(trials[i].metrics.at("x") <= second->first);
    }
    CHECK(networks.size() == 2);
    CHECK(chips.size() > 30);
  }
}

TEST_CASE("nothing is evaluated twice, and the same calls give the same stream") {
  const std::vector<objective::Trial> trials = searched(study_of("auto"));
  const std::vector<objective::Trial> again = searched(study_of("auto"));
  const space::SearchSpace space(parts());
  std::set<std::string> seen;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    CHECK(seen.insert(space.key(trials[i].candidate)).second);
    CHECK(trials[i].candidate == again[i].candidate);
  }
}

// Proposes at random and counts what it is told.
class Counting final : public Strategy {
 public:
  Counting(const space::SearchSpace& space, int& told) : space_(space), told_(told) {}
  space::Candidate propose(std::uint64_t number) override {
    Stream stream(1, purpose::proposal, number);
    return space_.sample(stream);
  }
  void tell(std::span<const objective::Trial> finished) override {
    told_ += static_cast<int>(finished.size());
  }

 private:
  const space::SearchSpace& space_;
  int& told_;
};

TEST_CASE("the second stage is told what the first found of its designs, and of no other") {
  const spec::Spec spec = study_of();
  const space::SearchSpace space(spec.space);
  const objective::Formulation formulation = sought();
  std::vector<std::unique_ptr<int>> told;  // by strategy: the first stage's, then each design's
  TwoStage strategy(spec.space, space, formulation, {.seed = 1},
                    stages_of(spec, space, formulation),
                    [&](const space::SearchSpace& part, const objective::Formulation&,
                        const StrategyOptions&) -> std::unique_ptr<Strategy> {
                      told.push_back(std::make_unique<int>(0));
                      return std::make_unique<Counting>(part, *told.back());
                    });
  std::vector<space::Candidate> first;
  for (std::uint64_t number = 0; number < 30; ++number) {
    first.push_back(strategy.propose(number));
    const objective::Trial trial = trial_of(number, first.back());
    strategy.tell({&trial, 1});
  }
  REQUIRE(told.size() == 1);
  CHECK(*told[0] == 30);
  for (std::size_t design = 0; design < 2; ++design) {
    const space::Candidate chosen = strategy.propose(30 + design);
    REQUIRE(told.size() == 3);
    const auto of_it = std::ranges::count_if(first, [&](const space::Candidate& candidate) {
      return candidate.values[0] == chosen.values[0] && candidate.values[1] == chosen.values[1];
    });
    CHECK(of_it > 0);
    CHECK(*told[1 + design] == of_it);
  }
}

TEST_CASE("a refused proposal is no trial of the first stage") {
  const spec::Spec spec = study_of();
  const space::SearchSpace space(spec.space);
  const objective::Formulation formulation = sought();
  const auto strategy = make_study_strategy(spec, space, formulation);
  int in_first = 0;
  for (std::uint64_t number = 0; number < 60; ++number) {
    objective::Trial trial = trial_of(number, strategy->propose(number));
    const bool is_first = level(trial.candidate, 2) == 3.0 && level(trial.candidate, 3) == 3.0 &&
                          level(trial.candidate, 4) == 3.0;
    in_first += is_first ? 1 : 0;
    if (number < 10) {
      trial.evaluated = false;
      trial.state = objective::TrialState::Infeasible;
      trial.violations["y"] = 1.0;
    }
    strategy->tell({&trial, 1});
  }
  CHECK(in_first >= 40);  // ten refused and thirty of its own
  CHECK(in_first <= 41);  // a chip of the second stage may be the middle one
}

TEST_CASE("a first stage that has seen all its part of the space makes way for the second") {
  spec::Spec spec = study_of();
  spec.search.trials = 200;
  spec.two_stage->trials = 150;  // of 49 networks
  const space::SearchSpace space(spec.space);
  const objective::Formulation formulation = sought();
  const auto strategy = make_study_strategy(spec, space, formulation);
  std::map<std::string, std::uint64_t> seen;
  std::set<double> chips;
  for (std::uint64_t number = 0; number < 400; ++number) {
    objective::Trial trial = trial_of(number, strategy->propose(number));
    const auto [earlier, is_new] = seen.emplace(space.key(trial.candidate), number);
    if (!is_new) {
      trial.evaluated = false;
      trial.repeats = earlier->second;
    }
    chips.insert(level(trial.candidate, 2));
    strategy->tell({&trial, 1});
  }
  CHECK(chips.size() == 7);
}

TEST_CASE("a parameter that has a condition may be held fast, also inactive") {
  spec::Spec spec = study_of();
  spec.space.parameters[3].when = spec::LocatedText{"chip.c >= 5", {}};
  const space::SearchSpace space(spec.space);
  const objective::Formulation formulation = sought();
  const auto strategy = make_study_strategy(spec, space, formulation);
  for (std::uint64_t number = 0; number < 60; ++number) {
    const space::Candidate candidate = strategy->propose(number);
    CHECK(space.canonical(candidate) == candidate);
    const objective::Trial trial{.number = number,
                                 .state = objective::TrialState::Complete,
                                 .candidate = candidate,
                                 .metrics = {{"x", level(candidate, 0)}, {"y", 1.0}},
                                 .evaluated = true};
    strategy->tell({&trial, 1});
  }
}

TEST_CASE("what a study cannot ask for is told") {
  spec::Spec spec = study_of();
  spec.two_stage->first = {{"netwrk.", {}}};
  check_fails(spec, "no parameter is or begins with \"netwrk.\"");
  spec.two_stage->first = {{"network.", {}}, {"chip.", {}}};
  check_fails(spec, "names every parameter");
  spec = study_of();
  spec.two_stage->objectives = {{"z", {}}};
  check_fails(spec, "the study does not seek \"z\"");
  spec = study_of();
  spec.two_stage->trials = 100;
  check_fails(spec, "must leave some");
  spec.two_stage->trials = 2;
  check_fails(spec, "at least [search] lookahead (3)");
}

}  // namespace kirchhoff::search
