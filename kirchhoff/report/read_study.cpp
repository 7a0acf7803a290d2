// kirchhoff/report/read_study.cpp - opens a study's folder and understands what lies in it.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/report/detail/decided_front.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/tabular/study_table.hpp"

namespace kirchhoff::report {
namespace {

namespace fs = std::filesystem;

// Studies in one folder, as the user would write them.
void add_studies(const fs::path& parent, std::vector<std::string>& found) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent.empty() ? "." : parent, ignored)) {
    if (!store::has_store(entry.path())) continue;
    found.push_back((parent / entry.path().filename()).string());
  }
}

[[noreturn]] void refuse_folder(const fs::path& folder) {
  const fs::path wanted = folder.has_filename() ? folder : folder.parent_path();
  std::vector<std::string> studies;
  add_studies(wanted.parent_path(), studies);
  if (!wanted.has_parent_path()) add_studies("studies", studies);
  std::sort(studies.begin(), studies.end());
  const std::string near_name = (fs::path("studies") / wanted).string();
  const bool exists = std::find(studies.begin(), studies.end(), near_name) != studies.end();
  fail(ErrorKind::Input, "{}: holds no study (no study.db); {}", folder.string(),
       exists            ? fmt::format("did you mean \"{}\"?", near_name)
       : studies.empty() ? "start one with: kirchhoff search fashion-joint"
                         : suggest(wanted.string(), studies));
}

template <typename Number>
void take_number(const std::map<std::string, std::string>& facts, const std::string& key,
                 Number& number) {
  const auto found = facts.find(key);
  if (found == facts.end()) return;
  const std::string& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), number);
}

// The spec as it was run: the stored text with what the command line put in its place.
spec::Spec stored_spec(const fs::path& folder, const std::map<std::string, std::string>& facts) {
  const auto text = facts.find("spec");
  require(text != facts.end(),
          "{}: study.db does not say what was searched; the study was never "
          "started: run kirchhoff search again",
          folder.string());
  const auto path = facts.find("spec_path");
  spec::Spec spec = spec::parse_spec(
      text->second, path == facts.end() ? folder / "study.toml" : fs::path(path->second));
  const auto table = facts.find("table");
  if (spec.table && table != facts.end()) tabular::enter_table(spec, table->second);
  take_number(facts, "seed", spec.seed);
  take_number(facts, "budget.trials", spec.search.trials);
  return spec;
}

}  // namespace

StudyView read_study(const fs::path& folder) {
  if (!store::has_store(folder)) refuse_folder(folder);
  const auto store = store::open_store(folder, store::OpenMode::Read);
  std::map<std::string, std::string> facts;
  for (auto& [key, value] : store->facts("")) facts[key] = value;
  spec::Spec spec = stored_spec(folder, facts);
  space::SearchSpace space(spec.space);
  objective::Formulation formulation = objective::parse_formulation(spec);
  StudyView study{.folder = folder,
                  .spec = std::move(spec),
                  .space = std::move(space),
                  .formulation = std::move(formulation),
                  .trials = store->trials(),
                  .facts = std::move(facts),
                  .front = {},
                  .knee = 0,
                  .hypervolume = {}};
  std::stable_sort(study.trials.begin(), study.trials.end(),
                   [](const objective::Trial& a, const objective::Trial& b) {
                     return std::pair(a.role, a.number) < std::pair(b.role, b.number);
                   });
  detail::decide_front(study);
  detail::follow_hypervolume(study);
  return study;
}

}  // namespace kirchhoff::report
