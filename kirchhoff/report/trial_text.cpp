// kirchhoff/report/trial_text.cpp - everything about one trial, for the terminal.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/objective/preference.hpp"
#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/text_table.hpp"
#include "kirchhoff/report/robustness.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report {
namespace {

using detail::TextRow;
using objective::Trial;

constexpr int width = 120;

std::string title(const StudyView& study, const Trial& trial) {
  std::string text = fmt::format("Trial {}", trial.number);
  if (trial.role == objective::TrialRole::Baseline) {
    text += ": baseline " + detail::printable(trial.label);
  } else if (trial.continues) {
    text += fmt::format(": full training of trial {}", *trial.continues);
  } else {
    text += ": search trial";
  }
  const bool on_front = std::any_of(study.front.begin(), study.front.end(), [&](std::size_t i) {
    return study.trials[i].number == trial.number;
  });
  if (on_front) text += ", on the front";
  const auto knee = detail::knee_number(study);
  if (knee && *knee == trial.number) {
    text += objective::has_reference_point(study.formulation)
                ? ", the nearest of it to the reference point"
                : ", its knee";
  }
  if (on_front && detail::in_region(study, trial).value_or(false)) text += ", in the region";
  text += fmt::format("\n{}", objective::state_name(trial.state));
  if (trial.evaluated && study.spec.table) {
    text += "   looked up in " + detail::printable(study.spec.table->path.filename().string());
  } else if (trial.evaluated && study.spec.data.shape) {
    text += "   by the cost model alone";
  } else if (trial.evaluated) {
    text +=
        fmt::format("   {} images x {} epochs   {} validation images   {} programmings   {}",
                    trial.fidelity.images, trial.fidelity.epochs, trial.fidelity.validation_images,
                    trial.fidelity.draws, duration_text(trial.seconds));
  }
  if (trial.repeats) text += fmt::format("   same as trial {}", *trial.repeats);
  text += "\n";
  for (const std::string& reason : trial.reasons) text += detail::printable(reason) + "\n";
  return text;
}

// Test and validation side by side; the test column only where it was measured.
std::string accuracy_text(const StudyView& study, const Trial& trial) {
  if (!trial.metrics.contains("accuracy")) return "";
  const bool has_test = detail::has_test_accuracy(trial);
  const auto cell = [&](const std::string& prefix, const std::string& kind) {
    return detail::percent_text(detail::metric(trial, prefix + "accuracy" + kind));
  };
  const auto noisy = [&](const std::string& prefix) {
    return fmt::format("{} +- {} (worst {})", cell(prefix, ""), cell(prefix, "_sd"),
                       cell(prefix, "_worst"));
  };
  std::vector<detail::TextColumn> columns = {{"Accuracy", true, 2}, {"validation", false, 2}};
  std::vector<TextRow> rows = {{"  digital, quantised", cell("", "_digital")},
                               {"  ideal analog", cell("", "_ideal_analog")},
                               {"  on the noisy chip", noisy("")}};
  if (has_test) {
    columns.push_back({"test", false, 2});
    rows[0].push_back(cell("test_", "_digital"));
    rows[1].push_back(cell("test_", "_ideal_analog"));
    rows[2].push_back(noisy("test_"));
  }
  if (study.spec.times_s.size() > 1 && trial.metrics.contains("accuracy_last")) {
    rows.push_back({"  after " + spoken_time(study.spec.times_s.back()), cell("", "_last")});
    if (has_test) rows.back().push_back(cell("test_", "_last"));
  }
  return std::string("\n") + detail::text_table(columns, rows, width);
}

std::string group_text(const Trial& trial, const std::string& heading, const std::string& prefix) {
  std::vector<TextRow> rows;
  for (const auto& [path, value] : trial.fields) {
    if (!path.starts_with(prefix + ".")) continue;
    rows.push_back(
        {std::string("  ") + detail::printable(path), detail::printable(space::value_text(value))});
  }
  if (rows.empty()) return "";
  return std::string("\n") + detail::text_table({{heading, true, 1}, {"", true, 1}}, rows, width);
}

std::string quantity(const Json& part, const char* key, const char* unit) {
  const Json* value = part.find(key);
  if (value == nullptr || !value->is_number()) return "-";
  return std::string_view(key) == "area_m2" ? area_text(value->as_double())
                                            : with_prefix(value->as_double(), unit);
}

std::string share(const Json& part, const Json& whole, const char* key) {
  const Json* value = part.find(key);
  const Json* total = whole.find(key);
  if (value == nullptr || total == nullptr || !(total->as_double() > 0.0)) return "-";
  return fmt::format("{:.1f} %", 100.0 * value->as_double() / total->as_double());
}

std::string totals_text(const Trial& trial) {
  std::vector<TextRow> rows;
  for (const objective::MetricDescription& metric : objective::metric_table()) {
    const auto value = detail::metric(trial, metric.name);
    if (!value || metric.needs_training) continue;
    rows.push_back({std::string("  ") + metric.name,
                    metric.unit == "m2" ? area_text(*value) : with_prefix(*value, metric.unit),
                    metric.description});
  }
  if (rows.empty()) return "";
  return std::string("\n") +
         detail::text_table({{"Cost", true, 3}, {"", false, 3}, {"", true, 1}}, rows, width);
}

std::string component_text(const Json& cost) {
  std::vector<TextRow> rows;
  for (const Json& part : cost.at("components").items()) {
    rows.push_back({std::string("  ") + part.at("name").as_string(),
                    quantity(part, "energy_j", "J"), share(part, cost, "energy_j"),
                    quantity(part, "latency_s", "s"), quantity(part, "area_m2", "m2"),
                    share(part, cost, "area_m2")});
  }
  return std::string("\n") + detail::text_table({{"Components", true, 6},
                                                 {"energy", false, 5},
                                                 {"share", false, 4},
                                                 {"latency", false, 3},
                                                 {"area", false, 2},
                                                 {"share", false, 1}},
                                                rows, width);
}

// Of a chip with several kinds of macros: what each has.
std::string kind_text(const Json& cost) {
  const Json* kinds = cost.find("kinds");
  if (kinds == nullptr) return "";
  std::vector<TextRow> rows;
  for (const Json& kind : kinds->items()) {
    rows.push_back({std::string("  ") + detail::printable(kind.at("name").as_string()),
                    std::to_string(kind.at("layers").as_integer()),
                    std::to_string(kind.at("tiles").as_integer()),
                    std::to_string(kind.at("crossbars").as_integer()),
                    quantity(kind, "energy_j", "J"), share(kind, cost, "energy_j"),
                    quantity(kind, "area_m2", "m2"), share(kind, cost, "area_m2")});
  }
  return std::string("\n") + detail::text_table({{"Kinds of macros", true, 8},
                                                 {"layers", false, 7},
                                                 {"tiles", false, 4},
                                                 {"crossbars", false, 3},
                                                 {"energy", false, 6},
                                                 {"share", false, 2},
                                                 {"area", false, 5},
                                                 {"share", false, 1}},
                                                rows, width);
}

// With the kind of each layer behind its name, where there are several.
std::string layer_table(const Json& cost, std::vector<detail::TextColumn> columns,
                        std::vector<TextRow> rows) {
  if (cost.find("kinds") != nullptr) {
    columns.insert(columns.begin() + 1, {"kind", true, 7});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Json* kind = cost.at("layers").items()[i].find("kind");
      const std::string name = kind == nullptr ? "-" : detail::printable(kind->as_string());
      rows[i].insert(rows[i].begin() + 1, name);
    }
  }
  return std::string("\n") + detail::text_table(columns, rows, width);
}

