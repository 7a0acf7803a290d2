// kirchhoff/search/automatic.cpp - whose turn it is.
#include "kirchhoff/search/automatic.hpp"

#include <string_view>

namespace kirchhoff::search {
namespace {

constexpr std::size_t first_points = 16;
constexpr std::size_t few = 400, many = 1500;  // told trials at which the turns change

// 'b'ayesian, 't'pe, 'e'volution.
char turn_of(std::uint64_t number, std::size_t told) {
  if (told < first_points) return 'b';
  const std::string_view turns = told < few ? "bbbt" : told < many ? "bebt" : "beetee";
  return turns[number % turns.size()];
}

}  // namespace

Automatic::Automatic(const space::SearchSpace& space, const objective::Formulation& formulation,
                     const StrategyOptions& options)
    : bayesian_(space, formulation, options),
      tpe_(space, formulation, options),
      evolution_(space, formulation, options) {}

void Automatic::tell(std::span<const objective::Trial> finished) {
  bayesian_.tell(finished);
  tpe_.tell(finished);
  evolution_.tell(finished);
  told_ += finished.size();
}

space::Candidate Automatic::propose(std::uint64_t number) {
  const char turn = turn_of(number, told_);
  Strategy& strategy = turn == 'b'   ? static_cast<Strategy&>(bayesian_)
                       : turn == 't' ? static_cast<Strategy&>(tpe_)
                                     : static_cast<Strategy&>(evolution_);
  space::Candidate candidate = strategy.propose(number);
  if (turn != 'b') bayesian_.note(number, candidate);
  if (turn != 't') tpe_.note(number, candidate);
  if (turn != 'e') evolution_.note(candidate);
  return candidate;
}

}  // namespace kirchhoff::search
