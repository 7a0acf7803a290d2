// tests/report/kinds_test.cpp - an estimate of several kinds of macros as text, CSV, JSON and
// floor plan.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/report/cost_view.hpp"
#include "kirchhoff/report/sweep.hpp"

namespace kirchhoff::report {
namespace {

hardware::Chip chip() {
  hardware::Chip chip = formats::load_chip("sram-rram-32nm");
  const std::vector<std::string> keys = {"sram.layers=first", "rram.layers=*"};
  formats::set_chip_keys(chip, keys);
  return chip;
}

CostView view_of(const hardware::Chip& chip) {
  const network::Network lenet = formats::load_network("lenet5");
  return view_cost(lenet, chip, network::default_activity(lenet), formats::load_calibration());
}

std::int64_t count(const std::string& text, const std::string& part) {
  std::int64_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("texts say which kind each layer sits on") {
  const CostView view = view_of(chip());
  const std::string first = view.cost.layers.front().name;
  CHECK(count(cost_summary(view), "1 layers: " + first) == 1);
  const std::string tables = cost_tables(view, 200);
  CHECK(count(tables, "By kind of macro") == 1);
  CHECK(count(tables, "sram") == 3);  // its own row, and its layer in both tables of layers
  const std::string csv = layers_csv(view);
  CHECK(count(csv, ",kind\n") == 1);
  CHECK(count(csv, ",sram\n") == 1);
  CHECK(count(csv, ",rram\n") == std::ssize(view.cost.layers) - 1);
}

TEST_CASE("JSON names kinds and layers' kinds; kinds sum to the totals") {
  const CostView view = view_of(chip());
  const Json json = Json::parse(formats::explained_cost_json(view.cost, view.breakdown).dump());
  double energy = 0.0, area = 0.0, leakage = 0.0;
  for (const Json& kind : json.at("kinds").items()) {
    energy += kind.at("energy_j").as_double();
    area += kind.at("area_m2").as_double();
    leakage += kind.at("leakage_w").as_double();
  }
  CHECK(energy == doctest::Approx(json.at("energy_j").as_double()).scale(0.0));
  CHECK(area == doctest::Approx(json.at("area_m2").as_double()).scale(0.0));
  CHECK(leakage == doctest::Approx(json.at("leakage_w").as_double()).scale(0.0));
  CHECK(json.at("layers").items().front().at("kind").as_string() == "sram");
  CHECK(json.at("layers").items().back().at("kind").as_string() == "rram");
}

TEST_CASE("a chip of one kind has no word of kinds in its outputs") {
  const CostView view = view_of(formats::load_chip("rram-32nm"));
  CHECK(count(cost_summary(view) + cost_tables(view, 200) + layers_csv(view), "kind") == 0);
  CHECK(count(formats::explained_cost_json(view.cost, view.breakdown).dump(), "\"kind") == 0);
}

TEST_CASE("a floor plan shows every crossbar of every kind once") {
  const CostView view = view_of(chip());
  const std::string svg = floor_plan_svg(view);
  for (std::size_t i = 0; i < view.cost.layers.size(); ++i) {
    CAPTURE(i);
    const std::string tip = "layer " + std::to_string(i + 1) + ", " + view.cost.layers[i].name;
    CHECK(count(svg, tip) == view.cost.layers[i].crossbars);
  }
}

TEST_CASE("a sweep varies keys of one kind, its layers too") {
  const network::Network lenet = formats::load_network("lenet5");
  const std::vector<SweepAxis> axes = {parse_axis("rram.adc_bits=6,8"),
                                       parse_axis("sram.layers=first,none")};
  hardware::Chip start = formats::load_chip("sram-rram-32nm");
  const auto point = [&](std::int64_t number) {
    return sweep_point(lenet, start, {"rram.layers=*"}, axes, number, formats::load_calibration());
  };
  const SweepPoint narrow = point(0), none = point(1), wide = point(2);
  CHECK(narrow.is_feasible);
  CHECK(wide.energy_j > narrow.energy_j);
  CHECK(none.area_m2 != narrow.area_m2);
  CHECK_THROWS_AS((void)parse_axis("rram.adc_bit=6,8"), Error);
}

}  // namespace kirchhoff::report
