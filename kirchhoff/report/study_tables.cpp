// kirchhoff/report/study_tables.cpp - front, trials and summary of a study for the terminal.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/text_table.hpp"
#include "kirchhoff/report/robustness.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report {
namespace {

using detail::TextColumn;
using detail::TextRow;
using objective::Trial;
using objective::TrialRole;

std::string quantity_text(const Trial& trial, const std::string& name, const char* unit) {
  const auto value = detail::metric(trial, name);
  if (!value) return "-";
  return name == "area_m2" ? area_text(*value) : with_prefix(*value, unit);
}

std::string family_text(const Trial& trial) {
  const std::string family = detail::field_text(trial, "network.family");
  return family == "-" ? detail::field_text(trial, "network.file") : family;
}

// The chip it is part of where no field names a device: of a template's kinds each has its own.
std::string device_text(const Trial& trial) {
  const std::string device = detail::hardware_text(trial, "device");
  return device == "-" ? detail::field_text(trial, "hardware.template") : device;
}

// Columns 1 to 4 are about accuracy, which a study without training does not have; the second is
// of the last time, which a study may leave at the first.
template <typename Cells>
Cells fitting(const StudyView& study, Cells cells) {
  if (study.spec.data.shape) {
    cells.erase(cells.begin() + 1, cells.begin() + 5);
  } else if (study.spec.times_s.size() == 1) {
    cells.erase(cells.begin() + 2);
  }
  return cells;
}

TextRow design_row(const StudyView& study, const Trial& trial, const std::string& note) {
  return {std::to_string(trial.number),
          detail::percent_text(detail::shown_accuracy(trial)),
          detail::percent_text(detail::shown_accuracy(trial, "_last")),
          detail::percent_text(detail::shown_accuracy(trial, "_sd")),
          detail::percent_text(detail::shown_accuracy(trial, "_digital")),
          quantity_text(trial, "energy_j", "J"),
          quantity_text(trial, "latency_s", "s"),
          quantity_text(trial, "area_m2", "m2"),
          detail::bits_text(study, trial),
          detail::crossbar_text(trial),
          device_text(trial),
          family_text(trial),
          note};
}

std::vector<TextColumn> design_columns(const StudyView& study) {
  const std::string last = "after " + spoken_time(study.spec.times_s.back());
  return fitting<std::vector<TextColumn>>(study, {{"#", false, 12},
                                                  {"accuracy", false, 11},
                                                  {last, false, 6},
                                                  {"sd", false, 5},
                                                  {"digital", false, 1},
                                                  {"energy", false, 10},
                                                  {"latency", false, 9},
                                                  {"area", false, 8},
                                                  {"bits w/a/adc", true, 6},
                                                  {"crossbar", true, 4},
                                                  {"device", true, 3},
                                                  {"network", true, 2},
                                                  {"note", true, 7}});
}

std::string basis_line(const StudyView& study) {
  const std::string basis = detail::front_basis(study);
  if (basis == "table") {
    return fmt::format("nothing is trained: every figure is looked up in {}\n",
                       detail::printable(study.spec.table->path.filename().string()));
  }
  if (basis == "cost model") return "nothing is trained: every figure is of the cost model\n";
  if (basis == "full") {
    return "accuracy: mean on the noisy chip, test images; every design trained fully\n";
  }
  return "accuracy: mean on the noisy chip, validation images, proxy training\n";
}

// A column of a table has no unit that we know.
std::string column_text(const Trial& trial, const std::string& name) {
  const auto value = detail::metric(trial, name);
  return value ? fmt::format("{:.6g}", *value) : "-";
}

// What a row of a study with a table shows: what is sought, other figures, parameters.
struct LookedUpColumns {
  std::vector<std::string> figures, parameters;
};

LookedUpColumns looked_up_columns(const StudyView& study) {
  LookedUpColumns columns;
  std::vector<std::string>& figures = columns.figures;
  for (const auto& objective : study.formulation.objectives) figures.push_back(objective.metric);
  for (const auto& [name, value] : study.trials[study.front.front()].metrics) {
    if (std::find(figures.begin(), figures.end(), name) == figures.end()) figures.push_back(name);
  }
  for (const auto& parameter : study.space.parameters())
    columns.parameters.push_back(parameter.name);
  return columns;
}

std::string looked_up_front(const StudyView& study, int width) {
  const LookedUpColumns shown = looked_up_columns(study);
  int keep = 10'000;  // what does not fit is left out from the end
  std::vector<TextColumn> columns = {{"#", false, keep}};
  for (const auto& name : shown.figures)
    columns.push_back({detail::printable(name), false, --keep});
  for (const auto& name : shown.parameters)
    columns.push_back({detail::printable(name), true, --keep});
  columns.push_back({"note", true, keep + static_cast<int>(shown.parameters.size())});
  std::vector<TextRow> rows;
  for (std::size_t i = 0; i < study.front.size(); ++i) {
    const Trial& trial = study.trials[study.front[i]];
    TextRow& row = rows.emplace_back(TextRow{std::to_string(trial.number)});
    for (const auto& name : shown.figures) row.push_back(column_text(trial, name));
    for (const auto& name : shown.parameters)
      row.push_back(detail::printable(detail::field_text(trial, name)));
    row.push_back(detail::front_note(study, i));
  }
  return detail::text_table(columns, rows, width);
}

std::string value_of(const StudyView& study, const Trial& trial,
                     const objective::Objective& objective) {
  if (study.spec.table) return column_text(trial, objective.metric);
  const auto value = detail::metric(trial, objective.metric);
  if (!value) return "-";
  const objective::MetricDescription* metric = objective::find_metric(objective.metric);
  if (objective.metric.starts_with("accuracy")) return detail::percent_text(value);
  if (objective.metric == "area_m2") return area_text(*value);
  return with_prefix(*value, metric == nullptr ? "" : metric->unit);
}

std::string fidelity_text(const StudyView& study, const Trial& trial) {
  if (study.spec.table) return "table";
  if (study.spec.data.shape) return "cost model";
  return trial.fidelity.full ? "full" : fmt::format("rung {}", trial.fidelity.rung);
}

std::string outcome_text(const Trial& trial) {
  if (!trial.reasons.empty()) return detail::printable(trial.reasons.front());
  if (trial.repeats) return fmt::format("same as trial {}", *trial.repeats);
  if (trial.continues) return fmt::format("continues trial {}", *trial.continues);
  return "";
}

// Who asked for a design wants to find it, whatever came of it.
std::string trial_note(const Trial& trial) {
  const std::string outcome = outcome_text(trial);
  const std::string label = detail::printable(trial.label);
  if (outcome.empty()) return label;
  const bool is_enqueued = trial.role == objective::TrialRole::Search && !label.empty();
  return is_enqueued ? label + ": " + outcome : outcome;
}

std::string goal_text(const StudyView& study) {
  std::vector<std::string> goals;
  for (const objective::Objective& objective : study.formulation.objectives) {
    goals.push_back(objective.metric + (objective.maximise ? " up" : " down"));
  }
  return join_words(goals);
}

std::string size_text(double log10_size) {
  const double exponent = std::floor(log10_size);
  return log10_size < 6.0
             ? fmt::format("{:.0f}", std::pow(10.0, log10_size))
             : fmt::format("{:.1f}e{:.0f}", std::pow(10.0, log10_size - exponent), exponent);
}

double fact_number(const StudyView& study, const std::string& key) {
  const auto found = study.facts.find(key);
  return found == study.facts.end() ? 0.0 : std::strtod(found->second.c_str(), nullptr);
}

std::string count_line(const StudyView& study) {
  std::int64_t trained = 0, stopped = 0, refused = 0, finals = 0, baselines = 0, failed = 0;
  for (const Trial& trial : study.trials) {
    trained += trial.role == TrialRole::Search && trial.evaluated ? 1 : 0;
    stopped += trial.state == objective::TrialState::Stopped ? 1 : 0;
    refused += trial.state == objective::TrialState::Infeasible ? 1 : 0;
    failed += trial.state == objective::TrialState::Fail ? 1 : 0;
    finals += trial.role == TrialRole::Final && trial.is_feasible() ? 1 : 0;
    baselines += trial.role == TrialRole::Baseline && trial.is_feasible() ? 1 : 0;
  }
  std::string line =
      fmt::format("Trials  {} of {} {}, {} refused", trained, study.spec.search.trials,
                  study.spec.trains() ? "trained" : "evaluated", refused);
  if (stopped > 0) line += fmt::format(", {} stopped early", stopped);
  if (failed > 0) line += fmt::format(", {} failed", failed);
  if (finals > 0) line += fmt::format(", {} trained fully", finals);
  if (baselines > 0) line += fmt::format(", {} baselines", baselines);
  const double volume = study.hypervolume.empty() ? 0.0 : study.hypervolume.back().second;
  return line + fmt::format("   Front {}   Hypervolume {:.4f}\n", study.front.size(), volume);
}

}  // namespace

