// kirchhoff/search/judged.hpp - told trials as strategies compare them: feasible first, then loss.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::search {

/// What a strategy keeps of a trial.
struct Judged {
  space::Candidate candidate;
  std::vector<double> losses;  // normalised, minimised; empty when infeasible
  double violation = 0.0;      // sum over constraints, relative to their bounds; 0 when feasible
  [[nodiscard]] bool is_feasible() const { return !losses.empty(); }
};

/// Nothing for trials that teach nothing: repeats (their first evaluation was told already), failed
/// ones, and complete ones without a value for an objective.
[[nodiscard]] std::optional<Judged> judged(const objective::Formulation& formulation,
                                           const objective::Trial& trial);

/// Feasible before infeasible, less violation before more, then dominance (Deb 2000).
[[nodiscard]] bool dominates(const Judged& a, const Judged& b);

/// Weights of a scalarised loss, summing to 1: uniform over the simplex; {1} for one objective.
[[nodiscard]] std::vector<double> random_weights(std::size_t objectives, Stream& stream);

/// Augmented Chebyshev loss (Steuer, Choo 1983) of losses scaled to a front: the worst weighted
/// one, and a twentieth of their sum so that weakly dominated points lose.
[[nodiscard]] double chebyshev(std::span<const double> losses, std::span<const double> weights);

/// The feasible trials that no other dominates, at most `capacity`: the most crowded one leaves.
/// Cost per trial depends on the capacity alone. Not thread-safe.
class FrontArchive {
 public:
  explicit FrontArchive(std::size_t capacity = 100) : capacity_(capacity) {}
  /// True when the trial is kept.
  bool add(const Judged& trial);
  [[nodiscard]] std::span<const Judged> members() const { return members_; }
  /// Losses on axes from 0 (the front's best) to 1 (the front's worst); an axis on which the front
  /// has no extent keeps its own unit. As they are while the archive is empty.
  [[nodiscard]] std::vector<double> scaled(std::span<const double> losses) const;

 private:
  void drop_most_crowded();
  void measure();

  std::size_t capacity_;
  std::vector<Judged> members_;  // in the order they came
  std::vector<double> ideal_, range_;
};

/// Whether `a` is better than `b` for one scalarised loss: feasible first, less violation, then
/// the Chebyshev loss on the archive's axes.
[[nodiscard]] bool is_better(const Judged& a, const Judged& b, std::span<const double> weights,
                             const FrontArchive& archive);

}  // namespace kirchhoff::search
