// tests/formats/calibration_file_test.cpp - every constant is read, sourced and missed when absent.
#include <doctest/doctest.h>

#include <sstream>

#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

std::string shipped() { return shipped_text("calibration/default.toml"); }

std::string message(const std::string& text) {
  const TemporaryFile file(text);
  return message_of([&] { (void)load_calibration(file.path()); });
}

// All `key = value` lines that are numbers.
std::vector<std::string> number_lines() {
  std::istringstream lines(shipped());
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) {
    const bool is_number = line.find(" = ") != std::string::npos && line.front() != '#' &&
                           line.find('"') == std::string::npos;
    if (is_number) found.push_back(line);
  }
  return found;
}

TEST_CASE("the shipped converter is the one that published macros imply") {
  const cost::Calibration calibration = load_calibration();
  const cost::MacroConstants macros = load_macro_constants().constants;
  CHECK(calibration.adc_linear.si() ==
        doctest::Approx(macros[cost::MacroConstant::MemorySenseBit] * 1e-15)
            .epsilon(0.02)
            .scale(0.0));
  CHECK(calibration.adc_exponential.si() ==
        doctest::Approx(macros[cost::MacroConstant::AnalogConverterThermal] * 1e-15)
            .epsilon(0.02)
            .scale(0.0));
}

}  // namespace

TEST_CASE("the shipped constants arrive in SI units") {
  const cost::Calibration calibration = load_calibration();
  CHECK(calibration.name == "default");
  CHECK(calibration.reference_node_nm == 28.0);
  CHECK(calibration.nodes.size() >= 2);
  const TemporaryFile file(
      replaced(replaced(replaced(shipped(), "adc_linear_ff = ", "adc_linear_ff = 7.0 # "),
                        "router_energy_per_bit_pj = ", "router_energy_per_bit_pj = 3.0 # "),
               "logic_leakage_mw_per_mm2 = ", "logic_leakage_mw_per_mm2 = 2.0 # "));
  const cost::Calibration changed = load_calibration(file.path());
  CHECK(changed.adc_linear.si() == doctest::Approx(7e-15).scale(0.0));
  CHECK(changed.router_energy_per_bit.si() == doctest::Approx(3e-12).scale(0.0));
  // 1 mW per square millimetre is 1000 W per square metre.
  CHECK(changed.logic_leakage.si() == doctest::Approx(2e3).scale(0.0));
}

TEST_CASE("each constant that is left out is missed by name") {
  const std::vector<std::string> lines = number_lines();
  CHECK(lines.size() > 30);
  for (const std::string& line : lines) {
    const std::string key = line.substr(0, line.find(' '));
    CAPTURE(key);
    CHECK(contains(message(replaced(shipped(), line, "")), key));
  }
}

TEST_CASE("each table needs its source") {
  const std::string text = shipped();
  int count = 0;
  for (std::size_t at = text.find("\nsource = "); at != std::string::npos;
       at = text.find("\nsource = ", at + 1)) {
    std::string changed = text;
    changed.erase(at + 1, text.find('\n', at + 1) - at);
    CHECK(contains(message(changed), "source is missing"));
    ++count;
  }
  CHECK(count >= 10);
}

TEST_CASE("a typo and a table without a home are refused with their line") {
  CHECK(contains(message(replaced(shipped(), "adc_linear_ff", "adc_linaer_ff")),
                 "did you mean \"adc_linear_ff\"?"));
  CHECK(contains(message(replaced(shipped(), "[white_space]", "[white_spce]")),
                 "did you mean \"white_space\"?"));
}

}  // namespace kirchhoff::formats
