// tests/report/robustness_test.cpp - times as people say them; nothing that was measured is lost.
#include "kirchhoff/report/robustness.hpp"

#include <doctest/doctest.h>

namespace kirchhoff::report {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Robustness example() {
  Robustness robustness{.study = "tiny",
                        .trial = 7,
                        .images = "50 validation images",
                        .digital = 0.92,
                        .ideal_analog = 0.915,
                        .at = {},
                        .layers = {},
                        .variants = {}};
  robustness.at = {
      {.time_s = 60.0, .mean = 0.9, .sd = 0.01, .worst = 0.88, .half_width = 0.012, .draws = 5},
      {.time_s = 31557600.0,
       .mean = 0.85,
       .sd = 0.02,
       .worst = 0.8,
       .half_width = 0.0,
       .draws = 1}};
  robustness.layers = {{.layer = "stem", .by_converters = 0.004, .noisy = robustness.at[0]}};
  robustness.variants = {
      {.key = "adc_bits",
       .value = "4",
       .reason = "",
       .ideal_analog = 0.7,
       .noisy = robustness.at[1]},
      {.key = "adc_bits", .value = "99", .reason = "adc_bits is 99; allowed: 1 to 16"}};
  return robustness;
}

}  // namespace

TEST_CASE("times are said in the largest unit that divides them") {
  CHECK(spoken_time(0.0) == "0 s");
  CHECK(spoken_time(1.0) == "1 s");
  CHECK(spoken_time(90.0) == "90 s");
  CHECK(spoken_time(3600.0) == "1 h");
  CHECK(spoken_time(30.0 * 86400.0) == "30 d");
  CHECK(spoken_time(31557600.0) == "1 y");
  CHECK(spoken_time(0.25) == "0.25 s");
}

TEST_CASE("the table holds every time, layer and chip, also one that cannot be") {
  const std::string text = robustness_table(example());
  for (const char* part : {"tiny, trial 7", "92.00 %", "1 min", "± 1.20", "1 y", "stem", "2.00 %",
                           "0.40 %", "adc_bits 4", "70.00 %", "adc_bits 99", "allowed: 1 to 16"}) {
    CAPTURE(part);
    CHECK(contains(text, part));
  }
  CHECK_FALSE(contains(text, "± 0.00"));  // one programming has no interval
}

TEST_CASE("JSON holds the shares themselves, and a reason where there is no chip") {
  const Json json = robustness_json(example());
  CHECK(json.at("at").items().at(1).at("mean").as_double() == 0.85);
  CHECK(json.at("layers").items().at(0).at("accuracy").at("draws").as_integer() == 5);
  CHECK(json.at("variants").items().at(1).find("accuracy") == nullptr);
  CHECK(contains(json.at("variants").items().at(1).at("reason").as_string(), "allowed"));
}

TEST_CASE("the picture names what it draws and leaves out what is not there") {
  const std::string svg = robustness_svg(example());
  CHECK(contains(svg, "Accuracy of tiny, trial 7"));
  CHECK(contains(svg, "What each layer loses"));
  CHECK(contains(svg, "Over adc_bits, after 1 min"));
  CHECK_FALSE(contains(svg, "nan"));
  CHECK_FALSE(contains(svg, ">99<"));
  Robustness bare = example();
  bare.layers.clear();
  bare.variants.clear();
  bare.at.resize(1);
  const std::string small = robustness_svg(bare);
  CHECK_FALSE(contains(small, "What each layer loses"));
  CHECK_FALSE(contains(small, "nan"));
}

}  // namespace kirchhoff::report
