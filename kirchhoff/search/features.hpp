// kirchhoff/search/features.hpp - candidates as rows of numbers for models.
#pragma once

#include <vector>

#include "kirchhoff/predict/gaussian_process.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::search {

/// The encoding of one space. Nominal parameters become their level, ordered ones their place in
/// 0..1 (in the logarithm where the parameter is logarithmic). An inactive nominal parameter is a
/// level of its own; an ordered one that has a condition gets a second feature, whether it is
/// active, and stands in the middle while it is not.
/// Refers to the space, which must outlive it. Thread-safe.
class Features {
 public:
  explicit Features(const space::SearchSpace& space);
  /// One kind per feature; a space without a choice has one constant feature.
  [[nodiscard]] const std::vector<predict::FeatureKind>& kinds() const { return kinds_; }
  [[nodiscard]] std::vector<double> of(const space::Candidate& candidate) const;

 private:
  const space::SearchSpace& space_;
  std::vector<predict::FeatureKind> kinds_;
};

}  // namespace kirchhoff::search
