// kirchhoff/objective/preference.hpp - which part of a front is wanted, and how finely.
//
// Model: every map below is monotone in each loss, so no design becomes better than one that
//        dominates it. Epsilon: losses are rounded to boxes, of a box the point nearest to its best
//        corner stays (Laumanns et al., Evol. Comput. 10, 2002). Reference point: losses pass
//        through a function that is steep at its value and nearly flat elsewhere, so that volume is
//        gained there (desirability: Wagner, Trautmann, IEEE Trans. Evol. Comput. 14, 2010); the
//        nearest design is that of the least achievement function (Wierzbicki 1980).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::objective {

/// Reads a study's [preference] into a formulation whose objectives are known. Mistakes go to
/// `problems`: an empty table, one objective alone, a metric that is no objective or stands there
/// twice, a bound on the side of good designs, a reference point outside of its axis, an epsilon
/// that is not of the axis' kind or as wide as the axis.
void read_preference(Formulation& formulation, const spec::PreferenceSpec& spec,
                     spec::Problems& problems);

/// What a search minimises in the place of normalised(): with epsilon the best corner of the box,
/// with a reference point the desirability, from 0 (ideal) to 1 (worst value) like those. Losses
/// as in losses(); without a preference the same as normalised().
[[nodiscard]] std::vector<double> preferred(const Formulation& formulation,
                                            std::span<const double> losses);

/// How far outside of the region each objective is, as a share of its axis; all 0 inside or where
/// there is no region.
[[nodiscard]] std::vector<double> outside_region(const Formulation& formulation,
                                                 std::span<const double> losses);
[[nodiscard]] bool is_in_region(const Formulation& formulation, std::span<const double> losses);

[[nodiscard]] bool has_region(const Formulation& formulation);
[[nodiscard]] bool has_reference_point(const Formulation& formulation);

/// Indices, ascending, of the points that no other dominates; with epsilon of those boxes, one
/// point for each.
[[nodiscard]] std::vector<std::size_t> preferred_front(
    const Formulation& formulation, const std::vector<std::vector<double>>& losses);

/// The one design of a front to look at first: of those in the region, if any is, the nearest to
/// the reference point, or else the knee.
[[nodiscard]] std::size_t preferred_design(const Formulation& formulation,
                                           const std::vector<std::vector<double>>& losses);

}  // namespace kirchhoff::objective
