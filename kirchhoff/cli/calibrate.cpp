// kirchhoff/cli/calibrate.cpp - the verb calibrate chip: fits named factors of one chip to
// measurements.
#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/calibrate.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/validation/calibrate_chip.hpp"

namespace kirchhoff::cli {

namespace {

using validation::ChipCalibration;
using validation::FittedFactor;
using validation::FittedMeasurement;

struct Arguments {
  std::string chip, measured, out;
  bool json = false;
};

std::string component_text(const FittedMeasurement& row) {
  return row.measured.component ? cost::component_name(*row.measured.component) : "";
}

double error_of(double predicted, const FittedMeasurement& row) {
  return predicted / row.measured.value - 1.0;
}

Json calibration_json(const ChipCalibration& calibration) {
  Json factors = Json::array(), rows = Json::array();
  for (const FittedFactor& factor : calibration.factors) {
    factors.push(Json::object({{"name", factor.name},
                               {"value", factor.value},
                               {"low", factor.value * std::exp(-factor.log_sd)},
                               {"high", factor.value * std::exp(factor.log_sd)},
                               {"is_determined", factor.is_determined}}));
  }
  for (const FittedMeasurement& row : calibration.rows) {
    rows.push(Json::object({{"place", row.measured.place},
                            {"network", row.measured.network},
                            {"quantity", validation::quantity_name(row.measured.quantity)},
                            {"component", component_text(row)},
                            {"measured", row.measured.value},
                            {"uncertainty", row.measured.uncertainty},
                            {"before", row.before},
                            {"after", row.after}}));
  }
  return Json::object({{"factors", factors}, {"measurements", rows}});
}

void print_factors(const ChipCalibration& calibration) {
  std::cout << fmt::format("\n{:<24} {:>8}   {}\n", "factor", "value", "one standard deviation");
  std::vector<std::string> unknown;
  for (const FittedFactor& factor : calibration.factors) {
    if (!factor.is_determined) {
      unknown.push_back(factor.name);
      continue;
    }
    std::cout << fmt::format("{:<24} {:>8.3f}   {:.3f} to {:.3f}\n", factor.name, factor.value,
                             factor.value * std::exp(-factor.log_sd),
                             factor.value * std::exp(factor.log_sd));
  }
  if (unknown.empty()) return;
  std::cout << "\nNot determined by these measurements, so they stay 1:\n  "
            << join_words(unknown, 100) << '\n';
}

void print_rows(const ChipCalibration& calibration) {
  std::cout << fmt::format("\n{:<18} {:<15} {:<14} {:>11} {:>11} {:>8} {:>11} {:>8}\n", "network",
                           "quantity", "component", "measured", "before", "error", "after",
                           "error");
  for (const FittedMeasurement& row : calibration.rows) {
    std::cout << fmt::format(
        "{:<18} {:<15} {:<14} {:>11.4g} {:>11.4g} {:>+7.1f}% {:>11.4g} {:>+7.1f}%\n",
        std::filesystem::path(row.measured.network).filename().string(),
        validation::quantity_name(row.measured.quantity), component_text(row), row.measured.value,
        row.before, 100.0 * error_of(row.before, row), row.after, 100.0 * error_of(row.after, row));
  }
}

void run(const Arguments& arguments) {
  hardware::Hardware chip = formats::load_hardware(arguments.chip);
  const std::vector<validation::Measurement> measurements =
      validation::load_measurements(arguments.measured);
  const ChipCalibration calibration =
      validation::calibrate_chip(chip, measurements, formats::load_calibration());
  if (!arguments.out.empty()) {
    chip.factors = calibration.result;
    chip.factors.source =
        fmt::format("fitted to {} measurements of {}", measurements.size(),
                    std::filesystem::path(arguments.measured).filename().string());
    write_atomically(arguments.out, formats::hardware_toml(chip));
  }
  if (arguments.json) {
    std::cout << calibration_json(calibration).dump(2) << '\n';
    return;
  }
  std::cout << fmt::format("{}: {} measurements of {}\n", chip.name, measurements.size(),
                           arguments.measured);
  print_factors(calibration);
  print_rows(calibration);
  if (!arguments.out.empty()) std::cout << "\nWritten: " << arguments.out << '\n';
}

void add_chip(CLI::App& calibrate) {
  auto arguments = std::make_shared<Arguments>();  // shared: the callback outlives this function
  CLI::App* command =
      calibrate.add_subcommand("chip", "Fit factors of energy, latency and area to measurements");
  command->add_option("chip", arguments->chip, "Chip file, or the name of a shipped chip")
      ->required();
  command
      ->add_option("--measured", arguments->measured,
                   "CSV or TOML: network, quantity, component, value, uncertainty, set")
      ->required();
  command->add_option("--out", arguments->out, "Write the chip with its factors to this file");
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->footer(
      "Examples:\n  kirchhoff calibrate chip my_chip.toml --measured bench.csv\n"
      "  kirchhoff calibrate chip rram-32nm --measured bench.toml --out calibrated.toml --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace

void add_calibrate(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("calibrate", "Fit named factors of a model to measurements");
  command->footer(
      "Examples:\n  kirchhoff calibrate chip my_chip.toml --measured bench.csv\n"
      "  kirchhoff calibrate device cells.csv --like rram-wan --out my_cells.toml");
  command->require_subcommand(1);
  add_chip(*command);
  add_calibrate_device(*command);
}

}  // namespace kirchhoff::cli
