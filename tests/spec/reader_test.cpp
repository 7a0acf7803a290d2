// tests/spec/reader_test.cpp - every mistake is reported once, with its place and what is allowed.
#include "kirchhoff/spec/reader.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::spec {

TEST_CASE("wrong values are reported with what was seen and what is allowed") {
  const Value document =
      parse_toml("[search]\ntrials = 0\nrate = \"fast\"\nkind = \"nsga3\"\nnames = [1]\n", "f");
  Problems problems;
  TableReader root(document, problems, "");
  std::optional<TableReader> search = root.table("search");
  REQUIRE(search);
  CHECK(search->integer("trials", {.low = 1, .high = 10}) == 1);
  (void)search->real("rate", {.low = 0.5});
  const std::vector<std::string> kinds = {"nsga2", "random"};
  CHECK(search->choice("kind", kinds) == "nsga2");
  (void)search->texts("names");
  (void)search->text("missing");
  CHECK(problems.messages() ==
        std::vector<std::string>{
            "f:1: [search] missing is missing; write missing = \"...\"",
            "f:2: [search] trials must be a whole number (1 to 10), not the whole number 0",
            "f:3: [search] rate must be a number (at least 0.5), not the text \"fast\"",
            "f:4: [search] kind cannot be \"nsga3\"; did you mean \"nsga2\"?",
            "f:5: [search] names must be a list of texts, not the whole number 1"});
}

TEST_CASE("a whole number is a real, but a real is no whole number") {
  const Value document = parse_toml("a = 3\nb = 3.0\nc = inf", "f");
  Problems problems;
  TableReader root(document, problems, "");
  CHECK(root.real("a") == 3.0);
  CHECK(problems.empty());
  (void)root.integer("b");
  (void)root.real("c");
  CHECK(problems.messages().size() == 2);
}

TEST_CASE("keys that nobody asked for are mistakes with the nearest name") {
  const Value document = parse_toml("trails = 3\nzzz = 1\n", "f");
  Problems problems;
  TableReader root(document, problems, "");
  CHECK(root.integer_or("trials", 7) == 7);
  root.finish();
  CHECK(problems.messages() ==
        std::vector<std::string>{"f:1: unknown key \"trails\"; did you mean \"trials\"?",
                                 "f:2: unknown key \"zzz\"; allowed: trials"});
}

TEST_CASE("a table for a list of tables, and a list for a table, say how to write them") {
  const Value document = parse_toml("[fidelity]\nx = 1\n[[search]]\n", "f");
  Problems problems;
  TableReader root(document, problems, "");
  CHECK(root.tables("fidelity").empty());
  CHECK(!root.table("search"));
  CHECK(problems.messages() ==
        std::vector<std::string>{
            "f:1: fidelity must be a list of tables, each written [[fidelity]], not a table",
            "f:3: search must be a table, written [search], not a list"});
}

TEST_CASE("problems stay in the order of each file and fill three lines at most") {
  Problems problems;
  CHECK_NOTHROW(problems.raise_if_any());
  problems.add({"a", 5, 1}, "five");
  problems.add({"b", 1, 1}, "one of b");
  problems.add({"a", 2, 1}, "two");
  CHECK(problems.messages() == std::vector<std::string>{"a:2: two", "a:5: five", "b:1: one of b"});
  CHECK_THROWS_WITH_AS(problems.raise_if_any(), "a:2: two\na:5: five\nb:1: one of b", Error);
  problems.add({"a", 2, 9}, "two again");
  CHECK_THROWS_WITH_AS(problems.raise_if_any(), "a:2: two\na:2: two again\nand 2 more mistakes",
                       Error);
}

TEST_CASE("the schema is read first, and a newer one is the only mistake") {
  Problems problems;
  const Value newer = parse_toml("nonsense = 1\nschema = 9", "f");
  TableReader reader(newer, problems, "");
  CHECK_THROWS_WITH_AS(
      read_schema(reader, 1),
      "f:2: schema 9 is newer than this program reads (1 to 1); install a newer kirchhoff", Error);
  const Value none = parse_toml("", "f");
  TableReader empty(none, problems, "");
  read_schema(empty, 1);
  CHECK(problems.messages() ==
        std::vector<std::string>{"f: schema is missing; begin with schema = 1"});
}

}  // namespace kirchhoff::spec
