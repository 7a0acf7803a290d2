// tests/noise/retention_test.cpp - charge that leaks between refreshes: its law, row by row.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "kirchhoff/noise/detail/layer_cells.hpp"
#include "kirchhoff/noise/retention.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;

namespace {

constexpr int rows = 64, outputs = 8, bits = 4;

hardware::Hardware leaking(double periods, double spread) {
  hardware::Hardware chip =
      test::example_hardware({.encoding = hardware::Encoding::TwosComplement, .active_rows = rows});
  chip.device.retention = {
      .time_constant = seconds(1e-3), .spread = spread, .refresh_period = seconds(1e-3 * periods)};
  return chip;
}

struct Drawn {
  std::vector<float> cells;  // in units of a level, (output, slice) after the other, by rows
  noise::detail::LayerCells result;
};

Drawn draw(const hardware::Hardware& chip, std::uint64_t number, std::uint8_t level = 1,
           int crossbars = 1) {
  const int slices = hardware::slice_count(chip, bits);
  const CellLayout layout(test::example_mapping(rows * crossbars, outputs), chip, slices);
  const std::vector<std::uint8_t> levels(
      static_cast<std::size_t>(rows * crossbars * outputs * slices), level);
  Drawn drawn;
  drawn.cells.resize(levels.size());
  drawn.result = noise::detail::draw_layer_cells(
      chip, layout, {.positive = levels, .negative = {}, .outputs = outputs},
      {.since_programming = seconds(60.0)}, Stream(1, purpose::programming, number), drawn.cells);
  return drawn;
}

double mean(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("rows of a crossbar have ages spread evenly over a refresh period") {
  const Drawn drawn = draw(leaking(0.5, 0.0), 1);
  std::vector<double> ages;
  for (std::size_t row = 0; row < rows; ++row) {
    ages.push_back(-std::log(double{drawn.cells[row]}) / 0.5);  // in periods
    for (std::size_t column = 1; column < outputs * bits; ++column)
      CHECK(drawn.cells[column * rows + row] == drawn.cells[row]);
  }
  std::vector<double> sorted = ages;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted.front() >= -1e-6);
  CHECK(sorted.back() < 1.0);
  for (std::size_t i = 1; i < rows; ++i)
    CHECK(sorted[i] - sorted[i - 1] == doctest::Approx(1.0 / rows).epsilon(1e-3));
  // One after the other: but for one wrap the age grows from row to row.
  int wraps = 0;
  for (std::size_t i = 1; i < rows; ++i) wraps += ages[i] < ages[i - 1] ? 1 : 0;
  CHECK(wraps <= 1);
}

TEST_CASE("the mean that is left is that of the law, with and without spread") {
  for (const double spread : {0.0, 0.5}) {
    const double periods = 0.4;
    const Drawn drawn = draw(leaking(periods, spread), 2, 1, 64);
    // E[exp(-a exp(-s xi))] over ages a and normal xi, by sums.
    double expected = 0.0, weights = 0.0;
    for (double xi = -6.0; xi <= 6.0; xi += 0.01) {
      const double rate = periods * std::exp(-spread * xi);
      expected += std::exp(-0.5 * xi * xi) * (1.0 - std::exp(-rate)) / rate;
      weights += std::exp(-0.5 * xi * xi);
    }
    CAPTURE(spread);
    CHECK(mean(drawn.cells) == doctest::Approx(expected / weights).epsilon(2e-3));
    const RetainedCharge left = retained_charge(leaking(periods, spread));
    CHECK(left.mean == doctest::Approx(expected / weights).epsilon(1e-4));
    double squares = 0.0;
    for (const float cell : drawn.cells) squares += std::pow(double{cell} - left.mean, 2);
    CHECK(std::sqrt(squares / static_cast<double>(drawn.cells.size())) ==
          doctest::Approx(left.sd).epsilon(0.02));
    // What drift compensation divides by.
    CHECK(drawn.result.decay == doctest::Approx(mean(drawn.cells)).epsilon(1e-6));
  }
}

TEST_CASE("a shorter period leaves more; stored zeros stay; each draw is another moment") {
  CHECK(mean(draw(leaking(0.1, 0.3), 3).cells) > mean(draw(leaking(0.4, 0.3), 3).cells));
  const Drawn zeros = draw(leaking(0.4, 0.3), 3, 0);
  CHECK(
      std::all_of(zeros.cells.begin(), zeros.cells.end(), [](float cell) { return cell == 0.0F; }));
  CHECK(draw(leaking(0.4, 0.3), 3).cells == draw(leaking(0.4, 0.3), 3).cells);
  CHECK(draw(leaking(0.4, 0.0), 3).cells != draw(leaking(0.4, 0.0), 4).cells);
  // Both crossbars of a layer have a moment of their own.
  const Drawn two = draw(leaking(0.4, 0.0), 3, 1, 2);
  CHECK(two.cells[0] != two.cells[two.cells.size() / 2]);
}
