// tests/validation/cimloop_test.cpp - order, area factor, and the bar on the whole published table.
#include "kirchhoff/validation/cimloop.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::validation {
namespace {

CimloopComparison compare(const formats::CsvTable& table) {
  return compare_cimloop(read_cimloop_table(table), load_cimloop_components(),
                         formats::load_calibration());
}

// Two chips that differ in their bits per cell alone: eight cells a weight cost more than one.
CimloopComparison compare_two(const std::string& energy_of_one_bit,
                              const std::string& energy_of_eight_bits) {
  const std::string header =
      "memory,voltage_v,cell_bits,rows,columns,groups_per_chip,tiles_per_group,macros_per_tile,"
      "network,energy_j,area_cm2\n";
  const std::string start = "RRAM,0.6,", end = ",512,64,8,16,64,resnet18,";
  return compare(formats::CsvTable::parse(header + start + "1" + end + energy_of_one_bit + ",4\n" +
                                              start + "8" + end + energy_of_eight_bits + ",8\n",
                                          "two.csv"));
}

TEST_CASE("two chips in our order have tau 1, in the other one -1") {
  CHECK(compare_two("0.015", "0.002").tau_energy == 1.0);
  CHECK(compare_two("0.002", "0.015").tau_energy == -1.0);
}

TEST_CASE("equal figures have no rank, and a table of one row neither") {
  CHECK_FALSE(compare_two("0.002", "0.002").tau_energy.has_value());
}

TEST_CASE("the area factor puts the median at 1, the spread is what is left") {
  // Equal areas against 4 and 8 cm2: ratios 1 and 2, whose lower middle is taken as the median.
  const CimloopComparison comparison = compare_two("0.015", "0.002");
  REQUIRE(comparison.areas.size() == 1);
  CHECK(comparison.areas[0].rows == 2);
  CHECK(comparison.areas[0].spread == doctest::Approx(1.0));
  CHECK(comparison.areas[0].within_aim == 0.5);
  CHECK(comparison.area_ratio_spread == doctest::Approx(1.0));
}

// Below it the published energies at low voltage are missed (docs/validation.md).
constexpr double smallest_reached_node_nm = 32.0;

TEST_CASE(
    "the published table: tau of energy reaches the bar from 32 nm on, what misses it is said") {
  const char* folder = std::getenv("KIRCHHOFF_REFERENCE");
  const std::vector<std::string> networks = formats::shipped_names("networks");
  const bool has_networks = std::find(networks.begin(), networks.end(), "vgg16") != networks.end();
  const std::filesystem::path path =
      std::filesystem::path(folder == nullptr ? "" : folder) / "cimloop" / "rows.csv";
  if (folder == nullptr || !has_networks || !std::filesystem::exists(path)) {
    std::cout << "SKIPPED: the CiMLoop table needs KIRCHHOFF_REFERENCE with cimloop/rows.csv, and "
                 "the network vgg16\n";
    return;
  }
  const CimloopComparison comparison = compare(formats::CsvTable::load(path.string()));
  CHECK(comparison.rows == 11540);
  CHECK(comparison.groups.size() == 14);
  for (const CimloopGroup& group : comparison.groups) {
    CAPTURE(cimloop_memory_name(group.memory));
    CAPTURE(group.network);
    CAPTURE(group.node_nm);
    REQUIRE(group.tau_energy.has_value());
    if (group.node_nm >= smallest_reached_node_nm) CHECK(*group.tau_energy >= cimloop_tau_bar);
    if (*group.tau_energy < cimloop_tau_bar) {
      std::cout << fmt::format("MISSED: tau of energy {:.3f}, must be {}: {} {} at {} nm\n",
                               *group.tau_energy, cimloop_tau_bar,
                               cimloop_memory_name(group.memory), group.network, group.node_nm);
    }
  }
  // What is reached today, so that a change which loses it is seen.
  REQUIRE(comparison.tau_energy.has_value());
  CHECK(*comparison.tau_energy > 0.5);
  REQUIRE(comparison.area_ratio_spread.has_value());
  CHECK(*comparison.area_ratio_spread < 0.4);
}

}  // namespace
}  // namespace kirchhoff::validation
