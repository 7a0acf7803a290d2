// tests/noise/wire_resistance_test.cpp - wires against hand computation, circuit simulation, laws.
#include "kirchhoff/noise/wire_resistance.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/noise/nonlinear_crossbar.hpp"
#include "tests/source_folder.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;

namespace {

std::vector<double> numbers_of(const std::string& path, int skipped_lines = 0) {
  std::ifstream file(path);
  std::vector<double> numbers;
  std::string line;
  for (int i = 0; i < skipped_lines; ++i) std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) numbers.push_back(std::stod(cell));
  }
  return numbers;
}

std::vector<double> random_cells(int rows, int columns, std::uint64_t index) {
  Stream stream(3, purpose::test, index);
  std::vector<double> cells(static_cast<std::size_t>(rows * columns));
  for (double& cell : cells) cell = stream.uniform(0.25e-6, 25e-6);
  return cells;
}

std::vector<double> random_voltages(int rows) {
  Stream stream(4, purpose::test, 0);
  std::vector<double> voltages(static_cast<std::size_t>(rows));
  for (double& voltage : voltages) voltage = stream.uniform(0.0, 0.2);
  return voltages;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(a[i] / b[i] - 1.0));
  return largest;
}

// The file's columns: number of the column, ideal, ngspice, sparse nodal solution.
void compare_with_ngspice(const std::string& folder, int size, int ohm) {
  CAPTURE(size);
  CAPTURE(ohm);
  const std::string stem = folder + "/x" + std::to_string(size);
  const std::vector<double> cells = numbers_of(stem + "_conductance_s.csv");
  const std::vector<double> voltages = numbers_of(stem + "_voltage_v.csv");
  const std::vector<double> table = numbers_of(stem + "_r" + std::to_string(ohm) + ".csv", 1);
  REQUIRE(table.size() == static_cast<std::size_t>(4 * size));
  const std::vector<double> effective =
      effective_conductance(cells, size, size, {ohms(ohm), ohms(ohm)});
  const std::vector<double> currents = column_currents(effective, voltages);
  const std::vector<double> ideal = column_currents(cells, voltages);
  for (std::size_t j = 0; j < currents.size(); ++j) {
    // The files give conductances with nine digits, which shifts the currents by about 1e-9; the
    // loss in the wires is what we compute.
    CHECK(std::abs(currents[j] / table[4 * j + 2] - 1.0) < 2e-9);
    CHECK(std::abs(currents[j] / ideal[j] / (table[4 * j + 2] / table[4 * j + 1]) - 1.0) < 1e-9);
    CHECK(std::abs(currents[j] / ideal[j] / (table[4 * j + 3] / table[4 * j + 1]) - 1.0) < 3e-10);
  }
}

}  // namespace

TEST_CASE("one cell sees both of its segments in series") {
  const std::vector<double> effective =
      effective_conductance(std::vector<double>{1e-3}, 1, 1, {ohms(100.0), ohms(50.0)});
  CHECK(effective.at(0) == doctest::Approx(1.0 / 1150.0).scale(0.0).epsilon(1e-14));
}

TEST_CASE("two cells in a row give what a ladder gives by hand") {
  // 1 V - 1 ohm - node a - 1 ohm - node b; from each node 1 ohm of cell and 1 ohm of column:
  // b has 2 ohm to ground, a has 2 ohm beside 1 + 2 ohm = 6 / 5 ohm; a is at (6 / 5) / (11 / 5).
  const std::vector<double> effective =
      effective_conductance(std::vector<double>{1.0, 1.0}, 1, 2, {ohms(1.0), ohms(1.0)});
  CHECK(effective.at(0) == doctest::Approx(6.0 / 11.0 / 2.0).scale(0.0).epsilon(1e-14));
  CHECK(effective.at(1) == doctest::Approx(6.0 / 11.0 / 3.0).scale(0.0).epsilon(1e-14));
}

TEST_CASE("currents agree with ngspice to 1e-9: 32 x 32 cells, 1 and 5 ohm") {
  for (const int ohm : {1, 5})
    compare_with_ngspice(test::source_folder() + "/tests/noise/spice", 32, ohm);
}

TEST_CASE("currents agree with ngspice to 1e-9: 64 x 64 cells, 1 and 5 ohm") {
  const char* folder = std::getenv("KIRCHHOFF_REFERENCE");
  const std::string spice = std::string(folder ? folder : "") + "/spice";
  if (folder == nullptr || !std::ifstream(spice + "/x64_r1.csv")) {
    MESSAGE("SKIPPED: KIRCHHOFF_REFERENCE names no folder with spice/x64_r1.csv");
    return;
  }
  for (const int ohm : {1, 5}) compare_with_ngspice(spice, 64, ohm);
}

TEST_CASE("the elimination and the iteration agree on every shape and pair of resistances") {
  const int shapes[][2] = {{1, 1}, {7, 3}, {3, 7}, {40, 24}, {24, 40}, {128, 96}};
  const double resistances[][2] = {{2.0, 2.0}, {0.0, 3.0}, {3.0, 0.0}, {1.0, 20.0}};
  for (const auto& [rows, columns] : shapes) {
    for (const auto& [row_ohm, column_ohm] : resistances) {
      CAPTURE(rows);
      CAPTURE(columns);
      CAPTURE(row_ohm);
      const WireSegments wires{ohms(row_ohm), ohms(column_ohm)};
      const std::vector<double> cells = random_cells(rows, columns, 1);
      const std::vector<double> voltages = random_voltages(rows);
      const std::vector<double> direct =
          column_currents(effective_conductance(cells, rows, columns, wires), voltages);
      const NonlinearSolution iterated =
          nonlinear_currents({.linear_s = cells, .quadratic = {}, .cubic = {}}, voltages, wires);
      CHECK(largest_difference(direct, iterated.current_a) < 1e-11);
    }
  }
}

