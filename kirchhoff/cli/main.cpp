// kirchhoff/cli/main.cpp - the program: finds the verb, prints an error once, returns the exit
// code.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/verbs.hpp"

namespace kirchhoff::cli {

int& verb_exit_code() {
  static int code = 0;
  return code;
}

namespace {

void add_verbs(CLI::App& program) {
  add_search(program);
  add_check(program);
  add_enqueue(program);
  add_enumerate(program);
  add_estimate(program);
  add_sweep(program);
  add_crossbar(program);
  add_calibrate(program);
  add_show(program);
  add_trials(program);
  add_pareto(program);
  add_accuracy(program);
  add_export(program);
  add_report(program);
  add_selfcheck(program);
  add_validate(program);
  add_bench(program);
  add_reference(program);
}

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

const CLI::App* find_verb(const CLI::App& app, const std::string& name) {
  for (const CLI::App* verb : app.get_subcommands({})) {
    if (verb->get_name() == name) return verb;
  }
  return nullptr;
}

// The first word that is an option of none of `verb`, or "".
std::string unknown_option(const CLI::App& verb, const std::string& path, int first, int count,
                           char** arguments) {
  std::vector<std::string> options;
  for (const CLI::Option* option : verb.get_options()) options.push_back(option->get_name());
  for (int index = first; index < count; ++index) {
    const std::string word = arguments[index];
    const std::string name = word.substr(0, word.find('='));
    if (word.rfind("--", 0) == 0 && verb.get_option_no_throw(name) == nullptr) {
      return fmt::format("no option \"{}\" of {}; {}", name, path, suggest(name, options));
    }
  }
  return "";
}

// What the user typed that is neither verb nor option, with the nearest thing that is.
std::string usage_message(const CLI::App& program, const CLI::ParseError& error, int count,
                          char** arguments) {
  const CLI::App* verb = &program;
  std::string path = "kirchhoff";
  int first = 1;
  while (!verb->get_subcommands({}).empty()) {
    const std::vector<std::string> names = names_of(*verb);
    const std::string word = first < count ? arguments[first] : "";
    if (word.empty()) {
      return fmt::format("a verb is missing{}; allowed: {}", first == 1 ? "" : " after " + path,
                         join_words(names));
    }
    if (word.front() == '-') return error.what();
    const CLI::App* next = find_verb(*verb, word);
    if (next == nullptr) {
      return fmt::format("no verb \"{}\"{}; {}", word, first == 1 ? "" : " of " + path,
                         suggest(word, names));
    }
    verb = next;
    path += " " + word;
    ++first;
  }
  const std::string unknown = unknown_option(*verb, path, first, count, arguments);
  return unknown.empty() ? error.what() : unknown;
}

int run(int count, char** arguments) {
  CLI::App program(
      "Kirchhoff designs neural networks and in-memory-computing chips for each other.",
      "kirchhoff");
  program.set_version_flag("--version", "kirchhoff 0.1.0");
  program.footer(
      "Examples:\n"
      "  kirchhoff search fashion-joint --workers 2\n"
      "  kirchhoff estimate resnet18 --hardware rram-32nm --breakdown\n"
      "Every verb has --help with its own examples.");
  add_verbs(program);
  program.require_subcommand(1);
  try {
    program.parse(count, arguments);
  } catch (const CLI::CallForHelp&) {
    const auto verbs = program.get_subcommands();
    std::cout << (verbs.empty() ? program.help() : verbs.front()->help());
  } catch (const CLI::Success& success) {
    return program.exit(success);
  } catch (const CLI::ParseError& error) {
    const auto verbs = program.get_subcommands();
    const std::string verb = verbs.empty() ? "" : " " + verbs.front()->get_name();
    fail(ErrorKind::Usage, "{}\nSee kirchhoff{} --help.",
         usage_message(program, error, count, arguments), verb);
  }
  std::cout.flush();
  if (!std::cout)
    fail(ErrorKind::Environment, "standard output: cannot be written; is its disk full?");
  return verb_exit_code();
}

}  // namespace
}  // namespace kirchhoff::cli

int main(int count, char** arguments) {
  try {
    return kirchhoff::cli::run(count, arguments);
  } catch (const kirchhoff::Error& error) {
    std::fprintf(stderr, "kirchhoff: %s\n", error.what());
    return kirchhoff::exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "kirchhoff: out of memory\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kirchhoff: internal error: %s\n", error.what());
  }
  return 4;
}
