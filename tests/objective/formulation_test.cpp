// tests/objective/formulation_test.cpp - objectives and constraints: what is read, what is refused.
#include "kirchhoff/objective/formulation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/objective/refusal.hpp"

namespace kirchhoff::objective {
namespace {

using test::refusal;

spec::Spec study(const std::vector<std::string>& objectives,
                 const std::vector<std::string>& constraints = {}) {
  spec::Spec spec;
  spec.path = "study.toml";
  int line = 10;
  for (const std::string& text : objectives)
    spec.objectives.push_back({text, {"study.toml", ++line, 1}});
  for (const std::string& text : constraints)
    spec.constraints.push_back({text, {"study.toml", ++line, 1}});
  return spec;
}

struct Mistake {
  spec::Spec spec;
  std::string expected;
};

}  // namespace

TEST_CASE("objectives and constraints are read with and without blanks") {
  const Formulation formulation = parse_formulation(study(
      {"maximise accuracy", "  minimise   energy_j "}, {"area_m2<=20e-6", "accuracy >= 0.8"}));
  REQUIRE(formulation.objectives.size() == 2);
  CHECK(formulation.objectives[0].maximise);
  CHECK(formulation.objectives[1].metric == "energy_j");
  CHECK_FALSE(formulation.objectives[1].maximise);
  REQUIRE(formulation.constraints.size() == 2);
  CHECK(formulation.constraints[0].bound == 20e-6);
  CHECK(formulation.constraints[0].at_most);
  CHECK_FALSE(formulation.constraints[1].at_most);
}

TEST_CASE("an objective names the axis on which it counts") {
  const Formulation formulation =
      parse_formulation(study({"maximise accuracy from 0.8 to 0.95",
                               "minimise energy_j from 1e-4 to 1e-8", "minimise area_m2"}));
  REQUIRE(formulation.objectives[0].axis.has_value());
  CHECK(formulation.objectives[0].axis->reference == 0.8);
  CHECK(formulation.objectives[0].axis->ideal == 0.95);
  CHECK_FALSE(formulation.objectives[0].axis->logarithmic);
  CHECK(formulation.objectives[1].axis->logarithmic);
  CHECK_FALSE(formulation.objectives[2].axis.has_value());
  const std::vector<double> scaled = normalised(formulation, std::vector{-0.9, 1e-6, 1e-6});
  CHECK(scaled[0] == doctest::Approx(1.0 / 3.0).epsilon(1e-12));
  CHECK(scaled[1] == doctest::Approx(0.5).epsilon(1e-12));
  CHECK(scaled[2] == doctest::Approx(0.5).epsilon(1e-12));
}

TEST_CASE("each mistake is told with its line, what was seen and what is allowed") {
  const std::string good = "maximise accuracy";
  const std::vector<Mistake> mistakes = {
      {study({}), "needs an objective"},
      {study({"minimise energy_j from 1e-8 to 1e-4"}), "ends before it begins"},
      {study({"maximise accuracy from 0.9 to 0.9"}), "ends before it begins"},
      {study({"minimise energy_j from 1e-4 to 0"}), "it is always above 0"},
      {study({"maximise accuracy from 0.5 to 95"}), "it is at most 1"},
      {study({"minimise energy_j from 1uJ to 1e-8"}), "\"1uJ\""},
      {study({"minimise energy_j 1e-4 to 1e-8"}), "is not a direction and a metric"},
      {study({"maximize accuracy"}), "study.toml:11: \"maximize\""},
      {study({"maximize accuracy"}), "did you mean \"maximise\""},
      {study({"maximise acuracy"}), "did you mean \"accuracy\""},
      {study({"accuracy"}), "not a direction and a metric"},
      {study({"minimise accuracy"}), "write \"maximise accuracy\""},
      {study({good, good}), "study.toml:12: the objective \"maximise accuracy\" stands here twice"},
      {study({good}, {"area_m2 =< 20e-6"}), "did you mean \"<=\""},
      {study({good}, {"area_m2 < 20e-6"}), "allowed: <= and >="},
      {study({good}, {"area <= 20e-6"}), "did you mean \"area_m2\""},
      {study({good}, {"area_m2 20e-6"}), "has no <= or >="},
      {study({good}, {"area_m2 <= 20 mm2"}), "a plain number in m2"},
      {study({good}, {"area_m2 <= twenty"}), "is not a number"},
      {study({good}, {"area_m2 <= nan"}), "is not a number"},
      {study({good}, {"area_m2 <="}), "not a metric, <= or >=, and a number"},
      {study({good}, {"accuracy >= 1.5"}), "can never hold: accuracy is at most 1"},
      {study({good}, {"energy_j <= 0"}), "can never hold: energy_j is always above 0"},
      {study({good}, {"macs <= 1", "macs >= 2"}), "exclude each other"},
      {study({good}, {"macs <= 1", "macs <= 2"}), "on the same side"},
  };
  for (const Mistake& mistake : mistakes) {
    CAPTURE(mistake.expected);
    CHECK(refusal(mistake.spec).find(mistake.expected) != std::string::npos);
  }
}

TEST_CASE("a band of two constraints on one metric is allowed") {
  CHECK(parse_formulation(study({"maximise accuracy"}, {"macs >= 1e5", "macs <= 1e5"}))
            .constraints.size() == 2);
}

TEST_CASE("a violation is relative to the bound, zero inside, on the bound and when unknown") {
  const Constraint most{"area_m2", true, 2e-5, ""};
  CHECK(violation(most, {{"area_m2", 3e-5}}) == doctest::Approx(0.5));
  CHECK(violation(most, {{"area_m2", 2e-5}}) == 0.0);
  CHECK(violation(most, {{"energy_j", 1.0}}) == 0.0);
  const Constraint least{"accuracy", false, 0.8, ""};
  CHECK(violation(least, {{"accuracy", 0.6}}) == doctest::Approx(0.25));
  CHECK(violation(least, {{"accuracy", 0.9}}) == 0.0);
  CHECK(violation({"accuracy_sd", true, 0.0, ""}, {{"accuracy_sd", 0.02}}) ==
        doctest::Approx(0.02));
}

TEST_CASE("losses turn maximised metrics round and refuse what is missing or not finite") {
  const Formulation formulation{{{"accuracy", true}, {"energy_j", false}}, {}};
  CHECK(losses(formulation, {{"accuracy", 0.9}, {"energy_j", 1e-6}}) ==
        std::vector<double>{-0.9, 1e-6});
  CHECK_FALSE(losses(formulation, {{"accuracy", 0.9}}).has_value());
  CHECK_FALSE(losses(formulation, {{"accuracy", std::nan("")}, {"energy_j", 1.0}}).has_value());
  CHECK_FALSE(losses(formulation,
                     {{"accuracy", std::numeric_limits<double>::infinity()}, {"energy_j", 1.0}})
                  .has_value());
}

TEST_CASE(
    "each metric has a basis, a description, and an ideal on the good side of its reference") {
  for (const MetricDescription& metric : metric_table()) {
    CAPTURE(metric.name);
    CHECK(find_metric(metric.name) == &metric);
    CHECK_FALSE(metric.basis.empty());
    CHECK_FALSE(metric.description.empty());
    CHECK((metric.best > metric.worst) == metric.larger_is_better);
    if (metric.logarithmic) CHECK(std::min(metric.best, metric.worst) > 0.0);
  }
  CHECK(find_metric("nothing") == nullptr);
}

}  // namespace kirchhoff::objective