TEST_CASE("256 x 256 cells agree with the iteration to 1e-8") {
  const WireSegments wires{ohms(5.0), ohms(5.0)};
  const std::vector<double> cells = random_cells(256, 256, 1);
  const std::vector<double> voltages = random_voltages(256);
  const std::vector<double> direct =
      column_currents(effective_conductance(cells, 256, 256, wires), voltages);
  const NonlinearSolution iterated =
      nonlinear_currents({.linear_s = cells, .quadratic = {}, .cubic = {}}, voltages, wires);
  CHECK(largest_difference(direct, iterated.current_a) < 1e-8);
}

TEST_CASE("ideal wires leave the cells as they are") {
  const std::vector<double> cells = random_cells(5, 4, 2);
  CHECK(effective_conductance(cells, 5, 4, {}) == cells);
  const std::vector<double> nearly = effective_conductance(cells, 5, 4, {ohms(1e-9), ohms(1e-9)});
  CHECK(largest_difference(nearly, cells) < 1e-12);
}

TEST_CASE("more resistance never gives more current in all, and far cells lose most") {
  const std::vector<double> cells(64 * 64, 20e-6);
  const std::vector<double> voltages(64, 0.2);
  double before = 1e300;
  for (const double ohm : {0.0, 0.5, 1.0, 2.0, 10.0, 1000.0}) {
    const std::vector<double> effective =
        effective_conductance(cells, 64, 64, {ohms(ohm), ohms(ohm)});
    double all = 0.0;
    for (const double current : column_currents(effective, voltages)) all += current;
    CHECK(all < before);
    before = all;
    if (ohm > 0.0) CHECK(effective[63] < effective[63 * 64]);  // far from both ends, near to both
  }
}

TEST_CASE("inputs of amplitude and of pulse width lose the same: currents add up") {
  const WireSegments wires{ohms(5.0), ohms(5.0)};
  const std::vector<double> effective =
      effective_conductance(random_cells(128, 16, 3), 128, 16, wires);
  // Pulse width: full voltage in as many of 15 instants as the input says; its charge is the sum.
  Stream stream(5, purpose::test, 0);
  std::vector<int> inputs(128);
  for (int& input : inputs) input = static_cast<int>(stream.below(16));
  std::vector<double> amplitude(128), charge(16, 0.0);
  for (std::size_t i = 0; i < 128; ++i) amplitude[i] = 0.2 * inputs[i] / 15.0;
  for (int instant = 0; instant < 15; ++instant) {
    std::vector<double> pulse(128);
    for (std::size_t i = 0; i < 128; ++i) pulse[i] = inputs[i] > instant ? 0.2 : 0.0;
    const std::vector<double> currents = column_currents(effective, pulse);
    for (std::size_t j = 0; j < 16; ++j) charge[j] += currents[j] / 15.0;
  }
  CHECK(largest_difference(charge, column_currents(effective, amplitude)) < 1e-12);
}

TEST_CASE("cells of a cubic curve behind ideal wires carry the curve's current") {
  const std::vector<double> linear = {1e-5}, quadratic = {2e-6}, cubic = {3e-5};
  const NonlinearSolution solution = nonlinear_currents(
      {.linear_s = linear, .quadratic = quadratic, .cubic = cubic}, std::vector<double>{0.5}, {});
  CHECK(solution.current_a.at(0) ==
        doctest::Approx(0.5e-5 + 0.25 * 2e-6 + 0.125 * 3e-5).scale(0.0).epsilon(1e-14));
}

TEST_CASE("a cubic cell behind a resistor obeys Kirchhoff's law") {
  const std::vector<double> linear = {1e-3}, cubic = {4e-3};
  const NonlinearSolution solution =
      nonlinear_currents({.linear_s = linear, .quadratic = {}, .cubic = cubic},
                         std::vector<double>{1.0}, {ohms(300.0), ohms(200.0)});
  const double current = solution.current_a.at(0);
  const double voltage = 1.0 - 500.0 * current;
  CHECK(current ==
        doctest::Approx(1e-3 * voltage + 4e-3 * std::pow(voltage, 3)).scale(0.0).epsilon(1e-11));
}

TEST_CASE("impossible cells and wires are named") {
  const std::vector<double> cells = {1e-6, -1e-6, 1e-6, 1e-6};
  CHECK_THROWS_WITH_AS((void)effective_conductance(cells, 2, 2, {ohms(1.0), ohms(1.0)}),
                       "the conductance of row 0, column 1 (-1e-06 S) must be 0 or more", Error);
  CHECK_THROWS_AS(
      (void)effective_conductance(std::vector<double>(4, 1e-6), 2, 2, {ohms(-1.0), ohms(1.0)}),
      Error);
  const std::vector<double> infinite(4, std::numeric_limits<double>::infinity());
  CHECK_THROWS_AS((void)effective_conductance(infinite, 2, 2, {ohms(1.0), ohms(1.0)}), Error);
  const std::vector<double> linear = {1e-6}, falling = {-1e-3};
  CHECK_THROWS_AS((void)nonlinear_currents({.linear_s = linear, .quadratic = {}, .cubic = falling},
                                           std::vector<double>{1.0}, {}),
                  Error);
}
