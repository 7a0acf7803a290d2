// kirchhoff/cli/crossbar.cpp - the verb crossbar: one array's wires, cells and products.
#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/number_grid.hpp"
#include "kirchhoff/noise/cell_statistics.hpp"
#include "kirchhoff/noise/nonlinear_crossbar.hpp"
#include "kirchhoff/noise/product_noise.hpp"
#include "kirchhoff/noise/wire_resistance.hpp"

namespace kirchhoff::cli {

namespace {

constexpr std::size_t longest_side = 2048;

struct WireArguments {
  std::string conductance, voltage, device;
  double wire_ohm = 0.0;
  std::optional<double> column_wire_ohm;  // nothing: as the rows
  bool json = false;
};

struct WireResult {
  std::vector<double> current_a, ideal_a;
  int newton_steps = 0;
};

// Voltages may stand in one line or in one column.
formats::NumberGrid load_voltages(const WireArguments& arguments, std::size_t rows) {
  const formats::NumberGrid voltages = formats::load_number_grid(
      arguments.voltage, {.name = "voltage", .unit = "V", .low = -100.0, .high = 100.0});
  require(voltages.rows == 1 || voltages.columns == 1,
          "{}: {} rows of {} voltages; give one voltage a line, or all in one line",
          arguments.voltage, voltages.rows, voltages.columns);
  require(voltages.values.size() == rows, "{}: {} voltages, but {} has {} rows; give one for each",
          arguments.voltage, voltages.values.size(), arguments.conductance, rows);
  return voltages;
}

// The curve of a device for every cell: coefficient of V^2 or V^3.
std::vector<double> curve_of(const std::vector<double>& law, const std::vector<double>& cells) {
  if (law.empty()) return {};
  std::vector<double> result;
  result.reserve(cells.size());
  for (const double cell : cells) {
    double value = 0.0;
    for (auto c = law.rbegin(); c != law.rend() && cell > 0.0; ++c)
      value = value * std::log10(cell) + *c;
    result.push_back(value);
  }
  return result;
}

WireResult solve(const WireArguments& arguments) {
  const formats::NumberGrid cells = formats::load_number_grid(
      arguments.conductance, {.name = "conductance", .unit = "S", .low = 0.0, .high = 1.0});
  require(std::max(cells.rows, cells.columns) <= longest_side,
          "{}: {} x {} cells; at most {} x {} are solved", arguments.conductance, cells.rows,
          cells.columns, longest_side, longest_side);
  const formats::NumberGrid voltages = load_voltages(arguments, cells.rows);
  const double column_ohm = arguments.column_wire_ohm.value_or(arguments.wire_ohm);
  const noise::WireSegments wires{ohms(arguments.wire_ohm), ohms(column_ohm)};
  WireResult result;
  result.ideal_a = noise::column_currents(cells.values, voltages.values);
  hardware::CurveLaw curve;
  if (!arguments.device.empty()) curve = formats::load_device(arguments.device).curve;
  if (curve.is_ohmic()) {
    const std::vector<double> effective = noise::effective_conductance(
        cells.values, static_cast<int>(cells.rows), static_cast<int>(cells.columns), wires);
    result.current_a = noise::column_currents(effective, voltages.values);
    return result;
  }
  const std::vector<double> quadratic = curve_of(curve.quadratic, cells.values);
  const std::vector<double> cubic = curve_of(curve.cubic, cells.values);
  const noise::CellCurves curves{.linear_s = cells.values, .quadratic = quadratic, .cubic = cubic};
  const noise::NonlinearSolution solution =
      noise::nonlinear_currents(curves, voltages.values, wires);
  result.current_a = solution.current_a;
  result.newton_steps = solution.newton_steps;
  result.ideal_a = noise::nonlinear_currents(curves, voltages.values, {}).current_a;
  return result;
}

Json list(const std::vector<double>& values) {
  Json result = Json::array();
  for (const double value : values) result.push(value);
  return result;
}

void run_wires(const WireArguments& arguments) {
  const WireResult result = solve(arguments);
  if (arguments.json) {
    std::cout << Json::object({{"current_a", list(result.current_a)},
                               {"ideal_current_a", list(result.ideal_a)},
                               {"newton_steps", result.newton_steps}})
                     .dump(2)
              << '\n';
    return;
  }
  std::cout << fmt::format("{:>6} {:>14} {:>14} {:>8}\n", "column", "current", "ideal wires",
                           "loss");
  for (std::size_t j = 0; j < result.current_a.size(); ++j) {
    const double ideal = result.ideal_a[j];
    const double loss = ideal == 0.0 ? 0.0 : 1.0 - result.current_a[j] / ideal;
    std::cout << fmt::format("{:>6} {:>14} {:>14} {:>7.3f}%\n", j,
                             with_prefix(result.current_a[j], "A"), with_prefix(ideal, "A"),
                             100.0 * loss);
  }
}

void require_ohms(const char* option, double ohms) {
  require(std::isfinite(ohms) && ohms >= 0.0, "{} ({}) must be 0 or more ohms", option, ohms);
}

void add_wires(CLI::App& crossbar) {
  auto arguments = std::make_shared<WireArguments>();  // shared: the callback outlives this
  CLI::App* command =
      crossbar.add_subcommand("ir-drop", "Column currents of an array with wires of resistance");
  command
      ->add_option("--conductance", arguments->conductance,
                   "CSV without a header: siemens, one row of cells a line")
      ->required();
  command
      ->add_option("--voltage", arguments->voltage, "CSV without a header: volts, one for each row")
      ->required();
  command
      ->add_option("--wire-ohm", arguments->wire_ohm,
                   "Resistance of a segment between two cells, in ohms")
      ->required();
  command->add_option("--column-wire-ohm", arguments->column_wire_ohm,
                      "The same of column wires, where it differs");
  command->add_option("--device", arguments->device,
                      "A device whose current-voltage curve the cells have; else they are ohmic");
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff crossbar ir-drop --conductance g.csv --voltage v.csv --wire-ohm 2\n"
      "  kirchhoff crossbar ir-drop --conductance g.csv --voltage v.csv --wire-ohm 2\n"
      "      --device rram-milo --json");
  command->callback([arguments] {
    require_ohms("--wire-ohm", arguments->wire_ohm);
    require_ohms("--column-wire-ohm", arguments->column_wire_ohm.value_or(0.0));
    run_wires(*arguments);
  });
}

struct CellArguments {
  std::string device;
  double target_siemens = 0.0, time_s = 0.0, temperature_k = 300.0;
  std::int64_t draws = 200'000;
  std::uint64_t seed = 1;
  bool json = false;
};

// Names under which other programs know the same models.
std::string shipped_device(const std::string& name) {
  static const std::array<std::pair<const char*, const char*>, 5> other_names = {
      {{"PCMLike", "pcm-nandakumar"},
       {"Hermes1", "pcm-hermes-one"},
       {"Hermes2", "pcm-hermes-two"},
       {"ReRamWan", "rram-wan-relaxing"},
       {"ReRamCMO", "rram-cmo"}}};
  for (const auto& [other, ours] : other_names) {
    if (name == other) return ours;
  }
  return name;
}

void require_time(double time_s) {
  require(time_s >= 0.0, "--time-s ({}) must be 0 or more seconds since programming", time_s);
}

void run_cells(const CellArguments& arguments) {
  require_time(arguments.time_s);
  const hardware::Device device = formats::load_device(shipped_device(arguments.device));
  const double largest = device.g_max.si();
  require(arguments.target_siemens >= 0.0 && arguments.target_siemens <= largest * (1.0 + 1e-9),
          "--target-siemens ({}) must be 0 to {:.6g}, the largest conductance of {}",
          arguments.target_siemens, largest, device.name);
  const noise::CellStatistics seen =
      noise::cell_statistics(device, {.target = siemens(arguments.target_siemens),
                                      .since_programming = seconds(arguments.time_s),
                                      .temperature_k = arguments.temperature_k,
                                      .draws = arguments.draws,
                                      .seed = arguments.seed});
  const auto optional = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  if (arguments.json) {
    std::cout << Json::object({{"device", device.name},
                               {"mean_siemens", seen.mean.si()},
                               {"sd_siemens", seen.sd.si()},
                               {"drift_mean", optional(seen.drift_mean)},
                               {"drift_sd", optional(seen.drift_sd)},
                               {"draws", arguments.draws}})
                     .dump(2)
              << '\n';
    return;
  }
  std::cout << fmt::format("{}, target {}, {} s after programming, {} draws\n", device.name,
                           with_prefix(arguments.target_siemens, "S"), arguments.time_s,
                           arguments.draws)
            << fmt::format("mean            {}\n", with_prefix(seen.mean.si(), "S"))
            << fmt::format("sd              {}\n", with_prefix(seen.sd.si(), "S"));
  if (seen.drift_mean)
    std::cout << fmt::format("drift exponent  {:.5f}, sd {:.5f}\n", *seen.drift_mean,
                             *seen.drift_sd);
}

void add_cells(CLI::App& crossbar) {
  auto arguments = std::make_shared<CellArguments>();  // shared: the callback outlives this
  CLI::App* command =
      crossbar.add_subcommand("statistics", "Mean, spread and drift of cells with one target");
  command->add_option("--device", arguments->device, "Shipped device or device file")->required();
  command->add_option("--target-siemens", arguments->target_siemens, "Conductance aimed at")
      ->required();
  command->add_option("--time-s", arguments->time_s, "Seconds since programming; 0: just written")
      ->required();
  command->add_option("--draws", arguments->draws, "Cells to draw, 2 to 10^9")
      ->capture_default_str();
  command->add_option("--temperature-k", arguments->temperature_k, "Temperature, 200 to 500 K")
      ->capture_default_str();
  command->add_option("--seed", arguments->seed, "Seed of the draws")->capture_default_str();
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n  kirchhoff crossbar statistics --device pcm-nandakumar --target-siemens 10e-6 "
      "--time-s 86400\n"
      "  kirchhoff crossbar statistics --device my_cells.toml --target-siemens 5e-6 --time-s 1\n"
      "      --draws 1000000 --json");
  command->callback([arguments] { run_cells(*arguments); });
}

