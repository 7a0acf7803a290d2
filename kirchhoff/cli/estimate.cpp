// kirchhoff/cli/estimate.cpp - the verb estimate: energy, latency and area of one network on one
// chip.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"
#include "kirchhoff/report/cost_view.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string network, hardware, activity, csv, pictures;
  std::vector<std::string> assignments;
  bool breakdown = false, json = false, list = false;
};

void print_list(bool as_json) {
  const std::vector<std::string> networks = formats::shipped_names("networks");
  const std::vector<std::string> chips = formats::shipped_names("hardware");
  const std::vector<std::string> kinds = formats::shipped_names("hardware/kinds");
  const std::vector<std::string> published = formats::shipped_names("hardware/published");
  if (as_json) {
    Json json = Json::object({{"networks", Json::array()}, {"hardware", Json::array()}});
    Json network_names = Json::array(), chip_names = Json::array();
    Json kinds_names = Json::array(), published_names = Json::array();
    for (const std::string& name : networks) network_names.push(name);
    for (const std::string& name : chips) chip_names.push(name);
    for (const std::string& name : kinds) kinds_names.push(name);
    for (const std::string& name : published) published_names.push(name);
    json.set("networks", network_names).set("hardware", chip_names);
    json.set("hardware_of_several_kinds", kinds_names);
    json.set("published_hardware", published_names);
    std::cout << json.dump(2) << '\n';
    return;
  }
  std::cout << "Networks: " << join_words(networks, 100) << "\nHardware: " << join_words(chips, 100)
            << "\nSeveral kinds of macros: " << join_words(kinds, 100)
            << "\nPublished chips: " << join_words(published, 1000) << '\n';
}

Json findings_json(const std::vector<cost::PhysicsFinding>& findings) {
  Json broken = Json::array();
  for (const cost::PhysicsFinding& finding : findings) {
    broken.push(Json::object({{"figure", finding.figure},
                              {"value", finding.value},
                              {"limit", finding.limit},
                              {"message", finding.message}}));
  }
  return broken;
}

// Nominal 80 %, from published macros.
Json intervals_json(const cost::CostIntervals& intervals) {
  const auto pair = [](double low, double high) { return Json::array({low, high}); };
  return Json::object({{"energy_j", pair(intervals.energy.low.si(), intervals.energy.high.si())},
                       {"latency_s", pair(intervals.latency.low.si(), intervals.latency.high.si())},
                       {"area_m2", pair(intervals.area.low.si(), intervals.area.high.si())}});
}

void write_pictures(const report::CostView& view, const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) {
    fail(ErrorKind::Environment, "--pictures: the folder {} cannot be made: {}", folder.string(),
         problem.message());
  }
  write_atomically(folder / "stack.svg", report::stack_svg(view));
  write_atomically(folder / "floor_plan.svg", report::floor_plan_svg(view));
  write_atomically(folder / "roofline.svg", report::roofline_svg(view));
}

// The chip as the user named it, with what was changed.
std::string chip_text(const Arguments& arguments) {
  if (arguments.assignments.empty()) return arguments.hardware;
  return fmt::format("{} with {}", arguments.hardware, join_words(arguments.assignments));
}

void run(const Arguments& arguments) {
  if (arguments.list) {
    print_list(arguments.json);
    return;
  }
  if (arguments.network.empty() || arguments.hardware.empty()) {
    fail(ErrorKind::Usage,
         "a network and --hardware are needed, e.g. kirchhoff estimate resnet18 --hardware {}\n"
         "kirchhoff estimate --list shows what is shipped.",
         formats::shipped_names("hardware").front());
  }
  const network::Network network = formats::load_network(arguments.network);
  hardware::Chip chip = formats::load_chip(arguments.hardware);
  formats::set_chip_keys(chip, arguments.assignments);
  const network::Activity activity = arguments.activity.empty()
                                         ? network::default_activity(network)
                                         : formats::load_activity(arguments.activity, network);
  report::CostView view = report::view_cost(network, chip, activity, formats::load_calibration());
  view.intervals =
      cost::cost_intervals(view.cost, chip.kinds, formats::load_macro_constants().constants);
  view.network = arguments.network;
  view.chip = chip_text(arguments);
  if (!arguments.csv.empty()) write_atomically(arguments.csv, report::layers_csv(view));
  if (!arguments.pictures.empty()) write_pictures(view, arguments.pictures);
  if (arguments.json) {
    Json json = formats::explained_cost_json(view.cost, view.breakdown);
    json.set("intervals", intervals_json(*view.intervals));
    json.set("physics", findings_json(view.findings));
    Json assumed = Json::array();
    for (const std::string& sentence : network.assumptions()) assumed.push(sentence);
    json.set("network_assumptions", std::move(assumed));
    std::cout << json.dump(2) << '\n';
    return;
  }
  std::cout << report::cost_summary(view);
  for (const std::string& sentence : network.assumptions()) {
    std::cout << "  assumed       " << sentence << '\n';
  }
  if (arguments.breakdown) std::cout << report::cost_tables(view);
}

}  // namespace

void add_estimate(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      program.add_subcommand("estimate", "Energy, latency and area of one network on one chip");
  command->add_option("network", arguments->network, "Shipped network or network file");
  command->add_option("--hardware", arguments->hardware, "Shipped chip or chip file");
  command->add_option(
      "--set", arguments->assignments,
      "Change a key of the chip: adc_bits=5; of one kind of macro: sram.adc_bits=5");
  command->add_option("--activity", arguments->activity,
                      "Activity file of the network (JSON) instead of stated defaults");
  command->add_flag("--breakdown", arguments->breakdown, "Also by component, by layer and by both");
  command->add_option("--csv", arguments->csv, "Write the table of layers to this file");
  command->add_option("--pictures", arguments->pictures,
                      "Write stack.svg, floor_plan.svg and roofline.svg into this folder");
  command->add_flag("--list", arguments->list, "List shipped networks and chips");
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff estimate resnet18 --hardware rram-32nm --breakdown\n"
      "  kirchhoff estimate resnet8 --hardware sram-28nm --set adc_bits=5 --set rows=256 --json\n"
      "  kirchhoff estimate resnet18 --hardware sram-28nm --pictures pictures --csv layers.csv");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
