// kirchhoff/cli/enumerate.cpp - the verb enumerate: every candidate of a small space, its true
// front.
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <thread>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/interruption.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/study/enumeration.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string study, out;
  int threads = 0;
  bool json = false;
};

void show_progress(const study::Enumeration& truth, std::uint64_t begun, double seconds) {
  if (isatty(STDERR_FILENO) == 0 || truth.next <= begun) return;
  const double rate = static_cast<double>(truth.next - begun) / seconds;
  std::cerr << fmt::format("\r{} of {} points  front {}  {:.0f} points/s  ETA {}\x1b[K", truth.next,
                           truth.grid, truth.front.size(), rate,
                           duration_text(static_cast<double>(truth.grid - truth.next) / rate))
            << std::flush;
}

Json summary_json(const study::Enumeration& truth, const std::string& folder) {
  Json refusals = Json::object();
  for (const auto& [name, count] : truth.refusals) refusals.set(name, count);
  return Json::object({{"study", folder},
                       {"complete", truth.is_complete()},
                       {"grid", truth.grid},
                       {"next", truth.next},
                       {"candidates", truth.candidates},
                       {"feasible", truth.feasible},
                       {"refusals", std::move(refusals)},
                       {"front", static_cast<std::int64_t>(truth.front.size())},
                       {"seconds", truth.seconds}});
}

void print_summary(const study::Enumeration& truth, const Arguments& arguments,
                   const std::string& folder) {
  std::cout << fmt::format("{} candidates, {} feasible, in {}: front of {} designs\n",
                           truth.candidates, truth.feasible, duration_text(truth.seconds),
                           truth.front.size());
  for (const auto& [name, count] : truth.refusals) {
    std::cout << fmt::format("  refused by {}: {}\n", name, count);
  }
  if (!truth.is_complete()) {
    std::cout << fmt::format("Interrupted at {} of {}; continue: kirchhoff enumerate {} --out {}\n",
                             truth.next, truth.grid, arguments.study, folder);
    return;
  }
  std::cout << fmt::format(
      "Saved {0}/truth.json.  Next: kirchhoff search {1} --out {0}   kirchhoff bench search "
      "--study "
      "{1} --truth {0}\n",
      folder, arguments.study);
}

void run(const Arguments& arguments) {
  study::EnumerationOptions options;
  options.spec_file = spec::find_study_file(arguments.study);
  options.folder = arguments.out.empty()
                       ? std::filesystem::path("studies") / spec::load_spec(options.spec_file).name
                       : std::filesystem::path(arguments.out);
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  options.threads = arguments.threads > 0 ? arguments.threads : std::max(1, cores);
  listen_for_interruptions();
  std::optional<std::uint64_t> begun;
  double earlier = 0.0;
  const auto progress = [&](const study::Enumeration& truth) {
    if (!begun) {
      begun = truth.next;
      earlier = truth.seconds;
    }
    show_progress(truth, *begun, truth.seconds - earlier);
  };
  const study::Enumeration truth =
      study::enumerate_study(options, {.progress = progress, .interrupted = is_interrupted});
  if (isatty(STDERR_FILENO) == 1) std::cerr << '\n';
  if (arguments.json) {
    std::cout << summary_json(truth, options.folder.string()).dump(2) << '\n';
  } else {
    print_summary(truth, arguments, options.folder.string());
  }
  if (!truth.is_complete()) verb_exit_code() = interrupted_code;
  if (truth.is_complete() && truth.front.empty()) {
    fail(ErrorKind::Negative,
         "{}: no candidate is feasible; relax the constraint that refuses most of them",
         options.spec_file.string());
  }
}

}  // namespace

void add_enumerate(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand(
      "enumerate", "Evaluate every candidate of a study without training; its true front");
  command->add_option("study", arguments->study, "Study file, or the name of a shipped study")
      ->required();
  command->add_option("--out", arguments->out, "Folder for truth.json (default: studies/NAME)");
  command->add_option("--threads", arguments->threads, "Threads (default: one a core)")
      ->check(CLI::Range(1, 256));
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n  kirchhoff enumerate resnet18-chips\n"
      "  kirchhoff enumerate my_chips.toml --out results/truth --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
