// tests/validation/templates_test.cpp - chip files of published chips beside the table they come
// from, and in an estimate.
#include "kirchhoff/validation/templates.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/macro_units.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"

namespace kirchhoff::validation {
namespace {

const cost::MacroConstants& constants() {
  static const cost::MacroConstants shipped = formats::load_macro_constants().constants;
  return shipped;
}

const Templates& shipped_templates() {
  static const Templates templates = read_templates(formats::shipped_names("hardware/published"));
  return templates;
}

TEST_CASE("a template's row is its chip at the published point") {
  const std::vector<std::string> names = {"jia5"};
  const Templates templates = read_templates(names);
  REQUIRE(templates.table.rows.size() >= 2);
  const SiliconRow& row = templates.table.rows[1];
  CHECK(row.chip == "jia5");
  CHECK(row.family == "analog");
  CHECK(row.design.supply.si() == 1.2);
  CHECK(templates.chips[1].supply.si() == 1.2);
  CHECK(templates.chips[0].supply.si() == 0.85);
  CHECK(row.design.dot_length == 2304.0);
}

TEST_CASE("a chip that is costed by component is no template") {
  Templates templates = shipped_templates();
  templates.chips[0].macro.model = hardware::MacroModel::ByComponent;
  CHECK_THROWS_AS((void)compare_templates(templates, constants()), Error);
}

TEST_CASE("what estimate uses is what the macro model says of the same design") {
  const SiliconComparison comparison = compare_templates(shipped_templates(), constants());
  const SiliconComparison direct = compare_silicon(shipped_templates().table, constants());
  REQUIRE(comparison.predictions.size() == 116);
  for (std::size_t i = 0; i < comparison.predictions.size(); ++i) {
    for (std::size_t metric = 0; metric < cost::macro_metric_count; ++metric) {
      const cost::Interval& figure = comparison.predictions[i].figures[metric];
      CHECK(figure.value ==
            doctest::Approx(direct.predictions[i].figures[metric].value).epsilon(1e-9).scale(0.0));
      CHECK(figure.low < figure.value);
      CHECK(figure.high > figure.value);
    }
  }
}

// Its table states a capacity that its rows and columns cannot hold.
bool contradicts(const SiliconRow& row) {
  for (const std::string& text : row.assumed) {
    if (text.find("contradicts") != std::string::npos) return true;
  }
  return false;
}

// A file is allowed what it says it assumes: whole converter bits, whole numbers of columns.
TEST_CASE("a chip file predicts what its row of the table does") {
  const char* reference = std::getenv("KIRCHHOFF_REFERENCE");
  const std::filesystem::path path =
      reference == nullptr ? "" : std::filesystem::path(reference) / "silicon" / "macros.csv";
  if (reference == nullptr || !std::filesystem::exists(path)) {
    MESSAGE("SKIPPED: published chips are not at hand (KIRCHHOFF_REFERENCE)");
    return;
  }
  const SiliconTable table = read_silicon(formats::CsvTable::load(path.string()));
  const SiliconComparison of_table = compare_silicon(table, constants());
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < table.rows.size(); ++i) place[table.rows[i].id] = i;
  const Templates& templates = shipped_templates();
  CHECK(templates.table.rows.size() == table.rows.size());
  const SiliconComparison comparison = compare_templates(templates, constants());
  for (std::size_t i = 0; i < templates.table.rows.size(); ++i) {
    const SiliconRow& row = templates.table.rows[i];
    REQUIRE(place.contains(row.id));
    const std::size_t other = place.at(row.id);
    CAPTURE(row.id);
    CHECK(table.rows[other].chip == row.chip);
    for (std::size_t metric = 0; metric < cost::macro_metric_count; ++metric) {
      CAPTURE(metric);
      CHECK(row.published[metric].has_value() == table.rows[other].published[metric].has_value());
      if (row.published[metric]) {
        CHECK(*row.published[metric] ==
              doctest::Approx(*table.rows[other].published[metric]).epsilon(1e-5).scale(0.0));
      }
      CHECK(row.excluded[metric] == table.rows[other].excluded[metric]);
      if (metric == 2 && contradicts(row)) continue;
      const double apart = std::log(comparison.predictions[i].figures[metric].value /
                                    of_table.predictions[other].figures[metric].value);
      CHECK(std::abs(apart) < (metric == 2 ? 0.7 : 0.35));
    }
  }
}

TEST_CASE("every published chip runs ResNet18, and no law of physics refuses it") {
  const network::Network network = formats::load_network("resnet18");
  const cost::Calibration calibration = formats::load_calibration();
  const network::Activity activity = network::default_activity(network);
  for (const std::string& name : formats::shipped_names("hardware/published")) {
    CAPTURE(name);
    const hardware::Hardware chip = formats::load_hardware(name);
    const cost::Cost cost = cost::estimate(network, cost::map_by_rule(network, chip, calibration),
                                           chip, activity, calibration);
    CHECK(cost.energy > Energy{});
    for (const cost::PhysicsFinding& finding : cost::check_physics(cost, chip, calibration)) {
      CHECK_MESSAGE(false, finding.message);
    }
    // No network of eight bits does much better than full macros at random data.
    const double per_operation =
        cost::tile_macro_figure(cost::MacroMetric::Energy, chip, calibration.macros).value;
    const double operations = 2.0 * 8.0 * 8.0 * static_cast<double>(cost.macs);
    CHECK(cost.energy.si() > 0.5 * operations * per_operation);
  }
}

}  // namespace
}  // namespace kirchhoff::validation
