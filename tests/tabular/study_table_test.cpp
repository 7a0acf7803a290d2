// tests/tabular/study_table_test.cpp - every candidate of a study has one row of its table, or one
// message says why not.
#include "kirchhoff/tabular/study_table.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::tabular {
namespace {

namespace fs = std::filesystem;

const std::string rows =
    "cell,bits,error,energy,note\n"
    "sram,8,5,9,a\nrram,4,8,2,b\nrram,8,6,3.5,c\nsram,4,7.5,4,d\n";

// A study file and its table, gone after the test.
class Study {
 public:
  explicit Study(const std::string& lines = "", const std::string& table = rows,
                 const std::string& objectives = "\"minimise error\", \"maximise energy\"") {
    fs::create_directories(folder_);
    write_atomically(folder_ / "designs.csv", table);
    write_atomically(file(), "schema = 1\nname = \"t\"\nobjectives = [" + objectives +
                                 "]\n[evaluator]\ntable = \"designs.csv\"\n" + lines);
  }
  ~Study() { fs::remove_all(folder_); }
  Study(const Study&) = delete;
  Study& operator=(const Study&) = delete;

  [[nodiscard]] fs::path file() const { return folder_ / "study.toml"; }
  [[nodiscard]] spec::Spec spec() const { return spec::load_spec(file()); }
  [[nodiscard]] std::string refusal() const {
    spec::Spec read = spec();
    try {
      (void)read_study_table(read);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Input);
      return error.what();
    }
    return "";
  }

 private:
  fs::path folder_ =
      fs::temp_directory_path() / ("kirchhoff_study_table_" + std::to_string(getpid()));
};

void check_refused(const Study& study, const std::string& message) {
  CAPTURE(message);
  const std::string refusal = study.refusal();
  CAPTURE(refusal);
  CHECK(refusal.find(message) != std::string::npos);
}

std::string names_of(const spec::Spec& spec) {
  std::string text;
  for (const spec::ParameterSpec& parameter : spec.space.parameters) {
    text += parameter.name + " " + parameter.kind;
    for (const spec::Scalar& value : parameter.values) text += " " + space::value_text(value);
    text += "; ";
  }
  return text;
}

const std::string listed = "parameters = [\"bits\", \"cell\"]\n";

}  // namespace

TEST_CASE("without other words, the columns that nothing else names are the parameters") {
  const Study study("", "cell,bits,error,energy\nsram,8,5,9\nrram,4,8,2\nrram,8,6,3\nsram,4,7,4\n");
  spec::Spec spec = study.spec();
  const auto table = read_study_table(spec);
  CHECK(names_of(spec) == "cell nominal rram sram; bits ordinal 4 8; ");
  CHECK(table->row_count() == 4);
  CHECK(std::holds_alternative<std::int64_t>(spec.space.parameters[1].values[0]));
}

TEST_CASE("listed columns are the parameters, whatever else the table holds") {
  const Study study(listed);
  spec::Spec spec = study.spec();
  const auto table = read_study_table(spec);
  CHECK(names_of(spec) == "bits ordinal 4 8; cell nominal rram sram; ");
  const objective::Metrics metrics =
      table->metrics({{"bits", std::int64_t{8}}, {"cell", std::string("rram")}});
  CHECK(metrics == objective::Metrics{{"error", 6.0}, {"energy", 3.5}});
  CHECK(table->metrics({{"bits", std::int64_t{4}}, {"cell", std::string("sram")}}).at("error") ==
        7.5);
}

TEST_CASE("a space may be a part of the table, with fixed columns and conditions") {
  const std::string table =
      "cell,bits,range,error,energy\n"
      "sram,4,,1,10\nsram,8,,2,20\nrram,4,0.5,3,30\nrram,4,2,4,40\nrram,8,0.5,5,50\nrram,8,2,6,60\n"
      "pcm,4,2,7,70\n";
  const std::string parameters =
      "[[space.parameter]]\nname = \"cell\"\nkind = \"ordinal\"\nvalues = [\"sram\", \"rram\"]\n"
      "[[space.parameter]]\nname = \"range\"\nkind = \"nominal\"\nvalues = [0.5, 2]\n"
      "when = \"cell == 'rram'\"\n";
  const Study study(parameters + "[space.fix]\nbits = 8\n", table);
  spec::Spec spec = study.spec();
  const auto read = read_study_table(spec);
  CHECK(read->row_count() == 3);
  const space::SearchSpace space(spec.space);
  double sum = 0.0;
  for (std::uint64_t place = 0; place < space.grid_size().value(); ++place) {
    if (const auto candidate = space.grid_candidate(place)) {
      sum += read->metrics(space.fields(*candidate)).at("error");
    }
  }
  CHECK(sum == 2.0 + 5.0 + 6.0);
  check_refused(
      Study(parameters + "[space.fix]\nbits = 16\n", table),
      "3 of 3 candidates have no row in designs.csv; the first is cell=sram range=(empty) "
      "bits=16");
}

