// kirchhoff/report/canonical_text.cpp - text that is equal for equal studies.
#include "kirchhoff/report/study_view.hpp"
#include "kirchhoff/store/store.hpp"

namespace kirchhoff::report {

std::string canonical_text(const StudyView& study) {
  const Json head = Json::object({{"study", study.spec.name},
                                  {"seed", study.spec.seed},
                                  {"trials", study.spec.search.trials},
                                  {"spec", study.spec.text}});
  std::string text = head.dump() + "\n";
  for (const objective::Trial& trial : study.trials) {
    text += store::canonical_json(trial).dump() + "\n";
  }
  return text;
}

}  // namespace kirchhoff::report
