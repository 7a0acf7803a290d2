// tests/spec/spec_test.cpp - study files are read whole, or every mistake is told with its place.
#include "kirchhoff/spec/spec.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"

namespace kirchhoff::spec {
namespace {

namespace fs = std::filesystem;

// A data folder of its own with the space "small" and the study "first-steps".
class ShippedData {
 public:
  ShippedData() {
    std::string name = (fs::temp_directory_path() / "kirchhoff-spec-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    fs::create_directories(path_ / "spaces");
    fs::create_directories(path_ / "studies");
    write_atomically(
        path_ / "spaces/small.toml",
        "schema = 1\nname = \"small\"\n[fix]\nhardware.device = \"rram-wan\"\n"
        "[[parameter]]\nname = \"network.stages\"\nkind = \"integer\"\nlow = 1\nhigh = 3\n"
        "[[parameter]]\nname = \"hardware.rows\"\nkind = \"ordinal\"\n"
        "values = [64, 128]\n");
    write_atomically(path_ / "studies/first-steps.toml", "");
    REQUIRE(::setenv("KIRCHHOFF_DATA", path_.c_str(), 1) == 0);
  }
  ~ShippedData() {
    ::unsetenv("KIRCHHOFF_DATA");
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const std::string head = "schema = 1\nname = \"s\"\nobjectives = [\"maximise accuracy\"]\n";
const std::string small = "[space]\npreset = \"small\"\n";

std::string message_of(const std::string& text) {
  try {
    (void)parse_spec(text, "study.toml");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a full study is read as it is written") {
  const ShippedData data;
  const Spec spec = parse_spec(
      "schema = 1\nname = \"joint\"\nseed = 7\n"
      "objectives = [\"maximise accuracy\",\n  \"minimise energy_j\"]\n"
      "constraints = [\"area_m2 <= 20e-6\"]\ntimes_s = [60, 3600.0]\n"
      "[data]\nset = \"images\"\nvalidation_images = 500\n" +
          small +
          "[search]\nstrategy = \"random\"\ntrials = 12\nlookahead = 4\npopulation = 10\n"
          "[[fidelity]]\nimages = 100\nepochs = 1\nvalidation_images = 50\ndraws = 1\n"
          "[[fidelity]]\nimages = 200\nepochs = 2\nvalidation_images = 50\ndraws = 1\n"
          "[final]\nimages = 1000\nepochs = 3\nvalidation_images = 400\ndraws = 2\ndesigns = 5\n"
          "[baselines]\nnetworks = [\"lenet5\"]\nchips = 9\n",
      "folder/study.toml");
  CHECK(spec.name == "joint");
  CHECK(spec.seed == 7);
  REQUIRE(spec.objectives.size() == 2);
  CHECK(spec.objectives[1].text == "minimise energy_j");
  CHECK(spec.objectives[1].location.text() == "folder/study.toml:5");
  CHECK(spec.constraints.at(0).text == "area_m2 <= 20e-6");
  CHECK(spec.times_s == std::vector<double>{60.0, 3600.0});
  CHECK(spec.data.set == "folder/images");
  CHECK(spec.data.validation_images == 500);
  CHECK(spec.search.strategy == "random");
  CHECK(spec.search.strategy_location.line > 0);
  CHECK(spec.search.trials == 12);
  CHECK(spec.search.lookahead == 4);
  CHECK(spec.search.population == 10);
  REQUIRE(spec.rungs.size() == 2);
  CHECK(spec.rungs[1].images == 200);
  CHECK(spec.final.fidelity.epochs == 3);
  CHECK(spec.final.designs == 5);
  CHECK(spec.baselines.networks == std::vector<std::string>{"lenet5"});
  CHECK(spec.baselines.chips == 9);
  CHECK(spec.space.name == "small");
  CHECK(spec.space.parameters.size() == 2);
}

TEST_CASE("what a study leaves out has the defaults of the structs") {
  const ShippedData data;
  const Spec spec = parse_spec(head + small, "study.toml");
  CHECK(spec.seed == Spec{}.seed);
  CHECK(spec.search.trials == SearchSpec{}.trials);
  REQUIRE(spec.rungs.size() == 1);
  CHECK(spec.rungs[0].images == FidelitySpec{}.images);
  CHECK(spec.final.fidelity.images == FinalSpec{}.fidelity.images);
  CHECK(spec.times_s == Spec{}.times_s);
  // ... unless the data has fewer images than a default asks for.
  const Spec few = parse_spec(head + small + "[data]\nvalidation_images = 800\n", "study.toml");
  CHECK(few.rungs[0].validation_images == 800);
  CHECK(few.final.fidelity.validation_images == 800);
}

TEST_CASE("a study replaces, adds and fixes parameters of its preset") {
  const ShippedData data;
  const Spec spec = parse_spec(head + small +
                                   "[space.fix]\nhardware.rows = 256\n"
                                   "[[space.parameter]]\nname = \"hardware.device\"\n"
                                   "kind = \"nominal\"\nvalues = [\"a\", \"b\"]\n"
                                   "[[space.parameter]]\nname = \"network.stages\"\n"
                                   "kind = \"integer\"\nlow = 2\nhigh = 5\n"
                                   "[[space.forbidden]]\nrule = \"network.stages > 4\"\n"
                                   "because = \"too deep\"\n",
                               "study.toml");
  REQUIRE(spec.space.parameters.size() == 2);
  CHECK(spec.space.parameters[0].name == "network.stages");
  CHECK(spec.space.parameters[0].high == 5.0);
  CHECK(spec.space.parameters[1].name == "hardware.device");
  REQUIRE(spec.space.fixed.size() == 1);
  CHECK(spec.space.fixed[0].first == "hardware.rows");
  CHECK(spec.space.fixed[0].second == Scalar(std::int64_t{256}));
  CHECK(spec.space.forbidden.at(0).rule.location.text() == "study.toml:18");
}

TEST_CASE("a space file beside the study is read, and its mistakes name it") {
  const ShippedData data;
  const fs::path study = data.path() / "study.toml";
  write_atomically(data.path() / "mine.toml",
                   "schema = 1\nname = \"mine\"\n[[parameter]]\nname = \"a.b\"\nkind = \"real\"\n"
                   "low = 0.0\nhigh = 1.0\nlog = true\n");
  write_atomically(study, head + "[space]\nfile = \"mine.toml\"\n");
  CHECK_THROWS_WITH_AS(
      (void)load_spec(study),
      ((data.path() / "mine.toml").string() + ":6: a.b: low (0) must be above 0 when log = true")
          .c_str(),
      Error);
  CHECK(contains(message_of(head + "[space]\nfile = \"nine.toml\"\n"), "study.toml:5: nine.toml"));
}

TEST_CASE("one pass tells every mistake with line and nearest name") {
  const ShippedData data;
  const std::string study = "schema = 1\nname = \"a/b\"\nobjectivs = []\n" + small +
                            "[search]\ntrails = 3\nstrategy = 3\nlookahead = 0\n";
  write_atomically(data.path() / "study.toml", study);
  const std::vector<std::string> problems = spec_problems(data.path() / "study.toml");
  const std::string file = (data.path() / "study.toml").string();
  REQUIRE(problems.size() == 6);
  CHECK(contains(problems[0], "objectives is missing"));
  CHECK(problems[1].starts_with(file + ":2: name \"a/b\" becomes a folder"));
  CHECK(problems[2] == file + ":3: unknown key \"objectivs\"; did you mean \"objectives\"?");
  CHECK(problems[3] == file + ":7: unknown key \"trails\" in [search]; did you mean \"trials\"?");
  CHECK(problems[4] ==
        file + ":8: [search] strategy must be a text in quotes, not the whole number 3");
  CHECK(problems[5] == file +
                           ":9: [search] lookahead must be a whole number (1 to 1024), not the "
                           "whole number 0");
  const std::string message = message_of(study);
  CHECK(std::count(message.begin(), message.end(), '\n') == 2);
}

TEST_CASE("mistakes in the space say what is allowed") {
  const ShippedData data;
  const auto space = [](const std::string& lines) {
    return message_of(head + "[[space.parameter]]\nname = \"a\"\n" + lines);
  };
  CHECK(contains(space("kind = \"integer\"\nlow = 5\nhigh = 2\n"),
                 "study.toml:8: a: high (2) must not be below low (5)"));
  CHECK(contains(space("kind = \"integer\"\nlow = 1.5\nhigh = 2\n"), "must be a whole number"));
  CHECK(contains(space("kind = \"integer\"\nlow = 1\nhigh = 2\nvalues = [1]\n"),
                 "values does not belong to an integer parameter"));
  CHECK(contains(space("kind = \"nominal\"\n"), "a needs its values"));
  CHECK(contains(space("kind = \"nominal\"\nvalues = [1, 1.0]\n"), "names a value twice"));
  CHECK(contains(space("kind = \"nominal\"\nvalues = [1, \"x\"]\n"), "mixes texts, numbers"));
  CHECK(contains(space("kind = \"ordinals\"\nvalues = [1]\n"), "did you mean \"ordinal\"?"));
  CHECK(contains(space("kind = \"nominal\"\nvalues = [1]\n[[space.parameter]]\nname = \"a\"\n"
                       "kind = \"nominal\"\nvalues = [2]\n"),
                 "study.toml:8: parameter a stands here a second time"));
  CHECK(contains(message_of(head), "[space] is missing"));
  CHECK(contains(message_of(head + "[space]\n"), "has no parameter"));
  CHECK(contains(message_of(head + "[space]\npreset = \"smal\"\n"), "did you mean \"small\"?"));
  CHECK(contains(message_of(head + "[space]\npreset = \"../small\"\n"), "there is no space"));
  CHECK(contains(message_of(head + small + "kind = \"hardware-aware\"\n"), "not built yet"));
}

TEST_CASE("rungs rise, and no fidelity asks for more images than there are") {
  const ShippedData data;
  CHECK(contains(message_of(head + small + "[[fidelity]]\nepochs = 3\n[[fidelity]]\nepochs = 2\n"),
                 "study.toml:8: [[fidelity]] must cost more"));
  CHECK(contains(message_of(head + small + "[final]\nimages = 60000\n"),
                 "images (60000) must be at most 54000"));
  CHECK(contains(message_of(head + small + "[final]\nvalidation_images = 7000\n"),
                 "must be at most that of [data] (6000)"));
  CHECK(contains(message_of(head + small + "[data]\nvalidation_images = 60000\n"),
                 "must leave some of the 60000"));
}

TEST_CASE("times rise and are numbers of seconds") {
  const ShippedData data;
  for (const char* times : {"[]", "[60, 60]", "[0]", "[-1.0]", "[1e11]"}) {
    CAPTURE(times);
    CHECK(
        contains(message_of(head + "times_s = " + times + "\n" + small), "study.toml:4: times_s"));
  }
}

TEST_CASE("a newer schema is one clear line") {
  const ShippedData data;
  CHECK(message_of("schema = 2\nanything = 1\n") ==
        "study.toml:1: schema 2 is newer than this program reads (1 to 1); install a newer "
        "kirchhoff");
}

TEST_CASE("a study is found by path, by shipped name or by folder, else the nearest is named") {
  const ShippedData data;
  const fs::path shipped = data.path() / "studies/first-steps.toml";
  CHECK(find_study_file("first-steps") == shipped);
  CHECK(find_study_file(shipped.string()) == shipped);
  write_atomically(data.path() / "study.toml", "");
  CHECK(find_study_file(data.path().string()) == data.path() / "study.toml");
  CHECK_THROWS_WITH_AS((void)find_study_file("first-step"),
                       "there is no study \"first-step\", neither as a file nor shipped; did you "
                       "mean \"first-steps\"?",
                       Error);
}

TEST_CASE("a shape stands for images and excludes what is about them") {
  const ShippedData data;
  const std::string shape = "[data]\nshape = [3, 224, 112]\nclasses = 1000\n";
  const Spec spec = parse_spec(head + small + shape, "study.toml");
  REQUIRE(spec.data.shape);
  CHECK(spec.data.shape->channels == 3);
  CHECK(spec.data.shape->height == 224);
  CHECK(spec.data.shape->width == 112);
  CHECK(spec.data.shape->classes == 1000);
  CHECK_FALSE(parse_spec(head + small, "study.toml").data.shape);
  CHECK(contains(message_of(head + small + "[data]\nclasses = 10\n"), "goes with shape"));
  CHECK(contains(message_of(head + small + "[data]\nshape = [3, 224, 224]\n"),
                 "[data] classes is missing"));
  CHECK(contains(message_of(head + small + "[data]\nshape = [3, 0, 4]\nclasses = 2\n"),
                 "(1 to 65536)"));
  CHECK(contains(message_of(head + small + shape + "set = \"fashion-mnist\"\n"),
                 "exclude each other"));
  CHECK(contains(message_of(head + small + shape + "[final]\nepochs = 2\n"), "about training"));
}

TEST_CASE("a table stands in place of images, networks and a space") {
  const ShippedData data;
  const std::string table = "[evaluator]\ntable = \"designs.csv\"\n";
  const Spec spec = parse_spec(head + table + "parameters = [\"a\", \"b\"]\n", "folder/study.toml");
  REQUIRE(spec.table);
  CHECK(spec.table->path == fs::path("folder") / "designs.csv");
  CHECK(spec.table->location.line == 5);
  CHECK(spec.table->parameters[1].text == "b");
  CHECK(spec.space.parameters.empty());
  CHECK(spec.space.name == "s");
  CHECK_FALSE(spec.trains());
  CHECK(parse_spec(head + small, "study.toml").trains());
  CHECK(parse_spec(head + small + table, "study.toml").space.parameters.size() == 2);
  CHECK(message_of(head + table + "[[space.forbidden]]\nrule = \"a > 1\"\nbecause = \"b\"\n") ==
        "no error");
  for (const std::string other : {"[data]\n", "[[fidelity]]\n", "[final]\n", "[baselines]\n",
                                  "[data]\nshape = [1, 2, 2]\n"}) {
    CHECK(contains(message_of(head + table + other), "[evaluator] table holds every figure"));
  }
  CHECK(contains(message_of("times_s = [1.0]\n" + head + table), "leave times_s out"));
  CHECK(contains(message_of(head + small + table + "parameters = [\"a\"]\n"), "keep one"));
  CHECK(contains(message_of(head + "[evaluator]\n"), "[evaluator] table is missing"));
  CHECK(contains(message_of(head + "[evaluator]\ntabel = \"a\"\n"), "did you mean \"table\"?"));
  CHECK(contains(message_of(head + "[evaluator]\ntable = \"\"\n"), "name a CSV file"));
}

TEST_CASE("every key of the reference page is known to the reader") {
  const ShippedData data;
  for (const KeyDescription& key : study_keys()) {
    CAPTURE(key.key);
    CHECK(!key.description.empty());
    if (key.key.find('.') == std::string::npos || key.key.starts_with("space.")) continue;
    const bool has_no_default = key.key == "data.shape" || key.key == "data.classes" ||
                                key.key == "search.start_from" ||     // each asks for something
                                key.key.starts_with("evaluator.") ||  // a space of columns
                                key.key.starts_with("two_stage.");    // others are required then
    if (has_no_default) continue;
    const std::string table = key.key.substr(0, key.key.find('.'));
    const std::string name = key.key.substr(key.key.find('.') + 1);
    const std::string heading = table == "fidelity" ? "[[fidelity]]" : "[" + table + "]";
    REQUIRE(!key.fallback.empty());
    // The default, written out, is accepted and changes nothing.
    CHECK(message_of(head + small + heading + "\n" + name + " = " + key.fallback + "\n") ==
          "no error");
    CHECK(contains(message_of(head + small + heading + "\n" + name + "x = 1\n"),
                   "did you mean \"" + name + "\"?"));
  }
}

}  // namespace kirchhoff::spec
