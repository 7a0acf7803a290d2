// tests/validation/few_factors_test.cpp - a fit of few constants finds those that were changed.
#include "kirchhoff/validation/few_factors.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/macro.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"

namespace kirchhoff::validation {
namespace {

using cost::MacroConstant;
using cost::MacroMetric;

constexpr auto cycle = static_cast<std::size_t>(MacroMetric::Cycle);

// Digital macros of several sizes, "published" as these constants say.
std::vector<SiliconRow> rows_by(const cost::MacroConstants& constants) {
  std::vector<SiliconRow> rows;
  for (const double length : {8.0, 32.0, 128.0, 1024.0}) {
    for (const double input_bits : {1.0, 4.0}) {
      SiliconRow row;
      row.id = (length < 100.0 ? "short-" : "long-") + std::to_string(rows.size());
      row.design.family = hardware::MacroFamily::SramDigital;
      row.design.mode = hardware::ComputeMode::Digital;
      row.design.dot_length = length;
      row.design.input_bits = input_bits;
      row.published[cycle] = cost::macro_figure(MacroMetric::Cycle, row.design, constants).value;
      rows.push_back(row);
    }
  }
  return rows;
}

const cost::MacroConstants& shipped() {
  static const cost::MacroConstants constants = formats::load_macro_constants().constants;
  return constants;
}

TEST_CASE("the factors that made the figures are found, and only they") {
  cost::MacroConstants made = shipped();
  made.fitted[static_cast<std::size_t>(MacroConstant::DigitalTreeLevel)] *= 3.0;
  made.fitted[static_cast<std::size_t>(MacroConstant::DigitalInputBit)] *= 0.5;
  const FewFactors fit = fit_few_factors(rows_by(made), shipped(), 2);
  REQUIRE(fit.factors.size() == 2);
  CHECK(fit.factors[0].constant == MacroConstant::DigitalTreeLevel);
  CHECK(fit.factors[0].factor == doctest::Approx(3.0).epsilon(0.01));
  CHECK(fit.factors[1].constant == MacroConstant::DigitalInputBit);
  CHECK(fit.factors[1].factor == doctest::Approx(0.5).epsilon(0.01));
  CHECK(*fit.error_before[cycle] > 0.3);
  CHECK(*fit.error_after[cycle] < 0.01);
  CHECK_FALSE(fit.error_after[static_cast<std::size_t>(MacroMetric::Energy)].has_value());
}

TEST_CASE("figures that the constants already give need no factor") {
  const FewFactors fit = fit_few_factors(rows_by(shipped()), shipped(), 12);
  CHECK(*fit.error_after[cycle] < 1e-9);
  CHECK(fit.constants.fitted == shipped().fitted);
}

TEST_CASE("rows are chosen by id or by the beginning of one") {
  const std::vector<SiliconRow> rows = rows_by(shipped());
  const auto chosen = [&](const std::vector<std::string>& patterns) {
    return matching_rows(rows, patterns).size();
  };
  CHECK(chosen({"short-*"}) == 4);
  CHECK(chosen({"long-4", "short-0", "short-*"}) == 5);
  CHECK_THROWS_WITH_AS(chosen({"longer-*"}),
                       "no row has the id \"longer-*\"; give ids of the table, or a beginning "
                       "with \"*\"",
                       Error);
}

}  // namespace
}  // namespace kirchhoff::validation
