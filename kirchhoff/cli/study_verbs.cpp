// kirchhoff/cli/study_verbs.cpp - the verbs that read a study: show, trials, pareto, export,
// report.
#include <spawn.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cli/reported_study.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string study, onnx, hardware, out;
  std::string number;
  bool json = false, canonical = false, open = false;
};

CLI::App* add_study_verb(CLI::App& program, const std::string& name, const std::string& what,
                         const std::shared_ptr<Arguments>& arguments,
                         const std::function<void(const Arguments&)>& run) {
  CLI::App* command = program.add_subcommand(name, what);
  // Whether it exists is the reader's to say: exit 3, with the nearest name.
  command->add_option("study", arguments->study, "Study folder")->required();
  command->callback([arguments, run] { run(*arguments); });
  return command;
}

void show(const Arguments& arguments) {
  const report::StudyView view = report::read_study(arguments.study);
  if (arguments.number.empty() && view.front.empty()) {
    fail(ErrorKind::Negative, "{}: no design is complete yet; continue it with kirchhoff search",
         arguments.study);
  }
  const std::uint64_t number = arguments.number.empty() ? view.trials[view.front[view.knee]].number
                                                        : trial_number(arguments.number);
  if (arguments.json) {
    std::cout << report::trial_report_json(view, number).dump(2) << '\n';
  } else {
    std::cout << report::trial_text(view, number);
  }
}

void trials(const Arguments& arguments) {
  const report::StudyView view = report::read_study(arguments.study);
  std::cout << (arguments.json ? report::trials_json(view).dump(2) + "\n"
                               : report::trials_table(view));
}

void pareto(const Arguments& arguments) {
  const report::StudyView view = report::read_study(arguments.study);
  std::cout << (arguments.json ? report::pareto_json(view).dump(2) + "\n"
                               : report::front_table(view));
}

void export_study(const Arguments& arguments) {
  const report::StudyView view = report::read_study(arguments.study);
  if (arguments.canonical) {
    std::cout << report::canonical_text(view);
    return;
  }
  if (arguments.number.empty() || (arguments.onnx.empty() && arguments.hardware.empty())) {
    fail(ErrorKind::Usage,
         "give a trial and --onnx FILE or --hardware FILE, or --canonical for the whole study");
  }
  const std::uint64_t number = trial_number(arguments.number);
  Json written = Json::array();
  if (!arguments.onnx.empty()) {
    report::export_onnx(view, number, arguments.onnx);
    written.push(arguments.onnx);
  }
  if (!arguments.hardware.empty()) {
    report::export_hardware(view, number, arguments.hardware);
    written.push(arguments.hardware);
  }
  if (arguments.json) {
    std::cout << Json::object({{"written", written}}).dump(2) << '\n';
    return;
  }
  for (const Json& path : written.items()) std::cout << "Wrote " << path.as_string() << '\n';
}

void write_report(const Arguments& arguments) {
  const report::StudyView view = read_reported_study(arguments.study);
  if (arguments.json) {
    std::cout << report::report_json(view).dump(2) << '\n';
    return;
  }
  const std::filesystem::path page = arguments.out.empty()
                                         ? std::filesystem::path(arguments.study) / "report.html"
                                         : std::filesystem::path(arguments.out);
  write_atomically(page, report::report_html(view));
  std::cout << "Wrote " << page.string() << '\n';
  if (!arguments.open) return;
  std::string opener = "xdg-open", file = std::filesystem::absolute(page).string();
  char* words[] = {opener.data(), file.data(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, opener.c_str(), nullptr, nullptr, words, environ) != 0) {
    std::cout << "No browser could be started; open the file by hand.\n";
  }
}

}  // namespace

std::uint64_t trial_number(const std::string& text) {
  char* end = nullptr;
  const unsigned long long number = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || text.front() == '-') {
    fail(ErrorKind::Usage, "the trial is \"{}\"; give its number, e.g. 12", text);
  }
  return number;
}

void add_show(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = add_study_verb(
      program, "show", "Everything about one trial: network, training, chip, accuracy, cost",
      arguments, show);
  command->add_option("trial", arguments->number, "Trial number (default: the knee of the front)");
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n  kirchhoff show studies/fashion-joint\n"
      "  kirchhoff show studies/fashion-joint 188 --json");
}

void add_trials(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = add_study_verb(program, "trials", "List every trial with state and reason",
                                     arguments, trials);
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff trials studies/fashion-joint\n"
      "  kirchhoff trials studies/fashion-joint --json");
}

void add_pareto(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = add_study_verb(program, "pareto", "The front of a study and its baselines",
                                     arguments, pareto);
  command->add_flag("--json", arguments->json, "Print JSON instead of a table");
  command->footer(
      "Examples:\n  kirchhoff pareto studies/fashion-joint\n"
      "  kirchhoff pareto studies/fashion-joint --json");
}

void add_export(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      add_study_verb(program, "export", "Write a trained network as ONNX and its chip as TOML",
                     arguments, export_study);
  command->add_option("trial", arguments->number, "Trial number");
  command->add_option("--onnx", arguments->onnx, "File for the network with trained weights");
  command->add_option("--hardware", arguments->hardware, "File for the chip");
  command->add_flag("--canonical", arguments->canonical,
                    "Print text that is equal for equal studies");
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n  kirchhoff export studies/fashion-joint 188 --onnx out.onnx --hardware "
      "out.toml\n"
      "  kirchhoff export studies/fashion-joint --canonical");
}

void add_report(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      add_study_verb(program, "report", "Write the study as one HTML page that works offline",
                     arguments, write_report);
  command->add_option("--out", arguments->out, "File (default: report.html in the study)");
  command->add_flag("--open", arguments->open, "Open it in a browser");
  command->add_flag("--json", arguments->json, "Print the page's figures as JSON instead");
  command->footer(
      "Examples:\n  kirchhoff report studies/fashion-joint --open\n"
      "  kirchhoff report studies/fashion-joint --out front.html");
}

}  // namespace kirchhoff::cli
