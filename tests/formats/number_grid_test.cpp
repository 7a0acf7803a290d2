// tests/formats/number_grid_test.cpp - rectangles of numbers, and what is said of wrong ones.
#include "kirchhoff/formats/number_grid.hpp"

#include <doctest/doctest.h>

#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

const NumberMeaning volts_meaning{.name = "voltage", .unit = "V", .low = -1.0, .high = 1.0};

std::string refusal(const std::string& text) {
  return message_of([&] { (void)parse_number_grid(text, "v.csv", volts_meaning); });
}

}  // namespace

TEST_CASE("numbers arrive row by row; comments, empty lines and Windows line ends are no rows") {
  const NumberGrid grid =
      parse_number_grid("# volts\n0.1, 0.2\r\n\n-3e-1,.5\n", "v.csv", volts_meaning);
  CHECK(grid.rows == 2);
  CHECK(grid.columns == 2);
  CHECK(grid.values == std::vector<double>{0.1, 0.2, -0.3, 0.5});
}

TEST_CASE("a wrong cell is told with its line and place") {
  CHECK(contains(refusal("0.1,0.2\n0.1,x\n"), "v.csv:2, cell 2: \"x\" is no number"));
  CHECK(contains(refusal("0.1,\n"), "v.csv:1, cell 2: \"\" is no number"));
  CHECK(contains(refusal("nan\n"), "is no number"));
  CHECK(contains(refusal("0.1\n2\n"), "v.csv:2, cell 1: voltage (2) must be -1 to 1 V"));
  CHECK(contains(refusal("1,1\n\n1\n"), "v.csv:3: 1 numbers, but the first row has 2"));
  CHECK(contains(refusal("# nothing\n"), "holds no numbers"));
}

}  // namespace kirchhoff::formats
