// tests/search/augmented_lagrangian_test.cpp - prices by hand, and an optimum on a bound.
#include "kirchhoff/search/augmented_lagrangian.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/search/study_strategy.hpp"
#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

objective::Formulation on_a_bound() {
  objective::Formulation formulation;
  formulation.objectives.push_back({"loss", false, objective::Axis{0.0, 1.0}});
  formulation.constraints.push_back({"size", true, 2.0, "size <= 2"});
  return formulation;
}

// What is told last to a strategy that only listens.
class Listener final : public Strategy {
 public:
  Listener(const space::SearchSpace& space, std::vector<objective::Trial>& heard)
      : space_(space), heard_(heard) {
    heard_.clear();
  }
  space::Candidate propose(std::uint64_t number) override {
    Stream stream(1, purpose::proposal, number);
    return space_.sample(stream);
  }
  void tell(std::span<const objective::Trial> finished) override {
    heard_.insert(heard_.end(), finished.begin(), finished.end());
  }

 private:
  const space::SearchSpace& space_;
  std::vector<objective::Trial>& heard_;
};

struct Listening {
  space::SearchSpace space = grid_space(2, 5);
  objective::Formulation formulation = on_a_bound();
  std::vector<objective::Trial> heard;
  AugmentedLagrangian strategy{
      space,
      formulation,
      {.seed = 1},
      [this](const space::SearchSpace& inner, const objective::Formulation& unconstrained,
             const StrategyOptions& options) -> std::unique_ptr<Strategy> {
        CHECK(options.proposed != nullptr);  // one that begins anew repeats nothing
        CHECK(unconstrained.constraints.empty());
        return std::make_unique<Listener>(inner, heard);
      }};
  void tell(std::uint64_t number, double loss, double size) {
    objective::Trial trial{.number = number,
                           .candidate = strategy.propose(number),
                           .metrics = {{"loss", loss}, {"size", size}},
                           .evaluated = true};
    trial.state = size <= 2.0 ? objective::TrialState::Complete : objective::TrialState::Infeasible;
    if (size > 2.0) trial.violations["size"] = size / 2.0 - 1.0;
    strategy.tell({&trial, 1});
  }
  [[nodiscard]] double last_value() const {
    return heard.back().metrics.at("augmented_lagrangian");
  }
};

}  // namespace

TEST_CASE("without a price a violation costs half its square, and what is inside costs nothing") {
  Listening listening;
  listening.tell(0, 0.4, 3.0);  // half above its bound: 0.4 + 1/2 0.25
  CHECK(listening.last_value() == doctest::Approx(0.525).scale(0.0));
  CHECK(listening.heard.back().state == objective::TrialState::Complete);
  CHECK(listening.heard.back().violations.empty());
  listening.tell(1, 0.4, 1.0);
  CHECK(listening.last_value() == doctest::Approx(0.4).scale(0.0));
}

TEST_CASE("a lower bound costs below it") {
  Listening listening;
  listening.formulation.constraints[0] = {"size", false, 2.0, "size >= 2"};
  listening.tell(0, 0.4, 3.0);
  CHECK(listening.last_value() == doctest::Approx(0.4).scale(0.0));
  listening.tell(1, 0.4, 1.0);  // half below its bound
  CHECK(listening.last_value() == doctest::Approx(0.525).scale(0.0));
}

TEST_CASE("of many trials the better half and the newest are told anew") {
  Listening listening;
  for (std::uint64_t number = 0; number < 506; ++number)  // a round ends after the last
    listening.tell(number, 0.1 + 0.001 * static_cast<double>(number), 1.0);
  std::set<std::uint64_t> heard;
  for (const objective::Trial& trial : listening.heard) heard.insert(trial.number);
  CHECK(heard.size() <= 401);  // 400 and what came after the round's end
  CHECK(heard.size() >= 390);
  CHECK(heard.contains(0));    // the best
  CHECK(heard.contains(505));  // the newest, and the worst
  CHECK_FALSE(heard.contains(250));
}

