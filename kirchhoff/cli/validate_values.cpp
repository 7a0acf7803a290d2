// kirchhoff/cli/validate_values.cpp - validate values: expected energy beside exact simulation.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/validate.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/validation/values.hpp"

namespace kirchhoff::cli {

namespace {

using validation::ValuesChip;
using validation::ValuesRow;

struct Arguments {
  std::string network = "resnet18", weights;
  std::vector<std::string> chips;
  validation::ValuesPlan plan;
  double required_percent = 0.0;
  bool json = false;
};

constexpr std::size_t largest_weights_file = std::size_t{2} << 30U;

// The chips of the comparison: resistive cells with steps of one and two bits, and a charge-domain
// chip.
std::vector<hardware::Hardware> default_chips() {
  std::vector<hardware::Hardware> chips;
  chips.push_back(formats::load_hardware("rram-32nm"));
  chips.push_back(chips.front());
  formats::set_hardware_key(chips.back(), "dac_bits=2");
  chips.push_back(formats::load_hardware("pcm-32nm"));
  chips.push_back(formats::load_hardware("sram-28nm"));
  return chips;
}

double percent(double share) { return 100.0 * share; }

void print_row(const ValuesRow& row) {
  const auto error = [](const validation::ValuesEnergy& energy, const ValuesRow& of) {
    return percent(validation::relative_error(energy.total(), of.exact.total()));
  };
  std::cout << fmt::format(
      "{:<24} {:>9} {:>8} {:>12} {:>12} {:>+8.2f}% {:>+8.2f}% {:>+8.2f}% {:>+8.1f}%\n", row.layer,
      row.crossbars, row.vectors, with_prefix(row.exact.total().si(), "J"),
      with_prefix(row.expected.total().si(), "J"), error(row.expected, row),
      percent(validation::relative_error(row.expected.cells, row.exact.cells)),
      percent(validation::relative_error(row.expected.word_lines, row.exact.word_lines)),
      error(row.fixed, row));
}

void print_chip(const ValuesChip& chip) {
  std::cout << fmt::format(
      "\n{}, {} input bits a step\n{:<24} {:>9} {:>8} {:>12} {:>12} {:>9} "
      "{:>9} {:>9} {:>9}\n",
      chip.chip, chip.dac_bits, "layer", "crossbars", "vectors", "exact", "expected", "error",
      "cells", "lines", "fixed");
  for (const ValuesRow& row : chip.rows) print_row(row);
  std::cout << fmt::format(
      "mean error {:.2f} %, worst {:.2f} % (cells alone {:.2f} %, {:.2f} %); fixed energy {:.0f} "
      "%, {:.0f} %\n",
      percent(chip.expected.mean), percent(chip.expected.worst), percent(chip.expected_cells.mean),
      percent(chip.expected_cells.worst), percent(chip.fixed.mean), percent(chip.fixed.worst));
}

Json energy_json(const validation::ValuesEnergy& energy) {
  return Json::object({{"cells_j", energy.cells.si()},
                       {"word_lines_j", energy.word_lines.si()},
                       {"total_j", energy.total().si()}});
}

Json summary_json(const validation::ValuesSummary& summary) {
  return Json::object({{"mean_error", summary.mean}, {"worst_error", summary.worst}});
}

Json chip_json(const ValuesChip& chip) {
  Json rows = Json::array();
  for (const ValuesRow& row : chip.rows) {
    rows.push(Json::object(
        {{"layer", row.layer},
         {"crossbars", row.crossbars},
         {"vectors", row.vectors},
         {"exact", energy_json(row.exact)},
         {"expected", energy_json(row.expected)},
         {"fixed", energy_json(row.fixed)},
         {"error", validation::relative_error(row.expected.total(), row.exact.total())},
         {"fixed_error", validation::relative_error(row.fixed.total(), row.exact.total())}}));
  }
  return Json::object({{"chip", chip.chip},
                       {"dac_bits", chip.dac_bits},
                       {"expected", summary_json(chip.expected)},
                       {"expected_cells", summary_json(chip.expected_cells)},
                       {"fixed", summary_json(chip.fixed)},
                       {"rows", rows}});
}

void check_required(const std::vector<ValuesChip>& chips, double required_percent) {
  if (required_percent <= 0.0) return;
  for (const ValuesChip& chip : chips) {
    if (percent(chip.expected.worst) <= required_percent) continue;
    fail(ErrorKind::Negative, "{}: the worst error is {:.2f} %; --require allows {:.2f} %",
         chip.chip, percent(chip.expected.worst), required_percent);
  }
}

void run(const Arguments& arguments) {
  const network::Network network = formats::load_network(arguments.network);
  std::vector<hardware::Hardware> chips;
  for (const std::string& name : arguments.chips) chips.push_back(formats::load_hardware(name));
  if (chips.empty()) chips = default_chips();
  network::Weights weights;
  if (!arguments.weights.empty()) {
    weights = formats::weights_from_bytes(read_text(arguments.weights, largest_weights_file),
                                          arguments.weights);
    network::check_weights(weights, network);
  }
  const std::vector<ValuesChip> results =
      validation::compare_values(network, chips, arguments.weights.empty() ? nullptr : &weights,
                                 formats::load_calibration(), arguments.plan);
  if (arguments.json) {
    Json list = Json::array();
    for (const ValuesChip& chip : results) list.push(chip_json(chip));
    std::cout << Json::object({{"network", arguments.network}, {"chips", list}}).dump(2) << '\n';
  } else {
    std::cout << fmt::format(
        "{}: energy of cells and word lines, expected and exact; inputs made up{}, activity "
        "measured on other vectors\n",
        arguments.network, arguments.weights.empty() ? ", weights too" : "");
    for (const ValuesChip& chip : results) print_chip(chip);
  }
  check_required(results, arguments.required_percent);
}

}  // namespace

void add_validate_values(CLI::App& validate) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = validate.add_subcommand(
      "values", "Energy that depends on data, beside a value-exact simulation of crossbars");
  command->add_option("--network", arguments->network, "Shipped network or network file");
  command->add_option("--hardware", arguments->chips, "Shipped chips or chip files");
  command->add_option("--weights", arguments->weights, "Trained weights of the network");
  command->add_option("--seed", arguments->plan.seed, "Of the made-up numbers");
  command
      ->add_option("--measured", arguments->plan.measured_inputs,
                   "Inputs of a layer that its activity is measured on")
      ->check(CLI::Range(1, 1'000'000'000));
  command
      ->add_option("--tested", arguments->plan.tested_inputs, "Inputs of a layer simulated exactly")
      ->check(CLI::Range(1, 1'000'000'000));
  command
      ->add_option("--column-tiles", arguments->plan.column_tiles,
                   "Crossbars simulated of each row tile")
      ->check(CLI::Range(1, 1000));
  command->add_option("--require", arguments->required_percent, "Worst error allowed, in per cent")
      ->check(CLI::Range(0.0, 1000.0));
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff validate values\n  kirchhoff validate values --hardware pcm-32nm "
      "--require 5 --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
