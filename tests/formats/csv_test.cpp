// tests/formats/csv_test.cpp - cells, quotes, numbers and the messages about wrong ones.
#include "kirchhoff/formats/csv.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::formats {
namespace {

std::string message_of(const std::string& text) {
  try {
    const CsvTable table = CsvTable::parse(text, "t.csv");
    for (std::size_t row = 0; row < table.row_count(); ++row) (void)table.number(row, "a");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("quoted cells keep commas, quotes and line ends, and rows know their lines") {
  const CsvTable table = CsvTable::parse(
      "\xEF\xBB\xBF# note\r\na,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n2, w \r\n", "t.csv");
  REQUIRE(table.row_count() == 2);
  CHECK(table.text(0, "b") == "x, \"y\"\nz");
  CHECK(table.place(0) == "t.csv:3");
  CHECK(table.place(1) == "t.csv:6");
  CHECK(table.text(1, "b") == "w");
}

TEST_CASE("missing columns and short rows are empty, not errors") {
  const CsvTable table = CsvTable::parse("a,b\n1\n", "t.csv");
  CHECK(table.number(0, "a") == 1.0);
  CHECK_FALSE(table.number(0, "b").has_value());
  CHECK(table.text(0, "c").empty());
  CHECK_THROWS_AS((void)table.required_number(0, "b"), Error);
}

TEST_CASE("a comma at the end of every line is no column") {
  const CsvTable table = CsvTable::parse("a,b,\n1,2,\n3,,,\n", "t.csv");
  CHECK(table.columns() == std::vector<std::string>{"a", "b"});
  CHECK(table.number(0, "b") == 2.0);
  CHECK(table.number(1, "a") == 3.0);
  CHECK(message_of("a,b\n1,2,3,\n").find("t.csv:2: 3 cells") == 0);
}

TEST_CASE("rows without a header have the columns that they are given") {
  const CsvTable table = CsvTable::parse_rows("# note\n1,1\n", "t.csv", {"a", "b"});
  CHECK(table.row_count() == 1);
  CHECK(table.place(0) == "t.csv:2");
  CHECK(table.number(0, "b") == 1.0);
}

TEST_CASE("wrong text is told with its line") {
  CHECK(message_of("a\n1\nx2\n") ==
        "t.csv:3: a is \"x2\"; allowed: a finite number, or nothing where it is unknown");
  CHECK(message_of("a\nnan\n").find("t.csv:2") == 0);
  CHECK(message_of("a\n1,2\n").find("t.csv:2: 2 cells") == 0);
  CHECK(message_of("a,a\n").find("t.csv:1: two columns") == 0);
  CHECK(message_of("a\n\"1\n").find("t.csv:2: a quote") == 0);
  CHECK(message_of("").find("t.csv: the file is empty") == 0);
}

TEST_CASE("a required column that is missing is named with its nearest name") {
  const CsvTable table = CsvTable::parse("rows,columns\n", "t.csv");
  const std::string wanted[] = {"column"};
  try {
    table.require_columns(wanted);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("did you mean \"columns\"?") != std::string::npos);
  }
}

}  // namespace
}  // namespace kirchhoff::formats
