// kirchhoff/cli/reported_study.cpp - joins a stored study and its enumeration.
#include "kirchhoff/cli/reported_study.hpp"

#include "kirchhoff/study/enumeration.hpp"

namespace kirchhoff::cli {

report::StudyView read_reported_study(const std::filesystem::path& folder) {
  report::StudyView view = report::read_study(folder);
  const std::optional<study::Enumeration> known = study::load_truth(folder, view.spec);
  if (!known || !known->is_complete()) return view;
  report::KnownTruth truth{
      .candidates = known->candidates, .feasible = known->feasible, .losses = {}};
  for (const study::TruePoint& point : known->front) truth.losses.push_back(point.losses);
  if (view.formulation.objectives.size() > 1) {
    truth.share = study::truth_share(folder, view.spec, view.trials);
  }
  view.truth = std::move(truth);
  return view;
}

}  // namespace kirchhoff::cli
