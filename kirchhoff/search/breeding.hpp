// kirchhoff/search/breeding.hpp - new candidates from old ones, none that was proposed before.
#pragma once

#include <functional>
#include <optional>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::search {

/// Chooses a parent; asked again for every child.
using ParentChoice = std::function<const space::Candidate&(Stream&)>;

/// A new child of two parents: crossover with probability 0.9 (Deb et al. 2002). A child that
/// differs from both stays as it is in 7 of 10 cases; otherwise at least one parameter mutates,
/// each with probability 1/n. After 30 children that are not new, a random candidate.
[[nodiscard]] space::Candidate bred(const space::SearchSpace& space, Proposed& proposed,
                                    const ParentChoice& parent, Stream& stream);

/// A new candidate that differs from `parent` in one parameter; after 30 vain draws in more and
/// more of them, at last a random one.
[[nodiscard]] space::Candidate mutated(const space::SearchSpace& space, Proposed& proposed,
                                       const space::Candidate& parent, Stream& stream);

/// A new candidate that differs from `centre` in one parameter, or nothing when `draws` draws found
/// none. Draws are in turn of a longer step (mutation) and of one level (neighbour): a climb along
/// many levels takes both.
[[nodiscard]] std::optional<space::Candidate> new_neighbour(const space::SearchSpace& space,
                                                            Proposed& proposed,
                                                            const space::Candidate& centre,
                                                            int draws, Stream& stream);

}  // namespace kirchhoff::search
