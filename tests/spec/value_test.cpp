// tests/spec/value_test.cpp - TOML becomes values with places; what is too large or broken is
// refused.
#include "kirchhoff/spec/value.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::spec {
namespace {

std::string message_of(const std::string& text) {
  try {
    (void)parse_toml(text, "study.toml");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("keys keep the order of the file and know their line") {
  const Value document = parse_toml("zebra = 1\napple = [1,\n 2.5]\n[table]\nkey = \"x\"\n", "f");
  const auto& table = std::get<Value::Table>(document.content);
  REQUIRE(table.size() == 3);
  CHECK(table[0].first == "zebra");
  CHECK(table[1].first == "apple");
  CHECK(table[2].first == "table");
  CHECK(document.find("zebra")->location.text() == "f:1");
  CHECK(std::get<Value::Array>(document.find("apple")->content)[1].location.text() == "f:3");
  CHECK(document.find("table")->find("key")->location.text() == "f:5");
  CHECK(document.find("none") == nullptr);
  CHECK(document.find("zebra")->find("x") == nullptr);
  CHECK(document.location.text() == "f");
}

TEST_CASE("values keep their kind") {
  const Value document = parse_toml("a = true\nb = 1\nc = 1.0\nd = \"t\"\ne = []\nf = {}", "f");
  const std::vector<std::string> kinds = {"true or false", "a whole number", "a number",
                                          "a text",        "a list",         "a table"};
  const auto& table = std::get<Value::Table>(document.content);
  for (std::size_t i = 0; i < kinds.size(); ++i) CHECK(table[i].second.kind_name() == kinds[i]);
}

TEST_CASE("broken TOML names its line and column on one line") {
  CHECK(message_of("a = 1\nb = \nc = 2\n").starts_with("study.toml:2:"));
  CHECK(message_of("a = 1\na = 2\n").starts_with("study.toml:2:"));
  CHECK(message_of("a = \"open\n").starts_with("study.toml:1:"));
  CHECK(message_of("a = \"\xff\"\n").starts_with("study.toml:1:"));
}

TEST_CASE("dates are refused with what to write instead") {
  CHECK(message_of("a = 1\nday = 2020-01-01\n") ==
        "study.toml:2:7: dates and times are not used here; write a number or a \"text\"");
}

TEST_CASE("deep and huge texts are refused without using up the stack") {
  CHECK(message_of("a = " + std::string(100000, '[')).starts_with("study.toml:1:"));
  std::string inline_tables;
  for (int i = 0; i < 10000; ++i) inline_tables += "{a=";
  CHECK(message_of("a = " + inline_tables).starts_with("study.toml:1:"));
  std::string dotted = "a";
  for (int i = 0; i < 1000000; ++i) dotted += ".a";
  CHECK(message_of(dotted + " = 1").find("more than 64 dots") != std::string::npos);
  CHECK(message_of("[" + dotted + "]").find("more than 64 dots") != std::string::npos);
  std::string forty = "a";
  for (int i = 0; i < 40; ++i) forty += ".a";
  CHECK(message_of(forty + " = 1").find("more than 32 levels") != std::string::npos);
  CHECK(message_of(std::string(5 << 20, '#')).find("too many") != std::string::npos);
}

TEST_CASE("a long list of reals is not taken for a long key") {
  std::string list = "a = [0.5";
  for (int i = 0; i < 1000; ++i) list += ", 0.5";
  CHECK_NOTHROW((void)parse_toml(list + "]", "f"));
}

}  // namespace kirchhoff::spec