std::string layer_text(const Json& cost) {
  std::vector<TextRow> rows;
  for (const Json& layer : cost.at("layers").items()) {
    const Json* crossbars = layer.find("crossbars");
    const Json* used = layer.find("utilisation");
    rows.push_back({std::string("  ") + detail::printable(layer.at("name").as_string()),
                    quantity(layer, "energy_j", "J"), share(layer, cost, "energy_j"),
                    quantity(layer, "latency_s", "s"), share(layer, cost, "latency_s"),
                    crossbars == nullptr ? "-" : std::to_string(crossbars->as_integer()),
                    used == nullptr ? "-" : fmt::format("{:.0f} %", 100.0 * used->as_double())});
  }
  return layer_table(cost,
                     {{"Layers", true, 7},
                      {"energy", false, 6},
                      {"share", false, 5},
                      {"latency", false, 4},
                      {"share", false, 3},
                      {"crossbars", false, 2},
                      {"cells used", false, 1}},
                     std::move(rows));
}

// Parameters and figures of a study with a table; their names are its columns.
std::string looked_up_text(const Trial& trial) {
  std::vector<TextRow> parameters, figures;
  for (const auto& [name, value] : trial.fields) {
    parameters.push_back(
        {std::string("  ") + detail::printable(name), detail::printable(space::value_text(value))});
  }
  for (const auto& [name, value] : trial.metrics) {
    figures.push_back({std::string("  ") + detail::printable(name), exact_text(value)});
  }
  std::string text =
      std::string("\n") +
      detail::text_table({{"Parameters", true, 1}, {"", true, 1}}, parameters, width);
  if (figures.empty()) return text;
  return text.append("\n") +
         detail::text_table({{"Figures", true, 1}, {"", true, 1}}, figures, width);
}

}  // namespace

std::string trial_text(const StudyView& study, std::uint64_t number) {
  const Trial& trial = detail::trial_at(study, number);
  std::string text = title(study, trial);
  if (study.spec.table) return text + looked_up_text(trial);
  text += accuracy_text(study, trial);
  text += group_text(trial, "Network", "network");
  text += group_text(trial, "Compression", "compress");
  text += group_text(trial, "Training", "train");
  text += group_text(trial, "Hardware", "hardware");
  text += totals_text(trial);
  const Json cost = detail::document(study, trial, "cost");
  if (cost.is_null()) return text;
  text += component_text(cost) + kind_text(cost) + layer_text(cost);
  const Json* activity = cost.find("activity");
  if (activity != nullptr && activity->is_string()) {
    text += fmt::format("\nActivity: {}\n", detail::printable(activity->as_string()));
  }
  return text;
}

}  // namespace kirchhoff::report
