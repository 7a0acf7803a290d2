// tests/validation/cimloop_table_test.cpp - what the reader takes, assumes and refuses.
#include "kirchhoff/validation/cimloop_table.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::validation {
namespace {

const std::string full_header =
    "memory,voltage_v,cell_bits,cycle_s,rows,columns,groups_per_chip,tiles_per_group,"
    "macros_per_tile,global_buffer_depth,node_nm,network,energy_j,latency_s,area_cm2\n";
const std::string full_row = "RRAM,0.6,4,2e-9,512,64,2,4,8,4096,32,resnet18,0.004,2e-8,4.5\n";

CimloopTable read(const std::string& text) {
  return read_cimloop_table(formats::CsvTable::parse(text, "rows.csv"));
}

std::string message_of(const std::string& text) {
  try {
    (void)read(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// The full row with one cell changed.
std::string with(const std::string& part, const std::string& by) {
  std::string row = full_row;
  const std::size_t start = row.find(part);
  REQUIRE(start != std::string::npos);
  return full_header + row.replace(start, part.size(), by);
}

TEST_CASE("a full row is read without an assumption") {
  const CimloopTable table = read(full_header + full_row);
  REQUIRE(table.rows.size() == 1);
  CHECK(table.assumptions.empty());
  const CimloopRow& row = table.rows[0];
  CHECK(row.chip.memory == CimloopMemory::Rram);
  CHECK(row.chip.supply == volts(0.6));
  CHECK(row.chip.cell_bits == 4);
  CHECK(row.chip.rows == 512);
  CHECK(row.chip.columns == 64);
  CHECK(row.chip.macros() == 64.0);
  CHECK(row.chip.buffer_depth == 4096);
  CHECK(row.area_m2 == doctest::Approx(4.5e-4).scale(0.0));
  CHECK(row.latency_s == 2e-8);
}

TEST_CASE("what is missing is assumed and said, figures are not compared") {
  const CimloopTable table = read(
      "memory,voltage_v,rows,columns,groups_per_chip,tiles_per_group,macros_per_tile,node_nm,"
      "network,energy_j\n"
      "SRAM,0.8,64,64,1,2,4,,resnet18,0.002\nSRAM,0.8,64,64,1,2,4,22,resnet18,0.002\n");
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].chip.node_nm == 32.0);
  CHECK(table.rows[1].chip.node_nm == 22.0);
  CHECK_FALSE(table.rows[0].area_m2.has_value());
  CHECK_FALSE(table.rows[0].latency_s.has_value());
  REQUIRE(table.assumptions.size() == 4);
  CHECK(table.assumptions[3] == "node_nm is empty in 1 of 2 rows: 32 assumed");
}

TEST_CASE("a missing column is named with its nearest") {
  std::string header = full_header;
  header.replace(header.find(",columns"), 8, ",column");
  CHECK(message_of(header + full_row) ==
        "rows.csv: there is no column \"columns\"; did you mean \"column\"?");
}

TEST_CASE("unknown names are told with what is known") {
  CHECK(message_of(with("RRAM", "RAM")) == "rows.csv:2: memory is \"RAM\"; did you mean \"RRAM\"?");
  const std::string near = message_of(with("resnet18", "resnet19"));
  CHECK(near == "rows.csv:2: network is \"resnet19\"; did you mean \"resnet18\"?");
  const std::string far = message_of(with("resnet18", "../../secret.toml"));
  CHECK(far.find("rows.csv:2: network is \"../../secret.toml\"; allowed: ") == 0);
  CHECK(far.find("lenet5") != std::string::npos);
}

TEST_CASE("numbers out of range are refused with the place and the range") {
  CHECK(message_of(with("0.6", "6")) == "rows.csv:2: voltage_v is 6; allowed: 0.35 to 2");
  CHECK(message_of(with(",512", ",1000000000")) ==
        "rows.csv:2: rows is 1000000000; allowed: a whole number from 8 to 4096");
  CHECK(message_of(with(",4,2e-9", ",1.5,2e-9")) ==
        "rows.csv:2: cell_bits is 1.5; allowed: a whole number from 1 to 8");
  CHECK(message_of(with("RRAM", "SRAM")) ==
        "rows.csv:2: cell_bits is 4; allowed: a whole number from 1 to 1");
  CHECK(message_of(with("0.004", "0")).find("rows.csv:2: energy_j is 0; allowed: ") == 0);
  CHECK(message_of(with("0.004", "")) ==
        "rows.csv:2: energy_j is missing; a number is needed there");
  CHECK(message_of(full_header) == "rows.csv: there is no row below the names of the columns");
}

}  // namespace
}  // namespace kirchhoff::validation
