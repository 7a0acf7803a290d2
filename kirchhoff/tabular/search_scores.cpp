// kirchhoff/tabular/search_scores.cpp - one search on one problem, told what its lookahead allows.
//
// Model: docs/decisions/0002, the same schedule as a study's; evaluations end in order.
#include <time.h>

#include <map>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/tabular/comparison.hpp"

namespace kirchhoff::tabular {
namespace {

constexpr int vain_allowed = 10'000;  // repeats and refusals in a row

// Processor time of this thread: neighbours on the machine do not count.
double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

class TimedStrategy {
 public:
  explicit TimedStrategy(std::unique_ptr<search::Strategy> strategy)
      : strategy_(std::move(strategy)) {}
  space::Candidate propose(std::uint64_t number) {
    const double start = thread_seconds();
    space::Candidate candidate = strategy_->propose(number);
    seconds_ += thread_seconds() - start;
    return candidate;
  }
  void tell(const objective::Trial& trial) {
    const double start = thread_seconds();
    strategy_->tell({&trial, 1});
    seconds_ += thread_seconds() - start;
  }
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  std::unique_ptr<search::Strategy> strategy_;
  double seconds_ = 0.0;
};

}  // namespace

std::vector<Score> search_scores(const Problem& problem, const SearchOptions& options,
                                 const std::vector<std::size_t>& checkpoints) {
  KIRCHHOFF_ASSERT(!checkpoints.empty() && options.lookahead >= 1);
  TimedStrategy strategy(search::make_strategy(options.strategy, problem.space, problem.formulation,
                                               {.seed = options.seed,
                                                .population = options.population,
                                                .first_points = options.first_points}));
  Scorer scorer(problem);
  std::vector<objective::Trial> sent;
  std::map<std::string, std::uint64_t> numbers;  // of evaluated candidates, by key
  std::vector<Score> scores;
  std::size_t told = 0;
  int vain_in_a_row = 0;
  for (std::uint64_t number = 0; sent.size() < checkpoints.back(); ++number) {
    for (; told + options.lookahead <= sent.size(); ++told) strategy.tell(sent[told]);
    const space::Candidate candidate = strategy.propose(number);
    const auto [seen, is_new] = numbers.emplace(problem.space.key(candidate), number);
    if (vain_in_a_row >= vain_allowed) break;
    ++vain_in_a_row;
    if (!is_new) {
      strategy.tell({.number = number,
                     .state = objective::TrialState::Complete,
                     .candidate = candidate,
                     .repeats = seen->second});
      continue;
    }
    objective::Trial trial = evaluated(problem, number, candidate);
    if (!trial.evaluated) {
      strategy.tell(trial);
      continue;
    }
    vain_in_a_row = 0;
    sent.push_back(std::move(trial));
    scorer.add(sent.back());
    if (sent.size() == checkpoints[scores.size()])
      scores.push_back(scorer.score(strategy.seconds()));
  }
  scores.resize(checkpoints.size(), scorer.score(strategy.seconds()));
  return scores;
}

}  // namespace kirchhoff::tabular
