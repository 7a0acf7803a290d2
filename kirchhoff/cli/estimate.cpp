// kirchhoff/cli/estimate.cpp - the verb estimate: energy, latency and area of one network on one
// chip.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string network, hardware;
  std::vector<std::string> assignments;
  bool breakdown = false, json = false, list = false;
};

void print_list(bool as_json) {
  const std::vector<std::string> networks = formats::shipped_names("networks");
  const std::vector<std::string> chips = formats::shipped_names("hardware");
  if (as_json) {
    Json json = Json::object({{"networks", Json::array()}, {"hardware", Json::array()}});
    Json network_names = Json::array(), chip_names = Json::array();
    for (const std::string& name : networks) network_names.push(name);
    for (const std::string& name : chips) chip_names.push(name);
    json.set("networks", network_names).set("hardware", chip_names);
    std::cout << json.dump(2) << '\n';
    return;
  }
  std::cout << "Networks: " << join_words(networks, 100) << "\nHardware: " << join_words(chips, 100)
            << '\n';
}

void print_components(const cost::Cost& cost) {
  std::cout << fmt::format("\n{:<16} {:>12} {:>12} {:>12}\n", "component", "energy", "latency",
                           "area");
  for (std::size_t index = 0; index < cost::component_count; ++index) {
    const cost::ComponentTotal& total = cost.components[index];
    std::cout << fmt::format("{:<16} {:>12} {:>12} {:>12}\n",
                             cost::component_name(static_cast<cost::Component>(index)),
                             with_prefix(total.energy.si(), "J"),
                             with_prefix(total.latency.si(), "s"), area_text(total.area.si()));
  }
}

void print_layers(const cost::Cost& cost) {
  std::cout << fmt::format("\n{:<24} {:>12} {:>12} {:>10} {:>7} {:>12}\n", "layer", "energy",
                           "latency", "crossbars", "copies", "utilisation");
  for (const cost::LayerCost& layer : cost.layers) {
    std::cout << fmt::format("{:<24} {:>12} {:>12} {:>10} {:>7} {:>11.1f}%\n", layer.name,
                             with_prefix(layer.energy.si(), "J"),
                             with_prefix(layer.latency.si(), "s"), layer.crossbars, layer.copies,
                             100.0 * layer.utilisation);
  }
}

void print_text(const Arguments& arguments, const cost::Cost& cost,
                const std::vector<cost::PhysicsFinding>& findings) {
  std::cout << fmt::format(
      "{} on {}\n  energy        {} per image\n  latency       {}\n  stage period  {}\n  area      "
      "    {}\n"
      "  power         {}\n  leakage       {}\n  MACs          {}\n  parameters    {}\n",
      arguments.network, arguments.hardware, with_prefix(cost.energy.si(), "J"),
      with_prefix(cost.latency.si(), "s"), with_prefix(cost.stage_period.si(), "s"),
      area_text(cost.area.si()), with_prefix(cost.power.si(), "W"),
      with_prefix(cost.leakage.si(), "W"), cost.macs, cost.parameters);
  std::cout << "  activity      " << cost.activity_source << '\n';
  for (const std::string& note : cost.notes) std::cout << "  note          " << note << '\n';
  for (const cost::PhysicsFinding& finding : findings) {
    std::cout << "  cannot be built: " << finding.message << '\n';
  }
  if (!arguments.breakdown) return;
  print_components(cost);
  print_layers(cost);
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
  hardware::Hardware chip = formats::load_hardware(arguments.hardware);
  formats::set_hardware_keys(chip, arguments.assignments);
  const cost::Calibration calibration = formats::load_calibration();
  const cost::Cost cost = cost::estimate(network, cost::map_by_rule(network, chip, calibration),
                                         chip, network::default_activity(network), calibration);
  const auto findings = cost::check_physics(cost, chip, calibration);
  if (!arguments.json) {
    print_text(arguments, cost, findings);
    return;
  }
  Json json = formats::cost_json(cost);
  Json broken = Json::array();
  for (const cost::PhysicsFinding& finding : findings) {
    broken.push(Json::object({{"figure", finding.figure},
                              {"value", finding.value},
                              {"limit", finding.limit},
                              {"message", finding.message}}));
  }
  json.set("physics", std::move(broken));
  std::cout << json.dump(2) << '\n';
}

}  // namespace

void add_estimate(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      program.add_subcommand("estimate", "Energy, latency and area of one network on one chip");
  command->add_option("network", arguments->network, "Shipped network or network file");
  command->add_option("--hardware", arguments->hardware, "Shipped chip or chip file");
  command->add_option("--set", arguments->assignments, "Change a key of the chip: adc_bits=5");
  command->add_flag("--breakdown", arguments->breakdown, "Also by component and by layer");
  command->add_flag("--list", arguments->list, "List shipped networks and chips");
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff estimate resnet18 --hardware rram-32nm --breakdown\n"
      "  kirchhoff estimate resnet8 --hardware sram-28nm --set adc_bits=5 --set rows=256 --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
