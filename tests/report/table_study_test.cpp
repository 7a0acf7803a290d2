// tests/report/table_study_test.cpp - studies with a table: their columns are what is shown.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "kirchhoff/store/store.hpp"

namespace kirchhoff::report {
namespace {

namespace fs = std::filesystem;

// Read without its table: the file is not there. "accuracy" is in per cent, and not sought.
class Tabled {
 public:
  Tabled() {
    fs::create_directories(folder_);
    const auto store = store::open_store(folder_, store::OpenMode::Create);
    store->set_fact(
        "spec",
        "schema = 1\nname = \"t\"\nobjectives = [\"minimise error\", \"maximise gain\"]\n"
        "constraints = [\"accuracy >= 10\"]\n[evaluator]\ntable = \"gone.csv\"\n");
    store->set_fact("table", R"({"hash": "1", "columns": [
      {"name": "size", "least": 1, "most": 3, "problem": ""},
      {"name": "error", "least": 1, "most": 9, "problem": ""},
      {"name": "gain", "least": 0, "most": 50, "problem": ""},
      {"name": "accuracy", "least": 5, "most": 99, "problem": ""}],
      "parameters": [{"name": "size", "kind": "ordinal", "values": [1, 2, 3]}]})");
    store->put(
        {trial(0, 1, 5.0, 40.0, 99.0), trial(1, 2, 2.0, 20.0, 50.0), trial(2, 3, 6.0, 10.0, 70.0)});
  }
  ~Tabled() { fs::remove_all(folder_); }
  Tabled(const Tabled&) = delete;
  Tabled& operator=(const Tabled&) = delete;
  [[nodiscard]] StudyView view() const { return read_study(folder_); }

 private:
  static objective::Trial trial(std::uint64_t number, std::int64_t size, double error, double gain,
                                double accuracy) {
    objective::Trial trial;
    trial.number = number;
    trial.state = objective::TrialState::Complete;
    trial.evaluated = true;
    trial.fields = {{"size", size}};
    trial.metrics = {{"error", error}, {"gain", gain}, {"accuracy", accuracy}};
    return trial;
  }
  fs::path folder_ =
      fs::temp_directory_path() / ("kirchhoff-report-table-" + std::to_string(getpid()));
};

}  // namespace

TEST_CASE("the front of a table stands in the order of the first objective, with its columns") {
  const Tabled tabled;
  const StudyView study = tabled.view();
  CHECK(study.front == std::vector<std::size_t>{1, 0});
  CHECK(front_table(study) ==
        "#  error  gain  accuracy  size  note\n"
        "1      2    20        50  2     knee\n"
        "0      5    40        99  1\n"
        "nothing is trained: every figure is looked up in gone.csv\n");
  CHECK(front_table(study, 20).find("gain") != std::string::npos);
  CHECK(trials_table(study).find("table") != std::string::npos);
  CHECK(study_summary(study).find("3 of 160 evaluated") != std::string::npos);
  CHECK(trial_text(study, 2).find("looked up in gone.csv") != std::string::npos);
}

TEST_CASE("JSON of a table's front names its columns, and nothing that it does not know") {
  const Tabled tabled;
  const Json json = pareto_json(tabled.view());
  CHECK(json.at("basis").as_string() == "table");
  const Json& gain = json.at("objectives").items()[1];
  CHECK(gain.at("maximise").as_bool());
  CHECK(gain.at("from").as_double() == 0.0);
  CHECK(gain.at("to").as_double() == 50.0);
  const Json& design = json.at("trials").items()[0];
  CHECK(design.at("metrics").at("gain").as_double() == 20.0);
  CHECK(design.at("parameters").at("size").as_integer() == 2);
  CHECK(design.find("energy_j") == nullptr);
}

TEST_CASE("the page of a table knows its columns and nothing of chips") {
  const Tabled tabled;
  const StudyView study = tabled.view();
  const Json report = report_json(study);
  CHECK(report.at("study").at("kind").as_string() == "table");
  CHECK(report.at("study").at("table").as_string() == "gone.csv");
  CHECK(report.at("study").at("objectives").items().at(1).at("to").as_double() == 50.0);
  const auto& metrics = report.at("metrics").items();
  REQUIRE(metrics.size() == 3);
  CHECK(metrics[0].at("name").as_string() == "error");
  CHECK_FALSE(metrics[0].at("larger_is_better").as_bool());
  CHECK(metrics[1].at("larger_is_better").as_bool());
  CHECK(metrics[2].at("name").as_string() == "accuracy");
  CHECK(metrics[2].at("larger_is_better").is_null());  // a bound says nothing of more
  CHECK(report.at("trials").at("metrics").at("gain").items().at(1).as_double() == 20.0);
  CHECK(report.at("trials").at("bits").items().at(0).as_string().empty());
  CHECK(report.at("details").members().empty());
  const std::string sources = report.at("sources").dump();
  CHECK(sources.find("gone.csv") != std::string::npos);
  CHECK(sources.find("cost model") == std::string::npos);
  CHECK(report_html(study).starts_with("<!doctype html>"));
}

TEST_CASE("what needs networks and chips is refused with a table, and says what to take") {
  const Tabled tabled;
  const StudyView study = tabled.view();
  const char* advice = "kirchhoff pareto, show and trials";
  CHECK_THROWS_WITH_AS((void)trained_design(study, 1), doctest::Contains(advice), Error);
  CHECK_THROWS_WITH_AS(export_onnx(study, 1, "x.onnx"), doctest::Contains(advice), Error);
  CHECK_THROWS_WITH_AS(export_hardware(study, 1, "x.toml"), doctest::Contains(advice), Error);
}

}  // namespace kirchhoff::report
