// tests/store/trial_json_test.cpp - a trial survives JSON to the bit; the canonical form forgets
// time.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "kirchhoff/store/store.hpp"

namespace kirchhoff::store {
namespace {

objective::Trial rich_trial() {
  objective::Trial trial;
  trial.number = 41;
  trial.state = objective::TrialState::Infeasible;
  trial.candidate.values = {true, std::int64_t{3}, 3.0, std::string("rram"), std::nullopt};
  trial.fields = {{"network.skip", true}, {"train.learning_rate", 0.1 + 0.2}};
  trial.fidelity = {.rung = 1, .images = 6000, .epochs = 2, .validation_images = 1000, .draws = 2};
  trial.metrics = {{"energy_j", std::numeric_limits<double>::denorm_min()},
                   {"accuracy", 1.0 / 3.0}};
  trial.evaluated = true;
  trial.reasons = {"area_m2 is 3.1e-05, allowed <= 2e-05", "quote \" and newline \n"};
  trial.violations = {{"area_m2", 0.55}};
  trial.repeats = 7;
  trial.seed = std::numeric_limits<std::uint64_t>::max();
  trial.documents = {{"cost", R"({"energy_j": 1e-6})"}};
  trial.worker = 1;
  trial.seconds = 2.5;
  trial.finished_at = "2026-01-01T00:00:00Z";
  trial.fingerprint = "abc";
  trial.artifact_hash = "def";
  return trial;
}

}  // namespace

TEST_CASE("a trial read back from its JSON text has the same text, kinds of numbers included") {
  const objective::Trial trial = rich_trial();
  const objective::Trial copy = trial_from_json(Json::parse(trial_json(trial).dump()));
  CHECK(trial_json(copy).dump() == trial_json(trial).dump());
  CHECK(copy.candidate == trial.candidate);
  CHECK(copy.fields == trial.fields);
  CHECK(copy.metrics == trial.metrics);
  CHECK(copy.fidelity == trial.fidelity);
  CHECK(copy.seed == trial.seed);
  CHECK(copy.repeats == trial.repeats);
  CHECK_FALSE(copy.continues.has_value());
}

TEST_CASE("the canonical form does not see when, where and how fast, but sees every result") {
  const objective::Trial trial = rich_trial();
  const std::string canonical = canonical_json(trial).dump();
  objective::Trial elsewhere = trial;
  elsewhere.worker = 0;
  elsewhere.seconds = 99.0;
  elsewhere.finished_at = "later";
  elsewhere.fingerprint = "other";
  elsewhere.documents["timings"] = "slower";
  CHECK(canonical_json(elsewhere).dump() == canonical);
  objective::Trial other = trial;
  other.metrics["accuracy"] = std::nextafter(other.metrics["accuracy"], 1.0);
  CHECK(canonical_json(other).dump() != canonical);
  objective::Trial weights = trial;
  weights.artifact_hash = "another";
  CHECK(canonical_json(weights).dump() != canonical);
  for (const char* name : {"accuracy", "activity", "cost"}) {
    objective::Trial document = trial;
    document.documents[name] = "another";
    CHECK(canonical_json(document).dump() != canonical);
  }
}

}  // namespace kirchhoff::store
