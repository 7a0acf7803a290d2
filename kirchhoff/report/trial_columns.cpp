// kirchhoff/report/trial_columns.cpp - the trials of a study in columns, for the page.
//
// So 10,000 of them stay small and quick to read. Of many more the page holds a part.
#include <map>
#include <set>

#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/page_parts.hpp"

namespace kirchhoff::report::detail {
namespace {

using objective::Trial;
using objective::TrialRole;
using Trials = std::vector<const Trial*>;

constexpr std::size_t most_search_trials = 20'000;

// All trials, or the front and every n-th search trial.
Trials shown_trials(const StudyView& study) {
  std::size_t search_trials = 0;
  for (const Trial& trial : study.trials) search_trials += trial.role == TrialRole::Search ? 1 : 0;
  const std::size_t step = 1 + (search_trials > 0 ? (search_trials - 1) / most_search_trials : 0);
  const std::set<std::size_t> front(study.front.begin(), study.front.end());
  Trials shown;
  for (std::size_t i = 0; i < study.trials.size(); ++i) {
    const bool is_search = study.trials[i].role == TrialRole::Search;
    if (!is_search || i % step == 0 || front.contains(i)) shown.push_back(&study.trials[i]);
  }
  return shown;
}

template <typename Read>
Json column(const Trials& trials, Read read) {
  Json::Array values;
  values.reserve(trials.size());
  for (const Trial* trial : trials) values.push_back(read(*trial));
  return Json::array(std::move(values));
}

Json reference(const std::optional<std::uint64_t>& number) {
  return number ? Json(*number) : Json();
}

Json metric_columns(const Trials& trials) {
  std::set<std::string> names;
  for (const Trial* trial : trials) {
    for (const auto& [name, value] : trial->metrics) names.insert(name);
  }
  Json columns = Json::object();
  for (const std::string& name : names) {
    columns.set(name, column(trials, [&](const Trial& trial) {
                  const auto value = metric(trial, name);
                  return value ? Json(*value) : Json();
                }));
  }
  return columns;
}

Json field_columns(const Trials& trials) {
  std::set<std::string> paths;
  for (const Trial* trial : trials) {
    for (const auto& [path, value] : trial->fields) paths.insert(path);
  }
  Json columns = Json::object();
  for (const std::string& path : paths) {
    columns.set(path, column(trials, [&](const Trial& trial) {
                  const auto found = trial.fields.find(path);
                  return found == trial.fields.end() ? Json() : value_json(found->second);
                }));
  }
  return columns;
}

// The bits of networks from a file come from a network that is built: once for all its chips.
Json bits_column(const StudyView& study, const Trials& trials) {
  std::map<std::string, std::string> known;
  return column(trials, [&](const Trial& trial) {
    if (study.spec.table) return Json("");
    std::string key = hardware_text(trial, "adc_bits");
    for (const auto& [path, value] : trial.fields) {
      if (!path.starts_with("hardware.")) key += "\n" + path + "=" + space::value_text(value);
    }
    const auto [found, is_new] = known.try_emplace(key);
    if (is_new) found->second = bits_text(study, trial);
    return Json(found->second);
  });
}

}  // namespace

Json trial_columns_json(const StudyView& study) {
  const Trials trials = shown_trials(study);
  const auto of = [&](auto read) { return column(trials, read); };
  const auto reason = [](const Trial& t) { return t.reasons.empty() ? "" : t.reasons.front(); };
  return Json::object({{"number", of([](const Trial& t) { return Json(t.number); })},
                       {"role", of([](const Trial& t) { return Json(role_name(t.role)); })},
                       {"state", of([](const Trial& t) { return Json(state_name(t.state)); })},
                       {"evaluated", of([](const Trial& t) { return Json(t.evaluated); })},
                       {"continues", of([](const Trial& t) { return reference(t.continues); })},
                       {"repeats", of([](const Trial& t) { return reference(t.repeats); })},
                       {"bits", bits_column(study, trials)},
                       {"label", of([](const Trial& t) { return Json(t.label); })},
                       {"reason", of([&](const Trial& t) { return Json(reason(t)); })},
                       {"seconds", of([](const Trial& t) { return Json(t.seconds); })},
                       {"metrics", metric_columns(trials)},
                       {"fields", field_columns(trials)}});
}

}  // namespace kirchhoff::report::detail
