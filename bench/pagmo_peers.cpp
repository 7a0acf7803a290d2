// bench/pagmo_peers.cpp - pagmo's algorithms on problems of which every answer is known, as peers.
//
//   build/bin/pagmo_peers --tables TABLES --budget 1000 --seeds 20 --out pagmo.json
//
// In:   a folder with problems.json and its tables; without one, the synthetic problems
// Out:  a file of peer runs (docs/reference/problems.md) for `kirchhoff bench search --peers`,
// which
//       scores them; nothing is scored here
//
// pagmo owns its loop, so a search ends by an exception out of its fitness. A candidate that was
// evaluated before is answered at no cost: budgets count distinct candidates. Integers are given as
// pagmo's own where an algorithm knows them, otherwise as parts of equal width of a real axis.
#include <fmt/core.h>
#include <time.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/bee_colony.hpp>
#include <pagmo/algorithms/de1220.hpp>
#include <pagmo/algorithms/gaco.hpp>
#include <pagmo/algorithms/gwo.hpp>
#include <pagmo/algorithms/ihs.hpp>
#include <pagmo/algorithms/maco.hpp>
#include <pagmo/algorithms/moead.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/algorithms/nspso.hpp>
#include <pagmo/algorithms/pso_gen.hpp>
#include <pagmo/algorithms/sade.hpp>
#include <pagmo/algorithms/sga.hpp>
#include <pagmo/algorithms/simulated_annealing.hpp>
#include <pagmo/config.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <unordered_set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/space/scale.hpp"
#include "kirchhoff/tabular/problem.hpp"

namespace {

using kirchhoff::Json;
using kirchhoff::tabular::Problem;

constexpr int vain_allowed = 10'000;  // repeats in a row, as in the search of the verb
constexpr std::size_t evaluations_per_mark = 25;
constexpr unsigned endless = 1'000'000;  // generations

double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct BudgetSpent {};

// What one search evaluated; shared by all copies that pagmo makes of its problem.
struct Record {
  std::size_t budget = 0;
  std::vector<std::uint64_t> rows;
  std::unordered_set<std::uint64_t> known;
  int vain_in_a_row = 0;
  double start = thread_seconds(), inside = 0.0;  // seconds inside evaluations do not count
  Json times = Json::array();

  // Throws BudgetSpent instead of one candidate too many.
  void count(std::uint64_t row) {
    if (!known.contains(row)) {
      if (rows.size() >= budget) throw BudgetSpent{};
      known.insert(row);
      rows.push_back(row);
      vain_in_a_row = 0;
      if (rows.size() % evaluations_per_mark == 0 || rows.size() == budget) {
        times.push(Json::array(
            {Json(std::uint64_t{rows.size()}), Json(thread_seconds() - start - inside)}));
      }
    } else if (++vain_in_a_row >= vain_allowed) {
      throw BudgetSpent{};
    }
  }
};

// pagmo's view of a problem: losses of a vector of levels.
class Levels {
 public:
  Levels() = default;
  Levels(const Problem& problem, bool has_integers, std::shared_ptr<Record> record)
      : problem_(&problem), has_integers_(has_integers), record_(std::move(record)) {}

  [[nodiscard]] pagmo::vector_double fitness(const pagmo::vector_double& places) const {
    const double begin = thread_seconds();
    const auto parameters = problem_->space.parameters();
    kirchhoff::space::Candidate candidate;
    std::uint64_t row = 0;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const std::size_t levels = parameters[i].level_count();
      const double place = std::clamp(std::floor(places[i]), 0.0, static_cast<double>(levels - 1));
      const auto level = static_cast<std::size_t>(place);
      candidate.values.emplace_back(kirchhoff::space::value_at_level(parameters[i], level));
      row = row * levels + level;
    }
    record_->count(row);
    pagmo::vector_double losses = losses_of(candidate);
    record_->inside += thread_seconds() - begin;
    return losses;
  }
  [[nodiscard]] std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
    std::pair<pagmo::vector_double, pagmo::vector_double> bounds;
    for (const auto& parameter : problem_->space.parameters()) {
      bounds.first.push_back(0.0);
      const auto levels = static_cast<double>(parameter.level_count());
      bounds.second.push_back(has_integers_ ? levels - 1.0 : levels);
    }
    return bounds;
  }
  [[nodiscard]] pagmo::vector_double::size_type get_nobj() const {
    return problem_->formulation.objectives.size();
  }
  [[nodiscard]] pagmo::vector_double::size_type get_nix() const {
    return has_integers_ ? problem_->space.parameters().size() : 0;
  }

 private:
  // Normalised; what breaks a constraint is worse than all that does not, by as much as it does.
  [[nodiscard]] pagmo::vector_double losses_of(const kirchhoff::space::Candidate& candidate) const {
    const auto trial = kirchhoff::tabular::evaluated(*problem_, 0, candidate);
    const auto& formulation = problem_->formulation;
    auto losses = kirchhoff::objective::normalised(
        formulation, *kirchhoff::objective::losses(formulation, trial.metrics));
    for (double& loss : losses) {
      for (const auto& [name, violation] : trial.violations) loss += 1.0 + violation;
    }
    return losses;
  }

  const Problem* problem_ = nullptr;
  bool has_integers_ = false;
  std::shared_ptr<Record> record_;
};

