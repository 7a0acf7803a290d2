// kirchhoff/validation/neurosim_report.cpp - writes rows and summary for scripts and for people.
#include "kirchhoff/validation/neurosim_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "kirchhoff/base/text.hpp"

namespace kirchhoff::validation {
namespace {

Json optional_number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

// Theirs and ours side by side; `ranked`: whether the summary counts it.
Json pair_json(double ours, const std::optional<double>& theirs, bool ranked) {
  return Json::object({{"ours", ours}, {"theirs", optional_number(theirs)}, {"ranked", ranked}});
}

Json list_json(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push(value);
  return list;
}

std::vector<double> column(const FloorPlan& plan, double LayerPlan::*figure) {
  std::vector<double> values;
  for (const LayerPlan& layer : plan.layers) values.push_back(layer.*figure);
  return values;
}

Json counts_json(const FloorPlan& plan, const NeurosimAnswer& theirs) {
  const auto both = [](const std::vector<double>& ours, const std::vector<double>& stated) {
    return Json::object({{"ours", list_json(ours)}, {"theirs", list_json(stated)}});
  };
  return Json::object(
      {{"tiles", both(column(plan, &LayerPlan::tiles), theirs.tiles)},
       {"speed_up", both(column(plan, &LayerPlan::speed_up), theirs.speed_ups)},
       {"utilisation", both(column(plan, &LayerPlan::utilisation), theirs.utilisation)}});
}

Json parts_json(const ChipEstimate& ours, const NeurosimAnswer& theirs) {
  const auto area = [](Area value, const std::optional<double>& stated) {
    return Json::object({{"ours", value.si()}, {"theirs", optional_number(stated)}});
  };
  return Json::object({{"array", area(ours.areas.array, theirs.array_m2)},
                       {"interconnect", area(ours.areas.interconnect, theirs.interconnect_m2)},
                       {"converter", area(ours.areas.converter, theirs.converter_m2)},
                       {"accumulation", area(ours.areas.accumulation, theirs.accumulation_m2)},
                       {"other", area(ours.areas.other, theirs.other_m2)}});
}

Json energies_json(const ChipEstimate& ours) {
  const ChipEnergies& energies = ours.energies;
  return Json::object({{"converter", energies.converter.si()},
                       {"accumulation", energies.accumulation.si()},
                       {"buffer", energies.buffer.si()},
                       {"interconnect", energies.interconnect.si()},
                       {"other", energies.other.si()},
                       {"leakage", (ours.leakage * ours.latency).si()}});
}

Json row_json(const NeurosimRow& row) {
  const NeurosimAnswer& theirs = row.run.answer;
  Json assumed = Json::array();
  for (const std::string& words : row.run.assumed) assumed.push(words);
  return Json::object(
      {{"name", row.run.name},
       {"version", row.run.version},
       {"network", row.run.network},
       {"counts_exact", row.has_counts ? Json(row.counts_exact) : Json()},
       {"counts", counts_json(row.ours.plan, theirs)},
       {"energy_j", pair_json(row.ours.energies.sum().si(), theirs.energy_j, row.energy_ranked)},
       {"area_m2", pair_json(row.ours.areas.sum().si(), theirs.area_m2, row.area_ranked)},
       {"latency_s", pair_json(row.ours.latency.si(), theirs.latency_s, row.latency_ranked)},
       {"read_s", pair_json(row.ours.read.si(), theirs.clock_s, false)},
       {"leakage_w", pair_json(row.ours.leakage.si(), theirs.leakage_w, false)},
       {"parts_area_m2", parts_json(row.ours, theirs)},
       {"parts_energy_j", energies_json(row.ours)},
       {"assumed", std::move(assumed)}});
}

std::string list_text(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) {
    text += fmt::format("{}{:.4g}", text.empty() ? "" : " ", value);
  }
  return text.empty() ? "-" : text;
}

// A long network's lists would fill the screen: only what differs is shown for those.
std::string counts_text(const std::vector<double>& ours, const std::vector<double>& theirs) {
  constexpr std::size_t shown = 6;
  if (ours == theirs && ours.size() > shown) return fmt::format("{} equal", ours.size());
  if (ours.size() <= shown) return list_text(ours) + " / " + list_text(theirs);
  if (theirs.empty()) return fmt::format("{} layers / -", ours.size());
  if (theirs.size() != ours.size()) return fmt::format("{} / {}", ours.size(), theirs.size());
  std::ptrdiff_t equal = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) equal += ours[i] == theirs[i] ? 1 : 0;
  return fmt::format("{} of {} equal", equal, ours.size());
}

std::string verdict(const NeurosimRow& row) {
  if (!row.has_counts) return "not stated";
  return row.counts_exact ? "exact" : "DIFFERS";
}

std::string counts_table(const NeurosimComparison& comparison) {
  std::string text =
      fmt::format("{:<30} {:<20} {:<20} {:<34} {}\n", "run (counts: ours / NeuroSim's)", "tiles",
                  "speed-up", "utilisation", "counts");
  for (const NeurosimRow& row : comparison.rows) {
    const FloorPlan& plan = row.ours.plan;
    const NeurosimAnswer& theirs = row.run.answer;
    text += fmt::format("{:<30} {:<20} {:<20} {:<34} {}\n", row.run.name,
                        counts_text(column(plan, &LayerPlan::tiles), theirs.tiles),
                        counts_text(column(plan, &LayerPlan::speed_up), theirs.speed_ups),
                        counts_text(column(plan, &LayerPlan::utilisation), theirs.utilisation),
                        verdict(row));
  }
  return text;
}

