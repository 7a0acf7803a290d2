// kirchhoff/report/figures.cpp - how every output of this stage reads a trial.
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/objective/preference.hpp"
#include "kirchhoff/report/detail/figures.hpp"

namespace kirchhoff::report::detail {
namespace {

// The least and the most of some bits.
struct BitsRange {
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
  void add(std::int64_t bits) {
    low = std::min(low.value_or(bits), bits);
    high = std::max(high.value_or(bits), bits);
  }
  [[nodiscard]] std::string text() const {
    if (!low) return "-";
    return *low == *high ? fmt::format("{}", *low) : fmt::format("{}-{}", *low, *high);
  }
};

// Over all fields compress.stage<i>.<ending>.
BitsRange bits_of_fields(const space::Fields& fields, const std::string& ending) {
  BitsRange range;
  for (const auto& [path, value] : fields) {
    const auto* bits = std::get_if<std::int64_t>(&value);
    if (bits == nullptr || !path.starts_with("compress.") || !path.ends_with(ending)) continue;
    range.add(*bits);
  }
  return range;
}

// Of the layers of a network from a file; "-/-" when the file is not here any more.
std::string bits_of_file(const StudyView& study, const objective::Trial& trial) try {
  const network::Network network = design::build_design(trial.fields, task_of(study)).network;
  BitsRange weights;
  BitsRange activations;
  for (const std::size_t layer : network.layers()) {
    weights.add(network.node(layer).weight_bits);
    activations.add(network.node(layer).activation_bits);
  }
  return weights.text() + "/" + activations.text();
} catch (const Error&) {
  return "-/-";
}

int fact_or(const StudyView& study, const std::string& key, int fallback) {
  const auto found = study.facts.find(key);
  return found == study.facts.end() ? fallback : std::atoi(found->second.c_str());
}

}  // namespace

std::optional<double> metric(const objective::Trial& trial, const std::string& name) {
  const auto found = trial.metrics.find(name);
  if (found == trial.metrics.end()) return std::nullopt;
  return found->second;
}

bool has_test_accuracy(const objective::Trial& trial) {
  return trial.metrics.contains("test_accuracy");
}

std::optional<double> shown_accuracy(const objective::Trial& trial, const std::string& kind) {
  return metric(trial, (has_test_accuracy(trial) ? "test_accuracy" : "accuracy") + kind);
}

const objective::Trial* find_trial(const StudyView& study, std::uint64_t number) {
  const auto found =
      std::find_if(study.trials.begin(), study.trials.end(),
                   [&](const objective::Trial& trial) { return trial.number == number; });
  return found == study.trials.end() ? nullptr : &*found;
}

const objective::Trial& trial_at(const StudyView& study, std::uint64_t number) {
  if (const objective::Trial* trial = find_trial(study, number)) return *trial;
  const std::string folder = study.folder.string();
  require(!study.trials.empty(), "{}: there is no trial {}: the study holds no trial yet", folder,
          number);
  std::uint64_t last = 0;
  for (const objective::Trial& trial : study.trials) last = std::max(last, trial.number);
  fail(ErrorKind::Input,
       "{}: there is no trial {}; allowed: {} to {}; list them with: kirchhoff trials {}", folder,
       number, study.trials.front().number, last, folder);
}

void require_designs(const StudyView& study, const char* what) {
  require(
      !study.spec.table,
      "{}: {} needs networks and chips, but this study looks up its figures in {}; see them with "
      "kirchhoff pareto, show and trials",
      study.folder.string(), what, study.spec.table->path.filename().string());
}

std::optional<std::uint64_t> knee_number(const StudyView& study) {
  if (study.front.empty()) return std::nullopt;
  return study.trials[study.front[study.knee]].number;
}

std::optional<bool> in_region(const StudyView& study, const objective::Trial& trial) {
  if (!objective::has_region(study.formulation)) return std::nullopt;
  const auto losses = objective::losses(study.formulation, trial.metrics);
  return losses && objective::is_in_region(study.formulation, *losses);
}

std::string front_note(const StudyView& study, std::size_t place) {
  std::vector<std::string> notes;
  if (place == study.knee) {
    notes.push_back(objective::has_reference_point(study.formulation) ? "nearest" : "knee");
  }
  if (in_region(study, study.trials[study.front[place]]).value_or(false)) {
    notes.push_back("in region");
  }
  return join_words(notes);
}

std::string front_basis(const StudyView& study) {
  if (study.front.empty()) return "none";
  if (study.spec.table) return "table";
  if (study.spec.data.shape) return "cost model";
  const objective::Trial& first = study.trials[study.front.front()];
  return first.role == objective::TrialRole::Final ? "full" : "proxy";
}

Json document(const StudyView& study, const objective::Trial& trial, const std::string& name) {
  const objective::Trial* source = &trial;
  if (!trial.documents.contains(name) && trial.repeats) source = find_trial(study, *trial.repeats);
  if (source == nullptr) return {};
  const auto found = source->documents.find(name);
  if (found == source->documents.end()) return {};
  return Json::parse(found->second, fmt::format("{} of trial {}", name, trial.number));
}

Json value_json(const space::ParameterValue& value) {
  return std::visit([](const auto& content) { return Json(content); }, value);
}

std::string field_text(const objective::Trial& trial, const std::string& path) {
  const auto found = trial.fields.find(path);
  return found == trial.fields.end() ? "-" : printable(space::value_text(found->second));
}

std::string hardware_text(const objective::Trial& trial, const std::string& key) {
  std::string text;
  for (const auto& [path, value] : trial.fields) {
    if (!path.starts_with("hardware.") || !path.ends_with("." + key)) continue;
    if (!text.empty()) text += '+';
    text += space::value_text(value);
  }
  return text.empty() ? "-" : printable(text);
}

std::string bits_text(const StudyView& study, const objective::Trial& trial) {
  const BitsRange weights = bits_of_fields(trial.fields, ".weight_bits");
  const BitsRange activations = bits_of_fields(trial.fields, ".activation_bits");
  const bool is_from_file = !weights.low && trial.fields.contains("network.file");
  return fmt::format(
      "{}/{}",
      is_from_file ? bits_of_file(study, trial) : weights.text() + "/" + activations.text(),
      hardware_text(trial, "adc_bits"));
}

std::string crossbar_text(const objective::Trial& trial) {
  return fmt::format("{}x{}", hardware_text(trial, "rows"), hardware_text(trial, "columns"));
}

std::string percent_text(std::optional<double> share) {
  return share ? fmt::format("{:.2f} %", 100.0 * *share) : "-";
}

std::string printable(std::string text) {
  for (char& letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x20 || code == 0x7f) letter = '?';
  }
  return text;
}

design::Task task_of(const StudyView& study) {
  design::Task task{.folder = study.spec.path.parent_path()};
  task.input.channels = fact_or(study, "task.channels", task.input.channels);
  task.input.height = fact_or(study, "task.height", task.input.height);
  task.input.width = fact_or(study, "task.width", task.input.width);
  task.classes = fact_or(study, "task.classes", task.classes);
  return task;
}

}  // namespace kirchhoff::report::detail
