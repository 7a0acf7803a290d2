// tests/objective/preference_test.cpp - region, reference point and epsilon by hand, and their law.
#include "kirchhoff/objective/preference.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/stream.hpp"
#include "tests/objective/refusal.hpp"

namespace kirchhoff::objective {
namespace {

using test::refusal;

std::vector<spec::LocatedText> lines(const std::vector<std::string>& texts) {
  std::vector<spec::LocatedText> result;
  for (const std::string& text : texts) result.push_back({text, {"study.toml", 5, 1}});
  return result;
}

struct Words {
  std::vector<std::string> region{}, reference_point{}, epsilon{};
};

spec::Spec study(const Words& words) {
  spec::Spec spec;
  spec.path = "study.toml";
  spec.objectives = {{"maximise accuracy from 0.5 to 1", {"study.toml", 1, 1}},
                     {"minimise energy_j from 1e-4 to 1e-8", {"study.toml", 2, 1}}};
  spec.preference = {.region = lines(words.region),
                     .reference_point = lines(words.reference_point),
                     .epsilon = lines(words.epsilon),
                     .location = {"study.toml", 4, 1}};
  return spec;
}

Formulation preferring(const Words& words) { return parse_formulation(study(words)); }

// Losses of a design: an accuracy is maximised.
std::vector<double> design(double accuracy, double energy) { return {-accuracy, energy}; }

}  // namespace

TEST_CASE("without a preference nothing is mapped") {
  Formulation formulation = preferring({.epsilon = {"accuracy 0.1"}});
  formulation.preference.reset();
  const std::vector<double> losses = design(0.813, 3e-7);
  CHECK(preferred(formulation, losses) == normalised(formulation, losses));
  CHECK(is_in_region(formulation, losses));
  CHECK(!has_region(formulation));
  CHECK(preferred_front(formulation, {losses, losses, design(0.9, 1e-7)}) ==
        std::vector<std::size_t>{2});
}

TEST_CASE("a region bounds objectives on their axes and refuses nothing") {
  const Formulation formulation = preferring({.region = {"accuracy >= 0.9", "energy_j <= 1e-6"}});
  CHECK(has_region(formulation));
  CHECK(is_in_region(formulation, design(0.9, 1e-6)));
  CHECK(is_in_region(formulation, design(0.95, 1e-8)));
  // A tenth of the accuracy's axis, and one of the energy's four orders of magnitude.
  const std::vector<double> outside = outside_region(formulation, design(0.85, 1e-5));
  CHECK(outside[0] == doctest::Approx(0.1).epsilon(1e-12));
  CHECK(outside[1] == doctest::Approx(0.25).epsilon(1e-12));
  CHECK(formulation.constraints.empty());
}

TEST_CASE("epsilon keeps the design nearest to the best corner of each box") {
  // Boxes of 0.02 in accuracy and of a factor of two in energy.
  const Formulation formulation = preferring({.epsilon = {"accuracy 0.02", "energy_j 100%"}});
  const std::vector<std::vector<double>> losses = {
      design(0.911, 1.4e-7),  // a box with the next two, which are better in one thing each
      design(0.919, 1.5e-7), design(0.912, 1.3e-7),
      design(0.951, 9e-7),   // better in accuracy by two boxes
      design(0.931, 8.9e-7)  // of a worse box, though no single design beats it
  };
  const std::vector<std::size_t> front = preferred_front(formulation, losses);
  REQUIRE(front.size() == 2);
  CHECK(front[1] == 3);
  const std::vector<double> a = preferred(formulation, losses[0]);
  CHECK(a == preferred(formulation, losses[1]));
  CHECK(a == preferred(formulation, losses[2]));
  CHECK(a[0] <= normalised(formulation, losses[1])[0]);
  // The member of the box is the one nearest to that corner.
  double nearest = 1e9;
  std::size_t wanted = 9;
  for (const std::size_t i : {0U, 1U, 2U}) {
    const std::vector<double> point = normalised(formulation, losses[i]);
    const double distance =
        std::hypot((point[0] - a[0]) / 0.04, (point[1] - a[1]) / (std::log(2.0) / std::log(1e4)));
    if (distance < nearest) wanted = i;
    nearest = std::min(nearest, distance);
  }
  CHECK(front[0] == wanted);
}

TEST_CASE("a front thinned by epsilon covers what it left out") {
  const Formulation formulation = preferring({.epsilon = {"accuracy 0.01", "energy_j 10%"}});
  Stream stream(3, purpose::proposal, 0);
  std::vector<std::vector<double>> losses;
  for (int i = 0; i < 400; ++i) {
    losses.push_back(design(0.5 + 0.5 * stream.uniform(), 1e-8 * std::pow(1e4, stream.uniform())));
  }
  const std::vector<std::size_t> front = preferred_front(formulation, losses);
  const std::vector<std::size_t> all = non_dominated(losses);
  CHECK(front.size() < all.size());
  for (const std::size_t i : front) {
    for (const std::size_t j : front) CHECK(!dominates(losses[j], losses[i]));
  }
  // Of every design some member of the front is worse by at most one step in each objective.
  for (const auto& loss : losses) {
    bool covered = false;
    for (const std::size_t i : front) {
      covered = covered || (losses[i][0] <= loss[0] + 0.01 && losses[i][1] <= loss[1] * 1.1);
    }
    CHECK(covered);
  }
}

TEST_CASE("a reference point draws volume to itself and keeps the axis' ends") {
  const Formulation formulation =
      preferring({.reference_point = {"accuracy 0.9", "energy_j 1e-6"}});
  CHECK(preferred(formulation, design(1.0, 1e-8))[0] == doctest::Approx(0.0).scale(1.0));
  CHECK(preferred(formulation, design(1.0, 1e-8))[1] == doctest::Approx(0.0).scale(1.0));
  CHECK(preferred(formulation, design(0.5, 1e-4))[0] == doctest::Approx(1.0).epsilon(1e-12));
  const auto accuracy_gain = [&](double from, double to) {
    return preferred(formulation, design(from, 1e-6))[0] -
           preferred(formulation, design(to, 1e-6))[0];
  };
  CHECK(accuracy_gain(0.89, 0.91) > 10.0 * accuracy_gain(0.60, 0.62));
  CHECK(accuracy_gain(0.60, 0.62) > 0.0);  // nowhere is it flat
}

TEST_CASE("no design becomes better than one that dominates it") {
  const Formulation formulation = preferring({.region = {"accuracy >= 0.8"},
                                              .reference_point = {"accuracy 0.9", "energy_j 1e-6"},
                                              .epsilon = {"accuracy 0.01", "energy_j 5%"}});
  Stream stream(7, purpose::proposal, 0);
  for (int i = 0; i < 2000; ++i) {
    const double accuracy = 0.4 + 0.5 * stream.uniform(),
                 energy = 1e-8 * std::pow(1e5, stream.uniform());
    const auto worse = design(accuracy, energy);
    const auto better =
        design(accuracy + 0.1 * stream.uniform(), energy * (1.0 - 0.5 * stream.uniform()));
    const std::vector<double> a = preferred(formulation, better), b = preferred(formulation, worse);
    CHECK(a[0] <= b[0]);
    CHECK(a[1] <= b[1]);
    const auto in = outside_region(formulation, better), out = outside_region(formulation, worse);
    CHECK(in[0] <= out[0]);
    CHECK(in[1] == 0.0);  // energy has no bound
  }
}

TEST_CASE("the design to look at first is nearest to the reference point, inside the region") {
  const std::vector<std::vector<double>> front = {design(0.95, 1e-5), design(0.90, 1e-6),
                                                  design(0.80, 1e-7), design(0.60, 2e-8)};
  CHECK(preferred_design(preferring({.reference_point = {"accuracy 0.95", "energy_j 1e-5"}}),
                         front) == 0);
  CHECK(preferred_design(preferring({.reference_point = {"accuracy 0.6", "energy_j 2e-8"}}),
                         front) == 3);
  CHECK(preferred_design(preferring({.region = {"accuracy >= 0.94"}}), front) == 0);
  // Nothing inside: as if there were no region.
  CHECK(preferred_design(preferring({.region = {"accuracy >= 0.99"}}), front) ==
        knee(preferring({.epsilon = {"accuracy 0.01"}}), front));
}

TEST_CASE("a preference that means nothing is refused") {
  const auto refused = [](const Words& words) { return refusal(study(words)); };
  CHECK(refused({}) ==
        "study.toml:4: [preference] is empty; it has region, reference_point or "
        "epsilon");
  CHECK(refused({.region = {"accuracy <= 0.9"}}).find("write \"accuracy >= 0.9\"") !=
        std::string::npos);
  CHECK(refused({.region = {"acuracy >= 0.9"}}).find("did you mean \"accuracy\"?") !=
        std::string::npos);
  CHECK(has_region(preferring({.region = {"accuracy>=0.9"}})));  // blanks as in constraints
  CHECK(refused({.region = {"accuracy =< 0.9"}}).find("did you mean \"<=\"?") != std::string::npos);
  CHECK(refused({.epsilon = {"energy_j %"}}).find("write e.g. \"accuracy 0.002\"") !=
        std::string::npos);
  CHECK(refused({.region = {"energy_j <= 0"}}).find("always above 0") != std::string::npos);
  CHECK(refused({.region = {"accuracy >= 0.9", "accuracy >= 0.8"}}).find("twice") !=
        std::string::npos);
  CHECK(refused({.reference_point = {"accuracy 0.4"}}).find("from 0.5 to 1") != std::string::npos);
  CHECK(refused({.reference_point = {"accuracy high"}}).find("not a number") != std::string::npos);
  CHECK(refused({.epsilon = {"accuracy 5%"}}).find("write e.g. \"accuracy 0.01\"") !=
        std::string::npos);
  CHECK(refused({.epsilon = {"energy_j 1e-8"}}).find("write e.g. \"energy_j 5%\"") !=
        std::string::npos);
  CHECK(refused({.epsilon = {"accuracy 0.7"}}).find("whole axis") != std::string::npos);
  CHECK(refused({.epsilon = {"accuracy -0.1"}}).find("above 0") != std::string::npos);
  spec::Spec one = study({.epsilon = {"accuracy 0.01"}});
  one.objectives.pop_back();
  CHECK(refusal(one).find("one objective has none") != std::string::npos);
  spec::Spec score = study({.epsilon = {"accuracy 0.01"}});
  score.scalarise.emplace();
  CHECK(refusal(score).find("keep one of the two") != std::string::npos);
}

}  // namespace kirchhoff::objective
