// tests/space/expression_test.cpp - conditions by hand: values, unknowns, and where a mistake
// stands.
#include "kirchhoff/space/expression.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::space {
namespace {

const spec::Location place{.file = "space.toml", .line = 14, .column = 8};

std::optional<ParameterValue> read(const std::string& name) {
  if (name == "network.stages") return std::int64_t{3};
  if (name == "train.rate") return 0.5;
  if (name == "hardware.device") return std::string("rram");
  if (name == "network.skip") return true;
  return std::nullopt;
}

bool holds(const std::string& text) { return Expression::parse(text, place).holds(read); }

std::string message_of(const std::string& text) {
  try {
    (void)Expression::parse(text, place);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("comparisons, arithmetic and logic have their usual value") {
  for (const char* text :
       {"network.stages >= 3", "network.stages == 3", "train.rate < 1", "1 + 2 * 3 == 7",
        "(1 + 2) * 3 == 9", "-2 + 5 == network.stages", "7 % 4 == 3", "1 / 4 == 0.25",
        "10 - 3 - 2 == 5", "8 / 4 / 2 == 1", "hardware.device == \"rram\"",
        "hardware.device != 'pcm'", "network.skip", "not false", "network.skip == true",
        "true or false and false", "not (1 > 2) and 2e-3 < 1", "not not true", "- - 3 == 3"}) {
    CAPTURE(text);
    CHECK(holds(text));
  }
  for (const char* text : {"network.stages < 3", "network.stages != 3", "not network.skip",
                           "hardware.device == \"pcm\"", "true and false"}) {
    CAPTURE(text);
    CHECK(!holds(text));
  }
}

TEST_CASE("what reads an inactive parameter does not hold, nor does its negation") {
  for (const char* text : {"none == 1", "none != 1", "not (none == 1)", "none + 1 > 0", "none",
                           "not none", "none == 1 and true", "none == 1 or false"}) {
    CAPTURE(text);
    CHECK(!holds(text));
  }
  CHECK(holds("none == 1 or true"));
  CHECK(holds("true or none == 1"));
  CHECK(holds("not (none == 1 and false)"));
}

TEST_CASE("a text compared with a number, and a division by zero, are unknown") {
  for (const char* text :
       {"hardware.device == 3", "hardware.device != 3", "hardware.device > 3",
        "network.stages == \"3\"", "network.skip == 1", "1 / 0 == 1", "not (5 % 0 == 1)"}) {
    CAPTURE(text);
    CHECK(!holds(text));
  }
}

TEST_CASE("the names of an expression are the parameters it reads") {
  const Expression expression =
      Expression::parse("b.x > 1 and (a == 2 or a == 3) and notable == 'and'", place);
  CHECK(expression.names() == std::set<std::string>{"a", "b.x", "notable"});
}

TEST_CASE("a mistake names the file, the line and the column in the expression") {
  CHECK(message_of("network.stages => 3") ==
        "space.toml:14: column 16 of 'network.stages => 3': a single =; write == to compare");
  CHECK(message_of("a > ") ==
        "space.toml:14: column 5 of 'a > ': expected a number, a \"text\" or a parameter's name, "
        "found the end");
  CHECK(message_of("(a > 1").find("column 7") != std::string::npos);
  CHECK(message_of("(a > 1").find("expected )") != std::string::npos);
  CHECK(message_of("a && b").find("write and instead of &") != std::string::npos);
  CHECK(message_of("a == \"open").find("column 6") != std::string::npos);
  CHECK(message_of("a == 1 b").find("column 8") != std::string::npos);
  CHECK(message_of("1 < a < 3").find("column 7") != std::string::npos);
  CHECK(message_of("a == 3x").find("column 6") != std::string::npos);
  CHECK(message_of("").find("found the end") != std::string::npos);
  CHECK(message_of("and").find("column 1") != std::string::npos);
}

TEST_CASE("kinds that never fit are mistakes when they can be seen") {
  CHECK(message_of("3 == \"x\"").find("a number is compared with a text") != std::string::npos);
  CHECK(message_of("a < \"x\"").find("expected a number, found a text") != std::string::npos);
  CHECK(message_of("a + 1").find("expected a condition, found a number") != std::string::npos);
  CHECK(message_of("\"x\" and true").find("expected a condition") != std::string::npos);
  CHECK(message_of("not 3").find("expected a condition") != std::string::npos);
  CHECK(message_of("a + (b > 1) > 2").find("expected a number") != std::string::npos);
  CHECK(message_of("-\"x\" == 1").find("expected a number") != std::string::npos);
}

TEST_CASE("deep and long expressions are refused without using up the stack") {
  const auto repeated = [](int count, const std::string& part) {
    std::string text;
    for (int i = 0; i < count; ++i) text += part;
    return text;
  };
  CHECK(message_of(repeated(1000, "(")).find("64 levels") != std::string::npos);
  CHECK(message_of(repeated(900, "not ")).find("64 levels") != std::string::npos);
  CHECK(message_of(repeated(1000, "-")).find("64 levels") != std::string::npos);
  CHECK(message_of(repeated(100000, "1+")).find("4000 letters") != std::string::npos);
  CHECK(holds(repeated(1900, "1+") + "1>0"));
}

}  // namespace kirchhoff::space
