// kirchhoff/cli/calibrate_device.cpp - calibrate device: a device file from measured cells.
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
#include "kirchhoff/cli/calibrate.hpp"
#include "kirchhoff/formats/device_writer.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/noise/cell_noise.hpp"
#include "kirchhoff/report/device_fit_svg.hpp"
#include "kirchhoff/validation/calibrate_device.hpp"

namespace kirchhoff::cli {

namespace {

using validation::DeviceFit;
using validation::TargetFit;

struct Arguments {
  std::string cells, like, out, svg;
  bool json = false;
};

Json optional_number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json list_json(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push(value);
  return list;
}

Json fit_json(const DeviceFit& fit) {
  Json targets = Json::array(), notices = Json::array();
  for (const TargetFit& target : fit.targets) {
    targets.push(Json::object({{"target_us", target.target_us},
                               {"cells", target.cells},
                               {"mean_us", target.mean_us},
                               {"sd_us", target.sd_us},
                               {"fitted_sd_us", target.fitted_sd_us},
                               {"drift_mean", optional_number(target.drift_mean)},
                               {"drift_sd", optional_number(target.drift_sd)},
                               {"fitted_drift_mean", target.fitted_drift_mean},
                               {"fitted_drift_sd", target.fitted_drift_sd}}));
  }
  for (const std::string& notice : fit.notices) notices.push(notice);
  return Json::object({{"targets", std::move(targets)},
                       {"times_s", list_json(fit.times_s)},
                       {"programming_sd_us", list_json(fit.device.programming_sd_us)},
                       {"programming_r2", fit.programming_r2},
                       {"drift_r2", optional_number(fit.drift_r2)},
                       {"notices", std::move(notices)}});
}

void print_fit(const DeviceFit& fit) {
  std::cout << fmt::format("{:>12} {:>7} {:>10} {:>9} {:>9} {:>11} {:>8} {:>9}\n", "target uS",
                           "cells", "mean uS", "sd uS", "fitted", "drift mean", "sd", "fitted");
  for (const TargetFit& target : fit.targets) {
    std::cout << fmt::format("{:>12.4g} {:>7} {:>10.4g} {:>9.4g} {:>9.4g}", target.target_us,
                             target.cells, target.mean_us, target.sd_us, target.fitted_sd_us);
    if (target.drift_mean) {
      std::cout << fmt::format(" {:>11.4g} {:>8.3g} {:>9.4g}", *target.drift_mean, *target.drift_sd,
                               target.fitted_drift_mean);
    }
    std::cout << '\n';
  }
  std::cout << fmt::format("\nprogramming error: polynomial of degree {}, R2 {:.4f}\n",
                           fit.device.programming_sd_us.size() - 1, fit.programming_r2);
  if (fit.drift_r2) {
    std::cout << fmt::format(
        "drift: exponent {:.4g} ln x + {:.4g}, clipped to {:.4g} to {:.4g}, "
        "from {:.4g} s on, R2 {:.4f}\n",
        fit.device.drift_mean[0], fit.device.drift_mean[1], fit.device.drift_mean[2],
        fit.device.drift_mean[3], fit.device.drift_t0.si(), *fit.drift_r2);
  } else {
    std::cout << (fit.times_s.size() < 2
                      ? "drift: all readings have one time, so nothing is known of it\n"
                      : "drift: none\n");
  }
  for (const std::string& notice : fit.notices) std::cout << "note: " << notice << '\n';
}

report::FittedLaw programming_law(const DeviceFit& fit) {
  report::FittedLaw law{.title = "Programming error: sd of the conductance, microsiemens",
                        .x_title = "target, microsiemens",
                        .points = {},
                        .curve = {}};
  for (const TargetFit& target : fit.targets) {
    const double error = target.sd_us / std::sqrt(2.0 * static_cast<double>(target.cells - 1));
    law.points.push_back({target.target_us, target.sd_us, error});
  }
  const double low = fit.targets.front().target_us, high = fit.targets.back().target_us;
  constexpr int places = 100;
  for (int i = 0; i <= places; ++i) {
    const double target = low + (high - low) * i / places;
    const double sd = noise::programming_sd(fit.device, microsiemens(target)).si() * 1e6;
    law.curve.insert(law.curve.end(), {target, sd});
  }
  return law;
}

report::FittedLaw drift_law(const DeviceFit& fit) {
  report::FittedLaw law{.title = "Drift: exponent; the bar is its spread between cells",
                        .x_title = "target, microsiemens",
                        .points = {},
                        .curve = {}};
  for (const TargetFit& target : fit.targets) {
    if (!target.drift_mean) continue;
    law.points.push_back({target.target_us, *target.drift_mean, *target.drift_sd});
    law.curve.insert(law.curve.end(), {target.target_us, target.fitted_drift_mean});
  }
  return law;
}

std::string picture(const DeviceFit& fit, const std::string& file) {
  std::vector<report::FittedLaw> laws = {programming_law(fit)};
  if (fit.drift_r2) laws.push_back(drift_law(fit));
  return report::device_fit_svg(
      fit.device.title,
      fmt::format("{} targets, {} times, {}.", fit.targets.size(), fit.times_s.size(), file), laws);
}

// What is wrong with all readings together is said of their file.
DeviceFit fit_of(const hardware::Device& like, std::span<const validation::CellReading> readings,
                 const std::string& file) try {
  return validation::calibrate_device(like, readings);
} catch (const Error& error) {
  fail(error.kind(), "{}: {}", file, error.what());
}

void run(const Arguments& arguments) {
  const auto readings = validation::load_cell_readings(arguments.cells);
  const hardware::Device like = formats::load_device(arguments.like);
  DeviceFit fit = fit_of(like, readings, arguments.cells);
  const std::filesystem::path file(arguments.cells);
  const std::filesystem::path out(arguments.out);
  fit.device.name = arguments.out.empty() ? file.stem().string() : out.stem().string();
  fit.device.title = "Fitted to " + file.filename().string();
  fit.device.source = fmt::format(
      "Programming error and drift fitted to {} readings of {}; electrical figures and read noise "
      "taken from {} ({})",
      readings.size(), file.filename().string(), like.name, like.source);
  hardware::check_device(fit.device);
  if (!arguments.out.empty())
    write_atomically(arguments.out, formats::device_file_text(fit.device));
  if (!arguments.svg.empty())
    write_atomically(arguments.svg, picture(fit, file.filename().string()));
  if (arguments.json) {
    std::cout << fit_json(fit).dump(2) << '\n';
    return;
  }
  print_fit(fit);
  if (!arguments.out.empty()) {
    std::cout << fmt::format(
        "\nWritten: {0}.  Next: kirchhoff crossbar statistics --help   hardware.device = \"{0}\" "
        "in "
        "a study\n",
        arguments.out);
  }
}

}  // namespace

void add_calibrate_device(CLI::App& calibrate) {
  auto arguments = std::make_shared<Arguments>();  // shared: the callback outlives this function
  CLI::App* command = calibrate.add_subcommand(
      "device", "Fit programming error and drift of a device to measured cells");
  command
      ->add_option("cells", arguments->cells,
                   "CSV: target_us, conductance_us; time_s and cell for drift; one line a reading")
      ->required();
  command
      ->add_option("--like", arguments->like,
                   "The device that the other figures are taken from: a shipped one or a file")
      ->required();
  command->add_option("--out", arguments->out, "Write the device to this file");
  command->add_option("--svg", arguments->svg, "Draw cells and fitted laws into this file");
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->footer(
      "Examples:\n  kirchhoff calibrate device cells.csv --like rram-wan --svg cells.svg\n"
      "  kirchhoff calibrate device cells.csv --like pcm-nandakumar --out my_pcm.toml --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
