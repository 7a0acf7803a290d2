// kirchhoff/cli/validate_silicon.cpp - validate silicon: the macro model beside published chips.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/silicon_output.hpp"
#include "kirchhoff/cli/validate.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"
#include "kirchhoff/validation/few_factors.hpp"
#include "kirchhoff/validation/silicon.hpp"

namespace kirchhoff::cli {

namespace {

using validation::SiliconComparison;
using validation::SiliconRow;
using validation::SiliconTable;

struct Arguments {
  std::string file, constants = "macros", write;
  std::vector<std::string> fit;  // ids of rows
  std::size_t factors = 12;
  bool leave_one_out = false, require_bars = false, json = false;
};

void print_text(const SiliconTable& table, const SiliconComparison& comparison) {
  print_rows(table, comparison, RowLabel::Id);
  std::cout << "* not scored: the table excludes this figure, with its reason\n";
  print_summaries(comparison);
  print_bars(comparison);
  std::cout << (comparison.leave_one_out
                    ? "\nEach chip was predicted by a model refitted without it.\n"
                    : "\nThe constants were used as they are; --leave-one-out refits without each "
                      "chip.\n");
  std::size_t assumptions = 0;
  for (const SiliconRow& row : table.rows) assumptions += row.assumed.size();
  std::cout << fmt::format("Assumed where the table says nothing: {} values (--json lists them).\n",
                           assumptions);
  for (const std::string& text : table.skipped) std::cout << "Skipped " << text << '\n';
}

void write_constants(const Arguments& arguments, formats::MacroConstantsFile file,
                     const SiliconComparison& comparison, const SiliconTable& table) {
  if (!comparison.leave_one_out) {
    fail(ErrorKind::Usage,
         "--write needs --leave-one-out: intervals come from chips left out\n"
         "Add --leave-one-out.");
  }
  int chips = 0;
  for (const SiliconRow& row : table.rows) chips = std::max(chips, row.chip_number + 1);
  file.constants = comparison.constants;
  file.fitted_on = fmt::format("{} operating points of {} published chips; {}", table.rows.size(),
                               chips, "macros alone, each chip counted once");
  write_atomically(arguments.write, formats::macro_constants_toml(file));
}

void print_fit(const validation::FewFactors& fit, const cost::MacroConstants& start) {
  std::cout << fmt::format("\nA fit with {} factors, not a prediction:\n", fit.factors.size());
  for (const validation::ScaledConstant& factor : fit.factors) {
    const auto index = static_cast<std::size_t>(factor.constant);
    const cost::MacroConstantKey& key = cost::macro_constant_keys()[index];
    std::cout << fmt::format("  {:<28} {:>10.4g} -> {:>10.4g} {:<9} x {:.3g}\n", key.key,
                             start.fitted[index], fit.constants.fitted[index], key.unit,
                             factor.factor);
  }
  for (const SiliconColumn& column : silicon_columns) {
    const auto index = static_cast<std::size_t>(column.metric);
    if (!fit.error_after[index]) continue;
    std::cout << fmt::format("mean error of {:<7} {:>6.1f} % before, {:>5.1f} % after\n",
                             cost::macro_metric_names()[index], 100.0 * *fit.error_before[index],
                             100.0 * *fit.error_after[index]);
  }
}

void print_fit_json(const validation::FewFactors& fit, const SiliconTable& table,
                    const SiliconComparison& comparison) {
  Json factors = Json::object(), errors = Json::object(), rows = Json::array();
  for (const validation::ScaledConstant& factor : fit.factors) {
    factors.set(cost::macro_constant_keys()[static_cast<std::size_t>(factor.constant)].key,
                factor.factor);
  }
  for (const SiliconColumn& column : silicon_columns) {
    const auto index = static_cast<std::size_t>(column.metric);
    errors.set(cost::macro_metric_names()[index], optional_json(fit.error_after[index]));
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    rows.push(row_json(table.rows[i], comparison.predictions[i]));
  }
  std::cout << Json::object(
                   {{"fitted", true}, {"factors", factors}, {"mean_error", errors}, {"rows", rows}})
                   .dump(2)
            << '\n';
}

// The chips that are named, by the constants that were fitted on them.
void run_fit(const Arguments& arguments, const cost::MacroConstants& start,
             const SiliconTable& table) {
  SiliconTable chosen;
  chosen.rows = validation::matching_rows(table.rows, arguments.fit);
  const validation::FewFactors fit =
      validation::fit_few_factors(chosen.rows, start, arguments.factors);
  const SiliconComparison comparison = validation::compare_silicon(chosen, fit.constants);
  if (arguments.json) return print_fit_json(fit, chosen, comparison);
  print_rows(chosen, comparison, RowLabel::Id);
  print_fit(fit, start);
}

void run(const Arguments& arguments) {
  const formats::MacroConstantsFile file = formats::load_macro_constants(arguments.constants);
  const SiliconTable table = validation::read_silicon(formats::CsvTable::load(arguments.file));
  if (!arguments.fit.empty()) return run_fit(arguments, file.constants, table);
  const SiliconComparison comparison = arguments.leave_one_out
                                           ? validation::leave_one_chip_out(table, file.constants)
                                           : validation::compare_silicon(table, file.constants);
  if (!arguments.write.empty()) write_constants(arguments, file, comparison, table);
  if (arguments.json) {
    print_json(table, comparison);
  } else {
    print_text(table, comparison);
  }
  if (!arguments.require_bars) return;
  for (const auto& bar : validation::silicon_bars(comparison)) {
    if (!bar.holds()) verb_exit_code() = 1;
  }
}

}  // namespace

void add_validate_silicon(CLI::App& validate) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      validate.add_subcommand("silicon", "The macro model beside published chips, chip by chip");
  command->add_option("file", arguments->file, "CSV with the columns of the reference macros.csv")
      ->required();
  command->add_flag("--leave-one-out", arguments->leave_one_out,
                    "Refit without each chip before it is predicted");
  command->add_option("--constants", arguments->constants, "Shipped name or file of the constants");
  command->add_option("--write", arguments->write,
                      "With --leave-one-out: write constants fitted on all chips to this file");
  command->add_flag("--require", arguments->require_bars, "Exit 1 when a bar is missed");
  command
      ->add_option("--fit", arguments->fit,
                   "Fit a few constants to these rows (ids, \"zz-*\") and show what error remains")
      ->delimiter(',')
      ->excludes("--leave-one-out", "--write", "--require");
  command->add_option("--factors", arguments->factors, "With --fit: how many constants at most")
      ->check(CLI::Range(1, 46))
      ->needs("--fit")
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->footer(
      "Examples:\n  kirchhoff validate silicon macros.csv --leave-one-out\n"
      "  kirchhoff validate silicon macros.csv --fit 'zz-*' --factors 12\n"
      "  kirchhoff validate silicon my_chips.csv --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
