// kirchhoff/search/strategy.cpp - the one list of strategies.
#include "kirchhoff/search/strategy.hpp"

#include <algorithm>
#include <array>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/search/automatic.hpp"
#include "kirchhoff/search/bandit.hpp"
#include "kirchhoff/search/bayesian.hpp"
#include "kirchhoff/search/nsga2.hpp"
#include "kirchhoff/search/policy.hpp"
#include "kirchhoff/search/random_search.hpp"
#include "kirchhoff/search/tpe.hpp"

namespace kirchhoff::search {
namespace {

const std::array<StrategyDescription, 10> strategies = {{
    {"ppo", "Proximal policy optimisation of a recurrent controller (Schulman et al. 2017)"},
    {"reinforce", "REINFORCE over a recurrent controller (Williams 1992; Zoph, Le 2017)"},
    {"exp3", "EXP3 over the choices of each parameter (Auer et al. 2002)"},
    {"thompson", "Thompson sampling over the choices of each parameter (Agrawal, Goyal 2013)"},
    {"ucb", "UCB1 over the choices of each parameter (Auer, Cesa-Bianchi, Fischer 2002)"},
    {"auto",
     "Needs no choice: Gaussian processes first, a Parzen estimator and evolution in turns; the "
     "same cost for any number of trials"},
    {"bayesian",
     "Gaussian processes on mixed parameters, one per objective and constraint; the largest "
     "expected gain of hypervolume (Emmerich et al. 2011)"},
    {"nsga2",
     "Steady-state NSGA-II: parents by rank and crowding, infeasible ones by violation (Deb, "
     "Pratap, Agarwal, Meyarivan 2002)"},
    {"random", "Uniform random candidates, none twice: the yardstick of all others"},
    {"tpe",
     "Tree-structured Parzen estimator: draws from a density of the good trials and takes what is "
     "rare among the rest (Bergstra et al. 2011; several objectives: Ozaki et al. 2020)"},
}};

std::string unknown_strategy(std::string_view name) {
  std::vector<std::string> names;
  for (const StrategyDescription& strategy : strategies) names.push_back(strategy.name);
  return fmt::format("there is no strategy \"{}\"; {}", name, suggest(name, names));
}

}  // namespace

std::span<const StrategyDescription> strategy_table() { return strategies; }

void check_strategy(const spec::SearchSpec& search) {
  const bool is_known = std::any_of(
      strategies.begin(), strategies.end(),
      [&](const StrategyDescription& strategy) { return strategy.name == search.strategy; });
  require(is_known, "{}: {}", search.strategy_location.text(), unknown_strategy(search.strategy));
}

std::unique_ptr<Strategy> make_strategy(std::string_view name, const space::SearchSpace& space,
                                        const objective::Formulation& formulation,
                                        const StrategyOptions& options) {
  if (name == "bayesian") return std::make_unique<Bayesian>(space, formulation, options);
  if (name == "auto") return std::make_unique<Automatic>(space, formulation, options);
  if (name == "ucb") return std::make_unique<Bandit>(space, formulation, options, BanditRule::Ucb);
  if (name == "thompson")
    return std::make_unique<Bandit>(space, formulation, options, BanditRule::Thompson);
  if (name == "exp3")
    return std::make_unique<Bandit>(space, formulation, options, BanditRule::Exp3);
  if (name == "reinforce")
    return std::make_unique<Policy>(space, formulation, options, PolicyRule::Reinforce);
  if (name == "ppo")
    return std::make_unique<Policy>(space, formulation, options, PolicyRule::Proximal);
  if (name == "nsga2") return std::make_unique<Nsga2>(space, formulation, options);
  if (name == "random") return std::make_unique<RandomSearch>(space, options);
  if (name == "tpe") return std::make_unique<Tpe>(space, formulation, options);
  throw Error(ErrorKind::Input, unknown_strategy(name));
}

}  // namespace kirchhoff::search
