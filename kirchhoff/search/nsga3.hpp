// kirchhoff/search/nsga3.hpp - steady-state NSGA-III: reference directions keep the spread.
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/population.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Ranks as NSGA-II; of the last rank the one leaves whose reference direction has most members,
/// the farthest from it first. Parents are drawn evenly, feasible ones first. Use it for three
/// objectives and more. Deb, Jain, IEEE Transactions on Evolutionary Computation 2014; constraints
/// by Jain, Deb, part II.
class Nsga3 final : public Strategy {
 public:
  Nsga3(const space::SearchSpace& space, const objective::Formulation& formulation,
        const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  [[nodiscard]] std::span<const Judged> population() const { return members_; }

 private:
  void resize_directions();
  [[nodiscard]] std::size_t worst_index() const;

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  PopulationCounter counter_;
  Proposed proposed_;
  std::vector<std::vector<double>> directions_;
  std::size_t directions_for_ = 0;  // the population size they were made for
  std::vector<Judged> members_;     // oldest first
};

/// Where a point belongs.
struct Niche {
  std::size_t direction = 0;
  double distance = 0.0;  // perpendicular
};
/// The direction whose ray from 0 is nearest to the point; of equals the first.
[[nodiscard]] Niche nearest_niche(const std::vector<double>& point,
                                  const std::vector<std::vector<double>>& directions);
/// Points from 0 (ideal) to 1 (where the plane through the extreme points cuts each axis; the worst
/// value where it does not).
[[nodiscard]] std::vector<std::vector<double>> hyperplane_normalised(
    const std::vector<std::vector<double>>& points);

}  // namespace kirchhoff::search
