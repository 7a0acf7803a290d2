// kirchhoff/objective/trial.cpp - names of trial states and roles.
#include "kirchhoff/objective/trial.hpp"

#include <array>
#include <cstddef>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::objective {
namespace {

const std::array<std::string, 6> state_names = {"WAITING",    "RUNNING", "COMPLETE",
                                                "INFEASIBLE", "FAIL",    "STOPPED"};
const std::array<std::string, 3> role_names = {"search", "final", "baseline"};

template <std::size_t Count>
std::size_t index_of(const std::array<std::string, Count>& names, const std::string& name,
                     std::string_view what) {
  for (std::size_t i = 0; i < Count; ++i) {
    if (names[i] == name) return i;
  }
  fail(ErrorKind::Input, "\"{}\" is no {} of a trial; {}", name, what, suggest(name, names));
}

}  // namespace

const std::string& state_name(TrialState state) {
  return state_names.at(static_cast<std::size_t>(state));
}
TrialState state_from_name(const std::string& name) {
  return static_cast<TrialState>(index_of(state_names, name, "state"));
}
const std::string& role_name(TrialRole role) {
  return role_names.at(static_cast<std::size_t>(role));
}
TrialRole role_from_name(const std::string& name) {
  return static_cast<TrialRole>(index_of(role_names, name, "role"));
}

}  // namespace kirchhoff::objective