std::string figure(double ours, const std::optional<double>& theirs, bool ranked, double unit) {
  const std::string stated = theirs ? fmt::format("{:.4g}", *theirs / unit) : "-";
  return fmt::format("{:.4g} / {}{}", ours / unit, stated, ranked ? "" : " *");
}

std::string figures_table(const NeurosimComparison& comparison) {
  std::string text =
      fmt::format("{:<30} {:<6} {:<20} {:<20} {:<20}\n", "run (figures: ours / NeuroSim's)", "",
                  "energy in uJ", "area in mm2", "latency in us");
  for (const NeurosimRow& row : comparison.rows) {
    const NeurosimAnswer& theirs = row.run.answer;
    text +=
        fmt::format("{:<32} {:<5} {:<20} {:<20} {:<20}\n", row.run.name, row.run.version,
                    figure(row.ours.energies.sum().si(), theirs.energy_j, row.energy_ranked, 1e-6),
                    figure(row.ours.areas.sum().si(), theirs.area_m2, row.area_ranked, 1e-6),
                    figure(row.ours.latency.si(), theirs.latency_s, row.latency_ranked, 1e-6));
  }
  return text + "* not ranked: not usable, not of V1.4 or not stated\n";
}

// Parts stay comparable where white space makes the chip's area useless.
std::string parts_table(const NeurosimComparison& comparison) {
  std::string text = fmt::format("{:<36} {:<16} {:<16} {:<16} {:<16} {:<16}\n",
                                 "run (area in mm2: ours / NeuroSim's)", "array", "interconnect",
                                 "converter", "accumulation", "other");
  const auto part = [](Area ours, const std::optional<double>& theirs) {
    return figure(ours.si(), theirs, true, 1e-6);
  };
  for (const NeurosimRow& row : comparison.rows) {
    const ChipAreas& ours = row.ours.areas;
    const NeurosimAnswer& theirs = row.run.answer;
    text += fmt::format(
        "{:<36} {:<16} {:<16} {:<16} {:<16} {:<16}\n", row.run.name,
        part(ours.array, theirs.array_m2), part(ours.interconnect, theirs.interconnect_m2),
        part(ours.converter, theirs.converter_m2), part(ours.accumulation, theirs.accumulation_m2),
        part(ours.other, theirs.other_m2));
  }
  return text;
}

// One line for each set of runs that share an assumption.
std::string assumptions(const NeurosimComparison& comparison) {
  std::map<std::string, std::vector<std::string>> runs_of;
  for (const NeurosimRow& row : comparison.rows) {
    for (const std::string& words : row.run.assumed) runs_of[words].push_back(row.run.name);
  }
  std::map<std::vector<std::string>, std::vector<std::string>> words_of;
  for (const auto& [words, runs] : runs_of) words_of[runs].push_back(words);
  std::string text;
  for (const auto& [runs, words] : words_of) {
    text += fmt::format("assumed for {}: {}\n", join_words(runs, 4), join_words(words, 40));
  }
  return text;
}

std::string rank_line(const char* name, const std::optional<double>& tau, int runs, double must,
                      double aim) {
  const std::string value = tau ? fmt::format("{:.3f}", *tau) : "-";
  const char* word = "too few runs";
  if (tau) word = *tau >= aim ? "reaches the aim" : *tau >= must ? "holds" : "MISSED";
  return fmt::format("{:<12} {:>6} over {:>3} runs   bar {:.2f}, aim {:.2f}: {}\n", name, value,
                     runs, must, aim, word);
}

}  // namespace

Json neurosim_json(const NeurosimComparison& comparison) {
  const NeurosimSummary& summary = comparison.summary;
  Json rows = Json::array();
  for (const NeurosimRow& row : comparison.rows) rows.push(row_json(row));
  return Json::object(
      {{"summary", Json::object({{"tau_energy", optional_number(summary.tau_energy)},
                                 {"tau_area", optional_number(summary.tau_area)},
                                 {"tau_latency", optional_number(summary.tau_latency)},
                                 {"counts_exact", summary.counts_exact},
                                 {"energy_runs", summary.energy_runs},
                                 {"area_runs", summary.area_runs},
                                 {"latency_runs", summary.latency_runs},
                                 {"counted_runs", summary.counted_runs},
                                 {"exact_runs", summary.exact_runs}})},
       {"rows", std::move(rows)}});
}

std::string neurosim_text(const NeurosimComparison& comparison) {
  const NeurosimSummary& summary = comparison.summary;
  std::string text =
      fmt::format("{}\n{}\n{}\n{}\n", counts_table(comparison), figures_table(comparison),
                  parts_table(comparison), assumptions(comparison));
  text += rank_line("tau_energy", summary.tau_energy, summary.energy_runs, neurosim_must.energy,
                    neurosim_aim.energy);
  text += rank_line("tau_area", summary.tau_area, summary.area_runs, neurosim_must.area,
                    neurosim_aim.area);
  text += rank_line("tau_latency", summary.tau_latency, summary.latency_runs, neurosim_must.latency,
                    neurosim_aim.latency);
  text += fmt::format("{:<12} {:>6} of {} runs\n", "counts_exact", summary.exact_runs,
                      summary.counted_runs);
  return text;
}

}  // namespace kirchhoff::validation
