// tests/formats/toml_text_test.cpp - texts and numbers read back as what was written.
#include <doctest/doctest.h>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/formats/detail/toml_text.hpp"
#include "kirchhoff/spec/value.hpp"

namespace kirchhoff::formats {
namespace {

spec::Value read_value(const std::string& text) {
  return *spec::parse_toml("x = " + text + "\n", "test").find("x");
}

}  // namespace

TEST_CASE("any text, quotes and control characters included, reads back") {
  const std::string text = "a\"b\\c\n\t\x01\x7f \xc3\xa9";
  CHECK(std::get<std::string>(read_value(detail::toml_string(text)).content) == text);
}

TEST_CASE("a number reads back to the same bits and stays a float") {
  for (const double value : {0.0, 1.0, -3.0, 0.1, 1e300, 5e-324, 1.0 / 3.0}) {
    CHECK(std::get<double>(read_value(detail::number(value)).content) == value);
  }
}

TEST_CASE("nothing is written as 0.0 in any unit") {
  CHECK(detail::number_in(0.0, 1e-15) == "0.0");
  CHECK(detail::number_in(-0.0, 1e6) == "0.0");
}

TEST_CASE("a figure that was written in a unit is written the same way again") {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    Stream stream(5, purpose::test, i);
    const double value = static_cast<double>(stream.below(100000)) / 1000.0;
    for (const double unit : {1e-15, 1e-12, 1e-6, 1e3, 1e6}) {
      const std::string text = detail::number_in(value * unit, unit);
      CHECK(std::get<double>(read_value(text).content) * unit == value * unit);
      CHECK(text.size() <= detail::number(value).size());
    }
  }
}

}  // namespace kirchhoff::formats
