// tests/base/json_test.cpp - JSON values come back as they went out; bad texts name their place.
#include "kirchhoff/base/json.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"

namespace kirchhoff {
namespace {

std::string message_of(std::string_view text) {
  try {
    (void)Json::parse(text, "file.json");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("every double reads back to the same bits") {
  Stream stream(1, purpose::test, 1);
  int checked = 0;
  for (int i = 0; i < 20000; ++i) {
    const double value = std::bit_cast<double>(stream.bits());
    if (!std::isfinite(value)) continue;
    const Json back = Json::parse(Json(value).dump());
    REQUIRE(!back.is_integer());
    REQUIRE(std::bit_cast<std::uint64_t>(back.as_double()) == std::bit_cast<std::uint64_t>(value));
    ++checked;
  }
  CHECK(checked > 19000);
}

TEST_CASE("whole doubles stay doubles and integers stay integers") {
  for (const double value : {0.0, -0.0, 3.0, 1e15, 1e22, 123456789012.0, 5e-324}) {
    CAPTURE(value);
    const Json back = Json::parse(Json(value).dump());
    CHECK(!back.is_integer());
    CHECK(std::signbit(back.as_double()) == std::signbit(value));
    CHECK(back.as_double() == value);
  }
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-7}, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    CHECK(Json::parse(Json(value).dump()) == Json(value));
  }
}

TEST_CASE("a number that is not finite is written as null") {
  CHECK(Json(std::nan("")).dump() == "null");
  CHECK(Json(std::numeric_limits<double>::infinity()).dump() == "null");
}

TEST_CASE("objects keep the order of their keys, and set replaces in place") {
  Json json;
  json.set("zebra", 1).set("apple", Json::array({1, 2.5, "x", true, nullptr})).set("zebra", 2);
  CHECK(json.dump() == R"({"zebra":2,"apple":[1,2.5,"x",true,null]})");
  CHECK(Json::parse(json.dump()) == json);
  CHECK(Json::parse(json.dump(2)) == json);
  CHECK(json.dump(2) ==
        "{\n  \"zebra\": 2,\n  \"apple\": [\n    1,\n    2.5,\n    \"x\",\n    "
        "true,\n    null\n  ]\n}");
  CHECK(Json::object().dump(2) == "{}");
  CHECK(Json::array().dump(2) == "[]");
}

TEST_CASE("texts with control characters, quotes and broken UTF-8 make valid JSON") {
  const std::string text = "a\"\\\n\x01 \xc3\xa4";
  CHECK(Json::parse(Json(text).dump()).as_string() == text);
  CHECK(Json::parse(Json("\xff").dump()).as_string() == "\xef\xbf\xbd");
}

TEST_CASE("a broken text names its line and column") {
  CHECK(message_of("{\"a\": 1,\n  \"b\": }").starts_with("file.json:2:8: not valid JSON"));
  CHECK(message_of("").starts_with("file.json:1:1: not valid JSON"));
  CHECK(message_of("[1, 2").starts_with("file.json:1:6: not valid JSON"));
  CHECK(message_of("{} x").starts_with("file.json:1:4: not valid JSON"));
  CHECK(message_of("{\"a\": 1,\n  \"b\": }").find('\n') == std::string::npos);
}

TEST_CASE("64 levels are read and 65 are refused") {
  CHECK_NOTHROW((void)Json::parse(std::string(64, '[') + std::string(64, ']')));
  CHECK(message_of(std::string(65, '[')).find("64 levels") != std::string::npos);
  CHECK(message_of(std::string(1000000, '[')).find("64 levels") != std::string::npos);
}

TEST_CASE("asking for the wrong kind or a missing member is an input error") {
  const Json json = Json::object({{"energy_j", 1.5}});
  CHECK_THROWS_WITH_AS((void)json.at("energy"),
                       "JSON: there is no \"energy\"; did you mean \"energy_j\"?", Error);
  CHECK_THROWS_WITH_AS((void)json.at("energy_j").as_string(),
                       "JSON: expected a text, found a number", Error);
  CHECK_THROWS_AS((void)json.at("energy_j").as_integer(), Error);
  CHECK_THROWS_AS((void)Json(1).at("x"), Error);
  CHECK(json.find("none") == nullptr);
  CHECK(Json(3).as_double() == 3.0);
}

}  // namespace kirchhoff
