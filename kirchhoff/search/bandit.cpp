// kirchhoff/search/bandit.cpp - which arm is pulled, and what is learned from it.
#include "kirchhoff/search/bandit.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::search {
namespace {

constexpr std::size_t capacity = 400;
constexpr int tries = 60;
constexpr double confidence = 0.3;     // of UCB1, about the spread of a reward
constexpr double spread = 0.3;         // of one reward, in Thompson's beliefs
constexpr double uniform_share = 0.1;  // of choices left to dice by UCB1 and Thompson
constexpr double exp3_share = 0.15;    // of uniform choice
constexpr double exp3_rate = 0.08;
constexpr double centre = 0.6;  // EXP3 learns from rewards beside it: less noise, same order

std::size_t drawn(const std::vector<double>& probabilities, Stream& stream) {
  double left = stream.uniform();
  for (std::size_t i = 0; i + 1 < probabilities.size(); ++i) {
    left -= probabilities[i];
    if (left < 0.0) return i;
  }
  return probabilities.size() - 1;
}

}  // namespace

Bandit::Bandit(const space::SearchSpace& space, const objective::Formulation& formulation,
               const StrategyOptions& options, BanditRule rule)
    : space_(space),
      seed_(options.seed),
      rule_(rule),
      choices_(space),
      proposed_(space),
      observations_(space, formulation, capacity) {
  for (const std::size_t count : choices_.counts()) logits_.emplace_back(count, 0.0);
}

void Bandit::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    const std::size_t before = observations_.told_count();
    observations_.tell(trial);
    if (rule_ == BanditRule::Exp3 && observations_.told_count() > before) {
      learn(observations_.kept().back());
    }
  }
}

std::vector<double> Bandit::probabilities(std::size_t parameter) const {
  const std::vector<double>& logits = logits_[parameter];
  const double top = *std::max_element(logits.begin(), logits.end());
  std::vector<double> result;
  double sum = 0.0;
  for (const double logit : logits) sum += result.emplace_back(std::exp(logit - top));
  const double uniform = exp3_share / static_cast<double>(logits.size());
  for (double& value : result) value = (1.0 - exp3_share) * value / sum + uniform;
  return result;
}

// EXP3: the reward of the pulled arm divided by its probability stands for all it would have
// earned.
void Bandit::learn(const Observation& observation) {
  const double gain = reward(observations_, observation) - centre;
  const std::vector<std::size_t> arms = choices_.arms_of(observation.candidate);
  for (std::size_t i = 0; i < arms.size(); ++i) {
    if (arms[i] >= logits_[i].size()) continue;  // inactive
    logits_[i][arms[i]] += exp3_rate * gain / probabilities(i)[arms[i]];
  }
}

std::vector<Bandit::Arms> Bandit::tally() const {
  std::vector<Arms> result;
  for (const std::size_t count : choices_.counts()) {
    result.push_back({std::vector<double>(count, 0.0), std::vector<double>(count, 0.0)});
  }
  for (const Observation& observation : observations_.kept()) {
    const double earned = reward(observations_, observation);
    const std::vector<std::size_t> arms = choices_.arms_of(observation.candidate);
    for (std::size_t i = 0; i < arms.size(); ++i) {
      if (arms[i] >= result[i].pulls.size()) continue;
      result[i].pulls[arms[i]] += 1.0;
      result[i].rewards[arms[i]] += earned;
    }
  }
  return result;
}

std::size_t Bandit::arm(const Arms& arms, Stream& stream) const {
  const double total = 1.0 + static_cast<double>(observations_.kept().size());
  std::size_t best = 0;
  double best_value = -HUGE_VAL;
  for (std::size_t a = 0; a < arms.pulls.size(); ++a) {
    const double pulls = arms.pulls[a];
    // Ties, e.g. of arms never pulled, are broken by dice.
    double value = 1e-9 * stream.uniform();
    if (rule_ == BanditRule::Ucb) {
      value += pulls > 0.0
                   ? arms.rewards[a] / pulls + confidence * std::sqrt(2.0 * std::log(total) / pulls)
                   : 2.0;
    } else {
      value += (arms.rewards[a] + 0.5) / (pulls + 1.0) +
               spread / std::sqrt(pulls + 1.0) * stream.normal();
    }
    if (value <= best_value) continue;
    best_value = value;
    best = a;
  }
  return best;
}

// The best arms of all parameters are one candidate: once it is proposed, more and more of its
// choices are left to dice until there is a new one.
space::Candidate Bandit::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  const std::vector<Arms> earned = rule_ == BanditRule::Exp3 ? std::vector<Arms>{} : tally();
  std::vector<std::size_t> arms(choices_.counts().size());
  for (int attempt = 0; attempt < tries; ++attempt) {
    const double dice =
        rule_ == BanditRule::Exp3 ? 0.0 : uniform_share + static_cast<double>(attempt) / tries;
    for (std::size_t i = 0; i < arms.size(); ++i) {
      if (stream.uniform() < dice) {
        arms[i] = stream.below(choices_.counts()[i]);
      } else {
        arms[i] =
            rule_ == BanditRule::Exp3 ? drawn(probabilities(i), stream) : arm(earned[i], stream);
      }
    }
    space::Candidate candidate = choices_.candidate(arms, stream);
    if (space_.broken_rule(candidate) || !proposed_.add(candidate)) continue;
    return candidate;
  }
  return proposed_.sample_new(stream);
}

}  // namespace kirchhoff::search