std::string front_table(const StudyView& study, int width) {
  if (study.spec.table && !study.front.empty()) {
    return looked_up_front(study, width) + basis_line(study);
  }
  std::vector<TextRow> rows;
  for (std::size_t i = 0; i < study.front.size(); ++i) {
    const Trial& trial = study.trials[study.front[i]];
    rows.push_back(fitting(study, design_row(study, trial, detail::front_note(study, i))));
  }
  if (rows.empty()) {
    return "No design is on the front: no design meets every constraint.\n";
  }
  for (const Trial& trial : study.trials) {
    if (trial.role != TrialRole::Baseline || !trial.is_feasible()) continue;
    rows.push_back(
        fitting(study, design_row(study, trial, "baseline " + detail::printable(trial.label))));
  }
  return detail::text_table(design_columns(study), rows, width) + basis_line(study);
}

std::string trials_table(const StudyView& study, int width) {
  if (study.trials.empty()) return "The study holds no trial yet.\n";
  const objective::Objective& first = study.formulation.objectives.front();
  const std::vector<TextColumn> columns = {
      {"#", false, 7},       {"role", true, 3},     {"state", true, 6}, {first.metric, false, 5},
      {"fidelity", true, 1}, {"seconds", false, 2}, {"reason", true, 4}};
  std::vector<TextRow> rows;
  for (const Trial& trial : study.trials) {
    rows.push_back({std::to_string(trial.number), objective::role_name(trial.role),
                    objective::state_name(trial.state), value_of(study, trial, first),
                    fidelity_text(study, trial), fmt::format("{:.1f}", trial.seconds), ""});
  }
  // What the other columns leave is for the reason.
  const auto used = detail::table_width(columns, rows);
  constexpr std::size_t reason_title = 6;
  const auto room = static_cast<std::size_t>(std::max(width, 0)) + reason_title;
  const std::size_t length = std::max<std::size_t>(room > used ? room - used : 0, 20);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].back() = trial_note(study.trials[i]).substr(0, length);
  }
  return detail::text_table(columns, rows, width);
}

std::string study_summary(const StudyView& study) {
  std::string text =
      fmt::format("Study   {}   Space {} ({} points)   Goal {}   Seed {}\n",
                  detail::printable(study.spec.name), detail::printable(study.space.name()),
                  size_text(study.space.log10_size()), goal_text(study), study.spec.seed);
  text += count_line(study);
  const double wall = fact_number(study, "run.wall_seconds");
  if (wall > 0.0) {
    text += fmt::format("Run     {} on {:.0f} cores, {:.0f} % busy, {:.0f} workers\n",
                        duration_text(wall), fact_number(study, "run.cores"),
                        100.0 * fact_number(study, "run.cores_busy"),
                        fact_number(study, "run.workers"));
  }
  return text;
}

}  // namespace kirchhoff::report
