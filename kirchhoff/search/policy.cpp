// kirchhoff/search/policy.cpp - draws, rewards and the two rules of learning.
#include "kirchhoff/search/policy.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::search {
namespace {

constexpr std::size_t capacity = 400, width = 24, most_waiting = 64;
constexpr int tries = 60;
constexpr double inertia = 0.9;         // of the baseline
constexpr double entropy_bonus = 0.01;  // nats
constexpr double rate = 0.01;
constexpr double uniform_share = 0.1;  // of choices left to dice, or the ends of the front are lost
constexpr std::size_t batch = 10;      // PPO
constexpr int epochs = 4;
constexpr double clip = 0.2;

predict::RecurrentController new_controller(const Choices& choices, std::uint64_t seed) {
  Stream stream(seed, purpose::first_points, 0);
  return {choices.counts(), width, stream};
}

}  // namespace

Policy::Policy(const space::SearchSpace& space, const objective::Formulation& formulation,
               const StrategyOptions& options, PolicyRule rule)
    : space_(space),
      seed_(options.seed),
      rule_(rule),
      choices_(space),
      proposed_(space),
      observations_(space, formulation, capacity),
      controller_(new_controller(choices_, options.seed)) {}

space::Candidate Policy::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  for (int attempt = 0; attempt < tries; ++attempt) {
    Episode episode;
    episode.choices = controller_.sample(stream);
    for (std::size_t i = 0; i < episode.choices.size(); ++i) {
      if (stream.uniform() >= uniform_share) continue;
      episode.choices[i] = stream.below(choices_.counts()[i]);
    }
    space::Candidate candidate = choices_.candidate(episode.choices, stream);
    if (space_.broken_rule(candidate) || !proposed_.add(candidate)) continue;
    episode.log_probability = controller_.log_probability(episode.choices);
    episodes_.emplace(number, std::move(episode));
    if (episodes_.size() > most_waiting) episodes_.erase(episodes_.begin());
    return candidate;
  }
  return proposed_.sample_new(stream);  // the policy has settled: nothing new to learn from it
}

void Policy::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    const std::size_t before = observations_.told_count();
    observations_.tell(trial);
    const auto found = episodes_.find(trial.number);
    if (found == episodes_.end()) continue;
    if (observations_.told_count() > before && !observations_.kept().empty()) {
      learn(std::move(found->second), reward(observations_, observations_.kept().back()));
    }
    episodes_.erase(found);
  }
}

void Policy::learn(Episode episode, double earned) {
  if (!has_baseline_) baseline_ = earned;
  has_baseline_ = true;
  episode.advantage = earned - baseline_;
  baseline_ = inertia * baseline_ + (1.0 - inertia) * earned;
  if (rule_ == PolicyRule::Reinforce) {
    std::vector<double> slopes;
    controller_.add_gradient(episode.choices, episode.advantage, entropy_bonus, slopes);
    controller_.climb(slopes, rate);
    return;
  }
  batch_.push_back(std::move(episode));
  if (batch_.size() == batch) climb_proximal();
}

// The clipped objective: an episode stops pulling once its probability has changed by a fifth in
// the direction of its advantage.
void Policy::climb_proximal() {
  double squares = 0.0;
  for (const Episode& episode : batch_) squares += episode.advantage * episode.advantage;
  const double size = std::sqrt(squares / static_cast<double>(batch)) + 1e-6;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    std::vector<double> slopes(controller_.parameters().size(), 0.0);
    for (const Episode& episode : batch_) {
      const double ratio =
          std::exp(controller_.log_probability(episode.choices) - episode.log_probability);
      const double advantage = episode.advantage / size;
      const bool is_clipped = advantage > 0.0 ? ratio > 1.0 + clip : ratio < 1.0 - clip;
      controller_.add_gradient(episode.choices, is_clipped ? 0.0 : ratio * advantage, entropy_bonus,
                               slopes);
    }
    for (double& slope : slopes) slope /= static_cast<double>(batch);
    controller_.climb(slopes, rate);
  }
  batch_.clear();
}

}  // namespace kirchhoff::search
