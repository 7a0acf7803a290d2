// tests/space/search_space_test.cpp - canonical form, keys, fields, size, and spaces that are
// refused.
#include "kirchhoff/space/search_space.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <cmath>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "tests/space/small_space.hpp"

namespace kirchhoff::space {
namespace {

const std::string stages = ranged("integer", "network.stages", "1", "3");

std::string message_of(const std::string& text) {
  try {
    (void)space_from(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a parameter added in TOML alone reaches candidates, fields and keys") {
  const SearchSpace before = space_from(stages);
  const SearchSpace after = space_from(stages + listed("nominal", "hardware.new", "[\"only\"]"));
  Stream stream(1, purpose::test, 0);
  CHECK(!before.fields(before.sample(stream)).contains("hardware.new"));
  const Candidate drawn = after.sample(stream);
  CHECK(after.fields(drawn).at("hardware.new") == ParameterValue(std::string("only")));
  CHECK(contains(after.key(drawn), "hardware.new=\"only\""));
  CHECK(after.index_of("hardware.new") == 1);
  CHECK(!before.index_of("hardware.new"));
}

TEST_CASE("canonical empties inactive parameters and gives active ones their first value") {
  const SearchSpace space =
      space_from(stages + listed("ordinal", "kernel2", "[5, 3]", "when = \"network.stages >= 2\"") +
                 ranged("real", "rate", "0.5", "1.0", "when = \"kernel2 == 5\""));
  Candidate candidate;
  candidate.values = {std::int64_t{3}, std::nullopt, std::nullopt};
  const Candidate filled = space.canonical(candidate);
  CHECK(filled.values[1] == ParameterValue(std::int64_t{5}));
  CHECK(filled.values[2] == ParameterValue(0.5));
  Candidate shallow = filled;
  shallow.values[0] = std::int64_t{1};
  const Candidate emptied = space.canonical(shallow);
  CHECK(!emptied.values[1]);
  CHECK(!emptied.values[2]);  // its condition reads a parameter that is inactive now
  CHECK(space.canonical(emptied) == emptied);
}

TEST_CASE("a condition may read a fixed field, also one that replaces a parameter") {
  const std::string depends = listed("ordinal", "kernel3", "[3]", "when = \"network.stages >= 3\"");
  Stream stream(1, purpose::test, 1);
  const SearchSpace deep = space_from("[space.fix]\nnetwork.stages = 3\n" + depends);
  CHECK(deep.fields(deep.sample(stream)).contains("kernel3"));
  const SearchSpace flat = space_from("[space.fix]\nnetwork.stages = 2\n" + depends);
  CHECK(!flat.fields(flat.sample(stream)).contains("kernel3"));
  CHECK(flat.fields(flat.sample(stream)).at("network.stages") == ParameterValue(std::int64_t{2}));
}

TEST_CASE("a rule that compares a number with a text is refused with its column") {
  const std::string rows = listed("ordinal", "hardware.rows", "[64, 128]");
  const std::string device = listed("nominal", "hardware.device", "[\"rram\", \"pcm\"]");
  CHECK(contains(message_of(rows + forbidden("hardware.rows == \"128\"", "why")),
                 "column 15 of 'hardware.rows == \"128\"': a number is compared with a text"));
  CHECK(contains(message_of(device + forbidden("hardware.device > 3", "why")),
                 "expected a number, found a text"));
  CHECK(contains(message_of(device + listed("ordinal", "k", "[1]", "when = 'hardware.device'")),
                 "expected a condition, found a text"));
  CHECK(contains(message_of("[space.fix]\nstages = 3\n" +
                            listed("ordinal", "k", "[1]", "when = 'stages == \"3\"'")),
                 "a number is compared with a text"));
  CHECK(message_of(rows + device + forbidden("hardware.rows == 128.0", "why")) == "no error");
}

TEST_CASE("equal candidates have one key, and different ones have different keys") {
  const SearchSpace space = wide_space();
  std::set<std::string> keys;
  std::vector<Candidate> distinct;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Stream stream(2, purpose::test, i);
    Candidate candidate = space.sample(stream);
    CHECK(space.key(candidate) == space.key(space.candidate(space.fields(candidate))));
    bool is_new = true;
    for (const Candidate& other : distinct) is_new = is_new && !(other == candidate);
    CHECK(keys.insert(space.key(candidate)).second == is_new);
    if (is_new) distinct.push_back(std::move(candidate));
  }
  const SearchSpace texts = space_from(listed("nominal", "a", R"(["x\" b=\"y", "x"])"));
  CHECK(texts.key({{std::string("x\" b=\"y")}}) != texts.key({{std::string("x")}}));
}

TEST_CASE("fields and candidate are inverse to each other") {
  const SearchSpace space = wide_space();
  for (std::uint64_t i = 0; i < 200; ++i) {
    Stream stream(3, purpose::test, i);
    const Candidate candidate = space.sample(stream);
    REQUIRE(space.candidate(space.fields(candidate)) == candidate);
  }
}

TEST_CASE("fields that do not fit name the path, the value and what is allowed") {
  const SearchSpace space =
      space_from("[space.fix]\ndevice = \"rram\"\n" + stages +
                 ranged("real", "rate", "0.0", "1.0") + listed("ordinal", "rows", "[64, 128]"));
  const Fields good = {{"network.stages", 2.0}, {"rate", std::int64_t{1}}, {"rows", 64.0}};
  const Candidate candidate = space.candidate(good);
  CHECK(candidate.values[0] == ParameterValue(std::int64_t{2}));
  CHECK(candidate.values[1] == ParameterValue(1.0));
  CHECK(candidate.values[2] == ParameterValue(std::int64_t{64}));
  const auto message = [&](const std::string& name, ParameterValue value) -> std::string {
    Fields fields = good;
    fields[name] = std::move(value);
    try {
      (void)space.candidate(fields);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK(message("rows", std::int64_t{96}) == "rows cannot be 96; allowed: 64 and 128");
  CHECK(message("rate", 1.5) == "rate cannot be 1.5; allowed: 0 to 1");
  CHECK(message("rate", std::nan("")) == "rate cannot be nan; allowed: 0 to 1");
  CHECK(message("network.stages", 1.5) == "network.stages cannot be 1.5; allowed: 1 to 3");
  CHECK(message("network.stage", std::int64_t{1}) ==
        "the space has no \"network.stage\"; did you mean \"network.stages\"?");
  CHECK(message("device", std::string("pcm")) ==
        "device cannot be pcm; the space fixes it to rram");
  CHECK(message("device", std::string("rram")) == "no error");
  CHECK_THROWS_WITH_AS((void)space.candidate({{"rate", 0.5}, {"rows", std::int64_t{64}}}),
                       "network.stages has no value; allowed: 1 to 3", Error);
}

TEST_CASE("a broken rule is told with its reason, and holds for nothing else") {
  const SearchSpace space =
      space_from(listed("ordinal", "rows", "[64, 128]") + listed("ordinal", "read", "[64, 128]") +
                 forbidden("read > rows", "too many rows"));
  CHECK(space.broken_rule({{std::int64_t{64}, std::int64_t{128}}}) ==
        "too many rows (read > rows)");
  CHECK(!space.broken_rule({{std::int64_t{128}, std::int64_t{64}}}));
  CHECK(!space.broken_rule({{std::int64_t{64}, std::int64_t{64}}}));
}

TEST_CASE("the size counts conditions") {
  // 1 stage: 1 point; 2 stages: 2 kernels; 3 stages: 2 kernels x 4 widths.
  const SearchSpace space =
      space_from(stages + listed("ordinal", "kernel2", "[3, 5]", "when = \"network.stages >= 2\"") +
                 ranged("integer", "width3", "1", "4", "when = \"network.stages >= 3\""));
  CHECK(space.log10_size() == doctest::Approx(std::log10(1.0 + 2.0 + 8.0)));
  const SearchSpace real =
      space_from(ranged("real", "rate", "0.0", "1.0") +
                 listed("nominal", "half", "[1, 2]", "when = \"rate >= 0.5\""));
  CHECK(real.log10_size() == doctest::Approx(std::log10(1500.0)));
}

TEST_CASE("the size of a space with many conditions is found in a moment") {
  std::string text;
  for (int i = 0; i < 200; ++i) {
    text += ranged("integer", fmt::format("p{}", i), "1", "100",
                   i == 0 ? "" : fmt::format("when = \"p{} >= 1\"", i - 1));
  }
  CHECK(space_from(text).log10_size() == doctest::Approx(400.0));
}

TEST_CASE("spaces that cannot be are refused with the line") {
  CHECK(
      contains(message_of(stages + listed("ordinal", "k", "[1]", "when = \"network.stage >= 2\"")),
               "study.toml:15: the space has no \"network.stage\"; did you mean "
               "\"network.stages\"?"));
  CHECK(
      contains(message_of(listed("ordinal", "k", "[1]", "when = \"network.stages >= 2\"") + stages),
               "study.toml:9: k exists only when network.stages, which stands below it"));
  CHECK(contains(message_of(listed("ordinal", "k", "[1]", "when = \"k >= 2\"")), "stands below"));
  CHECK(contains(message_of(listed("ordinal", "k", "[1]", "when = \"k >\"")),
                 "study.toml:9: column"));
  CHECK(contains(message_of(stages + forbidden("rows > 3", "no")), "the space has no \"rows\""));
  CHECK(
      contains(message_of(stages + forbidden("network.stages > ", "no")), "study.toml:12: column"));
}

TEST_CASE("a space made without TOML is checked too") {
  const auto range = [](const char* kind, double low, double high) {
    spec::ParameterSpec parameter;
    parameter.name = "a";
    parameter.kind = kind;
    parameter.low = low;
    parameter.high = high;
    return parameter;
  };
  const auto is_refused = [](const spec::SpaceSpec& spec) {
    CHECK_THROWS_AS(SearchSpace{spec}, Error);
  };
  spec::SpaceSpec fixed_too;
  fixed_too.parameters = {range("integer", 1.0, 2.0)};
  CHECK_NOTHROW(SearchSpace{fixed_too});
  fixed_too.fixed.emplace_back("a", std::int64_t{1});
  is_refused(fixed_too);
  for (const spec::ParameterSpec& parameter :
       {range("integer", 1.5, 2.0), range("integer", 2.0, 1.0), range("real", 0.0, HUGE_VAL),
        range("real", std::nan(""), 1.0), range("nominal", 0.0, 0.0), range("realy", 0.0, 1.0)}) {
    spec::SpaceSpec spec;
    spec.parameters = {parameter};
    is_refused(spec);
  }
  spec::SpaceSpec twice;
  twice.parameters = {range("real", 0.0, 1.0), range("real", 0.0, 1.0)};
  is_refused(twice);
}

}  // namespace kirchhoff::space
