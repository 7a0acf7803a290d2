// tests/objective/trial_test.cpp - names of states and roles read back.
#include "kirchhoff/objective/trial.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::objective {

TEST_CASE("every state and role reads back from its name, and the names are the documented ones") {
  using enum TrialState;
  for (const TrialState state : {Waiting, Running, Complete, Infeasible, Fail}) {
    CHECK(state_from_name(state_name(state)) == state);
  }
  CHECK(state_name(Infeasible) == "INFEASIBLE");
  for (const TrialRole role : {TrialRole::Search, TrialRole::Final, TrialRole::Baseline}) {
    CHECK(role_from_name(role_name(role)) == role);
  }
  CHECK(role_name(TrialRole::Baseline) == "baseline");
}

TEST_CASE("an unknown state is an input error that names the nearest") {
  CHECK_THROWS_WITH_AS((void)state_from_name("COMPLET"),
                       doctest::Contains("did you mean \"COMPLETE\""), Error);
}

}  // namespace kirchhoff::objective
