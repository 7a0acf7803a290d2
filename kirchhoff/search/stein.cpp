// kirchhoff/search/stein.cpp - turns of particles, ranks as rewards, one step a round.
#include "kirchhoff/search/stein.hpp"

#include <algorithm>

#include "kirchhoff/search/directions.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t particle_count = 12;
constexpr std::size_t round_length = particle_count;
constexpr std::size_t recent_count = 60;
constexpr double temperature = 0.05;  // of rewards from 0 to 1
constexpr double prior_variance = 25.0;
constexpr double step_size = 4.0;
constexpr int draws_for_new = 30;

std::vector<std::vector<double>> first_particles(std::size_t size, std::uint64_t seed) {
  std::vector<std::vector<double>> particles(particle_count, std::vector<double>(size));
  Stream stream(seed, purpose::first_points, 0);
  for (auto& particle : particles) {
    for (double& logit : particle) logit = 0.3 * stream.normal();
  }
  return particles;
}

}  // namespace

Stein::Stein(const space::SearchSpace& space, const objective::Formulation& formulation,
             const StrategyOptions& options)
    : formulation_(formulation),
      space_(space),
      seed_(options.seed),
      proposed_(space),
      choices_(space),
      particles_(first_particles(choices_.size(), options.seed)),
      gradients_(particle_count, std::vector<double>(choices_.size(), 0.0)),
      draws_(particle_count, 0) {
  const auto directions = even_directions(formulation.objectives.size(), particle_count);
  for (std::size_t i = 0; i < particle_count; ++i) {
    weights_.push_back(directions[i % directions.size()]);
    probabilities_.push_back(choices_.probabilities(particles_.particles()[i]));
  }
}

space::Candidate Stein::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  const std::size_t particle = proposals_++ % particle_count;
  for (int i = 0; i < draws_for_new; ++i) {
    space::Candidate candidate = choices_.sample(probabilities_[particle], stream);
    // A sharp distribution repeats itself: then one parameter changes.
    if (i >= draws_for_new / 3) candidate = space_.mutate(candidate, 0.0, stream);
    if (!proposed_.add(candidate)) continue;
    sent_[space_.key(candidate)] = particle;
    return candidate;
  }
  return proposed_.sample_new(stream);
}

void Stein::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    const auto found = sent_.find(space_.key(trial.candidate));
    const bool is_own = found != sent_.end();
    const std::size_t particle = is_own ? found->second : 0;
    if (is_own) sent_.erase(found);
    const auto told = judged(formulation_, trial);
    if (!told) continue;
    archive_.add(*told);
    if (recent_.size() < recent_count) {
      recent_.push_back(*told);
    } else {
      recent_[told_ % recent_count] = *told;
    }
    ++told_;
    if (is_own) learn(*told, particle);
  }
}

// Share of the last trials that are not better: 1 for the best.
double Stein::rank(const Judged& trial, std::span<const double> weights) const {
  double better = 0.0;
  for (const Judged& other : recent_) {
    better += is_better(other, trial, weights, archive_) ? 1.0 : 0.0;
  }
  return 1.0 - better / static_cast<double>(recent_.size());
}

void Stein::learn(const Judged& trial, std::size_t particle) {
  constexpr double baseline = 0.5;  // the mean of ranks
  const double advantage = rank(trial, weights_[particle]) - baseline;
  const std::vector<double> score = choices_.score(trial.candidate, probabilities_[particle]);
  for (std::size_t k = 0; k < score.size(); ++k) gradients_[particle][k] += advantage * score[k];
  ++draws_[particle];
  if (++told_in_round_ >= round_length) take_step();
}

void Stein::take_step() {
  for (std::size_t i = 0; i < particle_count; ++i) {
    const double scale = draws_[i] > 0 ? 1.0 / (temperature * static_cast<double>(draws_[i])) : 0.0;
    for (std::size_t k = 0; k < gradients_[i].size(); ++k) {
      gradients_[i][k] = scale * gradients_[i][k] - particles_.particles()[i][k] / prior_variance;
    }
  }
  particles_.step(gradients_, step_size);
  for (std::size_t i = 0; i < particle_count; ++i) {
    probabilities_[i] = choices_.probabilities(particles_.particles()[i]);
    std::fill(gradients_[i].begin(), gradients_[i].end(), 0.0);
  }
  std::fill(draws_.begin(), draws_.end(), 0);
  told_in_round_ = 0;
}

}  // namespace kirchhoff::search
