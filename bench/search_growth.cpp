// bench/search_growth.cpp - what a suggestion costs after 1,000, 10,000 and 100,000 trials.
//
//   build/bin/search_growth [--strategy auto] [--problem dzdt1] [--trials 100000] [--drawn]
//
// --drawn: all but the trials that are timed are random ones that the strategy is told without
// being
//          asked; what it remembers grows as much, in a minute instead of ten
//
// Out:  a line each: processor time of asking and telling per suggestion over the last 500,
// resident
//       memory of the process, and both over what they were after 1,000. The bar is 1: flat
// Budget and last results: docs/performance.md#search
#include <fmt/core.h>
#include <time.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <deque>
#include <fstream>
#include <iostream>

#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/tabular/problem.hpp"

namespace {

using kirchhoff::objective::Trial;

constexpr std::uint64_t window = 500;
constexpr std::uint64_t first_mark = 1000;
constexpr std::size_t lookahead = 3;

double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0.0;
  file >> pages >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

// Asks, evaluates and tells one after the other, the last results unknown as a lookahead says.
class Search {
 public:
  Search(const kirchhoff::tabular::Problem& problem, const std::string& strategy)
      : problem_(problem),
        strategy_(kirchhoff::search::make_strategy(strategy, problem.space, problem.formulation,
                                                   {.seed = 1})) {}
  /// Processor seconds that the strategy took for the next trials.
  double run(std::uint64_t count) {
    double seconds = 0.0;
    for (std::uint64_t i = 0; i < count; ++i, ++number_) {
      const double start = thread_seconds();
      for (; waiting_.size() >= lookahead; waiting_.pop_front()) {
        strategy_->tell({&waiting_.front(), 1});
      }
      kirchhoff::space::Candidate candidate = strategy_->propose(number_);
      seconds += thread_seconds() - start;
      waiting_.push_back(kirchhoff::tabular::evaluated(problem_, number_, candidate));
    }
    return seconds;
  }

  /// Tells as many random trials.
  void draw(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i, ++number_) {
      kirchhoff::Stream stream(1, kirchhoff::purpose::synthetic_values, number_);
      const Trial trial =
          kirchhoff::tabular::evaluated(problem_, number_, problem_.space.sample(stream));
      strategy_->tell({&trial, 1});
    }
  }

 private:
  const kirchhoff::tabular::Problem& problem_;
  std::unique_ptr<kirchhoff::search::Strategy> strategy_;
  std::deque<Trial> waiting_;
  std::uint64_t number_ = 0;
};

void run(const std::string& strategy, const std::string& name, std::uint64_t trials,
         bool is_drawn) {
  const auto problems = kirchhoff::tabular::synthetic_problems({name});
  Search search(problems.front(), strategy);
  double first_seconds = 0.0, first_memory = 0.0;
  std::uint64_t done = 0;
  for (std::uint64_t mark = first_mark; mark <= trials; mark *= 10) {
    if (is_drawn) {
      search.draw(mark - window - done);
    } else {
      (void)search.run(mark - window - done);
    }
    const double seconds = search.run(window) / static_cast<double>(window);
    const double memory = resident_megabytes();
    done = mark;
    if (mark == first_mark) first_seconds = seconds, first_memory = memory;
    std::cout << fmt::format(
                     "{:>7} trials  {:8.3f} ms a suggestion ({:.2f} of that at {})  {:7.1f} MB "
                     "({:.2f})  bar 1.00",
                     mark, 1e3 * seconds, seconds / first_seconds, first_mark, memory,
                     memory / first_memory)
              << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("What a suggestion costs as trials grow");
  std::string strategy = "auto", problem = "dzdt1";
  std::uint64_t trials = 100'000;
  program.add_option("--strategy", strategy, "name of a strategy");
  program.add_option("--problem", problem, "dzdt1, dzdt3 or ddtlz2");
  program.add_option("--trials", trials, "the last line's");
  bool is_drawn = false;
  program.add_flag("--drawn", is_drawn, "random trials between those that are timed");
  CLI11_PARSE(program, argc, argv);
  try {
    run(strategy, problem, trials, is_drawn);
  } catch (const std::exception& error) {
    std::cerr << "search_growth: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
