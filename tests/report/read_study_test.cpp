// tests/report/read_study_test.cpp - a stored study is read back with the front it deserves.
#include <ctime>
#include <functional>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "tests/report/stored_study.hpp"

namespace kirchhoff::report {
namespace {

namespace fs = std::filesystem;

std::vector<std::uint64_t> front_numbers(const StudyView& study) {
  std::vector<std::uint64_t> numbers;
  for (const std::size_t i : study.front) numbers.push_back(study.trials[i].number);
  return numbers;
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "no error";
}

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("before full training the front is that of the search trials, best accuracy first") {
  const StoredStudy stored;
  stored.put({search_trial(0, 0.80, 1e-7), search_trial(1, 0.90, 5e-7),
              search_trial(2, 0.79, 2e-7),  // dominated by 0
              search_trial(3, 0.85, 2e-7), refused_trial(4)});
  const StudyView study = read_study(stored.path());
  CHECK(front_numbers(study) == Numbers{1, 3, 0});
  CHECK(study.spec.name == "tiny");
  CHECK(study.space.name() == "tiny-space");
}

TEST_CASE("a repeated trial does not stand on the front twice, and an infeasible one never") {
  const StoredStudy stored;
  objective::Trial repeat = search_trial(1, 0.80, 1e-7);
  repeat.repeats = 0;
  repeat.evaluated = false;
  objective::Trial infeasible = search_trial(2, 0.99, 1e-8);
  infeasible.state = objective::TrialState::Infeasible;
  stored.put({search_trial(0, 0.80, 1e-7), repeat, infeasible});
  const StudyView study = read_study(stored.path());
  CHECK(front_numbers(study) == Numbers{0});
  CHECK(study.hypervolume.size() == 2);  // the repeat was not evaluated
}

TEST_CASE("full designs are compared on validation images and shown on test images") {
  const StoredStudy stored;
  const objective::Trial cheap = search_trial(0, 0.80, 1e-7);
  const objective::Trial dear = search_trial(1, 0.85, 5e-7);
  // On test images trial 3 would be dominated; the validation images decide.
  stored.put({cheap, dear, final_trial(2, cheap, 0.88, 0.90), final_trial(3, dear, 0.91, 0.89)});
  const StudyView study = read_study(stored.path());
  CHECK(front_numbers(study) == Numbers{2, 3});
  const Json pareto = pareto_json(study);
  CHECK(pareto.at("basis").as_string() == "full");
  const Json& first = pareto.at("trials").items().front();
  CHECK(first.at("accuracy").as_double() == 0.90);
  CHECK(first.at("accuracy_validation").as_double() == 0.88);
  CHECK(first.at("accuracy_proxy").as_double() == 0.80);
  CHECK(first.at("accuracy_at").items().front().at("time_s").as_double() == 60.0);
  CHECK(first.at("parameters").at("hardware.adc_bits").as_integer() == 6);
  const Json& objective = pareto.at("objectives").items().front();  // its axis is the table's
  CHECK(objective.at("metric").as_string() == "accuracy");
  CHECK(objective.at("from").as_double() == 0.5);
  CHECK(objective.at("to").as_double() == 1.0);
  CHECK_FALSE(objective.at("logarithmic").as_bool());
}

TEST_CASE("the hypervolume after the last trial is that of the whole front") {
  const StoredStudy stored;
  std::vector<objective::Trial> trials;
  std::vector<std::vector<double>> losses;
  Stream stream(1, purpose::test, 0);
  for (std::uint64_t i = 0; i < 60; ++i) {
    trials.push_back(search_trial(i, stream.uniform(0.5, 0.95), stream.uniform(1e-8, 1e-6)));
    losses.push_back({-trials.back().metrics["accuracy"], trials.back().metrics["energy_j"]});
  }
  stored.put(trials);
  const StudyView study = read_study(stored.path());
  CHECK(study.hypervolume.size() == 60);
  CHECK(study.hypervolume.back().second ==
        doctest::Approx(objective::normalised_hypervolume(study.formulation, losses)));
  for (std::size_t i = 1; i < study.hypervolume.size(); ++i) {
    CHECK(study.hypervolume[i].second >= study.hypervolume[i - 1].second);
  }
}

TEST_CASE("a folder without a study is refused with the nearest one, and nothing is created") {
  const StoredStudy stored;
  stored.put({search_trial(0, 0.8, 1e-7)});
  const fs::path wrong = stored.parent() / "a-stduy";
  const std::string message = message_of([&] { (void)read_study(wrong); });
  CHECK(message.find("did you mean") != std::string::npos);
  CHECK(message.find(stored.path().string()) != std::string::npos);
  CHECK_FALSE(fs::exists(wrong));
}

TEST_CASE("an unknown trial is refused, saying which exist") {
  const StoredStudy stored;
  stored.put({search_trial(0, 0.8, 1e-7), search_trial(1, 0.8, 2e-7)});
  const StudyView study = read_study(stored.path());
  const std::string message = message_of([&] { (void)trial_text(study, 9); });
  CHECK(message.find("no trial 9; allowed: 0 to 1") != std::string::npos);
}

// A sanitizer makes everything several times slower.
#ifdef __SANITIZE_ADDRESS__
constexpr double allowed_seconds = 30.0;
#else
constexpr double allowed_seconds = 2.0;
#endif

// Of the processor, which other work on the machine does not lengthen.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST_CASE("10,000 trials with four objectives are read, and reported, in two seconds each") {
  const StoredStudy stored(
      "\"maximise accuracy\", \"minimise energy_j\", \"minimise latency_s\", "
      "\"minimise area_m2\"");
  std::vector<objective::Trial> trials;
  Stream stream(2, purpose::test, 0);
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const double size = stream.uniform();
    trials.push_back(search_trial(i, 0.7 + 0.15 * size + 0.1 * stream.uniform(),
                                  1e-8 * std::pow(100.0, size + stream.uniform())));
    trials.back().metrics["latency_s"] = 1e-6 * std::pow(100.0, size + stream.uniform());
    trials.back().metrics["area_m2"] = 1e-7 * std::pow(10.0, size + stream.uniform());
  }
  stored.put(trials);
  const double start = cpu_seconds();
  const StudyView study = read_study(stored.path());
  const double middle = cpu_seconds();
  const std::string html = report_html(study);
  const double end = cpu_seconds();
  MESSAGE("read " << middle - start << " s, report " << end - middle << " s, " << html.size() / 1024
                  << " KiB, front " << study.front.size());
  CHECK(middle - start < allowed_seconds);
  CHECK(end - middle < allowed_seconds);
}

}  // namespace kirchhoff::report
