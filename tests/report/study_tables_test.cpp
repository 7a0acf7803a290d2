// tests/report/study_tables_test.cpp - the terminal shows the right figures in the width it has.
#include <sstream>

#include "kirchhoff/report/study_view.hpp"
#include "tests/report/stored_study.hpp"

namespace kirchhoff::report {
namespace {

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the front's table is the golden one") {
  const StoredStudy stored;
  const objective::Trial first = search_trial(0, 0.80, 4.12e-8);
  objective::Trial baseline = final_trial(2, first, 0.88, 0.87);
  baseline.role = objective::TrialRole::Baseline;
  baseline.label = "lenet5";
  stored.put({first, final_trial(1, first, 0.9, 0.911), baseline});
  CHECK(front_table(read_study(stored.path()), 100) ==
        "#  accuracy      sd   energy  latency      area  bits w/a/adc  crossbar  device    note\n"
        "1   91.10 %  0.10 %  41.2 nJ  10.0 us  1.00 mm2  3-5/4/6       128x64    rram-wan  knee\n"
        "2   87.00 %  0.10 %  41.2 nJ  10.0 us  1.00 mm2  3-5/4/6       128x64    rram-wan  "
        "baseline lenet5\n"
        "accuracy: mean on the noisy chip, test images; every design trained fully\n");
}

TEST_CASE("a front follows the study's preference, in its table and in JSON") {
  const std::vector<objective::Trial> trials = {search_trial(0, 0.80, 1e-8),
                                                search_trial(1, 0.885, 5.2e-8),
                                                search_trial(2, 0.889, 5.6e-8),  // within a step
                                                search_trial(3, 0.95, 5e-6)};
  const auto objectives = "\"maximise accuracy\", \"minimise energy_j\"";
  const StoredStudy wanted(objectives,
                           "[preference]\nregion = [\"accuracy >= 0.87\"]\n"
                           "reference_point = [\"accuracy 0.94\", \"energy_j 4e-6\"]\n"
                           "epsilon = [\"accuracy 0.02\", \"energy_j 30%\"]\n");
  wanted.put(trials);
  const StoredStudy plain(objectives);
  plain.put(trials);
  CHECK(pareto_json(read_study(plain.path())).at("trials").items().size() == 4);
  CHECK(pareto_json(read_study(plain.path())).at("trials").items()[0].find("in_region") == nullptr);
  const StudyView study = read_study(wanted.path());
  const Json json = pareto_json(study);
  const auto& front = json.at("trials").items();
  REQUIRE(front.size() == 3);
  for (const Json& design : front) {
    const auto number = design.at("number").as_integer();
    CHECK(design.at("knee").as_bool() == (number == 3));
    CHECK(design.at("in_region").as_bool() == (number != 0));
  }
  const std::string table = front_table(study, 120);
  CHECK(contains(table, "nearest and in region"));
  CHECK(!contains(table, "knee"));
  CHECK(contains(trial_text(study, 3), "nearest of it to the reference point, in the region"));
  CHECK(contains(front_table(read_study(plain.path()), 120), "knee"));
}

TEST_CASE("a narrow terminal loses columns, never accuracy, energy or the number") {
  const StoredStudy stored;
  stored.put({search_trial(0, 0.80, 1e-7), search_trial(1, 0.90, 5e-7)});
  const StudyView study = read_study(stored.path());
  for (const int width : {40, 60, 80, 120, 200}) {
    CAPTURE(width);
    std::string table = front_table(study, width);
    table.resize(table.find("accuracy: "));
    CHECK(longest_line(table) <= static_cast<std::size_t>(width));
    CHECK(contains(table, "90.00 %"));
    CHECK(contains(table, "500 nJ"));
  }
  CHECK(longest_line(trials_table(study, 80)) <= 80);
}

TEST_CASE("a network from a file shows the bits of its file") {
  const StoredStudy stored;
  objective::Trial baseline = final_trial(1, search_trial(0, 0.80, 1e-7), 0.88, 0.87);
  baseline.role = objective::TrialRole::Baseline;
  baseline.continues.reset();
  baseline.fields = {{"network.file", "lenet5"}, {"hardware.adc_bits", std::int64_t{5}}};
  stored.put({search_trial(0, 0.80, 1e-7), baseline});
  CHECK(contains(front_table(read_study(stored.path())), "8/8/5"));
}

TEST_CASE("an empty front says so") {
  const StoredStudy stored;
  stored.put({refused_trial(0)});
  const StudyView study = read_study(stored.path());
  CHECK(contains(front_table(study), "No design is on the front"));
  CHECK(contains(trials_table(study), "area_m2 is 3.1e-05"));
  CHECK(pareto_json(study).at("trials").items().empty());
}

TEST_CASE("names with control characters cannot drive the terminal") {
  const StoredStudy stored;
  objective::Trial trial = search_trial(0, 0.8, 1e-7);
  trial.fields["hardware.device"] = std::string("\x1b[2Jrram");
  trial.reasons = {"bell \a"};
  stored.put({trial});
  const StudyView study = read_study(stored.path());
  for (const std::string& text :
       {front_table(study, 200), trials_table(study), trial_text(study, 0)}) {
    CHECK_FALSE(contains(text, "\x1b"));
    CHECK_FALSE(contains(text, "\a"));
  }
}

TEST_CASE("a trial's text shows validation and test images apart, and where the energy goes") {
  const StoredStudy stored;
  const objective::Trial first = search_trial(0, 0.80, 4e-8);
  objective::Trial full = final_trial(1, first, 0.9, 0.911);
  full.documents["cost"] =
      "{\"energy_j\":4e-8,\"latency_s\":1e-5,\"area_m2\":1e-6,\"activity\":\"measured\","
      "\"layers\":[{\"name\":\"stem\",\"energy_j\":4e-8,\"latency_s\":1e-5,\"crossbars\":2,"
      "\"utilisation\":0.5}],\"components\":[{\"name\":\"converters\",\"energy_j\":1e-8,"
      "\"area_m2\":5e-7,\"latency_s\":1e-6}]}";
  stored.put({first, full});
  const std::string text = trial_text(read_study(stored.path()), 1);
  CHECK(contains(text, "Trial 1: full training of trial 0, on the front, its knee"));
  CHECK(contains(text, "90.00 %"));
  CHECK(contains(text, "91.10 %"));
  CHECK(contains(text, "converters  10.0 nJ  25.0 %"));
  CHECK(contains(text, "Activity: measured"));
}

TEST_CASE("the summary counts each kind of trial") {
  const StoredStudy stored;
  const objective::Trial first = search_trial(0, 0.80, 4e-8);
  stored.put({first, refused_trial(1), final_trial(2, first, 0.9, 0.9)});
  const std::string summary = study_summary(read_study(stored.path()));
  CHECK(contains(summary, "1 of 12 trained, 1 refused, 1 trained fully"));
  CHECK(contains(summary, "Goal accuracy up and energy_j down"));
}

}  // namespace kirchhoff::report