struct Peer {
  std::string name;
  bool many = false;      // for several objectives, otherwise for one
  bool integers = false;  // knows integers
  unsigned population = 20;
  std::function<pagmo::algorithm(const Problem&, unsigned seed, std::size_t budget)> make;
};

double mutation_rate(const Problem& problem) {
  return 1.0 / static_cast<double>(problem.space.parameters().size());
}

// With the population and rates that the strategy's own literature gives for small budgets.
Peer nsga2(unsigned population) {
  return {fmt::format("pagmo-nsga2-{}", population), true, true, population,
          [](const Problem& problem, unsigned seed, std::size_t) {
            return pagmo::algorithm(
                pagmo::nsga2(endless, 0.9, 10.0, mutation_rate(problem), 50.0, seed));
          }};
}

// Each temperature takes one step of every parameter's range; as many temperatures as the budget.
pagmo::algorithm annealing(const Problem& problem, unsigned seed, std::size_t budget) {
  const auto parameters = static_cast<double>(problem.space.parameters().size());
  constexpr unsigned bin = 1;
  const auto temperatures =
      static_cast<unsigned>(std::max(1.0, std::ceil(static_cast<double>(budget) / parameters)));
  // Losses are normalised: from a tenth of their range down to a thousandth.
  return pagmo::algorithm(pagmo::simulated_annealing(0.1, 0.001, temperatures, 1, bin, 1.0, seed));
}