struct ProductArguments {
  std::string chip;
  std::vector<std::string> assignments;
  noise::ProductConditions conditions;
  double time_s = 60.0;
  bool without_converters = false;
  bool json = false;
};

void run_product(ProductArguments arguments) {
  hardware::Hardware chip = formats::load_hardware(arguments.chip);
  formats::set_hardware_keys(chip, arguments.assignments);
  require_time(arguments.time_s);
  require(
      arguments.conditions.rows >= 1 && arguments.conditions.rows <= chip.crossbar.active_rows(),
      "--rows ({}) must be 1 to {}, the active_rows of {}; or give more with --set active_rows",
      arguments.conditions.rows, chip.crossbar.active_rows(), chip.name);
  arguments.conditions.since_programming = seconds(arguments.time_s);
  arguments.conditions.converters = !arguments.without_converters;
  const noise::ProductNoise seen = noise::product_noise(chip, arguments.conditions);
  const bool noisy = seen.formula_sd > 0.0;
  const double ratio = noisy ? seen.drawn_sd / seen.formula_sd : 0.0;
  if (arguments.json) {
    std::cout << Json::object({{"drawn_sd", seen.drawn_sd},
                               {"formula_sd", seen.formula_sd},
                               {"ratio", noisy ? Json(ratio) : Json()},
                               {"ratio_standard_error", noisy ? Json(seen.ratio_error) : Json()},
                               {"cells_sd", seen.cells_sd},
                               {"read_sd", seen.read_sd},
                               {"converter_sd", seen.converter_sd},
                               {"largest_product", seen.largest_product}})
                     .dump(2)
              << '\n';
    return;
  }
  std::cout << fmt::format(
      "{}: {} rows, {} outputs, {} chips drawn, {} s after programming; in units of the integer "
      "product\n",
      chip.name, arguments.conditions.rows, arguments.conditions.outputs,
      arguments.conditions.draws, arguments.time_s);
  const std::pair<const char*, double> lines[] = {
      {"sd of draws", seen.drawn_sd},      {"sd of the formula", seen.formula_sd},
      {"  cells", seen.cells_sd},          {"  read noise", seen.read_sd},
      {"  converters", seen.converter_sd}, {"largest product", seen.largest_product}};
  for (const auto& [name, value] : lines)
    std::cout << fmt::format("{:<18} {:>10.4g}\n", name, value);
  std::cout << (noisy ? fmt::format("draws / formula    {:>10.4f} +- {:.4f}\n", ratio,
                                    seen.ratio_error)
                      : "nothing on this chip is noisy\n");
}

