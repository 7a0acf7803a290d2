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
#include "kirchhoff/cli/validate.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"
#include "kirchhoff/validation/few_factors.hpp"
#include "kirchhoff/validation/silicon.hpp"

namespace kirchhoff::cli {

namespace {

using validation::Agreement;
using validation::SiliconComparison;
using validation::SiliconRow;
using validation::SiliconTable;

struct Arguments {
  std::string file, constants = "macros", write;
  std::vector<std::string> fit;  // ids of rows
  std::size_t factors = 12;
  bool leave_one_out = false, require_bars = false, json = false;
};

struct Column {
  cost::MacroMetric metric;
  const char* key;
  double unit;  // SI value of 1
};
constexpr Column columns[] = {{cost::MacroMetric::Energy, "energy_fj_per_1b_op", 1e-15},
                              {cost::MacroMetric::Cycle, "cycle_ns", 1e-9},
                              {cost::MacroMetric::Area, "area_mm2", 1e-6}};

Json optional_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json row_json(const SiliconRow& row, const validation::SiliconPrediction& prediction) {
  Json json = Json::object(
      {{"id", row.id}, {"chip", row.chip}, {"family", row.family}, {"scope", row.scope}});
  for (const Column& column : columns) {
    const auto index = static_cast<std::size_t>(column.metric);
    const cost::Interval& figure = prediction.figures[index];
    Json entry = Json::object();
    entry.set("published",
              row.published[index] ? Json(*row.published[index] / column.unit) : Json());
    entry.set("predicted", figure.value / column.unit);
    entry.set("low", figure.low / column.unit).set("high", figure.high / column.unit);
    const std::optional<double>& null_model = prediction.null_model[index];
    entry.set("null_model", null_model ? Json(*null_model / column.unit) : Json());
    entry.set("scored", row.is_scored(column.metric));
    json.set(column.key, std::move(entry));
  }
  Json assumed = Json::array();
  for (const std::string& text : row.assumed) assumed.push(text);
  return json.set("assumed", std::move(assumed));
}

Json agreement_json(const Agreement& agreement) {
  return Json::object({{"chips", agreement.chips},
                       {"median_error", agreement.median_error},
                       {"median_log_error", agreement.median_log_error},
                       {"within_2x", agreement.within_2x},
                       {"within_3x", agreement.within_3x},
                       {"spearman", optional_json(agreement.spearman)},
                       {"coverage", optional_json(agreement.coverage)}});
}

Json summary_json(const validation::SiliconSummary& summary) {
  Json json = Json::object({{"family", summary.family},
                            {"scope", summary.scope},
                            {"metric", columns[static_cast<std::size_t>(summary.metric)].key}});
  const Json model = agreement_json(summary.model);
  for (const auto& [key, value] : model.members()) json.set(key, value);
  json.set("null_model", summary.null_model ? agreement_json(*summary.null_model) : Json());
  return json;
}

void print_json(const SiliconTable& table, const SiliconComparison& comparison) {
  Json rows = Json::array(), macros = Json::array(), all_rows = Json::array(), bars = Json::array(),
       skipped = Json::array(), given = Json::object();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    rows.push(row_json(table.rows[i], comparison.predictions[i]));
  }
  for (const auto& summary : comparison.summaries) {
    (summary.scope == "macro" ? macros : all_rows).push(summary_json(summary));
  }
  for (const auto& bar : validation::silicon_bars(comparison)) {
    bars.push(Json::object({{"name", bar.name},
                            {"reached", bar.reached},
                            {"bound", bar.bound},
                            {"at_most", bar.at_most},
                            {"holds", bar.holds()}}));
  }
  for (const std::string& text : table.skipped) skipped.push(text);
  for (const Column& column : columns) {
    const auto& one = comparison.one_row_given[static_cast<std::size_t>(column.metric)];
    given.set(
        column.key,
        one ? Json::object({{"chips", one->chips}, {"median_error", one->median_error}}) : Json());
  }
  std::cout << Json::object({{"leave_one_out", comparison.leave_one_out},
                             {"rows", rows},
                             {"summary", macros},
                             {"summary_all_rows", all_rows},
                             {"one_row_given", given},
                             {"bars", bars},
                             {"skipped", skipped}})
                   .dump(2)
            << '\n';
}

void print_rows(const SiliconTable& table, const SiliconComparison& comparison) {
  std::cout << fmt::format("{:<28}{:<8}", "row", "family");
  for (const Column& column : columns) {
    std::cout << fmt::format(" | {:>9} {:>9} {:>6} {:>19}",
                             column.key == columns[0].key   ? "fJ/op"
                             : column.key == columns[1].key ? "ns"
                                                            : "mm2",
                             "predicted", "error", "interval");
  }
  std::cout << '\n';
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const SiliconRow& row = table.rows[i];
    std::cout << fmt::format("{:<28.28}{:<8}", row.id, row.family);
    for (const Column& column : columns) {
      const auto index = static_cast<std::size_t>(column.metric);
      const cost::Interval& figure = comparison.predictions[i].figures[index];
      const double predicted = figure.value / column.unit;
      const std::optional<double>& published = row.published[index];
      const std::string value = published ? fmt::format("{:.4g}", *published / column.unit) : "-";
      const std::string error =
          !published ? ""
                     : fmt::format("{:.0f}%{}", 100.0 * (figure.value / *published - 1.0),
                                   row.is_scored(column.metric) ? "" : "*");
      std::cout << fmt::format(" | {:>9} {:>9.4g} {:>6} {:>8.3g} ..{:>8.3g}", value, predicted,
                               error, figure.low / column.unit, figure.high / column.unit);
    }
    std::cout << '\n';
  }
}

std::string cell(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "-";
}

void print_summaries(const SiliconComparison& comparison) {
  if (comparison.summaries.empty()) return;
  std::cout << fmt::format("\n{:<9}{:<9}{:<8}{:>6} {:>13} {:>10} {:>10} {:>9} {:>9}   {}\n",
                           "scope", "metric", "family", "chips", "median error", "within 2x",
                           "within 3x", "Spearman", "coverage",
                           "null model: median, 2x, 3x, Spearman");
  for (const auto& summary : comparison.summaries) {
    const Agreement& model = summary.model;
    std::cout << fmt::format(
        "{:<9}{:<9}{:<8}{:>6} {:>12.1f}% {:>9.0f}% {:>9.0f}% {:>9} {:>9}", summary.scope,
        cost::macro_metric_names()[static_cast<std::size_t>(summary.metric)], summary.family,
        model.chips, 100.0 * model.median_error, 100.0 * model.within_2x, 100.0 * model.within_3x,
        cell(model.spearman), cell(model.coverage));
    if (summary.null_model) {
      const Agreement& other = *summary.null_model;
      std::cout << fmt::format("   {:.1f}% {:.0f}% {:.0f}% {}", 100.0 * other.median_error,
                               100.0 * other.within_2x, 100.0 * other.within_3x,
                               cell(other.spearman));
    }
    std::cout << '\n';
  }
}

void print_bars(const SiliconComparison& comparison) {
  std::cout << '\n';
  for (const auto& bar : validation::silicon_bars(comparison)) {
    std::cout << fmt::format("{:<52} {:>6.3f}   {} {:.3f}   {}\n", bar.name, bar.reached,
                             bar.at_most ? "at most " : "at least", bar.bound,
                             bar.holds() ? "holds" : "MISSED");
  }
}

void print_text(const SiliconTable& table, const SiliconComparison& comparison) {
  print_rows(table, comparison);
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
  for (const Column& column : columns) {
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
  for (const Column& column : columns) {
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
  print_rows(chosen, comparison);
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
