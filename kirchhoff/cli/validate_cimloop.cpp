// kirchhoff/cli/validate_cimloop.cpp - validate cimloop: our order of chips beside CiMLoop's.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cli/validate.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/validation/cimloop.hpp"

namespace kirchhoff::cli {
namespace {

using validation::CimloopArea;
using validation::CimloopComparison;
using validation::CimloopGroup;

struct Arguments {
  std::string file;
  bool json = false, require = false;
};

Json number_or_null(std::optional<double> number) { return number ? Json(*number) : Json(nullptr); }

std::string number_or_dash(std::optional<double> number) {
  return number ? fmt::format("{:.3f}", *number) : "-";
}

// CiMLoop's latencies of RRAM chips, nanoseconds for a network, are no target, and its RRAM area
// counts columns alone.
bool has_rank(const CimloopGroup& group) { return group.memory == validation::CimloopMemory::Sram; }

Json group_json(const CimloopGroup& group) {
  return Json::object({{"memory", validation::cimloop_memory_name(group.memory)},
                       {"network", group.network},
                       {"node_nm", group.node_nm},
                       {"rows", static_cast<std::int64_t>(group.rows)},
                       {"tau_energy", number_or_null(group.tau_energy)},
                       {"tau_latency", number_or_null(group.tau_latency)},
                       {"tau_area", number_or_null(group.tau_area)},
                       {"energy_ratio_median", group.energy_ratio},
                       {"energy_ratio_p10", group.energy_ratio_low},
                       {"energy_ratio_p90", group.energy_ratio_high}});
}

Json comparison_json(const CimloopComparison& comparison) {
  Json groups = Json::array(), areas = Json::array(), assumptions = Json::array();
  for (const CimloopGroup& group : comparison.groups) groups.push(group_json(group));
  for (const CimloopArea& area : comparison.areas) {
    areas.push(Json::object({{"memory", validation::cimloop_memory_name(area.memory)},
                             {"rows", static_cast<std::int64_t>(area.rows)},
                             {"factor", area.factor},
                             {"ratio_spread", area.spread},
                             {"within_20_percent", area.within_aim}}));
  }
  for (const std::string& sentence : comparison.assumptions) assumptions.push(sentence);
  Json summary = Json::object({{"tau_energy", number_or_null(comparison.tau_energy)},
                               {"area_ratio_spread", number_or_null(comparison.area_ratio_spread)},
                               {"rows", static_cast<std::int64_t>(comparison.rows)}});
  return Json::object({{"summary", std::move(summary)},
                       {"groups", std::move(groups)},
                       {"areas", std::move(areas)},
                       {"assumptions", std::move(assumptions)}});
}

void print_groups(const CimloopComparison& comparison) {
  std::cout << fmt::format("{:<7} {:<14} {:>5} {:>6} {:>7} {:>8} {:>7}   {}\n", "memory", "network",
                           "node", "rows", "energy", "latency", "area", "ours / theirs, energy");
  for (const CimloopGroup& group : comparison.groups) {
    std::cout << fmt::format(
        "{:<7} {:<14} {:>5g} {:>6} {:>7} {:>8} {:>7}   {:.2f} ({:.2f} to {:.2f})\n",
        validation::cimloop_memory_name(group.memory), group.network, group.node_nm, group.rows,
        number_or_dash(group.tau_energy), has_rank(group) ? number_or_dash(group.tau_latency) : "-",
        has_rank(group) ? number_or_dash(group.tau_area) : "-", group.energy_ratio,
        group.energy_ratio_low, group.energy_ratio_high);
  }
}

void print_text(const CimloopComparison& comparison) {
  std::cout << fmt::format(
      "{} rows. Kendall's tau of energy, latency and area; median ratio with "
      "its 10 to 90 % range.\n\n",
      comparison.rows);
  print_groups(comparison);
  std::cout << '\n';
  for (const CimloopArea& area : comparison.areas) {
    std::cout << fmt::format(
        "Area of {} after one factor of {:.3f}: {:.1f} % of {} rows within 20 %, 90 % of them "
        "within {:.1f} %\n",
        validation::cimloop_memory_name(area.memory), area.factor, 100.0 * area.within_aim,
        area.rows, 100.0 * area.spread);
  }
  std::cout << fmt::format(
      "Smallest tau of energy: {} (must be {}, aim {})\nLargest area spread: {} (aim {})\n",
      number_or_dash(comparison.tau_energy), validation::cimloop_tau_bar,
      validation::cimloop_tau_aim, number_or_dash(comparison.area_ratio_spread),
      validation::cimloop_area_aim);
  std::cout << "Assumed: default activity (half of the bits are ones); no leakage, as the "
               "published energies have none.\n";
  for (const std::string& sentence : comparison.assumptions) {
    std::cout << "Assumed: " << sentence << ".\n";
  }
}

void run(const Arguments& arguments) {
  const validation::CimloopTable table =
      validation::read_cimloop_table(formats::CsvTable::load(arguments.file));
  const CimloopComparison comparison = validation::compare_cimloop(
      table, validation::load_cimloop_components(), formats::load_calibration());
  if (arguments.json) {
    std::cout << comparison_json(comparison).dump(2) << '\n';
  } else {
    print_text(comparison);
  }
  const bool reaches = comparison.tau_energy.value_or(-1.0) >= validation::cimloop_tau_bar;
  if (arguments.require && !reaches) verb_exit_code() = exit_code(ErrorKind::Negative);
}

}  // namespace

void add_validate_cimloop(CLI::App& validate) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      validate.add_subcommand("cimloop", "Compare with published CiMLoop estimates of whole chips");
  command
      ->add_option("file", arguments->file, "CSV: memory, voltage_v, rows, columns, energy_j ...")
      ->required();
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->add_flag(
      "--require", arguments->require,
      fmt::format("Exit 1 when a group's tau of energy is below {}", validation::cimloop_tau_bar));
  command->footer(
      "Examples:\n  kirchhoff validate cimloop rows.csv\n"
      "  kirchhoff validate cimloop rows.csv --json --require");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
