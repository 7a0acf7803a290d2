// kirchhoff/cli/enqueue.cpp - the verb enqueue: designs that a study shall try next.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/enqueue.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string study, from;
  std::vector<std::string> values;
  bool json = false;
};

// A number or true or false as such, anything else as text.
Json value_of(const std::string& text) try { return Json::parse(text); } catch (const Error&) {
  return Json(text);
}

space::Fields design_of(const std::vector<std::string>& values) {
  Json fields = Json::object();
  for (const std::string& value : values) {
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos || equals == 0) {
      fail(ErrorKind::Usage, "--set {}: give PARAMETER=VALUE, e.g. --set network.stages=3", value);
    }
    fields.set(value.substr(0, equals), value_of(value.substr(equals + 1)));
  }
  return store::fields_from_json(fields);
}

void print(const study::Enqueued& enqueued, const std::string& study) {
  std::cout << fmt::format("{} {} in {}", enqueued.waiting,
                           enqueued.waiting == 1 ? "design waits" : "designs wait", study);
  if (enqueued.evaluated < enqueued.budget) {
    std::cout << "; its search tries them before its next proposals\n";
  } else {
    std::cout << fmt::format(
        "; its search is over after {} trials: continue it with --trials {} or more\n",
        enqueued.evaluated, enqueued.evaluated + static_cast<std::int64_t>(enqueued.waiting));
  }
}

void run(const Arguments& arguments) {
  if (arguments.from.empty() == arguments.values.empty()) {
    fail(ErrorKind::Usage,
         "give one design by --set PARAMETER=VALUE ..., or a list by --from FILE, which `kirchhoff "
         "pareto STUDY --json` prints");
  }
  // Whoever reads a study refuses a folder without one alike, with the nearest name.
  if (!store::has_store(arguments.study)) (void)report::read_study(arguments.study);
  const std::vector<space::Fields> designs = arguments.from.empty()
                                                 ? std::vector{design_of(arguments.values)}
                                                 : study::read_designs(arguments.from);
  const study::Enqueued enqueued = study::enqueue(arguments.study, designs);
  if (arguments.json) {
    std::cout << Json::object({{"added", static_cast<std::int64_t>(enqueued.added)},
                               {"waiting", static_cast<std::int64_t>(enqueued.waiting)},
                               {"evaluated", enqueued.evaluated},
                               {"budget", enqueued.budget}})
                     .dump(2)
              << '\n';
  } else {
    print(enqueued, arguments.study);
  }
}

}  // namespace

void add_enqueue(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      program.add_subcommand("enqueue", "Designs that a study tries next, also while it runs");
  command->add_option("study", arguments->study, "Study folder")->required();
  command->add_option("--set", arguments->values,
                      "One design: PARAMETER=VALUE; what is not said is drawn");
  command->add_option("--from", arguments->from, "Designs as `pareto STUDY --json` prints them");
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n"
      "  kirchhoff enqueue studies/fashion-joint --set network.stages=3 --set hardware.adc_bits=7\n"
      "  kirchhoff pareto studies/other --json > front.json\n"
      "  kirchhoff enqueue studies/fashion-joint --from front.json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
