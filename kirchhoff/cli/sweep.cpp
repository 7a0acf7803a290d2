// kirchhoff/cli/sweep.cpp - the verb sweep: one network on a grid of chips.
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/report/sweep.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string network, hardware, csv, svg;
  std::vector<std::string> vary, assignments;
  bool json = false;
};

// A line that overwrites itself, on a terminal alone.
void show_progress(std::int64_t done, std::int64_t count) {
  constexpr std::int64_t every = 2000;
  const bool is_last = done == count;
  if (count <= every || (done % every != 0 && !is_last) || isatty(STDERR_FILENO) == 0) return;
  std::cerr << fmt::format("\r{} of {} points", done, count) << (is_last ? "\n" : "") << std::flush;
}

report::Sweep estimate_points(const Arguments& arguments) {
  report::Sweep sweep;
  sweep.network = arguments.network;
  sweep.chip = arguments.hardware;
  if (!arguments.assignments.empty()) sweep.chip += " with " + join_words(arguments.assignments);
  for (const std::string& axis : arguments.vary) sweep.axes.push_back(report::parse_axis(axis));
  const std::int64_t count = report::point_count(sweep.axes);
  const network::Network network = formats::load_network(arguments.network);
  const hardware::Chip chip = formats::load_chip(arguments.hardware);
  const cost::Calibration calibration = formats::load_calibration();
  sweep.basis = "activity " + network::default_activity(network).source;
  const hardware::Factors& factors = chip.kinds.front().factors;
  if (!factors.values.empty()) sweep.basis += "; factors: " + factors.source;
  sweep.points.reserve(static_cast<std::size_t>(count));
  for (std::int64_t number = 0; number < count; ++number) {
    sweep.points.push_back(
        report::sweep_point(network, chip, arguments.assignments, sweep.axes, number, calibration));
    show_progress(number + 1, count);
  }
  return sweep;
}

void run(const Arguments& arguments) {
  const report::Sweep sweep = estimate_points(arguments);
  if (!arguments.csv.empty()) write_atomically(arguments.csv, report::sweep_csv(sweep));
  if (!arguments.svg.empty()) write_atomically(arguments.svg, report::sweep_svg(sweep));
  if (arguments.json) {
    std::cout << report::sweep_json(sweep).dump(2) << '\n';
  } else {
    std::cout << report::sweep_table(sweep);
  }
  for (const report::SweepPoint& point : sweep.points) {
    if (point.is_feasible) return;
  }
  verb_exit_code() = exit_code(ErrorKind::Negative);
}

}  // namespace

void add_sweep(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();  // shared: the callback outlives this function
  CLI::App* command =
      program.add_subcommand("sweep", "Energy, latency and area over values of a chip's keys");
  command->add_option("network", arguments->network, "Shipped network or network file")->required();
  command->add_option("--hardware", arguments->hardware, "Shipped chip or chip file")->required();
  command
      ->add_option("--vary", arguments->vary,
                   "A key and its values: adc_bits=4,5,6 or rows=64:512:64; several make a grid; "
                   "rows+active_rows=64,128 gives both the same value")
      ->allow_extra_args(false);
  command->add_option("--set", arguments->assignments, "Change a key of the chip: adc_bits=5")
      ->allow_extra_args(false);
  command->add_option("--csv", arguments->csv, "Write all points to this file");
  command->add_option("--svg", arguments->svg, "Draw energy, latency and area into this file");
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff sweep resnet8 --hardware rram-32nm --vary adc_bits=4:8 --svg "
      "bits.svg\n"
      "  kirchhoff sweep resnet18 --hardware sram-28nm --vary rows+active_rows=64,128,256\n"
      "      --vary columns=64:512:64 --csv grid.csv --json\n"
      "Exit code 1: no point can be built.");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
