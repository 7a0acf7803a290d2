// kirchhoff/cli/check.cpp - the verb check: what is wrong with a study, how large and how feasible
// it is.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cmath>
#include <iostream>
#include <memory>
#include <sstream>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/evaluate/survey.hpp"
#include "kirchhoff/search/study_strategy.hpp"
#include "kirchhoff/study/study_input.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string study;
  std::int64_t samples = 10'000;
  bool json = false;
};

// Training passes of one trial: each image goes forward once and backward at twice the cost.
double training_macs(const evaluate::Survey& survey, const spec::Spec& spec) {
  if (!spec.trains()) return 0.0;
  const spec::FidelitySpec& rung = spec.rungs.front();
  return 3.0 * survey.mean_macs * static_cast<double>(rung.images) *
         static_cast<double>(rung.epochs);
}

// Adds the mistakes that `work` throws, one a line.
template <typename Work>
void collect(std::vector<std::string>& mistakes, const Work& work) try {
  work();
} catch (const Error& error) {
  if (error.kind() != ErrorKind::Input) throw;
  std::istringstream lines(error.what());
  for (std::string line; std::getline(lines, line);) mistakes.push_back(line);
}

// Reads the study into `input`, which is whole when there is no mistake.
std::vector<std::string> mistakes_of(const std::filesystem::path& path, study::StudyInput& input) {
  std::vector<std::string> mistakes = spec::spec_problems(path);
  if (!mistakes.empty()) return mistakes;
  input.spec = spec::load_spec(path);
  collect(mistakes, [&] {
    input.table = tabular::read_study_table(input.spec);  // understands space and objectives too
    if (input.table) return;
    study::check_early_stopping(input.spec, objective::parse_formulation(input.spec));
  });
  collect(mistakes, [&] { search::check_strategy(input.spec.search); });
  collect(mistakes, [&] {
    if (input.spec.table) return;
    const std::vector<std::string> found =
        design::space_problems(space::SearchSpace(input.spec.space), path.parent_path());
    mistakes.insert(mistakes.end(), found.begin(), found.end());
  });
  if (!mistakes.empty()) return mistakes;  // of a space and objectives that are understood
  collect(mistakes, [&] {
    search::check_formulation(input.spec, space::SearchSpace(input.spec.space),
                              objective::parse_formulation(input.spec));
  });
  return mistakes;
}

Json survey_json(const evaluate::Survey& survey, const spec::Spec& spec,
                 const space::SearchSpace& space) {
  Json refusals = Json::object();
  for (const auto& [name, count] : survey.refusals) refusals.set(name, count);
  Json ranges = Json::object();
  for (const auto& [name, range] : survey.ranges) {
    ranges.set(name, Json::array({range.first, range.second}));
  }
  return Json::object({{"mistakes", Json::array()},
                       {"parameters", static_cast<std::int64_t>(space.parameters().size())},
                       {"log10_size", space.log10_size()},
                       {"samples", survey.samples},
                       {"feasible_share",
                        static_cast<double>(survey.feasible) / static_cast<double>(survey.samples)},
                       {"refusals", refusals},
                       {"ranges", ranges},
                       {"mean_macs", survey.mean_macs},
                       {"training_macs_per_trial", training_macs(survey, spec)}});
}

// Of a study that trains nothing, where every answer comes at once.
std::string answer_text(const evaluate::Survey& survey, const study::StudyInput& input) {
  if (!input.table) {
    return fmt::format("  trial     nothing is trained; {:.3g} MACs a network on average\n",
                       survey.mean_macs);
  }
  std::string text =
      fmt::format("  trial     looked up in {} ({} rows)\n",
                  input.spec.table->path.filename().string(), input.table->row_count());
  for (const auto& [name, range] : survey.ranges) {
    text += fmt::format("    {}: {:.6g} to {:.6g}\n", name, range.first, range.second);
  }
  return text;
}

void print_survey(const evaluate::Survey& survey, const study::StudyInput& input,
                  const space::SearchSpace& space) {
  const spec::Spec& spec = input.spec;
  const std::string size =
      space.log10_size() < 6.0
          ? fmt::format("about {:.0f} points", std::pow(10.0, space.log10_size()))
          : fmt::format("about 1e{:.0f} points", space.log10_size());
  std::cout << fmt::format("{}: no mistakes\n  space     {} parameters, {}\n", spec.name,
                           space.parameters().size(), size);
  std::cout << fmt::format(
      "  feasible  {:.1f} % of {} random candidates\n",
      100.0 * static_cast<double>(survey.feasible) / static_cast<double>(survey.samples),
      survey.samples);
  for (const auto& [name, count] : survey.refusals) {
    std::cout << fmt::format("    refused by {}: {}\n", name, count);
  }
  if (!spec.trains()) {
    std::cout << answer_text(survey, input);
    return;
  }
  std::cout << fmt::format(
      "  trial     {} images x {} epochs, {:.3g} MACs a network on average: {:.3g} MACs of "
      "training\n",
      spec.rungs.front().images, spec.rungs.front().epochs, survey.mean_macs,
      training_macs(survey, spec));
}

void run(const Arguments& arguments) {
  const std::filesystem::path path = spec::find_study_file(arguments.study);
  study::StudyInput input;
  const std::vector<std::string> mistakes = mistakes_of(path, input);
  if (!mistakes.empty()) {
    Json list = Json::array();
    for (const std::string& mistake : mistakes) list.push(mistake);
    if (arguments.json) {
      std::cout << Json::object({{"mistakes", list}}).dump(2) << '\n';
    } else {
      for (const std::string& mistake : mistakes) std::cout << mistake << '\n';
    }
    verb_exit_code() = exit_code(ErrorKind::Input);
    return;
  }
  const spec::Spec& spec = input.spec;
  const space::SearchSpace space(spec.space);
  const evaluate::Evaluator evaluator(spec, objective::parse_formulation(spec),
                                      study::lookup_of(input.table));
  const evaluate::Survey survey =
      evaluate::survey_space(evaluator, space, spec.seed, arguments.samples);
  if (arguments.json) {
    std::cout << survey_json(survey, spec, space).dump(2) << '\n';
  } else {
    print_survey(survey, input, space);
  }
  if (survey.feasible == 0) {
    fail(ErrorKind::Negative,
         "{}: none of {} random candidates is feasible; relax the constraint that refuses most of "
         "them",
         path.string(), survey.samples);
  }
}

}  // namespace

void add_check(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand(
      "check", "What is wrong with a study; size of its space; feasible share");
  command->add_option("study", arguments->study, "Study file, or the name of a shipped study")
      ->required();
  command->add_option("--samples", arguments->samples, "Random candidates to screen")
      ->check(CLI::Range(1, 10'000'000));
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer(
      "Examples:\n  kirchhoff check fashion-joint\n"
      "  kirchhoff check my_study.toml --samples 100000 --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
