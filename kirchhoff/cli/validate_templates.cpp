// kirchhoff/cli/validate_templates.cpp - validate templates: shipped files of published chips, what
// `estimate` makes of their macros beside what was published.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/cli/silicon_output.hpp"
#include "kirchhoff/cli/validate.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"
#include "kirchhoff/validation/templates.hpp"

namespace kirchhoff::cli {

namespace {

using validation::SiliconComparison;
using validation::SiliconRow;

struct Arguments {
  std::vector<std::string> chips;
  bool leave_one_out = false, assumed = false, json = false;
};

// Once for each chip: all its rows have the same.
void print_assumed(const validation::SiliconTable& table) {
  int last = -1;
  for (const SiliconRow& row : table.rows) {
    if (row.chip_number == last) continue;
    last = row.chip_number;
    std::cout << fmt::format("\n{}\n", row.chip);
    for (const std::string& text : row.assumed) std::cout << fmt::format("  {}\n", text);
  }
}

void print_text(const Arguments& arguments, const validation::Templates& templates,
                const SiliconComparison& comparison) {
  print_rows(templates.table, comparison, RowLabel::ChipAndId);
  std::cout << "* not scored: the published table excludes this figure, with its reason\n";
  print_summaries(comparison);
  if (arguments.leave_one_out) {
    print_bars(comparison);
    std::cout << "\nEach chip was predicted by constants refitted without it.\n";
  } else {
    std::cout << "\nThese are the figures that estimate uses. Their constants were fitted to these "
                 "chips:\n--leave-one-out shows how far off a chip is that they have not seen.\n";
  }
  if (arguments.assumed) print_assumed(templates.table);
}

void run(Arguments arguments) {
  if (arguments.chips.empty()) arguments.chips = formats::shipped_names("hardware/published");
  const validation::Templates templates = validation::read_templates(arguments.chips);
  const cost::MacroConstants constants = formats::load_macro_constants().constants;
  const SiliconComparison comparison =
      arguments.leave_one_out ? validation::leave_one_chip_out(templates.table, constants)
                              : validation::compare_templates(templates, constants);
  if (arguments.json) {
    print_json(templates.table, comparison);
  } else {
    print_text(arguments, templates, comparison);
  }
}

}  // namespace

void add_validate_templates(CLI::App& validate) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = validate.add_subcommand(
      "templates", "Published chips as chip files: estimate's macros beside published figures");
  command->add_option("chips", arguments->chips,
                      "Names or files of chips with [[published]]; all shipped ones unless given");
  command->add_flag("--leave-one-out", arguments->leave_one_out,
                    "Refit the constants without each chip before it is predicted");
  command->add_flag("--assumed", arguments->assumed, "Also what each file had to assume");
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->footer(
      "Examples:\n  kirchhoff validate templates\n"
      "  kirchhoff validate templates imec33 neurram --assumed\n"
      "  kirchhoff validate templates --leave-one-out --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
