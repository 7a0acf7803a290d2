// kirchhoff/tabular/peers.cpp - reads peer runs, scores them, compares means.
#include "kirchhoff/tabular/peers.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::tabular {
namespace {

std::uint64_t whole(const Json& json, const char* key) {
  const std::int64_t value = json.as_integer();
  require(value >= 0, "{} has {}; allowed: whole numbers from 0", key, value);
  return static_cast<std::uint64_t>(value);
}

PeerRun read_run(const Json& json) {
  PeerRun run;
  run.problem = json.at("problem").as_string();
  run.peer = json.at("peer").as_string();
  run.seed = whole(json.at("seed"), "seed");
  run.budget = whole(json.at("budget"), "budget");
  std::unordered_set<std::uint64_t> seen;
  for (const Json& item : json.at("rows").items()) {
    run.rows.push_back(whole(item, "rows"));
    require(seen.insert(run.rows.back()).second,
            "\"{}\" on {}, seed {}, evaluates row {} twice; budgets count distinct candidates",
            run.peer, run.problem, run.seed, run.rows.back());
  }
  require(run.rows.size() <= run.budget,
          "\"{}\" on {}, seed {}, has {} evaluations; its budget is {}", run.peer, run.problem,
          run.seed, run.rows.size(), run.budget);
  for (const Json& item : json.at("times").items()) {
    require(item.items().size() == 2, "times has {}; each is [evaluations, seconds]", item.dump());
    run.times.emplace_back(whole(item.items()[0], "times"), item.items()[1].as_double());
  }
  return run;
}

// Between two times as if the peer had been equally fast all the while.
double seconds_at(const PeerRun& run, std::size_t evaluations) {
  std::pair<std::size_t, double> before{0, 0.0};
  for (const auto& time : run.times) {
    if (time.first >= evaluations) {
      const double share = static_cast<double>(evaluations - before.first) /
                           static_cast<double>(time.first - before.first);
      return before.second + share * (time.second - before.second);
    }
    before = time;
  }
  return before.second;
}

space::Candidate candidate_at(const Problem& problem, std::uint64_t row) {
  const auto parameters = problem.space.parameters();
  space::Candidate candidate;
  candidate.values.resize(parameters.size());
  std::uint64_t rest = row;
  for (std::size_t i = parameters.size(); i-- > 0;) {
    const std::uint64_t levels = parameters[i].level_count();
    require(levels > 0 && !parameters[i].when, "{} is no grid: peers search tables and formulas",
            problem.name);
    candidate.values[i] = space::value_at_level(parameters[i], rest % levels);
    rest /= levels;
  }
  require(rest == 0, "{} has no row {}", problem.name, row);
  return candidate;
}

std::vector<Score> scores_of(const Problem& problem, const PeerRun& run,
                             const std::vector<std::size_t>& checkpoints) {
  Scorer scorer(problem);
  std::vector<Score> scores;
  std::size_t done = 0;
  for (const std::size_t checkpoint : checkpoints) {
    if (checkpoint > run.budget) break;
    for (; done < std::min(checkpoint, run.rows.size()); ++done) {
      scorer.add(evaluated(problem, done, candidate_at(problem, run.rows[done])));
    }
    scores.push_back(scorer.score(seconds_at(run, done)));
  }
  return scores;
}

// By seed, from 1; empty where the peer was not run on the problem.
std::vector<const PeerRun*> runs_on(const Problem& problem, const std::string& peer,
                                    const PeerFile& file, std::uint64_t seeds) {
  std::vector<const PeerRun*> runs(seeds, nullptr);
  std::size_t found = 0;
  for (const PeerRun& run : file.runs) {
    if (run.problem != problem.name || run.peer != peer) continue;
    if (run.seed < 1 || run.seed > runs.size()) continue;
    found += runs[run.seed - 1] == nullptr ? 1U : 0U;
    runs[run.seed - 1] = &run;
  }
  if (found == 0) return {};
  require(found == seeds, "\"{}\" ran {} with {} of the seeds 1 to {}; use --seeds {} or run more",
          peer, problem.name, found, seeds, found);
  return runs;
}

std::vector<std::string> peers_of(const PeerFile& file) {
  std::vector<std::string> peers;
  for (const PeerRun& run : file.runs) {
    if (std::find(peers.begin(), peers.end(), run.peer) == peers.end()) peers.push_back(run.peer);
  }
  return peers;
}

// The greater the better, whatever the problem reports.
double Score::*figure_of(const Comparison& comparison, std::size_t problem) {
  return comparison.reported[problem].empty() ? &Score::hypervolume_ratio : &Score::reported;
}

struct Measured {
  double mean = 0.0, variance = 0.0;  // of the mean
};

std::optional<Measured> measured(const Comparison& comparison, std::size_t problem,
                                 std::size_t strategy, std::size_t checkpoint) {
  const std::vector<double> values =
      by_seed(comparison, problem, strategy, checkpoint, figure_of(comparison, problem));
  if (values.empty()) return std::nullopt;
  const Mean mean = mean_of(values);
  return Measured{mean.mean, mean.sd * mean.sd / static_cast<double>(values.size())};
}

// The best of some, or nothing where one of them did not run.
std::optional<Measured> best_of(const Comparison& comparison, std::size_t problem,
                                const std::vector<std::size_t>& peers, std::size_t checkpoint) {
  const double sign = comparison.reported[problem].empty() ? 1.0 : -1.0;
  std::optional<Measured> best;
  for (const std::size_t peer : peers) {
    const auto other = measured(comparison, problem, peer, checkpoint);
    if (!other) continue;
    if (!best || sign * other->mean > sign * best->mean) best = other;
  }
  return best;
}

}  // namespace

