// tests/objective/columns_test.cpp - objectives and constraints on the columns of a table.
#include <doctest/doctest.h>

#include <limits>

#include "kirchhoff/objective/formulation.hpp"
#include "tests/objective/refusal.hpp"

namespace kirchhoff::objective {
namespace {

using test::refusal;

// Columns error (2 to 8), gain (-1 to 3), constant (5) and text; the parameter bits.
spec::Spec study(const std::vector<std::string>& objectives,
                 const std::vector<std::string>& constraints = {}) {
  spec::Spec spec;
  spec.path = "study.toml";
  spec.table = spec::TableSpec{.path = "folder/designs.csv"};
  spec.table->columns = {{.name = "bits", .least = 4.0, .most = 8.0},
                         {.name = "error_pct", .least = 2.0, .most = 8.0},
                         {.name = "gain", .least = -1.0, .most = 3.0},
                         {.name = "constant", .least = 5.0, .most = 5.0},
                         {.name = "note", .problem = "designs.csv:7: note is \"n/a\""}};
  spec.space.parameters.resize(1);
  spec.space.parameters[0].name = "bits";
  for (const std::string& text : objectives) spec.objectives.push_back({text, {"s.toml", 3, 1}});
  for (const std::string& text : constraints) spec.constraints.push_back({text, {"s.toml", 4, 1}});
  return spec;
}

bool tells(const spec::Spec& spec, const std::string& part) {
  const std::string message = refusal(spec);
  CAPTURE(message);
  return message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the table's own range is the axis, in either direction") {
  const Formulation formulation = parse_formulation(
      study({"minimise error_pct", "maximise gain", "minimise constant"}, {"error_pct <= 7"}));
  CHECK(formulation.objectives[0].axis->ideal == 2.0);
  CHECK(formulation.objectives[0].axis->reference == 8.0);
  CHECK(formulation.objectives[1].axis->ideal == 3.0);
  CHECK(formulation.objectives[1].axis->reference == -1.0);
  CHECK(formulation.objectives[1].maximise);
  CHECK(formulation.objectives[2].axis->reference > formulation.objectives[2].axis->ideal);
  CHECK(formulation.constraints[0].bound == 7.0);
  const std::vector<double> scaled = normalised(formulation, std::vector{5.0, -1.0, 5.0});
  CHECK(scaled == std::vector{0.5, 0.5, 0.0});
  CHECK(parse_formulation(study({"maximise error_pct"})).objectives[0].axis->ideal == 8.0);
}

TEST_CASE("an axis that is named is linear and may lie beyond the table") {
  const Formulation formulation = parse_formulation(study({"minimise error_pct from 20 to 0"}));
  CHECK(formulation.objectives[0].axis->reference == 20.0);
  CHECK(formulation.objectives[0].axis->ideal == 0.0);
  CHECK_FALSE(formulation.objectives[0].axis->logarithmic);
  CHECK(tells(study({"minimise error_pct from 1 to 9"}), "ends before it begins"));
  CHECK(tells(study({"maximise gain from 3 to 1"}), "ends before it begins"));
}

TEST_CASE("a name that is no column, or the wrong one, is told with the nearest") {
  CHECK(tells(study({"minimise eror_pct"}),
              "s.toml:3: designs.csv has no column \"eror_pct\"; did you mean \"error_pct\"?"));
  CHECK(tells(study({"minimise error"}), "did you mean \"error_pct\"?"));
  CHECK(tells(study({"minimise energy_j"}), "allowed: error_pct, gain, constant, note"));
  CHECK(tells(study({"minimise bits"}), "bits is a parameter"));
  CHECK(tells(study({"minimise gain"}, {"bits <= 4"}), "s.toml:4: bits is a parameter"));
  CHECK(tells(study({"minimise note"}), "s.toml:3: designs.csv:7: note is \"n/a\""));
}

TEST_CASE("a constraint that no row meets is told, and so are two that exclude each other") {
  CHECK(tells(study({"minimise gain"}, {"error_pct <= 1.5"}), "error_pct is always at least 2"));
  CHECK(tells(study({"minimise gain"}, {"error_pct >= 9"}), "error_pct is at most 8"));
  CHECK(
      tells(study({"minimise gain"}, {"error_pct <= 3", "error_pct >= 4"}), "exclude each other"));
}

TEST_CASE("columns make a score; a product needs them above 0") {
  spec::Spec spec = study({"minimise error_pct", "maximise constant"});
  spec.scalarise = spec::ScalariseSpec{.form = "product", .weights = {}};
  CHECK(parse_formulation(spec).scalarisation->parts.size() == 2);
  spec.objectives[1].text = "maximise gain";
  CHECK(tells(spec, "gain goes down to -1"));
  spec.scalarise->form = "sum";
  CHECK(refusal(spec).empty());
  spec.table->columns[2].name = "score";
  spec.objectives[1].text = "maximise score";
  CHECK(tells(spec, "rename that column"));
  spec.scalarise.reset();
  CHECK(parse_formulation(spec).objectives[1].metric == "score");
}

}  // namespace kirchhoff::objective
