// tests/objective/scalarisation_test.cpp - several objectives made one score.
#include "kirchhoff/objective/scalarisation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/objective/refusal.hpp"

namespace kirchhoff::objective {
namespace {

using test::refusal;

Formulation two_objectives(const std::string& form, std::vector<double> weights) {
  spec::Spec spec;
  spec.path = "study.toml";
  spec.objectives = {{"maximise accuracy from 0.5 to 1", {"study.toml", 1, 1}},
                     {"minimise latency_s from 1e-2 to 1e-6", {"study.toml", 2, 1}}};
  spec.scalarise = {.form = form, .weights = std::move(weights), .location = {"study.toml", 3, 1}};
  return parse_formulation(spec);
}

double score_of(const Formulation& formulation, double accuracy, double latency) {
  Metrics metrics{{"accuracy", accuracy}, {"latency_s", latency}};
  add_score(formulation, metrics);
  return metrics.at("score");
}

}  // namespace

TEST_CASE("a study with a scalarisation maximises the score alone") {
  const Formulation formulation = two_objectives("sum", {3.0, 1.0});
  REQUIRE(formulation.objectives.size() == 1);
  CHECK(formulation.objectives[0].metric == "score");
  CHECK(formulation.objectives[0].maximise);
  REQUIRE(formulation.scalarisation.has_value());
  CHECK(formulation.scalarisation->parts.size() == 2);
}

TEST_CASE("the weighted sum counts gains on the axes") {
  const Formulation formulation = two_objectives("sum", {3.0, 1.0});
  CHECK(score_of(formulation, 1.0, 1e-6) == doctest::Approx(1.0).epsilon(1e-12));
  CHECK(score_of(formulation, 0.5, 1e-2) == doctest::Approx(0.0).scale(1.0).epsilon(1e-12));
  // Half of one axis and a quarter of the other.
  CHECK(score_of(formulation, 0.75, 1e-3) ==
        doctest::Approx((3.0 * 0.5 + 1.0 * 0.25) / 4.0).epsilon(1e-12));
}

TEST_CASE("the weighted product is that of ratios to the worst values") {
  const Formulation formulation = two_objectives("product", {1.0, 0.07});
  CHECK(score_of(formulation, 0.9, 1e-4) ==
        doctest::Approx(0.9 / 0.5 * std::pow(100.0, 0.07)).epsilon(1e-12));
  // The order is that of accuracy x (latency / target)^-0.07 for any target.
  const auto mnasnet = [](double accuracy, double latency) {
    return accuracy * std::pow(latency / 0.08, -0.07);
  };
  CHECK((score_of(formulation, 0.90, 1e-4) > score_of(formulation, 0.93, 3e-4)) ==
        (mnasnet(0.90, 1e-4) > mnasnet(0.93, 3e-4)));
  CHECK(std::isfinite(score_of(formulation, 0.0, 1e-4)));
  const std::vector<double> best = {-2.0 * std::pow(1e4, 0.07)};
  CHECK(normalised(formulation, best).front() == doctest::Approx(0.0).scale(1.0).epsilon(1e-9));
}

TEST_CASE("the Chebyshev form reaches designs that no weighted sum prefers") {
  // Between two ends of a front that bulges inwards.
  const double left = 0.55, middle = 0.7, right = 0.98;
  for (const double weight : {0.2, 0.5, 1.0, 2.0, 5.0}) {
    const Formulation sum = two_objectives("sum", {weight, 1.0});
    CHECK(score_of(sum, middle, 5e-4) <
          std::max(score_of(sum, left, 1.1e-6), score_of(sum, right, 9e-3)));
  }
  const Formulation chebyshev = two_objectives("chebyshev", {1.0, 1.0});
  CHECK(score_of(chebyshev, middle, 5e-4) > score_of(chebyshev, left, 1.1e-6));
  CHECK(score_of(chebyshev, middle, 5e-4) > score_of(chebyshev, right, 9e-3));
  // What the worst part does not see still counts.
  CHECK(score_of(chebyshev, middle, 5e-4) > score_of(chebyshev, middle - 1e-3, 5e-4));
  CHECK(score_of(chebyshev, middle, 4e-4) > score_of(chebyshev, middle, 5e-4));
}

TEST_CASE("no score without all of its parts") {
  const Formulation formulation = two_objectives("sum", {});
  Metrics metrics{{"latency_s", 1e-3}};
  add_score(formulation, metrics);
  CHECK(metrics.count("score") == 0);
}

TEST_CASE("a scalarisation that cannot be is told with its line") {
  spec::Spec spec;
  spec.path = "study.toml";
  spec.objectives = {{"minimise energy_j", {"study.toml", 1, 1}}};
  spec.scalarise = {.form = "sum", .weights = {}, .location = {"study.toml", 7, 1}};
  CHECK(refusal(spec).find("study.toml:7") != std::string::npos);
  CHECK(refusal(spec).find("there is one already") != std::string::npos);
  spec.objectives.push_back({"minimise lost_bits", {"study.toml", 2, 1}});
  spec.scalarise->weights = {1.0, 2.0, 3.0};
  CHECK(refusal(spec).find("3 numbers for 2 objectives") != std::string::npos);
  spec.scalarise->weights.clear();
  spec.scalarise->form = "product";
  CHECK(refusal(spec).find("lost_bits can be 0") != std::string::npos);
  spec.objectives[1].text = "minimise lost_bits from 8 to 1";  // a design may still have 0
  CHECK(refusal(spec).find("lost_bits can be 0") != std::string::npos);
  spec.objectives[1].text = "minimise area_m2";
  spec.scalarise->weights = {1.0, 100.0};
  CHECK(refusal(spec).find("exponents in a product; 100 is too large") != std::string::npos);
  spec.objectives[1].text = "maximise score";
  CHECK(refusal(spec).find("score is what [scalarise] makes") != std::string::npos);
}

}  // namespace kirchhoff::objective
