// tests/report/sweep_test.cpp - axes are read, grids are counted, impossible points stay.
#include "kirchhoff/report/sweep.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/report/cost_view.hpp"

namespace kirchhoff::report {
namespace {

using Texts = std::vector<std::string>;

std::string refusal(const std::string& axis) {
  try {
    (void)parse_axis(axis);
  } catch (const Error& error) {
    return error.kind() == ErrorKind::Usage ? error.what() : "another kind";
  }
  return "none";
}

Sweep swept(const Texts& vary, const Texts& fixed = {}) {
  Sweep sweep;
  sweep.network = "lenet5";
  sweep.chip = "rram-32nm";
  sweep.basis = "activity assumed";
  for (const std::string& axis : vary) sweep.axes.push_back(parse_axis(axis));
  const network::Network network = formats::load_network(sweep.network);
  const hardware::Chip chip = formats::load_chip(sweep.chip);
  const cost::Calibration calibration = formats::load_calibration();
  for (std::int64_t i = 0; i < point_count(sweep.axes); ++i) {
    sweep.points.push_back(sweep_point(network, chip, fixed, sweep.axes, i, calibration));
  }
  return sweep;
}

}  // namespace

TEST_CASE("lists and ranges give the same values; both ends of a range belong to it") {
  CHECK(parse_axis("adc_bits=4,5,6").values == Texts{"4", "5", "6"});
  CHECK(parse_axis("adc_bits=4:6").values == Texts{"4", "5", "6"});
  CHECK(parse_axis("rows=64:512:64").values.size() == 8);
  CHECK(parse_axis("rows=64:500:64").values.back() == "448");
  CHECK(parse_axis("supply_v=0.5:0.9:0.1").values == Texts{"0.5", "0.6", "0.7", "0.8", "0.9"});
  CHECK(parse_axis("dataflow=pipelined,sequential").values.size() == 2);
  CHECK(parse_axis("rows+active_rows=64,128").keys == Texts{"rows", "active_rows"});
}

TEST_CASE("a wrong axis is refused with what was seen and what is allowed") {
  CHECK(refusal("adc_bit=4") ==
        "--vary: a chip has no key \"adc_bit\"; did you mean \"adc_bits\"?");
  CHECK(refusal("adc_bits") ==
        "--vary \"adc_bits\" must have the form key=values, e.g. adc_bits=4,5,6 or rows=64:512:64");
  CHECK(refusal("adc_bits=").starts_with("--vary \"adc_bits=\" must have the form"));
  CHECK(refusal("adc_bits=4,,6") ==
        "--vary adc_bits: a value is empty; give values as adc_bits=4,5,6");
  CHECK(refusal("adc_bits=4,4") == "--vary adc_bits: the value 4 stands twice; remove one");
  CHECK(refusal("rows=64:512:0") == "--vary rows: the step (0) must be above 0");
  CHECK(refusal("rows=512:64:64") ==
        "--vary rows: the range ends (64) before it begins (512); swap them");
  CHECK(refusal("rows=64:x") ==
        "--vary rows: \"x\" is no number; a range has the form first:last:step, e.g. "
        "rows=64:512:64");
  CHECK(refusal("rows=1:2:3:4") ==
        "--vary rows: \"1:2:3:4\" has 3 colons; a range has the form first:last:step");
  CHECK(refusal("rows=1:1e9").starts_with("--vary rows: 1e+09 values, more than 1000000"));
}

TEST_CASE("a grid has the product of its axes, the last runs fastest, and no key stands twice") {
  const std::vector<SweepAxis> axes = {parse_axis("adc_bits=4,5"), parse_axis("rows=64,128,256")};
  CHECK(point_count(axes) == 6);
  CHECK(axis_values(axes, 0) == Texts{"4", "64"});
  CHECK(axis_values(axes, 2) == Texts{"4", "256"});
  CHECK(axis_values(axes, 3) == Texts{"5", "64"});
  CHECK_THROWS_AS((void)point_count({}), Error);
  CHECK_THROWS_AS((void)point_count({parse_axis("rows=64"), parse_axis("rows+columns=64")}), Error);
  const std::vector<SweepAxis> large = {parse_axis("rows=8:4096"), parse_axis("columns=8:4096")};
  CHECK_THROWS_AS((void)point_count(large), Error);
}

TEST_CASE("each point is what an estimate of that chip says") {
  const Sweep sweep = swept({"adc_bits=5,7"}, {"clock_mhz=300"});
  hardware::Hardware chip = formats::load_hardware("rram-32nm");
  const Texts assignments = {"clock_mhz=300", "adc_bits=7"};
  formats::set_hardware_keys(chip, assignments);
  const network::Network lenet = formats::load_network("lenet5");
  const CostView view =
      view_cost(lenet, chip, network::default_activity(lenet), formats::load_calibration());
  CHECK(sweep.points[1].energy_j == view.cost.energy.si());
  CHECK(sweep.points[1].latency_s == view.cost.latency.si());
  CHECK(sweep.points[1].area_m2 == view.cost.area.si());
}

TEST_CASE("a chip that cannot be is a point with its reason, in the CSV and in the picture") {
  const Sweep sweep = swept({"rows=64,128"});  // 128 rows are read at once
  REQUIRE(sweep.points.size() == 2);
  CHECK_FALSE(sweep.points[0].is_feasible);
  CHECK_FALSE(sweep.points[0].has_figures);
  CHECK(sweep.points[0].reason.find("active_rows") != std::string::npos);
  CHECK(sweep.points[1].has_figures);
  const formats::CsvTable table = formats::CsvTable::parse(sweep_csv(sweep), "sweep.csv");
  REQUIRE(table.row_count() == 2);
  CHECK(table.text(0, "feasible") == "no");
  CHECK(table.text(0, "energy_j").empty());
  CHECK(table.text(0, "reason") == sweep.points[0].reason);
  CHECK(table.required_number(1, "energy_j") == sweep.points[1].energy_j);
  CHECK(table.required_number(1, "rows") == 128.0);
  CHECK(sweep_svg(sweep).find("no such chip") != std::string::npos);
  CHECK(sweep_json(sweep).at("points").items()[0].at("energy_j").is_null());
}

TEST_CASE("keys that are varied together take the same value") {
  const Sweep sweep = swept({"rows+active_rows=64,128"});
  CHECK(sweep.points[0].has_figures);
  const formats::CsvTable table = formats::CsvTable::parse(sweep_csv(sweep), "sweep.csv");
  CHECK(table.text(0, "rows") == "64");
  CHECK(table.text(0, "active_rows") == "64");
}

TEST_CASE("a value of the wrong form stops the sweep, one out of range does not") {
  CHECK_THROWS_AS((void)swept({"adc_bits=four"}), Error);
  CHECK_FALSE(swept({"adc_bits=99"}).points[0].is_feasible);
  CHECK_THROWS_AS((void)parse_axis("device=no-such-device"), Error);
}

TEST_CASE("tables say what is left out, and each reason once") {
  Sweep sweep;
  sweep.network = "network";
  sweep.chip = "chip";
  sweep.axes = {parse_axis("adc_bits=4,5,6")};
  sweep.points.resize(3);
  sweep.points[0] = {.is_feasible = true,
                     .has_figures = true,
                     .reason = {},
                     .energy_j = 1e-6,
                     .latency_s = 2e-3,
                     .stage_period_s = 1e-3,
                     .area_m2 = 3e-6,
                     .tops_per_w = 12.5,
                     .utilisation = 0.5};
  sweep.points[1].reason = sweep.points[2].reason = "too small";
  CHECK(sweep_table(sweep) ==
        "network on chip: 3 points, 1 buildable\n\n"
        "adc_bits   energy  latency  stage period      area  TOPS/W    used  buildable\n"
        "       4  1.00 uJ  2.00 ms       1.00 ms  3.00 mm2    12.5  50.0 %  yes\n"
        "       5        -        -             -         -       -       -  no\n"
        "       6        -        -             -         -       -       -  no\n"
        "\nWhat cannot be built, and why:\n  too small\n");
  CHECK(sweep_table(sweep, 120, 1).find("and 2 more; --csv FILE writes them all") !=
        std::string::npos);
}

}  // namespace kirchhoff::report
