// tests/search/stein_particles_test.cpp - particles on two modes stay on two modes.
#include "kirchhoff/search/stein_particles.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/search/choice_logits.hpp"
#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

using Vectors = std::vector<std::vector<double>>;

// log of 0.6 N(+2, 1) + 0.4 N(-2, 1) along the first axis, N(0, 1) along the others.
std::vector<double> two_modes_gradient(const std::vector<double>& x) {
  const double a = 0.6 * std::exp(-0.5 * (x[0] - 2.0) * (x[0] - 2.0));
  const double b = 0.4 * std::exp(-0.5 * (x[0] + 2.0) * (x[0] + 2.0));
  std::vector<double> gradient = {(a * (2.0 - x[0]) + b * (-2.0 - x[0])) / (a + b)};
  for (std::size_t i = 1; i < x.size(); ++i) gradient.push_back(-x[i]);
  return gradient;
}

Vectors settled(bool repulsion) {
  Stream stream(7, purpose::test, 0);
  Vectors start(12, std::vector<double>(2));
  for (auto& particle : start) {
    for (double& value : particle) value = 0.3 + 0.1 * stream.normal();
  }
  SteinParticles particles(start, repulsion);
  for (int step = 0; step < 800; ++step) {
    Vectors gradients;
    for (const auto& particle : particles.particles()) {
      gradients.push_back(two_modes_gradient(particle));
    }
    particles.step(gradients, 0.2);
  }
  return particles.particles();
}

int count_left(const Vectors& particles) {
  int left = 0;
  for (const auto& particle : particles) left += particle[0] < 0.0 ? 1 : 0;
  return left;
}

}  // namespace

TEST_CASE("both modes keep at least two particles; without repulsion all collapse on one point") {
  const Vectors apart = settled(true);
  CHECK(count_left(apart) >= 2);
  CHECK(count_left(apart) <= 10);
  const Vectors together = settled(false);
  CHECK(count_left(together) == 0);
  for (const auto& particle : together) {
    CHECK(std::abs(particle[0] - together[0][0]) < 0.05);
  }
}

TEST_CASE("the score function is the gradient of the log probability, by finite differences") {
  const space::SearchSpace space = grid_space(3, 4);
  const ChoiceLogits choices(space);
  REQUIRE(choices.size() == 12);
  Stream stream(3, purpose::test, 1);
  std::vector<double> logits(12);
  for (double& logit : logits) logit = stream.normal();
  const space::Candidate candidate = space.sample(stream);
  const auto log_probability = [&](const std::vector<double>& at) {
    const std::vector<double> p = choices.probabilities(at);
    double sum = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto level = static_cast<std::size_t>(std::get<std::int64_t>(*candidate.values[i]));
      sum += std::log(p[4 * i + level]);
    }
    return sum;
  };
  const auto score = choices.score(candidate, choices.probabilities(logits));
  for (std::size_t k = 0; k < 12; ++k) {
    std::vector<double> up = logits, down = logits;
    up[k] += 1e-6;
    down[k] -= 1e-6;
    CHECK(score[k] == doctest::Approx((log_probability(up) - log_probability(down)) / 2e-6)
                          .epsilon(1e-6)
                          .scale(1.0));
  }
}

TEST_CASE("draws follow the probabilities") {
  const space::SearchSpace space = grid_space(1, 3);
  const ChoiceLogits choices(space);
  const std::vector<double> p =
      choices.probabilities({std::log(0.2), std::log(0.5), std::log(0.3)});
  Stream stream(5, purpose::test, 2);
  std::vector<int> counts(3);
  for (int i = 0; i < 10'000; ++i) {
    const auto candidate = choices.sample(p, stream);
    ++counts[static_cast<std::size_t>(std::get<std::int64_t>(*candidate.values[0]))];
  }
  CHECK(std::abs(counts[0] - 2000) < 160);  // four standard deviations
  CHECK(std::abs(counts[1] - 5000) < 200);
}

}  // namespace kirchhoff::search
