// kirchhoff/report/export_design.cpp - one design as files: trained network (ONNX), chip (TOML).
#include <fmt/core.h>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report {
namespace {

namespace fs = std::filesystem;
using objective::Trial;

constexpr std::size_t weights_limit = std::size_t{1} << 30U;

fs::path weights_path(const StudyView& study, const Trial& trial) {
  return study.folder / "artifacts" / std::to_string(trial.number) / "weights.kw";
}

// What to export instead of a trial that keeps no weights.
std::string advice(const StudyView& study, const Trial& trial) {
  if (study.spec.data.shape) {
    return "nothing is trained in this study: export the chip with --hardware";
  }
  if (trial.fidelity.full) {
    return fmt::format("{} is missing: copy it back", weights_path(study, trial).string());
  }
  for (const Trial& other : study.trials) {
    if (other.continues == trial.number && other.is_feasible()) {
      return fmt::format("trial {} is its full training: export that", other.number);
    }
  }
  if (const auto knee = detail::knee_number(study); knee && detail::front_basis(study) == "full") {
    return fmt::format("only designs trained fully keep them, e.g. trial {}", *knee);
  }
  return "only designs trained fully keep them: let the search go on without --search-only";
}

network::Weights stored_weights(const StudyView& study, const Trial& trial) {
  const fs::path path = weights_path(study, trial);
  std::error_code ignored;
  require(fs::is_regular_file(path, ignored), "{}: trial {} has no stored weights; {}",
          study.folder.string(), trial.number, advice(study, trial));
  const std::string bytes = read_text(path, weights_limit);
  require(trial.artifact_hash.empty() || content_hash(bytes) == trial.artifact_hash,
          "{}: these are not the weights that trial {} was measured with (another hash); copy the "
          "file back, or search again in a new folder",
          path.string(), trial.number);
  return formats::weights_from_bytes(bytes, path.string());
}

std::vector<std::pair<std::string, std::string>> metadata(const StudyView& study,
                                                          const Trial& trial) {
  std::vector<std::pair<std::string, std::string>> entries = {
      {"kirchhoff.study", study.spec.name},
      {"kirchhoff.trial", std::to_string(trial.number)},
      {"kirchhoff.seed", std::to_string(trial.seed)}};
  for (const auto& [path, value] : trial.fields) {
    entries.emplace_back("kirchhoff." + path, space::value_text(value));
  }
  return entries;
}

}  // namespace

TrainedDesign trained_design(const StudyView& study, std::uint64_t number) {
  detail::require_designs(study, "accuracy");
  const Trial& trial = detail::trial_at(study, number);
  return {.fields = trial.fields, .weights = stored_weights(study, trial)};
}

void export_onnx(const StudyView& study, std::uint64_t number, const fs::path& file) {
  detail::require_designs(study, "an export");
  const Trial& trial = detail::trial_at(study, number);
  const network::Weights weights = stored_weights(study, trial);
  const design::Design design = design::build_design(trial.fields, detail::task_of(study));
  network::check_weights(weights, design.network);
  write_atomically(file, formats::onnx_bytes(design.network, weights, metadata(study, trial)));
}

void export_hardware(const StudyView& study, std::uint64_t number, const fs::path& file) {
  detail::require_designs(study, "an export");
  const Trial& trial = detail::trial_at(study, number);
  const design::Design design = design::build_design(trial.fields, detail::task_of(study));
  write_atomically(file, formats::chip_toml(design.chip));
}

}  // namespace kirchhoff::report
