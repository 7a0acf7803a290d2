// kirchhoff/cli/bench.cpp - the verb bench: figures of speed with a peer or a limit beside them.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/evaluate/selfcheck.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string what;
  std::int64_t images = 6000;
  bool json = false;
};

Json figures_json(const std::vector<evaluate::Figure>& figures) {
  Json list = Json::array();
  for (const evaluate::Figure& figure : figures) {
    Json entry =
        Json::object({{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}});
    entry.set("peer", figure.peer > 0.0 ? Json(figure.peer) : Json());
    entry.set("peer_name", figure.peer_name);
    entry.set("limit", figure.limit > 0.0 ? Json(figure.limit) : Json());
    list.push(std::move(entry));
  }
  return Json::object({{"figures", list}});
}

void run(const Arguments& arguments) {
  std::vector<evaluate::Figure> figures;
  if (arguments.what == "cost") {
    figures = evaluate::cost_figures();
  } else {
    worker::Pool pool({.workers = 1, .program = {}});
    figures = evaluate::train_figures(pool, arguments.images);
  }
  if (arguments.json) {
    std::cout << figures_json(figures).dump(2) << '\n';
    return;
  }
  for (const evaluate::Figure& figure : figures) {
    std::cout << fmt::format("{:<26} {:>12.5g} {}", figure.name, figure.value, figure.unit);
    if (figure.peer > 0.0) {
      std::cout << fmt::format("   {:.2f} x {:.5g} ({})", figure.value / figure.peer, figure.peer,
                               figure.peer_name);
    }
    if (figure.limit > 0.0) std::cout << fmt::format("   limit {:.5g}", figure.limit);
    std::cout << '\n';
  }
}

}  // namespace

void add_bench(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("bench", "Speed of the cost model or of training");
  command->add_option("what", arguments->what, "cost or train")
      ->required()
      ->check(CLI::IsMember({"cost", "train"}));
  command->add_option("--images", arguments->images, "Images per timed run of train")
      ->check(CLI::Range(64, 60'000));
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer("Examples:\n  kirchhoff bench cost\n  kirchhoff bench train --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
