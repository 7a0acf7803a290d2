// tests/predict/gaussian_process_test.cpp - interpolation, slopes of the evidence, found scales.
#include "kirchhoff/predict/gaussian_process.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::predict {
namespace {

const std::vector<FeatureKind> mixed = {FeatureKind::Nominal, FeatureKind::Nominal,
                                        FeatureKind::Ordered, FeatureKind::Ordered};

std::vector<double> random_rows(std::size_t count, std::uint64_t index) {
  Stream stream(1, purpose::test, index);
  std::vector<double> rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.push_back(static_cast<double>(stream.below(4)));
    rows.push_back(static_cast<double>(stream.below(4)));
    rows.push_back(stream.uniform());
    rows.push_back(stream.uniform());
  }
  return rows;
}

// The first nominal and the first ordered feature decide, the others do not count.
double truth(const double* row) { return 3.0 * std::fmod(row[0], 2.0) + std::sin(4.0 * row[2]); }

std::vector<double> targets_of(const std::vector<double>& rows) {
  std::vector<double> targets;
  for (std::size_t i = 0; i < rows.size(); i += 4) targets.push_back(truth(rows.data() + i));
  return targets;
}

GaussianProcess trained(const std::vector<double>& rows, int steps) {
  GaussianProcess process(mixed);
  const std::vector<double> targets = targets_of(rows);
  if (steps > 0) process.fit(rows, targets, steps);
  for (std::size_t i = 0; i < rows.size(); i += 4) process.append(std::span(rows).subspan(i, 4));
  process.set_targets(targets);
  return process;
}

}  // namespace

TEST_CASE("the evidence's slopes agree with finite differences for both kinds of feature") {
  const std::vector<double> rows = random_rows(40, 0);
  const std::vector<double> targets = targets_of(rows);
  GaussianProcess process(mixed);
  const std::vector<double> start = process.parameters();
  const std::vector<double> slopes = process.evidence(rows, targets).gradient;
  for (std::size_t p = 0; p < start.size(); ++p) {
    CAPTURE(p);
    constexpr double step = 1e-5;
    std::vector<double> moved = start;
    moved[p] = start[p] + step;
    process.set_parameters(moved);
    const double above = process.evidence(rows, targets).value;
    moved[p] = start[p] - step;
    process.set_parameters(moved);
    const double below = process.evidence(rows, targets).value;
    CHECK(slopes[p] == doctest::Approx((above - below) / (2.0 * step)).epsilon(1e-5));
  }
}

TEST_CASE("at its own rows the process is sure and nearly right; far away it is not sure") {
  const std::vector<double> rows = random_rows(60, 1);
  const GaussianProcess process = trained(rows, 20);
  const Predictions own = process.predict(rows);
  const std::vector<double> targets = targets_of(rows);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    CHECK(std::abs(own.means[i] - targets[i]) < 0.1);
    CHECK(own.deviations[i] < 0.15);
  }
  const std::vector<double> far = {9.0, 9.0, 0.5, 0.5};
  CHECK(process.predict(far).deviations[0] > 0.5);
  CHECK(process.means(far)[0] == doctest::Approx(process.predict(far).means[0]));
}

TEST_CASE("the fit finds which features count and predicts new rows better than before") {
  const std::vector<double> rows = random_rows(80, 2), fresh = random_rows(200, 3);
  const std::vector<double> targets = targets_of(fresh);
  const auto error = [&](const GaussianProcess& process) {
    const std::vector<double> means = process.means(fresh);
    double sum = 0.0;
    for (std::size_t i = 0; i < means.size(); ++i) sum += std::abs(means[i] - targets[i]);
    return sum / static_cast<double>(means.size());
  };
  const GaussianProcess process = trained(rows, 30);
  const std::vector<double> logarithms = process.parameters();
  CHECK(logarithms[0] > logarithms[1] + 1.0);
  CHECK(logarithms[2] > logarithms[3] + 1.0);
  CHECK(error(process) < 0.5 * error(trained(rows, 0)));
  CHECK(error(process) < 0.1);
}

TEST_CASE("rows added one by one give what rows factored at once give") {
  const std::vector<double> rows = random_rows(50, 4), fresh = random_rows(20, 5);
  GaussianProcess stepwise(mixed);
  const std::vector<double> targets = targets_of(rows);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    stepwise.append(std::span(rows).subspan(4 * i, 4));
    stepwise.set_targets(std::span(targets).first(i + 1));
  }
  stepwise.append(std::vector{1.0, 1.0, 0.1, 0.1});
  stepwise.set_targets(std::vector<double>(51, 7.0));
  stepwise.truncate(50);
  stepwise.set_targets(targets);
  const Predictions a = stepwise.predict(fresh), b = trained(rows, 0).predict(fresh);
  for (std::size_t i = 0; i < a.means.size(); ++i) {
    CHECK(a.means[i] == doctest::Approx(b.means[i]).epsilon(1e-9));
    CHECK(a.deviations[i] == doctest::Approx(b.deviations[i]).epsilon(1e-6));
  }
}

TEST_CASE("equal rows with different targets do not break the factorisation") {
  GaussianProcess process(mixed);
  const std::vector<double> row = {1.0, 2.0, 0.5, 0.5};
  for (int i = 0; i < 5; ++i) process.append(row);
  process.set_targets(std::vector{1.0, 2.0, 3.0, 4.0, 5.0});
  CHECK(process.means(row)[0] == doctest::Approx(3.0));
}

TEST_CASE("sizes that do not match and numbers that are not finite are refused") {
  GaussianProcess process(mixed);
  CHECK_THROWS_AS(GaussianProcess({}), Error);
  CHECK_THROWS_AS(process.append(std::vector{1.0}), Error);
  CHECK_THROWS_AS(process.set_targets(std::vector{1.0}), Error);
  CHECK_THROWS_AS(process.set_parameters(std::vector{1.0}), Error);
  const std::vector<double> rows = random_rows(2, 6);
  CHECK_THROWS_AS(process.fit(rows, std::vector{1.0}, 1), Error);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(process.fit(rows, std::vector{1.0, infinity}, 1), Error);
}

}  // namespace kirchhoff::predict
