// kirchhoff/search/features.cpp - levels and places of a candidate's values.
#include "kirchhoff/search/features.hpp"

#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::search {
namespace {

using predict::FeatureKind;

constexpr double inactive_level = -1.0;
constexpr double inactive_place = 0.5;

}  // namespace

Features::Features(const space::SearchSpace& space) : space_(space) {
  for (const space::Parameter& parameter : space_.parameters()) {
    if (!space::is_ordered(parameter) || parameter.when) kinds_.push_back(FeatureKind::Nominal);
    if (space::is_ordered(parameter)) kinds_.push_back(FeatureKind::Ordered);
  }
  if (kinds_.empty()) kinds_.push_back(FeatureKind::Nominal);
}

std::vector<double> Features::of(const space::Candidate& candidate) const {
  std::vector<double> row;
  row.reserve(kinds_.size());
  for (std::size_t i = 0; i < space_.parameters().size(); ++i) {
    const space::Parameter& parameter = space_.parameters()[i];
    const auto& value = candidate.values.at(i);
    if (!space::is_ordered(parameter)) {
      row.push_back(value ? static_cast<double>(space::level_of(parameter, *value))
                          : inactive_level);
      continue;
    }
    if (parameter.when) row.push_back(value ? 1.0 : inactive_level);
    row.push_back(value ? space::position_of(parameter, *value) : inactive_place);
  }
  if (row.empty()) row.push_back(0.0);
  return row;
}

}  // namespace kirchhoff::search
