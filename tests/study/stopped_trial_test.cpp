// tests/study/stopped_trial_test.cpp - what becomes of a trial that a check ended, and what a
// strategy learns of it.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/study/detail/early_stopping.hpp"
#include "tests/study/workshop.hpp"

namespace {

using namespace kirchhoff;
using objective::TrialState;
using test::Workshop;

// The workshop's study with `old` replaced, as a file of its own.
spec::Spec changed(const Workshop& workshop, const std::string& old, const std::string& text) {
  std::string file = read_text(workshop.root() / "study.toml");
  file.replace(file.find(old), old.size(), text);
  write_atomically(workshop.root() / "changed.toml", file);
  return spec::load_spec(workshop.root() / "changed.toml");
}

evaluate::Evaluator evaluator_of(const spec::Spec& spec) {
  return {spec, objective::parse_formulation(spec), {}};
}

objective::Trial some_trial(const spec::Spec& spec) {
  const space::SearchSpace space(spec.space);
  Stream stream(1, purpose::test, 0);
  objective::Trial trial{.fields = space.fields(space.sample(stream))};
  trial.fidelity = {.images = 100, .epochs = 1, .validation_images = 50, .draws = 1};
  return trial;
}

worker::EvaluateAnswer answer_to(const evaluate::Evaluator& evaluator,
                                 const objective::Trial& trial) {
  worker::EvaluateAnswer answer;
  answer.validation.at = {{.time_s = 60.0, .mean = 0.4, .sd = 0.0, .worst = 0.4}};
  answer.activity = network::default_activity(evaluator.builder().build(trial.fields).network);
  return answer;
}

}  // namespace

TEST_CASE("a stopped trial stays stopped, whatever its half-trained network would have cost") {
  const Workshop workshop;
  const spec::Spec spec = changed(workshop, "area_m2 <= 20e-6", "energy_j <= 1e-12");
  const evaluate::Evaluator evaluator = evaluator_of(spec);
  objective::Trial trial = some_trial(spec);
  trial.checks = {{.after = 0.25, .least_accuracy = 0.5}, {.after = 0.5, .least_accuracy = 2.0}};
  worker::EvaluateAnswer answer = answer_to(evaluator, trial);
  objective::Trial finished = trial;
  evaluator.complete(finished, answer);
  CHECK(finished.state == TrialState::Infeasible);

  answer.was_stopped = true;
  answer.check_accuracy = {0.4};
  objective::Trial stopped = trial;
  evaluator.complete(stopped, answer);
  CHECK(stopped.state == TrialState::Stopped);
  CHECK(stopped.violations.empty());
  CHECK_FALSE(stopped.metrics.contains("accuracy"));
  CHECK(stopped.metrics.at("energy_j") > 1e-12);
  CHECK(stopped.reasons ==
        std::vector<std::string>{"stopped after 25 % of its training: accuracy 0.400, 0.500 was "
                                 "needed"});
  CHECK_FALSE(stopped.checks[1].accuracy.has_value());

  answer.check_accuracy = {0.6, 0.7};
  evaluator.complete(trial, answer);
  CHECK(trial.reasons == std::vector<std::string>{
                             "stopped after 50 % of its training: accuracy 0.700, none would be "
                             "enough at its cost"});
}

TEST_CASE("a proxy is measured at the first time, unless the study asks for the last") {
  const Workshop workshop;
  const std::string seed = "seed = 7";
  const std::string times = seed + "\ntimes_s = [60.0, 3600.0]";
  const spec::Spec plain = changed(workshop, seed, times);
  objective::Trial trial = some_trial(plain);
  const evaluate::Evaluator evaluator = evaluator_of(plain);
  CHECK(evaluator.job(trial, "").plan.times_s == std::vector<double>{60.0});
  evaluator.complete(trial, answer_to(evaluator, trial));
  CHECK_FALSE(trial.metrics.contains("accuracy_last"));
  trial.fidelity.full = true;
  CHECK(evaluator.job(trial, "").plan.times_s == std::vector<double>{60.0, 3600.0});
  worker::EvaluateAnswer answer = answer_to(evaluator, trial);
  answer.validation.at.push_back({.time_s = 3600.0, .mean = 0.3, .sd = 0.0, .worst = 0.3});
  evaluator.complete(trial, answer);
  CHECK(trial.metrics.at("accuracy_last") == 0.3);
  CHECK(trial.metrics.at("accuracy") == 0.4);

  spec::Spec asking = plain;
  asking.constraints.push_back({"accuracy_last >= 0.2", {}});
  trial.fidelity.full = false;
  CHECK(evaluator_of(asking).job(trial, "").plan.times_s == std::vector<double>{60.0, 3600.0});
}

// With a lookahead of one a proposal knows all earlier results: the candidates of the study are
// those of a strategy that is told what early stopping expects of them.
TEST_CASE("a strategy goes on from what was to be expected of stopped trials") {
  const Workshop workshop;
  spec::Spec spec =
      changed(workshop, "[final]", "[early_stopping]\nrule = \"median\"\nwarm_up = 10\n[final]");
  std::string text = spec.text;
  text.replace(text.find("lookahead = 5"), 13, "lookahead = 1");
  text.replace(text.find("trials = 40"), 11, "trials = 70");
  study::StudyOptions options = workshop.options("study", 1);
  options.spec_file = workshop.root() / "median.toml";
  options.search_only = true;
  write_atomically(options.spec_file, text);
  study::run_study(options, {});

  spec = spec::load_spec(options.spec_file);
  const space::SearchSpace space(spec.space);
  const objective::Formulation formulation = objective::parse_formulation(spec);
  const auto strategy =
      search::make_strategy("nsga2", space, formulation, {.seed = spec.seed, .population = 8});
  study::detail::EarlyStopping stopping(*spec.early_stopping, formulation);
  int stopped = 0;
  for (const auto& trial : store::open_store(options.folder, store::OpenMode::Read)->trials()) {
    REQUIRE(strategy->propose(trial.number) == trial.candidate);
    stopped += trial.state == TrialState::Stopped ? 1 : 0;
    stopping.tell(trial);
    const objective::Trial expected = stopping.expected(trial);
    CHECK(expected.state != TrialState::Stopped);
    strategy->tell({&expected, 1});
  }
  CHECK(stopped >= 5);
}
