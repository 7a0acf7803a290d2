// tests/study/enumeration_test.cpp - the true front: the same for any threads and interruptions,
// and what a search that sees everything finds.
#include "kirchhoff/study/enumeration.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/study.hpp"
#include "kirchhoff/tabular/comparison.hpp"

namespace {

using namespace kirchhoff;
namespace fs = std::filesystem;

constexpr int trials = 1'000;  // more than the space has
const std::string constraint = "area_m2 <= 2e-6";
const std::string one_size =
    "\"hardware.dac_bits\" = 1\n\"hardware.rows\" = 128\n\"hardware.columns\" = 128\n";
const std::string one_multiplexer = one_size + "\"hardware.columns_per_adc\" = 8\n";

// Chips for LeNet-5: 2 x 3 + 1 devices and cells, up to 7 rows at once, 6 converters, 2 dataflows.
class Chips {
 public:
  Chips() {
    static std::atomic<int> serial{0};
    root_ = fs::temp_directory_path() / fmt::format("kirchhoff-chips-{}-{}", getpid(), serial++);
    fs::create_directories(root_);
    write(constraint);
  }
  ~Chips() { fs::remove_all(root_); }
  Chips(const Chips&) = delete;
  Chips& operator=(const Chips&) = delete;

  void write(const std::string& bound, const std::string& fixed = one_multiplexer) const {
    write_atomically(file(), fmt::format(R"(schema = 1
name = "chips"
objectives = ["minimise energy_j", "minimise latency_s", "minimise area_m2"]
constraints = ["{}"]
[data]
shape = [1, 28, 28]
classes = 10
[search]
strategy = "grid"
trials = {}
[space]
preset = "chips"
[space.fix]
"network.file" = "lenet5"
"hardware.macros_per_tile" = 8
"hardware.buffer_kib" = 32
"hardware.max_copies" = 1
{})",
                                         bound, trials, fixed));
  }
  [[nodiscard]] fs::path file() const { return root_ / "chips.toml"; }
  [[nodiscard]] fs::path folder(const std::string& name) const { return root_ / name; }
  study::Enumeration enumerate(const std::string& name, int threads) const {
    return study::enumerate_study({.spec_file = file(), .folder = folder(name), .threads = threads},
                                  {});
  }

 private:
  fs::path root_;
};

// What must be equal, whatever the time it took.
std::string text_of(const study::Enumeration& truth) {
  std::string text = fmt::format("{} {} {}\n", truth.next, truth.candidates, truth.feasible);
  for (const auto& [name, count] : truth.refusals) text += fmt::format("{} {}\n", name, count);
  for (const study::TruePoint& point : truth.front) {
    text += fmt::format("{} {} {} {}\n", point.place, point.losses[0], point.losses[1],
                        point.losses[2]);
  }
  return text;
}

}  // namespace

TEST_CASE("one, two and five threads find the same front; a search over everything reaches it") {
  const Chips chips;
  const study::Enumeration truth = chips.enumerate("one", 1);
  REQUIRE(truth.is_complete());
  CHECK(truth.candidates > 300);
  CHECK(truth.feasible < truth.candidates);
  CHECK(truth.feasible > 0);
  CHECK(truth.front.size() > 1);
  CHECK(text_of(truth) == text_of(chips.enumerate("two", 2)));
  CHECK(text_of(truth) == text_of(chips.enumerate("five", 5)));

  study::StudyOptions options;
  options.spec_file = chips.file();
  options.folder = chips.folder("one");
  options.worker_program = program_path().parent_path() / "instant_worker";
  const study::StudyResult result = study::run_study(options, {});
  CHECK(result.truth_share.value() == doctest::Approx(1.0).epsilon(1e-12).scale(0.0));
  std::uint64_t complete = 0;
  for (const objective::Trial& trial :
       store::open_store(options.folder, store::OpenMode::Read)->trials()) {
    complete += trial.is_feasible() && !trial.repeats ? 1 : 0;
    CHECK_FALSE(trial.metrics.contains("accuracy"));
  }
  CHECK(complete == truth.feasible);
}

TEST_CASE("interrupted and resumed, the front is the same") {
  const Chips chips;
  chips.write(constraint, one_size);  // more places than threads take before they stop
  const study::Enumeration whole = chips.enumerate("whole", 2);
  study::Enumeration truth;
  int sessions = 0;
  for (; !truth.is_complete() || sessions == 0; ++sessions) {
    REQUIRE(sessions < 1'000);
    truth = study::enumerate_study(
        {.spec_file = chips.file(), .folder = chips.folder("parts"), .threads = 2},
        {.progress = {}, .interrupted = [] { return true; }});
  }
  CHECK(sessions > 2);
  CHECK(text_of(truth) == text_of(whole));
}

TEST_CASE("a search beside the truth of another study is refused before it begins") {
  const Chips chips;
  (void)chips.enumerate("truth", 2);
  chips.write("area_m2 <= 3e-6");
  study::StudyOptions options;
  options.spec_file = chips.file();
  options.folder = chips.folder("truth");
  options.worker_program = program_path().parent_path() / "instant_worker";
  CHECK_THROWS_WITH_AS(study::run_study(options, {}), doctest::Contains("enumerate again"), Error);
  CHECK_FALSE(store::has_store(options.folder));
}

TEST_CASE("a truth of other constraints is refused, and so is a damaged one") {
  const Chips chips;
  (void)chips.enumerate("truth", 2);
  const spec::Spec spec = spec::load_spec(chips.file());
  CHECK(study::load_truth(chips.folder("truth"), spec)->is_complete());
  chips.write("area_m2 <= 3e-6");
  CHECK_THROWS_AS((void)study::load_truth(chips.folder("truth"), spec::load_spec(chips.file())),
                  Error);
  write_atomically(chips.folder("truth") / "truth.json", "{\"schema\": 1}");
  CHECK_THROWS_AS((void)study::load_truth(chips.folder("truth"), spec), Error);
}

TEST_CASE("as a problem, its truth is reached by a search that sees every candidate") {
  const Chips chips;
  CHECK_THROWS_AS((void)study::enumerated_problem(chips.file(), chips.folder("truth")), Error);
  (void)chips.enumerate("truth", 2);
  const tabular::Problem problem = study::enumerated_problem(chips.file(), chips.folder("truth"));
  CHECK(problem.truth.hypervolume > 0.0);
  CHECK(problem.truth.hypervolume < 1.0);
  const auto scores = tabular::search_scores(problem, {.strategy = "grid"}, {50, trials});
  CHECK(scores[0].hypervolume_ratio < 1.0);
  CHECK(scores[1].hypervolume_ratio == doctest::Approx(1.0).epsilon(1e-12).scale(0.0));
  CHECK(scores[1].igd_plus == 0.0);
}
