// kirchhoff/cli/bench.cpp - the verb bench: figures of speed and of search, with a peer or a limit
// beside them.
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/evaluate/selfcheck.hpp"
#include "kirchhoff/report/search_bench.hpp"
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/study/enumeration.hpp"
#include "kirchhoff/tabular/peers.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string what;
  std::int64_t images = 6000;
  bool json = false;
  std::string tables, study, truth, picture, first_points = "uniform";
  std::vector<std::string> problems, peers;
  tabular::ComparisonOptions search{
      .strategies = {}, .budgets = {50, 100, 300, 1000}, .seeds = 20, .lookahead = 3};
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

// A line that overwrites itself, on a terminal alone.
void show_progress(std::size_t done, std::size_t count) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::cerr << fmt::format("\r{} of {} searches{}", done, count, done == count ? "\n" : "")
            << std::flush;
}

std::vector<tabular::Problem> problems_of(const Arguments& arguments) {
  if (arguments.study.empty()) {
    return arguments.tables.empty() ? tabular::synthetic_problems(arguments.problems)
                                    : tabular::load_problems(arguments.tables, arguments.problems);
  }
  const std::filesystem::path file = spec::find_study_file(arguments.study);
  const std::filesystem::path truth =
      arguments.truth.empty() ? std::filesystem::path("studies") / spec::load_spec(file).name
                              : std::filesystem::path(arguments.truth);
  std::vector<tabular::Problem> problems;
  problems.push_back(study::enumerated_problem(file, truth));
  return problems;
}

void run_search(const Arguments& arguments) {
  tabular::ComparisonOptions options = arguments.search;
  options.first_points = space::sampling_from_name(arguments.first_points);
  if (options.strategies.empty()) {
    for (const auto& strategy : search::strategy_table()) {
      options.strategies.push_back(strategy.name);
    }
  }
  const std::vector<tabular::Problem> problems = problems_of(arguments);
  std::vector<tabular::PeerFile> peers;
  for (const std::string& file : arguments.peers) {
    peers.push_back(tabular::load_peers(file));
    tabular::check_peers(options, problems, peers.back());  // before anything runs
  }
  tabular::Comparison comparison = tabular::compare_strategies(problems, options, show_progress);
  for (const tabular::PeerFile& file : peers) tabular::add_peers(comparison, problems, file);
  // Printed first: a picture that cannot be written loses nothing that was computed.
  if (arguments.json) {
    std::cout << report::search_bench_json(comparison).dump(2) << std::endl;
  } else {
    std::cout << report::search_bench_table(comparison) << std::flush;
  }
  if (!arguments.picture.empty()) {
    write_atomically(arguments.picture, report::search_bench_svg(comparison));
  }
}

void run(const Arguments& arguments) {
  if (arguments.what == "search") {
    run_search(arguments);
    return;
  }
  std::vector<evaluate::Figure> figures;
  if (arguments.what == "cost") {
    figures = evaluate::cost_figures();
  } else {
    worker::Pool pool({.workers = 1, .program = {}});
    figures = arguments.what == "train" ? evaluate::train_figures(pool, arguments.images)
                                        : evaluate::accuracy_figures(pool, arguments.images);
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
  CLI::App* command = program.add_subcommand(
      "bench",
      "Speed of the cost model, of training or of noisy accuracy; strategies on known problems");
  command->add_option("what", arguments->what, "cost, train, accuracy or search")
      ->required()
      ->check(CLI::IsMember({"cost", "train", "accuracy", "search"}));
  command->add_option("--images", arguments->images, "train and accuracy: images per timed run")
      ->check(CLI::Range(256, 60'000));
  command->add_option("--tables", arguments->tables,
                      "search: folder with problems.json and its tables (default: synthetic "
                      "problems)");
  command->add_option("--problems", arguments->problems, "search: these problems alone")
      ->delimiter(',');
  command
      ->add_option("--study", arguments->study,
                   "search: a study whose space was enumerated, instead of tables")
      ->excludes("--tables", "--problems");
  command
      ->add_option("--truth", arguments->truth,
                   "search: folder with its truth.json (default: studies/NAME)")
      ->needs("--study");
  command
      ->add_option("--strategies", arguments->search.strategies,
                   "search: names with commas between (default: all)")
      ->delimiter(',');
  command->add_option("--budgets", arguments->search.budgets, "search: distinct evaluations")
      ->delimiter(',')
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--seeds", arguments->search.seeds, "search: repetitions with seeds 1 to N")
      ->check(CLI::Range(1, 10'000));
  command
      ->add_option("--lookahead", arguments->search.lookahead,
                   "search: as in a study; 1 is sequential search")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--population", arguments->search.population,
                   "search: of strategies that have one (default: their own rule)")
      ->check(CLI::Range(0, 10'000));
  command->add_option("--first-points", arguments->first_points,
                      "search: uniform, stratified, latin-hypercube or sobol");
  command
      ->add_option("--peers", arguments->peers,
                   "search: files of other libraries' runs, to be scored beside (bench/peers.py)")
      ->delimiter(',')
      ->excludes("--study");
  command->add_option("--jobs", arguments->search.jobs, "search: searches that run at once")
      ->check(CLI::Range(1, 256));
  command->add_option("--pictures", arguments->picture,
                      "search: draw the curves over the evaluations into this SVG file");
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n  kirchhoff bench cost\n  kirchhoff bench train --json\n"
      "  kirchhoff bench search --strategies random,nsga2 --budgets 100,300 --seeds 20\n"
      "  kirchhoff bench search --tables tables --strategies nsga2 --pictures curves.svg --json\n"
      "  kirchhoff bench search --tables tables --strategies auto --peers pagmo.json,optuna.json\n"
      "  kirchhoff bench search --study resnet18-chips --budgets 300,1000");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