TEST_CASE("a range of whole numbers is a parameter too, and true is a text") {
  const Study study(
      "[[space.parameter]]\nname = \"bits\"\nkind = \"integer\"\nlow = 2\nhigh = 3\n"
      "[[space.parameter]]\nname = \"pipelined\"\nkind = \"nominal\"\nvalues = [true, false]\n",
      "bits,pipelined,error,energy\n2,true,1,1\n3,true,2,2\n2,false,3,3\n3.0,false,4,4\n");
  spec::Spec spec = study.spec();
  CHECK(read_study_table(spec)
            ->metrics({{"bits", std::int64_t{3}}, {"pipelined", false}})
            .at("error") == 4.0);
}

TEST_CASE("a candidate without a row is missed, unless a rule forbids it") {
  const std::string holes = "a,b,error,energy\n1,1,5,1\n1,2,5,2\n2,1,5,3\n3,3,5,4\n3,1,5,5\n";
  check_refused(Study("", holes),
                "study.toml:5: 4 of 9 candidates have no row in designs.csv; the "
                "first is a=1 b=3");
  const std::string rule =
      "[[space.forbidden]]\nrule = \"a + b == 4 and a < 3\"\nbecause = \"no\"\n";
  check_refused(Study(rule, holes),
                "2 of 7 candidates have no row in designs.csv; the first is a=2 "
                "b=3");
  const Study study(rule + "[[space.forbidden]]\nrule = \"a + b == 5\"\nbecause = \"no\"\n", holes);
  CHECK(study.refusal().empty());
}

TEST_CASE("mistakes of a table are told with their place") {
  check_refused(Study(listed, rows + "sram,4,7,4,e\n"),
                "designs.csv:6: the row of bits=4 cell=sram stands here a second time");
  check_refused(Study(listed, "cell,bits,error,energy\nsram,8,5,9\nsram,8,n/a,9\n"),
                "study.toml:3: designs.csv:3: error is \"n/a\"; objectives and");
  check_refused(Study(listed, "cell,bits,error,energy\nsram,8,,9\n"),
                "designs.csv:2: error is \"\"");
  check_refused(Study(listed, "cell,bits,error,energy\n,8,1,9\n"), "designs.csv:2: cell is empty");
  check_refused(Study(listed, "cell,bits,error,energy\n"), "has no row below its header");
  check_refused(Study("", rows, "\"minimise eror\""),
                "study.toml:3: designs.csv has no column \"eror\"; did you mean \"error\"?");
  check_refused(Study("parameters = [\"bit\"]\n"),
                "study.toml:6: designs.csv has no column \"bit\"; did you mean \"bits\"?");
  check_refused(Study("parameters = [\"bits\", \"bits\"]\n"), "names bits twice");
  check_refused(Study("parameters = [\"error\"]\n"), "error is a parameter");
  check_refused(Study("[[space.parameter]]\nname = \"bits\"\nkind = \"real\"\nlow = 1\nhigh = 2\n"),
                "bits is real");
  check_refused(Study("[space.fix]\nbit = 4\n"), "did you mean \"bits\"?");
  check_refused(Study("", "error,energy\n1,2\n"), "a parameter needs one too");
  const Study study(listed);
  fs::remove(study.file().parent_path() / "designs.csv");
  check_refused(study, "study.toml:5");
}

TEST_CASE("a table of more combinations than can be kept is refused at once") {
  const Study study(
      "[[space.parameter]]\nname = \"bits\"\nkind = \"integer\"\nlow = 0\nhigh = "
      "9007199254740992\n");
  check_refused(study, "combinations; a table may have 10000000");
}

TEST_CASE("what a table brought into a study is read back from text") {
  const Study study(listed);
  spec::Spec spec = study.spec();
  (void)read_study_table(spec);
  spec::Spec stored = study.spec();
  enter_table(stored, table_text(spec));
  CHECK(names_of(stored) == names_of(spec));
  CHECK(table_text(stored) == table_text(spec));
  CHECK(stored.table->hash == spec.table->hash);
  const auto axis = [](const spec::Spec& read) {
    return objective::axis_of(objective::parse_formulation(read).objectives[1]);
  };
  CHECK(axis(stored).ideal == 9.0);
  CHECK(axis(stored).reference == axis(spec).reference);
  CHECK_THROWS_AS(enter_table(stored, "{}"), Error);
}

TEST_CASE("another byte is another table") {
  spec::Spec one = Study(listed).spec(), two = one;
  const Study first(listed);
  (void)read_study_table(one);
  write_atomically(first.file().parent_path() / "designs.csv", rows + "# a remark\n");
  (void)read_study_table(two);
  CHECK(one.table->hash != two.table->hash);
}

}  // namespace kirchhoff::tabular
