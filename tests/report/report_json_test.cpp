// tests/report/report_json_test.cpp - counts, steps and refusals of the page; what it leaves out.
#include <set>

#include "kirchhoff/report/study_view.hpp"
#include "tests/report/stored_study.hpp"

namespace kirchhoff::report {
namespace {

const std::string one_cost = "\"minimise energy_j\"";
const std::string two_costs = "\"minimise energy_j\", \"minimise area_m2\"";

std::string source_of(const Json& report, const std::string& figure) {
  for (const Json& entry : report.at("sources").items()) {
    if (entry.at("figure").as_string() == figure) return entry.at("source").as_string();
  }
  return "";
}

}  // namespace

TEST_CASE("with one objective the page has each improvement, with more of them none") {
  const StoredStudy stored(one_cost, no_images);
  objective::Trial infeasible = costed_trial(2, 1e-9, 1e-6);
  infeasible.state = objective::TrialState::Infeasible;
  stored.put({costed_trial(0, 4e-7, 1e-6), costed_trial(1, 5e-7, 1e-6), infeasible,
              costed_trial(3, 2e-7, 1e-6), costed_trial(4, 2e-7, 1e-6)});
  const Json best = report_json(read_study(stored.path())).at("best");
  REQUIRE(best.items().size() == 2);
  CHECK(best.items().at(0).items().at(0).as_integer() == 0);
  CHECK(best.items().at(1).items().at(0).as_integer() == 3);
  CHECK(best.items().at(1).items().at(1).as_double() == 2e-7);
  const StoredStudy several(two_costs, no_images);
  several.put({costed_trial(0, 4e-7, 1e-6)});
  CHECK(report_json(read_study(several.path())).at("best").is_null());
}

TEST_CASE("a repeat counts as a trial, and as no candidate") {
  const StoredStudy stored(two_costs, no_images);
  objective::Trial repeat = costed_trial(1, 4e-7, 1e-6);
  repeat.repeats = 0;
  objective::Trial refused_again = refused_trial(3);
  refused_again.repeats = 2;
  stored.put({costed_trial(0, 4e-7, 1e-6), repeat, refused_trial(2), refused_again});
  const Json counts = report_json(read_study(stored.path())).at("counts");
  CHECK(counts.at("candidates").as_integer() == 4);
  CHECK(counts.at("distinct").as_integer() == 2);
  CHECK(counts.at("refused").as_integer() == 1);
  CHECK(counts.at("feasible").as_integer() == 1);
}

TEST_CASE("the example of a refusal is the sentence about its own rule") {
  const StoredStudy stored(two_costs, no_images);
  objective::Trial trial = refused_trial(0);
  trial.reasons = {"lost_bits is 3, allowed lost_bits <= 2", "area_m2 is 1, allowed <= 2e-05"};
  trial.violations = {{"area_m2", 0.5}, {"lost_bits", 0.5}};
  stored.put({trial});
  const Json refusals = report_json(read_study(stored.path())).at("refusals");
  for (const Json& refusal : refusals.items()) {
    CHECK(refusal.at("example").as_string().starts_with(refusal.at("name").as_string()));
  }
}

TEST_CASE("a layer keeps the components that it uses, and figures all others") {
  const StoredStudy stored(two_costs, no_images);
  stored.put({costed_trial(0, 4e-7, 1e-6)});
  const Json cost = report_json(read_study(stored.path())).at("details").at("0").at("cost");
  const Json& layer = cost.at("layers").items().at(0);
  CHECK(layer.at("name").as_string() == "stem");
  CHECK(layer.at("components").at("cells").at("energy_j").as_double() == 2.0);
  CHECK(layer.at("components").find("reload") == nullptr);
  CHECK(cost.at("energy_j").as_double() == 2.0);
}

TEST_CASE("of a long front at most 200 designs, and its knee, keep their layers") {
  const StoredStudy stored(two_costs, no_images);
  std::vector<objective::Trial> trials;
  for (std::uint64_t i = 0; i < 351; ++i) {
    const double step = 1.0 + 0.01 * static_cast<double>(i);
    trials.push_back(costed_trial(i, 1e-7 * step, 1e-6 / step));
  }
  stored.put(trials);
  StudyView study = read_study(stored.path());
  REQUIRE(study.front.size() == 351);
  study.knee = 101;  // not one of every second
  const Json report = report_json(study);
  const Json& details = report.at("details");
  CHECK(details.members().size() <= 201);
  CHECK(details.members().size() > 100);
  CHECK(details.find(std::to_string(report.at("knee").as_integer())) != nullptr);
}

TEST_CASE("of more than 20,000 trials the page holds the whole front and an even part") {
  const StoredStudy stored(two_costs, no_images);
  std::vector<objective::Trial> trials;
  for (std::uint64_t i = 0; i < 30'000; ++i) trials.push_back(costed_trial(i, 4e-7, 2e-6));
  trials[15'001] = costed_trial(15'001, 1e-7, 1e-6);  // the front, which the part would miss
  for (objective::Trial& trial : trials) trial.documents.clear();
  stored.put(trials);
  const Json report = report_json(read_study(stored.path()));
  CHECK(report.at("counts").at("candidates").as_integer() == 30'000);
  std::set<std::int64_t> numbers;
  for (const Json& number : report.at("trials").at("number").items()) {
    numbers.insert(number.as_integer());
  }
  CHECK(numbers.size() == 15'001);
  CHECK(numbers.contains(15'001));
  CHECK_FALSE(numbers.contains(15'003));
  CHECK(report.at("trials").at("metrics").at("energy_j").items().size() == 15'001);
}

TEST_CASE("without training no source speaks of accuracy, and counts have one of their own") {
  const StoredStudy stored("\"minimise energy_j\", \"minimise lost_bits\"", no_images);
  objective::Trial trial = costed_trial(0, 4e-7, 1e-6);
  trial.metrics["lost_bits"] = 1.0;
  stored.put({trial});
  StudyView study = read_study(stored.path());
  study.facts["fingerprint"] = R"({"cpu_capability":"AVX2","results_version":4,"empty":""})";
  study.truth = KnownTruth{.candidates = 12, .feasible = 5, .losses = {{4e-7, 1.0}}};
  const Json report = report_json(study);
  for (const Json& entry : report.at("sources").items()) {
    CHECK(entry.dump().find("ccuracy") == std::string::npos);
  }
  CHECK(source_of(report, "lost_bits").starts_with("Bits of a column's largest sum"));
  CHECK(source_of(report, "Hypervolume").find("energy_j from 0.001 to 1e-09 (logarithmic)") !=
        std::string::npos);
  CHECK(source_of(report, "True front").find("12 candidates") != std::string::npos);
  CHECK(source_of(report, "Every bit") == "seed 3 on cpu capability AVX2 and results version 4");
}

}  // namespace kirchhoff::report
