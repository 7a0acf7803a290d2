// tests/report/canonical_text_test.cpp - equal studies give equal text, different ones do not.
#include "kirchhoff/report/study_view.hpp"
#include "tests/report/stored_study.hpp"

namespace kirchhoff::report {

TEST_CASE("who computed a trial, and how long it took, does not change the canonical text") {
  const StoredStudy one;
  const StoredStudy two;
  objective::Trial trial = search_trial(0, 0.8, 1e-7);
  one.put({trial, search_trial(1, 0.81, 1e-7)});
  trial.worker = 5;
  trial.seconds = 99.0;
  trial.finished_at = "2026-01-01T00:00:00Z";
  two.put({search_trial(1, 0.81, 1e-7)});
  two.put({trial});
  CHECK(canonical_text(read_study(one.path())) == canonical_text(read_study(two.path())));
}

TEST_CASE("the last bit of one metric changes the canonical text") {
  const StoredStudy one;
  const StoredStudy two;
  one.put({search_trial(0, 0.8, 1e-7)});
  two.put({search_trial(0, std::nextafter(0.8, 1.0), 1e-7)});
  CHECK(canonical_text(read_study(one.path())) != canonical_text(read_study(two.path())));
}

}  // namespace kirchhoff::report