void add_product(CLI::App& crossbar) {
  auto arguments = std::make_shared<ProductArguments>();  // shared: the callback outlives this
  CLI::App* command = crossbar.add_subcommand(
      "mvm", "Noise of one read of a crossbar: chips drawn beside the formula");
  command->add_option("--hardware", arguments->chip, "Shipped chip or chip file")->required();
  command->add_option("--set", arguments->assignments, "Change a key of the chip: adc_bits=8")
      ->allow_extra_args(false);
  command->add_option("--rows", arguments->conditions.rows, "Rows, at most active_rows")
      ->capture_default_str();
  command->add_option("--outputs", arguments->conditions.outputs, "Outputs, 1 to 4096")
      ->capture_default_str();
  command->add_option("--draws", arguments->conditions.draws, "Chips to draw, 2 to 10^6")
      ->capture_default_str();
  command->add_option("--time-s", arguments->time_s, "Seconds since programming")
      ->capture_default_str();
  command->add_option("--seed", arguments->conditions.seed, "Seed of the draws")
      ->capture_default_str();
  command->add_flag("--no-converters", arguments->without_converters,
                    "Converters of unlimited resolution");
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n  kirchhoff crossbar mvm --hardware rram-32nm\n"
      "  kirchhoff crossbar mvm --hardware pcm-32nm --time-s 86400 --set adc_bits=6 --json");
  command->callback([arguments] { run_product(*arguments); });
}

}  // namespace

void add_crossbar(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("crossbar", "One array: its wires, its cells, its products");
  command->footer(
      "Examples:\n  kirchhoff crossbar ir-drop --conductance g.csv --voltage v.csv --wire-ohm 2\n"
      "  kirchhoff crossbar statistics --help");
  command->require_subcommand(1);
  add_wires(*command);
  add_cells(*command);
  add_product(*command);
}

}  // namespace kirchhoff::cli
