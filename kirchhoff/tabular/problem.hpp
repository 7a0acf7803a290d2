// kirchhoff/tabular/problem.hpp - a search problem of which every answer is known.
//
// In:    a folder with problems.json and one CSV table per problem, a formula on a grid, or a study
//        whose space was enumerated
// Out:   Problem: space, formulation, evaluation by lookup, and the truth to compare with
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::tabular {

/// What no search can beat.
struct Truth {
  std::vector<std::vector<double>> front;  // normalised points below 1, none dominated
  double hypervolume = 0.0;                // of `front` against 1, ..., 1; in [0, 1]
  double optimum = 0.0;                    // one objective: best reported value of a feasible point
  double worst = 0.0;                      // one objective: worst reported value of all points
};

/// Immutable once made. Strategies refer to `space` and `formulation`: do not move it while one
/// runs.
struct Problem {
  std::string name;
  space::SearchSpace space;
  objective::Formulation formulation;  // every objective has its own axis
  std::string reported;  // one objective: metric by which the trial of least loss is judged, the
                         // smaller the better; "" with several
  std::function<objective::Metrics(const space::Candidate&)> metrics;  // thread-safe
  /// Instead of `metrics`, where more than a constraint can refuse a candidate: completes a trial,
  /// or leaves `evaluated` false when it was refused at no cost. Thread-safe.
  std::function<void(objective::Trial&)> complete{};
  Truth truth{};
};

/// The trial of a candidate: complete, or infeasible with its violations when it breaks a
/// constraint or is refused. Thread-safe.
[[nodiscard]] objective::Trial evaluated(const Problem& problem, std::uint64_t number,
                                         const space::Candidate& candidate);

/// Every problem that `folder`/problems.json describes, in its order; when `names` are given, those
/// alone. Form: docs/reference/problems.md. Throws Error(Input): missing file, key or column, a
/// cell that is no number, a value outside its range, a row twice or missing, a stated truth that
/// is not the table's, a name that is no problem (with the nearest).
[[nodiscard]] std::vector<Problem> load_problems(const std::filesystem::path& folder,
                                                 const std::vector<std::string>& names = {});

/// Synthetic problems on grids of 12 ordinal parameters: dzdt1, dzdt3 (Zitzler, Deb, Thiele 2000)
/// and ddtlz2 (Deb, Thiele, Laumanns, Zitzler 2002). `names` as above.
[[nodiscard]] std::vector<Problem> synthetic_problems(const std::vector<std::string>& names = {});

/// Fills front and hypervolume from points that hold the whole front (losses; any order).
[[nodiscard]] Truth truth_of(const objective::Formulation& formulation,
                             const std::vector<std::vector<double>>& losses);

}  // namespace kirchhoff::tabular
