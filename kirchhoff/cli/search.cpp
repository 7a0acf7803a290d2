// kirchhoff/cli/search.cpp - the verb search: starts or resumes a study, shows how it goes.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <thread>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/interruption.hpp"
#include "kirchhoff/cli/progress_line.hpp"
#include "kirchhoff/cli/reported_study.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/spec/spec.hpp"
#include "kirchhoff/study/study.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string study;
  std::string out;
  std::string time;
  std::string on_trial;
  std::string replay;
  std::int64_t trials = 0;
  std::uint64_t seed = 0;
  int workers = 0;
  bool search_only = false, strict = false, json = false;
  CLI::Option* trials_option = nullptr;
  CLI::Option* seed_option = nullptr;
};

// "90s", "30m", "2h", "1.5h" in seconds.
double parse_duration(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  const double factor = unit == "s" ? 1.0 : unit == "m" ? 60.0 : unit == "h" ? 3600.0 : 0.0;
  if (end == text.c_str() || factor == 0.0 || !(value > 0.0) || !std::isfinite(value)) {
    fail(ErrorKind::Usage, "--time is \"{}\"; give a number above zero with s, m or h, e.g. 30m",
         text);
  }
  return value * factor;
}

study::StudyOptions options_of(const Arguments& arguments) {
  study::StudyOptions options;
  options.spec_file = spec::find_study_file(arguments.study);
  options.folder = arguments.out.empty()
                       ? std::filesystem::path("studies") / spec::load_spec(options.spec_file).name
                       : std::filesystem::path(arguments.out);
  if (arguments.trials_option->count() > 0) options.trials = arguments.trials;
  if (arguments.seed_option->count() > 0) options.seed = arguments.seed;
  if (!arguments.time.empty()) options.seconds = parse_duration(arguments.time);
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  options.workers = arguments.workers > 0 ? arguments.workers : std::max(1, cores);
  options.search_only = arguments.search_only;
  options.strict = arguments.strict;
  options.on_trial = arguments.on_trial;
  options.replay = arguments.replay;
  return options;
}

void print_end(const Arguments& arguments, const study::StudyOptions& options,
               const report::StudyView& view, const study::StudyResult& result) {
  if (arguments.json) {
    Json json =
        Json::object({{"study", options.folder.string()},
                      {"interrupted", result.interrupted},
                      {"cores_busy", result.cores_busy},
                      {"trials_per_min", result.trials_per_min},
                      {"hypervolume", result.hypervolume},
                      {"truth_share", result.truth_share ? Json(*result.truth_share) : Json()},
                      {"wall_s", result.wall_seconds},
                      {"front", static_cast<std::int64_t>(view.front.size())}});
    std::cout << json.dump(2) << '\n';
    return;
  }
  const std::string folder = options.folder.string();
  if (result.interrupted) {
    std::cout << fmt::format(
        "Interrupted; {} trials are kept in {}.\nContinue: kirchhoff search {} --out {}\n",
        view.trials.size(), folder, arguments.study, folder);
    return;
  }
  if (result.was_complete) std::cout << "The study is complete; nothing was left to do.\n";
  std::cout << report::front_table(view);
  if (result.truth_share) {
    std::cout << fmt::format("{:.2f} % of the true front's hypervolume (truth.json)\n",
                             100.0 * *result.truth_share);
  }
  if (view.front.empty()) {
    std::cout << fmt::format("Saved {0}.  Look: {0}/report.html\nNext: kirchhoff trials {0}\n",
                             folder);
    return;
  }
  const std::uint64_t knee = view.trials[view.front[view.knee]].number;
  std::string exported;  // a table has neither networks nor chips
  if (view.spec.data.shape) exported = " --hardware chip.toml";
  if (view.spec.trains()) exported = " --onnx network.onnx --hardware chip.toml";
  if (!exported.empty())
    exported = fmt::format("   kirchhoff export {} {}{}", folder, knee, exported);
  std::cout << fmt::format(
      "Saved {0}.  Look: {0}/report.html\nNext: kirchhoff pareto {0}   kirchhoff show {0} {1}{2}\n",
      folder, knee, exported);
}

void run(const Arguments& arguments) {
  const study::StudyOptions options = options_of(arguments);
  listen_for_interruptions();
  ProgressLine line;
  study::Observer observer;
  observer.progress = [&](const study::Progress& progress) { line.show(progress); };
  observer.notice = [&](const std::string& sentence) { line.notice(sentence); };
  observer.interrupted = is_interrupted;
  study::StudyResult result;
  try {
    result = study::run_study(options, observer);
  } catch (...) {
    line.close();
    throw;
  }
  line.close();
  const report::StudyView view = read_reported_study(options.folder);
  if (!result.interrupted) {
    write_atomically(options.folder / "report.html", report::report_html(view));
  }
  print_end(arguments, options, view, result);
  if (result.interrupted) verb_exit_code() = interrupted_code;
}

}  // namespace

void add_search(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();  // shared: the callback outlives this function
  CLI::App* command = program.add_subcommand("search", "Start or resume a study");
  command->add_option("study", arguments->study, "Study file, or the name of a shipped study")
      ->required();
  command->add_option("--out", arguments->out, "Folder of the study (default: studies/NAME)");
  arguments->trials_option = command->add_option("--trials", arguments->trials,
                                                 "Trials to evaluate, instead of the study's");
  command->add_option("--time", arguments->time, "Stop the search after this time, e.g. 30m");
  arguments->seed_option =
      command->add_option("--seed", arguments->seed, "Seed, instead of the study's");
  command->add_option("--workers", arguments->workers, "Worker processes (default: one a core)")
      ->check(CLI::Range(1, 256));
  command->add_flag("--search-only", arguments->search_only, "No full training, no baselines");
  command->add_flag("--strict", arguments->strict, "Refuse to resume on another type of machine");
  command->add_option("--on-trial", arguments->on_trial,
                      "Program to run as PROGRAM NUMBER VALUE after each stored trial");
  command->add_option("--replay", arguments->replay,
                      "Folder of an asynchronous study: follow the order of its results");
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff search fashion-joint --workers 2\n"
      "  kirchhoff search my_study.toml --out results/first --time 30m");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
