// kirchhoff/search/annealing.hpp - simulated annealing over neighbours, one direction after
// another.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// A walk from neighbour to neighbour that takes every improvement of a scalarised loss and a
/// deterioration d with probability exp(-d / T) (Kirkpatrick, Gelatt, Vecchi, Science 1983;
/// Metropolis et al. 1953). T falls geometrically per move within a cycle; each cycle is longer
/// than the last, starts from the best trial for its weights and, with several objectives, has
/// weights of its own. Use it on rugged spaces with a good neighbourhood.
class Annealing final : public Strategy {
 public:
  Annealing(const space::SearchSpace& space, const objective::Formulation& formulation,
            const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

  /// The probability of a step that loses `loss` at `temperature`; 1 for no loss.
  [[nodiscard]] static double acceptance(double loss, double temperature);
  /// The temperature after `move` of `length` moves of a cycle, relative to its start.
  [[nodiscard]] static double cooling(std::size_t move, std::size_t length);

 private:
  void begin_cycle();
  void step(const Judged& trial, std::uint64_t number);
  [[nodiscard]] double loss(const Judged& trial) const;

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  space::Sampling first_sampling_;
  Proposed proposed_;
  FrontArchive archive_;
  std::vector<Judged> first_;  // the first points, for the scale of losses and violations
  std::optional<Judged> current_;
  std::vector<double> weights_;
  double start_temperature_ = 1.0;
  std::size_t cycle_ = 0, move_ = 0;
  std::map<std::string, std::size_t> cycle_of_;  // of moves on their way, by key
  std::size_t proposals_ = 0;
};

}  // namespace kirchhoff::search
