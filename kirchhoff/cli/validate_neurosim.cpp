// kirchhoff/cli/validate_neurosim.cpp - validate neurosim: our estimates beside NeuroSim's runs.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/validate.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/validation/neurosim.hpp"
#include "kirchhoff/validation/neurosim_report.hpp"

namespace kirchhoff::cli {
namespace {

struct Arguments {
  std::string file;
  bool json = false, is_required = false;
};

void run(const Arguments& arguments) {
  const validation::NeurosimComparison comparison = validation::compare_with_neurosim(
      validation::load_neurosim_runs(arguments.file), formats::load_calibration());
  if (arguments.json) {
    std::cout << validation::neurosim_json(comparison).dump(2) << '\n';
  } else {
    std::cout << validation::neurosim_text(comparison);
  }
  const std::vector<std::string> missed = validation::missed_bars(comparison.summary);
  if (arguments.is_required && !missed.empty()) {
    fail(ErrorKind::Negative, "{}: {}", arguments.file, join_words(missed));
  }
}

}  // namespace

void add_validate_neurosim(CLI::App& validate) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = validate.add_subcommand(
      "neurosim", "Tiles, energy, area and latency beside those of NeuroSim's runs");
  command
      ->add_option("file", arguments->file,
                   "JSON list of runs; NAME_network.csv and NAME_statistics.csv stand beside it")
      ->required();
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->add_flag("--require", arguments->is_required, "Exit 1 when a bar is missed");
  command->footer(
      "Examples:\n  kirchhoff validate neurosim small4_runs.json\n"
      "  kirchhoff validate neurosim runs.json --json --require");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
