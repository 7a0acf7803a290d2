// kirchhoff/cli/validate_proxy.cpp - the verb validate proxy: short trainings against full ones.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/interruption.hpp"
#include "kirchhoff/cli/progress_line.hpp"
#include "kirchhoff/cli/validate.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "kirchhoff/study/proxy_check.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  study::ProxyCheckOptions options;
  int workers = 0;
  bool json = false;
};

double mean(const study::ProxyCheck& check, double study::ProxyPair::*figure) {
  double sum = 0.0;
  for (const study::ProxyPair& pair : check.pairs) sum += pair.*figure;
  return check.pairs.empty() ? 0.0 : sum / static_cast<double>(check.pairs.size());
}

Json agreement_json(const std::optional<study::RankAgreement>& agreement) {
  if (!agreement) return {};
  return Json::object(
      {{"value", agreement->value}, {"low", agreement->low}, {"high", agreement->high}});
}

void print_json(const study::ProxyCheck& check) {
  Json pairs = Json::array();
  for (const study::ProxyPair& pair : check.pairs) {
    pairs.push(Json::object({{"trial", pair.trial},
                             {"accuracy_proxy", pair.proxy},
                             {"accuracy_full", pair.full},
                             {"proxy_s", pair.proxy_seconds},
                             {"full_s", pair.full_seconds}}));
  }
  std::cout << Json::object({{"pairs", std::move(pairs)},
                             {"kendall", agreement_json(check.kendall)},
                             {"spearman", agreement_json(check.spearman)},
                             {"better_half_kept", check.better_half_kept},
                             {"proxy_s", mean(check, &study::ProxyPair::proxy_seconds)},
                             {"full_s", mean(check, &study::ProxyPair::full_seconds)},
                             {"interrupted", check.interrupted}})
                   .dump(2)
            << '\n';
}

void print_line(const char* name, const std::optional<study::RankAgreement>& agreement) {
  if (!agreement) {
    std::cout << fmt::format("{:<14} -\n", name);
    return;
  }
  std::cout << fmt::format("{:<14} {:5.2f}   95 %: {:.2f} to {:.2f}\n", name, agreement->value,
                           agreement->low, agreement->high);
}

void print_table(const study::ProxyCheck& check) {
  std::cout << "  trial   proxy    full\n";
  for (const study::ProxyPair& pair : check.pairs) {
    std::cout << fmt::format("{:>7}  {:5.2f} %  {:5.2f} %\n", pair.trial, 100.0 * pair.proxy,
                             100.0 * pair.full);
  }
  std::cout << '\n';
  print_line("Kendall tau", check.kendall);
  print_line("Spearman rho", check.spearman);
  std::cout << fmt::format("Better half    {:5.0f} % of it is in the proxy's better half\n",
                           100.0 * check.better_half_kept);
  const double proxy = mean(check, &study::ProxyPair::proxy_seconds);
  const double full = mean(check, &study::ProxyPair::full_seconds);
  std::cout << fmt::format(
      "Cost           {:.1f} s a proxy, {:.1f} s a full training: 1 to {:.2g}\n", proxy, full,
      proxy > 0.0 ? full / proxy : 0.0);
}

void run(Arguments arguments) {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  arguments.options.workers = arguments.workers > 0 ? arguments.workers : std::max(1, cores);
  // A folder that holds no study is told as by every verb that reads one.
  (void)report::read_study(arguments.options.folder);
  listen_for_interruptions();
  ProgressLine line;
  study::Observer observer;
  observer.progress = [&](const study::Progress& progress) { line.show(progress); };
  observer.interrupted = is_interrupted;
  study::ProxyCheck check;
  try {
    check = study::check_proxy(arguments.options, observer);
  } catch (...) {
    line.close();
    throw;
  }
  line.close();
  arguments.json ? print_json(check) : print_table(check);
  if (!check.interrupted) return;
  std::cerr << "Interrupted; what was trained is kept. Run the same command again to go on.\n";
  verb_exit_code() = interrupted_code;
}

}  // namespace

void add_validate_proxy(CLI::App& validate) {
  auto arguments = std::make_shared<Arguments>();  // shared: the callback outlives this function
  CLI::App* command = validate.add_subcommand(
      "proxy", "Train some designs of a study fully: does its short training rank them alike?");
  command->add_option("study", arguments->options.folder, "Folder of the study")->required();
  command
      ->add_option("--trials", arguments->options.trials,
                   "Designs to train fully, spread over the study's accuracies (default: 20)")
      ->check(CLI::Range(4, 1000));
  command->add_option("--workers", arguments->workers, "Worker processes (default: one a core)")
      ->check(CLI::Range(1, 256));
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer("Example:\n  kirchhoff validate proxy studies/fashion-joint --trials 20");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
