// kirchhoff/search/improvement.hpp - expected hypervolume improvement of independent normal losses.
//
// Model: the region that a front does not dominate, cut into boxes; in each the expectation is the
//        product over the losses of E[(upper - Y)+] - E[(lower - Y)+] (Emmerich, Deutz and
//        Klinkenberg 2011; for one loss it is the expected improvement of Jones, Schonlau and Welch
//        1998).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kirchhoff::search {

/// E[(bound - Y)+] of a normal Y; a deviation of 0 is a certain value.
[[nodiscard]] double expected_shortfall(double bound, double mean, double deviation);
/// P(Y <= 0) of a normal Y.
[[nodiscard]] double probability_below_zero(double mean, double deviation);

/// Immutable; thread-safe.
class Improvement {
 public:
  /// `front` need not be a front: dominated points and points not below `reference` add nothing.
  /// With more than two losses the boxes grow with the square of the front and faster: give at most
  /// a few dozen points.
  Improvement(std::vector<std::vector<double>> front, std::vector<double> reference);
  /// The expected gain of hypervolume; sizes as of the reference.
  [[nodiscard]] double expected(std::span<const double> means,
                                std::span<const double> deviations) const;
  [[nodiscard]] std::size_t box_count() const { return boxes_.size(); }

 private:
  struct Side {
    std::size_t lower, upper;  // into bounds_ of the loss; 0 is minus infinity
  };
  void add_boxes(const std::vector<std::vector<double>>& points, std::size_t loss,
                 std::vector<Side>& sides);

  std::vector<std::vector<double>> bounds_;  // of each loss, ascending; the last is the reference
  std::vector<std::vector<Side>> boxes_;
};

}  // namespace kirchhoff::search
