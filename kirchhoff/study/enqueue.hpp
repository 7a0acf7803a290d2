// kirchhoff/study/enqueue.hpp - designs that somebody wants tried in a study, which may be running.
//
// In:    the folder of a study, designs by fields
// Out:   one file each in the study's folder `queue`, which its search takes before it proposes
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::study {

struct Enqueued {
  std::size_t added = 0;                   // designs
  std::size_t waiting = 0;                 // these and the ones that were there
  std::int64_t evaluated = 0, budget = 0;  // trials of the study; equal when its search is over
};

/// Leaves designs for the search of the study in `folder`. Parameters that a design does not name
/// take the value nearest to it that keeps the rules, or a drawn one. A search that runs takes
/// them, in this order, before its next proposal; each counts as a trial of its budget and is
/// replayed from the study on resume. All or none: throws Error(Input) when the folder holds no
/// study, when its final training has begun, or naming the first design and value that have no
/// place in its space; Error(Environment) when the folder cannot be written. May be called beside a
/// running search, by several at once.
Enqueued enqueue(const std::filesystem::path& folder, const std::vector<space::Fields>& designs);

/// The designs of a file that `kirchhoff pareto STUDY --json` printed, in its order. Throws
/// Error(Input) naming the file when it is no such list.
[[nodiscard]] std::vector<space::Fields> read_designs(const std::filesystem::path& file);

}  // namespace kirchhoff::study
