// kirchhoff/search/strategy.cpp - the one list of strategies.
#include "kirchhoff/search/strategy.hpp"

#include <algorithm>
#include <type_traits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/search/annealing.hpp"
#include "kirchhoff/search/automatic.hpp"
#include "kirchhoff/search/bandit.hpp"
#include "kirchhoff/search/bayesian.hpp"
#include "kirchhoff/search/genetic.hpp"
#include "kirchhoff/search/grid.hpp"
#include "kirchhoff/search/local_search.hpp"
#include "kirchhoff/search/moead.hpp"
#include "kirchhoff/search/nsga2.hpp"
#include "kirchhoff/search/nsga3.hpp"
#include "kirchhoff/search/policy.hpp"
#include "kirchhoff/search/random_search.hpp"
#include "kirchhoff/search/regularised_evolution.hpp"
#include "kirchhoff/search/stein.hpp"
#include "kirchhoff/search/tpe.hpp"

namespace kirchhoff::search {
namespace {

using Maker = std::unique_ptr<Strategy> (*)(const space::SearchSpace&,
                                            const objective::Formulation&, const StrategyOptions&);

template <typename Kind>
std::unique_ptr<Strategy> made(const space::SearchSpace& space,
                               const objective::Formulation& formulation,
                               const StrategyOptions& options) {
  if constexpr (std::is_constructible_v<Kind, const space::SearchSpace&, const StrategyOptions&>) {
    return std::make_unique<Kind>(space, options);
  } else {
    return std::make_unique<Kind>(space, formulation, options);
  }
}

template <BanditRule rule>
std::unique_ptr<Strategy> made_bandit(const space::SearchSpace& space,
                                      const objective::Formulation& formulation,
                                      const StrategyOptions& options) {
  return std::make_unique<Bandit>(space, formulation, options, rule);
}

template <PolicyRule rule>
std::unique_ptr<Strategy> made_policy(const space::SearchSpace& space,
                                      const objective::Formulation& formulation,
                                      const StrategyOptions& options) {
  return std::make_unique<Policy>(space, formulation, options, rule);
}

struct Entry {
  StrategyDescription description;
  Maker maker;
};

// In alphabetical order.
const std::vector<Entry>& entries() {
  static const std::vector<Entry> list = {
      {{"annealing",
        "Simulated annealing over neighbours, one direction after another (Kirkpatrick, Gelatt, "
        "Vecchi 1983)"},
       made<Annealing>},
      {{"auto", "Needs no choice: Gaussian processes, a Parzen estimator and evolution in turns"},
       made<Automatic>},
      {{"bayesian",
        "Gaussian processes; the largest expected gain of hypervolume (Emmerich et al. 2011)"},
       made<Bayesian>},
      {{"exp3", "EXP3 over the choices of each parameter (Auer et al. 2002)"},
       made_bandit<BanditRule::Exp3>},
      {{"genetic",
        "Steady-state genetic algorithm; the least hypervolume leaves (Beume, Naujoks, Emmerich "
        "2007)"},
       made<Genetic>},
      {{"grid", "Every point of a grid once, in golden-section steps: for small spaces"},
       made<Grid>},
      {{"local-search",
        "First improvement among neighbours with restarts; the front's members in turn (Paquete, "
        "Chiarandini, Stützle 2004)"},
       made<LocalSearch>},
      {{"moead",
        "MOEA/D: one Tchebycheff problem per direction, neighbours share parents (Zhang, Li "
        "2007)"},
       made<Moead>},
      {{"nsga2",
        "Steady-state NSGA-II: parents by rank and crowding, infeasible ones by violation (Deb, "
        "Pratap, Agarwal, Meyarivan 2002)"},
       made<Nsga2>},
      {{"nsga3",
        "Steady-state NSGA-III: reference directions keep the spread, for three objectives and "
        "more (Deb, Jain 2014)"},
       made<Nsga3>},
      {{"ppo", "Proximal policy optimisation of a recurrent controller (Schulman et al. 2017)"},
       made_policy<PolicyRule::Proximal>},
      {{"random", "Uniform random candidates, none twice: the yardstick of all others"},
       made<RandomSearch>},
      {{"regularised-evolution",
        "The best of a sample mutates, the oldest dies: for noisy objectives (Real, Aggarwal, "
        "Huang, Le 2019)"},
       made<RegularisedEvolution>},
      {{"reinforce", "REINFORCE over a recurrent controller (Williams 1992; Zoph, Le 2017)"},
       made_policy<PolicyRule::Reinforce>},
      {{"stein",
        "Candidates drawn from twelve learned distributions that repel each other (Liu, Wang "
        "2016; Williams 1992)"},
       made<Stein>},
      {{"thompson", "Thompson sampling over the choices of each parameter (Agrawal, Goyal 2013)"},
       made_bandit<BanditRule::Thompson>},
      {{"tpe",
        "Tree-structured Parzen estimator (Bergstra et al. 2011; several objectives: Ozaki et al. "
        "2020)"},
       made<Tpe>},
      {{"ucb", "UCB1 over the choices of each parameter (Auer, Cesa-Bianchi, Fischer 2002)"},
       made_bandit<BanditRule::Ucb>},
  };
  return list;
}

std::string unknown_strategy(std::string_view name) {
  std::vector<std::string> names;
  for (const StrategyDescription& strategy : strategy_table()) names.push_back(strategy.name);
  return fmt::format("there is no strategy \"{}\"; {}", name, suggest(name, names));
}

}  // namespace

std::span<const StrategyDescription> strategy_table() {
  static const std::vector<StrategyDescription> table = [] {
    std::vector<StrategyDescription> descriptions;
    for (const Entry& entry : entries()) descriptions.push_back(entry.description);
    return descriptions;
  }();
  return table;
}

void check_strategy(const spec::SearchSpec& search) {
  const bool is_known = std::any_of(
      strategy_table().begin(), strategy_table().end(),
      [&](const StrategyDescription& strategy) { return strategy.name == search.strategy; });
  require(is_known, "{}: {}", search.strategy_location.text(), unknown_strategy(search.strategy));
  try {
    (void)space::sampling_from_name(search.first_points);
  } catch (const Error& error) {
    fail(error.kind(), "{}: {}", search.first_points_location.text(), error.what());
  }
}

std::unique_ptr<Strategy> make_strategy(std::string_view name, const space::SearchSpace& space,
                                        const objective::Formulation& formulation,
                                        const StrategyOptions& options) {
  for (const Entry& entry : entries()) {
    if (entry.description.name == name) return entry.maker(space, formulation, options);
  }
  throw Error(ErrorKind::Input, unknown_strategy(name));
}

}  // namespace kirchhoff::search
