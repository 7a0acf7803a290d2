// kirchhoff/search/observations.hpp - what a model-based strategy remembers of its trials.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/search/features.hpp"

namespace kirchhoff::search {

struct Observation {
  std::uint64_t number = 0;
  space::Candidate candidate;
  std::vector<double> features;
  std::vector<double> losses;  // normalised; empty where they are unknown
  /// One per constraint of the formulation, then one for all that is refused for other reasons:
  /// relative distance to the bound, above 0 outside; NaN where it is unknown.
  std::vector<double> margins;
  double violation = 0.0;  // sum over what was broken; 0 when feasible
  [[nodiscard]] bool is_feasible() const { return violation == 0.0; }
};

/// Told trials and those still waited for. Keeps at most `capacity` observations: when there are
/// more, the best half and the newest quarter stay, so memory and the cost of a model are flat.
/// Refers to formulation and features' space, which must outlive it. Not thread-safe.
class Observations {
 public:
  Observations(const space::SearchSpace& space, const objective::Formulation& formulation,
               std::size_t capacity);

  void propose(std::uint64_t number, const space::Candidate& candidate);
  /// Failed trials and repeats are not kept.
  void tell(const objective::Trial& trial);

  [[nodiscard]] const std::vector<Observation>& kept() const { return kept_; }
  /// Proposed and not told yet, by number, at most 64: features.
  [[nodiscard]] const std::map<std::uint64_t, std::vector<double>>& waiting() const {
    return waiting_;
  }
  [[nodiscard]] const Features& features() const { return features_; }
  /// Told trials with losses or a violation, dropped ones included.
  [[nodiscard]] std::size_t told_count() const { return told_; }
  /// Proposals that were refused before evaluation.
  [[nodiscard]] std::size_t refused_count() const { return refused_; }
  /// Grows whenever observations are dropped: what was built from `kept` in order must be rebuilt.
  [[nodiscard]] std::size_t generation() const { return generation_; }
  [[nodiscard]] bool has_feasible() const { return has_feasible_; }

  /// Indices into kept(), best first: feasible by rank, then by crowding; then by violation. Equal
  /// ones by age.
  [[nodiscard]] std::vector<std::size_t> order() const;
  /// Indices of feasible observations that no other dominates, ascending.
  [[nodiscard]] std::vector<std::size_t> front() const;

 private:
  void drop_worst();

  const objective::Formulation& formulation_;
  Features features_;
  std::size_t capacity_;
  std::vector<Observation> kept_;  // in the order told
  std::map<std::uint64_t, std::vector<double>> waiting_;
  std::size_t told_ = 0, refused_ = 0, generation_ = 0;
  bool has_feasible_ = false;
};

}  // namespace kirchhoff::search
