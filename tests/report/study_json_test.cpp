// tests/report/study_json_test.cpp - the page knows what was sought, how, and what is known of it.
#include "kirchhoff/report/study_view.hpp"
#include "tests/report/stored_study.hpp"

namespace kirchhoff::report {
namespace {

const std::string two_costs = "\"minimise energy_j from 1e-5 to 1e-8\", \"minimise area_m2\"";

}  // namespace

TEST_CASE("objectives come with their axes, constraints with their bounds") {
  const StoredStudy stored(two_costs, no_images);
  stored.put({costed_trial(0, 1e-7, 1e-6)});
  const Json study = report_json(read_study(stored.path())).at("study");
  CHECK(study.at("kind").as_string() == "cost model");
  CHECK(study.at("table").is_null());
  CHECK(study.at("images").at("height").as_integer() == 28);
  const Json& energy = study.at("objectives").items().at(0);
  CHECK(energy.at("from").as_double() == 1e-5);
  CHECK(energy.at("to").as_double() == 1e-8);
  CHECK(energy.at("logarithmic").as_bool());
  const Json& bound = study.at("bounds").items().at(0);
  CHECK(bound.at("metric").as_string() == "area_m2");
  CHECK(bound.at("bound").as_double() == 20e-6);
  CHECK(bound.at("at_most").as_bool());
  CHECK(study.at("scalarise").is_null());
  CHECK(study.at("two_stage").is_null());
}

TEST_CASE("a study that trains is of that kind, and has images of its own") {
  const StoredStudy stored;
  stored.put({search_trial(0, 0.8, 1e-7)});
  const Json study = report_json(read_study(stored.path())).at("study");
  CHECK(study.at("kind").as_string() == "training");
  CHECK(study.at("images").is_null());
}

TEST_CASE("a score names its parts and weights, and the parts keep their axes") {
  const StoredStudy stored(
      two_costs, no_images + "[scalarise]\nform = \"chebyshev\"\nweights = [1.0, 0.25]\n");
  objective::Trial trial = costed_trial(0, 1e-7, 1e-6);
  trial.metrics["score"] = 0.4;
  stored.put({trial});
  const Json report = report_json(read_study(stored.path()));
  const Json& scalarise = report.at("study").at("scalarise");
  CHECK(scalarise.at("form").as_string() == "chebyshev");
  CHECK(scalarise.at("parts").items().at(1).at("metric").as_string() == "area_m2");
  CHECK(scalarise.at("parts").items().at(1).at("weight").as_double() == 0.25);
  CHECK(scalarise.at("parts").items().at(0).at("from").as_double() == 1e-5);
  CHECK(report.at("study").at("objectives").items().at(0).at("metric").as_string() == "score");
}

TEST_CASE("two stages say what the first chose, by what, and how long") {
  const StoredStudy stored(two_costs, no_images +
                                          "[two_stage]\nfirst = [\"network.\"]\nobjectives = "
                                          "[\"energy_j\"]\ntrials = 9\ndesigns = 2\n");
  stored.put({costed_trial(0, 1e-7, 1e-6)});
  const Json stages = report_json(read_study(stored.path())).at("study").at("two_stage");
  CHECK(stages.at("first").items().at(0).as_string() == "network.");
  CHECK(stages.at("objectives").items().at(0).as_string() == "energy_j");
  CHECK(stages.at("trials").as_integer() == 9);
  CHECK(stages.at("designs").as_integer() == 2);
}

TEST_CASE("the true front stands in the metrics' own direction, beside its hypervolume") {
  const StoredStudy stored("\"maximise accuracy\", \"minimise energy_j\"");
  stored.put({search_trial(0, 0.8, 1e-7)});
  StudyView study = read_study(stored.path());
  CHECK(report_json(study).at("truth").is_null());
  study.truth = KnownTruth{
      .candidates = 9, .feasible = 7, .losses = {{-0.8, 1e-7}, {-0.9, 2e-7}}, .share = 0.5};
  const Json truth = report_json(study).at("truth");
  CHECK(truth.at("candidates").as_integer() == 9);
  CHECK(truth.at("feasible").as_integer() == 7);
  CHECK(truth.at("share").as_double() == 0.5);
  CHECK(truth.at("front").at("accuracy").items().at(1).as_double() == 0.9);
  CHECK(truth.at("front").at("energy_j").items().at(1).as_double() == 2e-7);
  // The first point is the study's own front: one more adds to it.
  CHECK(truth.at("hypervolume").as_double() > study.hypervolume.back().second);
  study.truth->share.reset();
  CHECK(report_json(study).at("truth").at("share").is_null());
}

}  // namespace kirchhoff::report