PeerFile load_peers(const std::filesystem::path& path) {
  const Json json = Json::parse(read_text(path), path.string());
  try {
    PeerFile file{.source = json.at("source").as_string(), .runs = {}};
    for (const Json& run : json.at("runs").items()) file.runs.push_back(read_run(run));
    require(!file.runs.empty(), "there is no run; each is an object of the list runs");
    return file;
  } catch (const Error& error) {
    throw error.during(fmt::format("reading the peer runs of {}", path.string()));
  }
}

void check_peers(const ComparisonOptions& options, const std::vector<Problem>& problems,
                 const PeerFile& file) {
  bool is_any = false;
  for (const std::string& peer : peers_of(file)) {
    require(std::find(options.strategies.begin(), options.strategies.end(), peer) ==
                options.strategies.end(),
            "there are two strategies \"{}\"; give each peer a name of its own", peer);
    for (const Problem& problem : problems) {
      for (const PeerRun* run : runs_on(problem, peer, file, options.seeds)) {
        is_any = true;
        for (const std::uint64_t row : run->rows) (void)candidate_at(problem, row);
      }
    }
  }
  require(is_any, "the runs of {} are on none of the problems; the first is on {}", file.source,
          file.runs.front().problem);
}

void add_peers(Comparison& comparison, const std::vector<Problem>& problems, const PeerFile& file) {
  check_peers(comparison.options, problems, file);
  const std::uint64_t seeds = comparison.options.seeds;
  for (const std::string& peer : peers_of(file)) {
    comparison.sources.resize(comparison.options.strategies.size());
    comparison.options.strategies.push_back(peer);
    comparison.sources.push_back(file.source);
    for (std::size_t i = 0; i < problems.size(); ++i) {
      std::vector<std::vector<Score>>& scores = comparison.scores[i].emplace_back();
      for (const PeerRun* run : runs_on(problems[i], peer, file, seeds)) {
        scores.push_back(scores_of(problems[i], *run, comparison.checkpoints));
      }
    }
  }
}

Beside beside(const Comparison& comparison, std::size_t strategy,
              const std::vector<std::size_t>& peers, std::size_t budget) {
  const std::size_t checkpoint = checkpoint_of(comparison, budget);
  Beside result;
  double logarithms = 0.0, variance = 0.0, fronts = 0.0;
  for (std::size_t problem = 0; problem < comparison.problems.size(); ++problem) {
    const auto own = measured(comparison, problem, strategy, checkpoint);
    const auto other = best_of(comparison, problem, peers, checkpoint);
    if (!own || !other) continue;
    const bool is_front = comparison.reported[problem].empty();
    const double gain = is_front ? own->mean - other->mean : other->mean - own->mean;
    const double error = std::sqrt(own->variance + other->variance);
    const double difference = error > 0.0 ? gain / error : gain == 0.0 ? 0.0 : gain * HUGE_VAL;
    if (!result.is_known || difference < result.least_difference) {
      result.least_difference = difference;
      result.least_problem = comparison.problems[problem];
    }
    result.is_known = true;
    if (!is_front) continue;
    const double ratio = own->mean / other->mean;
    result.least_ratio = fronts > 0.0 ? std::min(result.least_ratio, ratio) : ratio;
    logarithms += std::log(ratio);
    variance +=
        own->variance / (own->mean * own->mean) + other->variance / (other->mean * other->mean);
    fronts += 1.0;
  }
  if (fronts == 0.0) return result;
  constexpr double normal_95 = 1.959964;  // two-sided 95 % point of the normal distribution
  const double half = normal_95 * std::sqrt(variance) / fronts;
  result.ratio = std::exp(logarithms / fronts);
  result.low = std::exp(logarithms / fronts - half);
  result.high = std::exp(logarithms / fronts + half);
  return result;
}

}  // namespace kirchhoff::tabular
