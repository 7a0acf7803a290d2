// kirchhoff/cli/silicon_output.cpp - rows, summaries and bars of macros beside published figures.
#include "kirchhoff/cli/silicon_output.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "kirchhoff/base/json.hpp"

namespace kirchhoff::cli {

namespace {

using validation::Agreement;
using validation::SiliconComparison;
using validation::SiliconRow;
using validation::SiliconTable;

}  // namespace

Json optional_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json row_json(const SiliconRow& row, const validation::SiliconPrediction& prediction) {
  Json json = Json::object(
      {{"id", row.id}, {"chip", row.chip}, {"family", row.family}, {"scope", row.scope}});
  for (const SiliconColumn& column : silicon_columns) {
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

namespace {

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
  Json json =
      Json::object({{"family", summary.family},
                    {"scope", summary.scope},
                    {"metric", silicon_columns[static_cast<std::size_t>(summary.metric)].key}});
  const Json model = agreement_json(summary.model);
  for (const auto& [key, value] : model.members()) json.set(key, value);
  json.set("null_model", summary.null_model ? agreement_json(*summary.null_model) : Json());
  return json;
}

}  // namespace

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
  for (const SiliconColumn& column : silicon_columns) {
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

void print_rows(const SiliconTable& table, const SiliconComparison& comparison, RowLabel label) {
  std::cout << fmt::format("{:<36}{:<8}", "row", "family");
  for (const SiliconColumn& column : silicon_columns) {
    std::cout << fmt::format(" | {:>9} {:>9} {:>6} {:>19}",
                             column.key == silicon_columns[0].key   ? "fJ/op"
                             : column.key == silicon_columns[1].key ? "ns"
                                                                    : "mm2",
                             "predicted", "error", "interval");
  }
  std::cout << '\n';
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const SiliconRow& row = table.rows[i];
    const std::string name = label == RowLabel::Id ? row.id : row.chip + " " + row.id;
    std::cout << fmt::format("{:<36.36}{:<8}", name, row.family);
    for (const SiliconColumn& column : silicon_columns) {
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

namespace {

std::string cell(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "-";
}

}  // namespace

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

}  // namespace kirchhoff::cli