TEST_CASE("after a round the price is the penalty times the violation of the best") {
  Listening listening;
  for (std::uint64_t number = 0; number < 19; ++number) listening.tell(number, 0.9, 1.0);
  CHECK(listening.strategy.prices()[0] == 0.0);
  listening.tell(19, 0.1, 2.4);  // L = 0.1 + 0.02: the best, a fifth above
  CHECK(listening.strategy.prices()[0] == doctest::Approx(0.2).scale(0.0));
  CHECK(listening.strategy.penalty() == 1.0);
  // All were told anew: of the last ((0.2 + 0.2)^2 - 0.2^2) / 2 above its loss.
  CHECK(listening.heard.size() == 20);
  CHECK(listening.last_value() == doctest::Approx(0.16).scale(0.0));
  // Inside, the price pays back: 0.9 + (0 - 0.04) / 2.
  CHECK(listening.heard.front().metrics.at("augmented_lagrangian") ==
        doctest::Approx(0.88).scale(0.0));
  // The second round ends after thirty; the violation stands, so the penalty grows.
  for (std::uint64_t number = 20; number < 30; ++number) listening.tell(number, 0.9, 1.0);
  CHECK(listening.strategy.prices()[0] == doctest::Approx(0.4).scale(0.0));
  CHECK(listening.strategy.penalty() == 4.0);
}

TEST_CASE("a trial without figures, or refused for another reason, is told as it is") {
  Listening listening;
  const objective::Trial refused{.number = 0,
                                 .state = objective::TrialState::Infeasible,
                                 .candidate = listening.strategy.propose(0),
                                 .violations = {{"size", 0.5}}};
  listening.strategy.tell({&refused, 1});
  CHECK(listening.heard.back().state == objective::TrialState::Infeasible);
  const objective::Trial other{.number = 1,
                               .state = objective::TrialState::Infeasible,
                               .candidate = listening.strategy.propose(1),
                               .metrics = {{"loss", 0.1}, {"size", 1.0}},
                               .evaluated = true,
                               .violations = {{"power", 0.5}}};
  listening.strategy.tell({&other, 1});
  CHECK(listening.heard.back().violations.contains("power"));
}

TEST_CASE("an optimum on a bound is found, nothing comes twice, the calls decide the stream") {
  spec::Spec spec;
  for (int i = 0; i < 4; ++i) {
    spec::ParameterSpec parameter;
    parameter.name = fmt::format("x{}", i);
    parameter.kind = "integer";
    parameter.high = 10;
    spec.space.parameters.push_back(parameter);
  }
  spec.search.constraint_handling = "augmented-lagrangian";
  const space::SearchSpace space(spec.space);
  const objective::Formulation formulation = on_a_bound();
  // Least loss where x is largest; the sum may be 20 (size 2). The best allowed loss is 0.5.
  const auto trial_of = [](std::uint64_t number, const space::Candidate& candidate) {
    double sum = 0.0;
    for (const auto& value : candidate.values) {
      sum += static_cast<double>(std::get<std::int64_t>(*value));
    }
    objective::Trial trial{.number = number,
                           .state = objective::TrialState::Complete,
                           .candidate = candidate,
                           .metrics = {{"loss", 1.0 - sum / 40.0}, {"size", sum / 10.0}},
                           .evaluated = true};
    if (sum > 20.0) {
      trial.state = objective::TrialState::Infeasible;
      trial.violations["size"] = sum / 20.0 - 1.0;
    }
    return trial;
  };
  for (const char* name : {"auto", "nsga2", "local-search"}) {
    CAPTURE(name);
    spec.search.strategy = name;
    const auto run = [&] {
      const auto strategy = make_study_strategy(spec, space, formulation);
      return search_with(*strategy, 80, 3, trial_of);
    };
    const std::vector<objective::Trial> trials = run();
    const std::vector<objective::Trial> again = run();
    double best = 1.0;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < trials.size(); ++i) {
      CHECK(trials[i].candidate == again[i].candidate);
      seen.insert(space.key(trials[i].candidate));
      if (trials[i].is_feasible()) best = std::min(best, trials[i].metrics.at("loss"));
    }
    CHECK(best == doctest::Approx(0.5).scale(0.0));
    if (std::string(name) == "auto") CHECK(seen.size() == trials.size());
  }
}

TEST_CASE("prices need one objective and a constraint") {
  spec::Spec spec;
  spec.search.constraint_handling = "augmented-lagrangian";
  const space::SearchSpace space = grid_space(2, 3);
  objective::Formulation formulation = on_a_bound();
  CHECK_NOTHROW(check_formulation(spec, space, formulation));
  formulation.objectives.push_back({"other", false, objective::Axis{}});
  CHECK_THROWS_WITH_AS(check_formulation(spec, space, formulation),
                       doctest::Contains("for one objective, not 2"), Error);
  formulation = on_a_bound();
  formulation.constraints.clear();
  CHECK_THROWS_WITH_AS(check_formulation(spec, space, formulation),
                       doctest::Contains("the study has none"), Error);
}

}  // namespace kirchhoff::search