std::vector<Peer> peers() {
  using Budget = std::size_t;
  std::vector<Peer> list = {nsga2(20), nsga2(40), nsga2(100)};
  for (const unsigned population : {20U, 40U}) {
    list.push_back({fmt::format("pagmo-moead-{}", population), true, false, population,
                    [](const Problem&, unsigned seed, Budget) {
                      return pagmo::algorithm(pagmo::moead(endless, "grid", "tchebycheff", 10, 1.0,
                                                           0.5, 20.0, 0.9, 2, true, seed));
                    }});
    list.push_back({fmt::format("pagmo-nspso-{}", population), true, false, population,
                    [](const Problem&, unsigned seed, Budget) {
                      return pagmo::algorithm(pagmo::nspso(endless, 0.6, 2.0, 2.0, 1.0, 0.5, 60,
                                                           "crowding distance", false, seed));
                    }});
    list.push_back({fmt::format("pagmo-maco-{}", population), true, true, population,
                    [population](const Problem&, unsigned seed, Budget) {
                      return pagmo::algorithm(
                          pagmo::maco(endless, population, 1.0, 1, 7, 100'000, 0.0, false, seed));
                    }});
  }
  list.push_back({"pagmo-annealing", false, false, 1, annealing});
  list.push_back(
      {"pagmo-annealing-default", false, false, 1, [](const Problem&, unsigned seed, Budget) {
         return pagmo::algorithm(pagmo::simulated_annealing(10.0, 0.1, 10, 1, 20, 1.0, seed));
       }});
  list.push_back({"pagmo-sga", false, true, 20, [](const Problem& problem, unsigned seed, Budget) {
                    return pagmo::algorithm(pagmo::sga(endless, 0.9, 1.0, mutation_rate(problem),
                                                       1.0, 2, "exponential", "uniform",
                                                       "tournament", seed));
                  }});
  list.push_back({"pagmo-sade", false, false, 20, [](const Problem&, unsigned seed, Budget) {
                    return pagmo::algorithm(pagmo::sade(endless, 2, 1, 0.0, 0.0, false, seed));
                  }});
  list.push_back({"pagmo-de1220", false, false, 20, [](const Problem&, unsigned seed, Budget) {
                    return pagmo::algorithm(
                        pagmo::de1220(endless, pagmo::de1220_statics<void>::allowed_variants, 1,
                                      0.0, 0.0, false, seed));
                  }});
  list.push_back({"pagmo-gaco", false, true, 20, [](const Problem&, unsigned seed, Budget) {
                    return pagmo::algorithm(pagmo::gaco(endless, 20, 1.0, 1e9, 0.01, 1, 7, 100'000,
                                                        100'000, 0.0, false, seed));
                  }});
  list.push_back({"pagmo-pso", false, false, 20, [](const Problem&, unsigned seed, Budget) {
                    return pagmo::algorithm(
                        pagmo::pso_gen(endless, 0.7298, 2.05, 2.05, 0.5, 5, 2, 4, false, seed));
                  }});
  list.push_back({"pagmo-bee-colony", false, false, 20, [](const Problem&, unsigned seed, Budget) {
                    return pagmo::algorithm(pagmo::bee_colony(endless, 20, seed));
                  }});
  list.push_back({"pagmo-gwo", false, false, 20, [](const Problem&, unsigned seed, Budget) {
                    return pagmo::algorithm(pagmo::gwo(endless, seed));
                  }});
  list.push_back({"pagmo-ihs", false, true, 20, [](const Problem&, unsigned seed, Budget) {
                    return pagmo::algorithm(pagmo::ihs(endless, 0.85, 0.35, 0.99, 1e-5, 1.0, seed));
                  }});
  return list;
}

Json searched(const Problem& problem, const Peer& peer, unsigned seed, std::size_t budget) {
  const auto record = std::make_shared<Record>();
  record->budget = budget;
  try {
    pagmo::population population(pagmo::problem(Levels(problem, peer.integers, record)),
                                 peer.population, seed);
    const pagmo::algorithm algorithm = peer.make(problem, seed, budget);
    // One call is a whole search; what ends by itself (annealing) starts again from its result.
    while (true) population = algorithm.evolve(population);
  } catch (const BudgetSpent&) {
  }
  Json rows = Json::array();
  for (const std::uint64_t row : record->rows) rows.push(row);
  return Json::object({{"problem", problem.name},
                       {"peer", peer.name},
                       {"seed", std::uint64_t{seed}},
                       {"budget", std::uint64_t{budget}},
                       {"rows", std::move(rows)},
                       {"times", std::move(record->times)}});
}

struct Arguments {
  std::string tables, out;
  std::vector<std::string> problems;
  std::size_t budget = 1000;
  unsigned seeds = 20;
};

void run(const Arguments& arguments) {
  const auto problems =
      arguments.tables.empty()
          ? kirchhoff::tabular::synthetic_problems(arguments.problems)
          : kirchhoff::tabular::load_problems(arguments.tables, arguments.problems);
  Json runs = Json::array();
  for (const Problem& problem : problems) {
    const bool many = problem.formulation.objectives.size() > 1;
    for (const Peer& peer : peers()) {
      if (peer.many != many) continue;
      std::cerr << fmt::format("{}: {}\n", problem.name, peer.name);
      for (unsigned seed = 1; seed <= arguments.seeds; ++seed) {
        runs.push(searched(problem, peer, seed, arguments.budget));
      }
    }
  }
  const std::string source = fmt::format("pagmo {}", PAGMO_VERSION);
  kirchhoff::write_atomically(
      arguments.out, Json::object({{"source", source}, {"runs", std::move(runs)}}).dump() + "\n");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("pagmo's searches as peers of ours");
  Arguments arguments;
  program.add_option("--tables", arguments.tables,
                     "folder with problems.json (default: synthetic)");
  program.add_option("--problems", arguments.problems, "these alone")->delimiter(',');
  program.add_option("--budget", arguments.budget, "distinct evaluations");
  program.add_option("--seeds", arguments.seeds, "repetitions with seeds 1 to N");
  program.add_option("--out", arguments.out, "file of peer runs")->required();
  CLI11_PARSE(program, argc, argv);
  try {
    run(arguments);
  } catch (const std::exception& error) {
    std::cerr << "pagmo_peers: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
