// kirchhoff/study/enumeration.hpp - every candidate of a small space: the front that no search can
// beat.
//
// In:    a study file whose space is finite and that trains nothing: [data] shape, or a table
// Out:   Enumeration, kept as truth.json in the study's folder; a problem for bench search
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/tabular/problem.hpp"

namespace kirchhoff::study {

struct EnumerationOptions {
  std::filesystem::path spec_file;
  std::filesystem::path folder;  // created when absent; holds truth.json
  int threads = 1;               // 1 to 256
};

/// A design of the true front.
struct TruePoint {
  std::uint64_t place = 0;     // in the grid of the space, see SearchSpace::grid_candidate
  std::vector<double> losses;  // as objective::losses
};

struct Enumeration {
  std::uint64_t grid = 0;        // places
  std::uint64_t next = 0;        // places below it are done; == grid at the end
  std::uint64_t candidates = 0;  // places that stand for a candidate which no rule forbids
  std::uint64_t feasible = 0;
  std::map<std::string, std::uint64_t> refusals{};  // by constraint or law
  double seconds = 0.0;                             // of all sessions
  std::vector<TruePoint> front{};                   // ascending by place
  [[nodiscard]] bool is_complete() const { return next == grid; }
};

struct EnumerationObserver {
  std::function<void(const Enumeration&)> progress;  // a few times a second
  std::function<bool()> interrupted;                 // asked often; true ends it, to be resumed
};

/// Evaluates every candidate, or goes on where truth.json ends. The result is the same for any
/// number of threads and interruptions. Throws Error(Input): a study that trains, a space with a
/// real parameter or above 2^62 places, a truth.json of another study.
Enumeration enumerate_study(const EnumerationOptions& options, const EnumerationObserver& observer);

/// What truth.json in a study's folder says of this study (its table read), or nullopt when there
/// is none. Throws
/// Error(Input) when it is of another study, or damaged.
[[nodiscard]] std::optional<Enumeration> load_truth(const std::filesystem::path& folder,
                                                    const spec::Spec& spec);

/// The share of the true front's hypervolume that complete trials cover, on the axes of
/// `enumerated_problem`; nullopt when the folder has no complete truth.
[[nodiscard]] std::optional<double> truth_share(const std::filesystem::path& folder,
                                                const spec::Spec& spec,
                                                const std::vector<objective::Trial>& trials);

/// The study as a problem for comparing strategies. Its axes run from the best of each objective on
/// the true front to a tenth of the front's extent beyond its worst, logarithmic where the metric
/// is (a column of a table is not). Throws Error(Input) when the folder has no complete truth.json
/// of this study.
[[nodiscard]] tabular::Problem enumerated_problem(const std::filesystem::path& spec_file,
                                                  const std::filesystem::path& folder);

}  // namespace kirchhoff::study
