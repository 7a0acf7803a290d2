// tests/study/early_stopping_test.cpp - thresholds against cases that can be worked out by hand.
#include "kirchhoff/study/detail/early_stopping.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/study/study_input.hpp"

namespace {

using namespace kirchhoff;
using doctest::Approx;
using objective::Trial;
using objective::TrialState;
using study::detail::EarlyStopping;

// Accuracy from 0 to 1 against energy from 1 to 0 J.
objective::Formulation two_goals() {
  return {.objectives = {{"accuracy", true, objective::Axis{.ideal = 1.0, .reference = 0.0}},
                         {"energy_j", false, objective::Axis{.ideal = 0.0, .reference = 1.0}}},
          .constraints = {}};
}

spec::EarlyStoppingSpec rule_of(const std::string& rule) {
  return {.rule = rule, .after = {0.5}, .warm_up = 8, .least_gain = 0.0};
}

Trial finished(double at_check, double at_end, double energy) {
  return {.state = TrialState::Complete,
          .metrics = {{"accuracy", at_end}, {"energy_j", energy}},
          .checks = {{.after = 0.5, .accuracy = at_check}}};
}

Trial stopped(double at_check, double energy) {
  return {.state = TrialState::Stopped,
          .metrics = {{"energy_j", energy}},
          .checks = {{.after = 0.5, .least_accuracy = 0.9, .accuracy = at_check}}};
}

double threshold(const EarlyStopping& stopping, double energy) {
  const auto checks = stopping.checks({{"energy_j", energy}});
  REQUIRE(checks.size() == 1);
  CHECK(checks[0].after == 0.5);
  CHECK_FALSE(checks[0].accuracy.has_value());
  return checks[0].least_accuracy;
}

// Trials whose accuracy rises by exactly 0.2 after the check, the best to 0.69 at 0.5 J.
void tell_rising(EarlyStopping& stopping) {
  for (int i = 0; i < 15; ++i) stopping.tell(finished(0.35 + 0.01 * i, 0.55 + 0.01 * i, 0.5));
}

}  // namespace

TEST_CASE("nothing is stopped before the warm-up is over") {
  const objective::Formulation formulation = two_goals();
  for (const std::string rule : {"extrapolation", "halving", "median"}) {
    EarlyStopping stopping(rule_of(rule), formulation);
    CHECK(threshold(stopping, 0.9) == 0.0);
    for (int i = 0; i < 7; ++i) stopping.tell(finished(0.5, 0.7, 0.5));
    for (int i = 0; i < 7; ++i) stopping.tell(stopped(0.1, 0.5));  // they do not count
    CHECK(threshold(stopping, 0.9) == 0.0);
  }
}

TEST_CASE(
    "extrapolation asks for the accuracy that reaches the front, and less of a cheap design") {
  const objective::Formulation formulation = two_goals();
  EarlyStopping stopping(rule_of("extrapolation"), formulation);
  tell_rising(stopping);
  // At 0.5 J or more only an accuracy above 0.69 adds anything; at the check that is 0.49.
  CHECK(threshold(stopping, 0.5) == Approx(0.49).epsilon(1e-3));
  CHECK(threshold(stopping, 0.8) == Approx(0.49).epsilon(1e-3));
  // What breaks a constraint is no part of the front, however accurate.
  Trial broken = finished(0.49, 0.95, 0.5);
  broken.state = TrialState::Infeasible;
  broken.checks.clear();
  stopping.tell(broken);
  CHECK(threshold(stopping, 0.5) == Approx(0.49).epsilon(1e-3));
  // At 0.4 J any accuracy adds something.
  CHECK(threshold(stopping, 0.4) == 0.0);
}

TEST_CASE("a gain that is asked for raises what is needed") {
  const objective::Formulation formulation = two_goals();
  spec::EarlyStoppingSpec rule = rule_of("extrapolation");
  rule.least_gain = 0.1;  // of the volume 0.69 x 0.5
  EarlyStopping stopping(rule, formulation);
  tell_rising(stopping);
  // (a - 0.69) x 0.5 = 0.1 x 0.69 x 0.5; and at 0.45 J: 0.05 a + 0.5 max(a - 0.69, 0) = 0.0345.
  CHECK(threshold(stopping, 0.5) == Approx(0.759 - 0.2).epsilon(1e-3));
  // At 0.4 J 0.345 would do, 0.145 at the check: less than any that is known, so nothing is said.
  CHECK(threshold(stopping, 0.4) == 0.0);
  CHECK(threshold(stopping, 0.45) == Approx(0.69 - 0.2).epsilon(1e-3));
  // At 0.95 J a perfect network would add 0.05 x 0.31: not enough, whatever the check shows.
  CHECK(threshold(stopping, 0.95) > 1.0);
}

