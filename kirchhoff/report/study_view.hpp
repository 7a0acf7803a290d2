// kirchhoff/report/study_view.hpp - a stored study, read once, with its front decided.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/space/search_space.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::report {

/// What `kirchhoff enumerate` found out about a study: no search can beat it.
struct KnownTruth {
  std::uint64_t candidates = 0;  // of the space, without what a rule forbids
  std::uint64_t feasible = 0;
  std::vector<std::vector<double>> losses;  // of the true front, as objective::losses
  /// Of its hypervolume, what the study's trials cover; nullopt with one objective.
  std::optional<double> share{};
};

/// A study as stored. Search trials come first, by number, then final trials, then baselines.
/// Numbers are unique over all roles.
struct StudyView {
  std::filesystem::path folder;
  spec::Spec spec;
  space::SearchSpace space;
  objective::Formulation formulation;
  std::vector<objective::Trial> trials;
  std::map<std::string, std::string>
      facts;  // "run.wall_seconds", "run.cores_busy", "fingerprint", ...
  /// Indices into trials, best accuracy first. Once designs are trained fully: the final trials
  /// that no other final trial dominates on the validation images; before that: the complete search
  /// trials likewise.
  std::vector<std::size_t> front;
  std::size_t knee = 0;  // index into front; 0 when the front is empty
  /// Hypervolume of the front of search trials after each evaluated trial, in order of number.
  std::vector<std::pair<std::uint64_t, double>> hypervolume;
  /// Entered by whoever knows it; read_study leaves it empty.
  std::optional<KnownTruth> truth{};
};

/// Reads a study folder without creating a file. Throws Error(Input) when there is none, naming the
/// nearest folder that is one.
[[nodiscard]] StudyView read_study(const std::filesystem::path& folder);

/// The keys are those of the architecture.
[[nodiscard]] Json pareto_json(const StudyView& study);
[[nodiscard]] Json trials_json(const StudyView& study);
/// Everything about one trial. Throws Error(Input) for an unknown number, saying which exist.
[[nodiscard]] Json trial_report_json(const StudyView& study, std::uint64_t number);

/// For the terminal; `width` columns, no colours.
[[nodiscard]] std::string front_table(const StudyView& study, int width = 120);
[[nodiscard]] std::string trials_table(const StudyView& study, int width = 120);
[[nodiscard]] std::string trial_text(const StudyView& study, std::uint64_t number);
[[nodiscard]] std::string study_summary(const StudyView& study);

/// Equal text for equal studies: spec, every trial in canonical form.
[[nodiscard]] std::string canonical_text(const StudyView& study);

/// One HTML file that works offline: the built page with the study's figures inside.
[[nodiscard]] std::string report_html(const StudyView& study);
/// The figures alone, the page's input; docs/reference/report_json.md describes it.
[[nodiscard]] Json report_json(const StudyView& study);

/// A trial that was trained fully, as its worker left it.
struct TrainedDesign {
  space::Fields fields;
  network::Weights weights;
};
/// Throws Error(Input) for an unknown number, and for a trial without stored weights or with others
/// than it was measured with, saying what to take instead; for a study with a table.
[[nodiscard]] TrainedDesign trained_design(const StudyView& study, std::uint64_t number);

/// Writes the trained network (weights of artifacts/<number>/weights.kw) or the chip of one trial.
/// Throws as above.
void export_onnx(const StudyView& study, std::uint64_t number, const std::filesystem::path& file);
void export_hardware(const StudyView& study, std::uint64_t number,
                     const std::filesystem::path& file);

}  // namespace kirchhoff::report