TEST_CASE("a constraint on accuracy is needed as well, and scatter makes the rule careful") {
  objective::Formulation formulation = two_goals();
  formulation.constraints = {{"accuracy", false, 0.65, "accuracy >= 0.65"}};
  EarlyStopping exact(rule_of("extrapolation"), formulation);
  tell_rising(exact);
  CHECK(threshold(exact, 0.1) == Approx(0.45).epsilon(1e-3));
  EarlyStopping scattered(rule_of("extrapolation"), formulation);
  for (int i = 0; i < 15; ++i) {
    scattered.tell(finished(0.35 + 0.01 * i, 0.55 + 0.01 * i + (i % 2 == 0 ? 0.02 : -0.02), 0.5));
  }
  CHECK(threshold(scattered, 0.1) < 0.45 - 0.02);
  CHECK(threshold(scattered, 0.1) > 0.30);
}

TEST_CASE(
    "halving lets go on who is among the better share at the check, stopped trials included") {
  objective::Formulation formulation = two_goals();
  formulation.objectives.resize(1);
  EarlyStopping stopping(rule_of("halving"), formulation);
  for (int i = 0; i < 8; ++i) stopping.tell(finished(0.50 + 0.01 * i, 0.9, 0.5));
  for (int i = 0; i < 3; ++i) stopping.tell(stopped(0.1, 0.5));
  // Of 12 with itself, 6 go on: at most 5 may be ahead, so it must reach the sixth from above.
  CHECK(threshold(stopping, 0.5) == Approx(0.52).epsilon(1e-3));
}

TEST_CASE("halving judges by fronts: a design that nothing dominates goes on with any accuracy") {
  const objective::Formulation formulation = two_goals();
  EarlyStopping stopping(rule_of("halving"), formulation);
  for (int i = 0; i < 10; ++i) stopping.tell(finished(0.5 + 0.01 * i, 0.9, 0.5 + 0.001 * i));
  CHECK(threshold(stopping, 0.9) > 0.5);
  CHECK(threshold(stopping, 0.1) < 0.2);
}

TEST_CASE("the median rule asks for the median of all that reached the check") {
  const objective::Formulation formulation = two_goals();
  EarlyStopping stopping(rule_of("median"), formulation);
  tell_rising(stopping);
  stopping.tell(stopped(0.1, 0.5));
  CHECK(threshold(stopping, 0.5) == Approx(0.42));  // the ninth of 16
}

TEST_CASE("a strategy is told the accuracy that a stopped trial lets expect") {
  objective::Formulation formulation = two_goals();
  formulation.constraints = {{"accuracy", false, 0.5, "accuracy >= 0.5"}};
  EarlyStopping stopping(rule_of("extrapolation"), formulation);
  tell_rising(stopping);
  const Trial good = stopping.expected(stopped(0.35, 0.3));
  CHECK(good.state == TrialState::Complete);
  CHECK(good.metrics.at("accuracy") == Approx(0.55));
  CHECK(good.metrics.at("energy_j") == 0.3);
  const Trial bad = stopping.expected(stopped(0.25, 0.3));
  CHECK(bad.state == TrialState::Infeasible);
  CHECK(bad.violations.at("accuracy") == Approx(0.1));
  const Trial whole = finished(0.4, 0.6, 0.5);
  CHECK(stopping.expected(whole).metrics == whole.metrics);
  Trial refused{.state = TrialState::Infeasible, .violations = {{"area_m2", 2.0}}};
  CHECK(stopping.expected(refused).violations == refused.violations);
}

TEST_CASE("a study that does not ask for accuracy, or asks for more of it, is refused") {
  spec::Spec asked;
  asked.early_stopping = spec::EarlyStoppingSpec{.location = {"study.toml", 7, 1}};
  const auto message = [&](const objective::Formulation& formulation) -> std::string {
    try {
      study::check_early_stopping(asked, formulation);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Input);
      return error.what();
    }
    return "";
  };
  objective::Formulation formulation = two_goals();
  CHECK(message(formulation).empty());
  formulation.constraints = {{"accuracy_worst", false, 0.5, "accuracy_worst >= 0.5"}};
  CHECK(message(formulation).find("study.toml:7") == 0);
  CHECK(message(formulation).find("accuracy_worst") != std::string::npos);
  formulation.constraints.clear();
  formulation.objectives.erase(formulation.objectives.begin());
  CHECK(message(formulation).find("\"maximise accuracy\"") != std::string::npos);
  formulation.constraints = {{"accuracy", false, 0.5, "accuracy >= 0.5"}};
  CHECK(message(formulation).empty());
  // Ranks by objectives would let cheap designs go on whatever their accuracy.
  asked.early_stopping->rule = "halving";
  CHECK(message(formulation).find("halving") != std::string::npos);
  asked.early_stopping.reset();
  CHECK(message(formulation).empty());
}

TEST_CASE(
    "while nothing lies within the bounds of the hypervolume only constraints are asked for") {
  objective::Formulation formulation = two_goals();
  formulation.objectives[0].axis = objective::Axis{.ideal = 1.0, .reference = 0.9};
  EarlyStopping stopping(rule_of("extrapolation"), formulation);
  tell_rising(stopping);  // the best reaches 0.69
  CHECK(threshold(stopping, 0.5) == 0.0);
  CHECK(threshold(stopping, 0.1) == 0.0);
  formulation.constraints = {{"accuracy", false, 0.65, "accuracy >= 0.65"}};
  CHECK(threshold(stopping, 0.5) == Approx(0.45).epsilon(1e-3));
}
