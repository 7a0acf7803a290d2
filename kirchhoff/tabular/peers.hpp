// kirchhoff/tabular/peers.hpp - searches of other libraries, scored as our own, and set beside
// them.
//
// In:    files of peer runs (docs/reference/problems.md), which say only what was evaluated in
// which
//        order: every score is computed here, by the scorer that judges our strategies
// Out:   their scores in a Comparison; ratios and differences between two of its strategies
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/tabular/comparison.hpp"

namespace kirchhoff::tabular {

/// One search of a peer.
struct PeerRun {
  std::string problem, peer;
  std::uint64_t seed = 1;
  std::size_t budget = 0;           // distinct evaluations it was allowed
  std::vector<std::uint64_t> rows;  // distinct candidates in the order of their evaluation: places
                                    // in the grid of all levels, the last parameter fastest
  /// Evaluations, ascending, and processor seconds the peer had taken until then.
  std::vector<std::pair<std::size_t, double>> times;
};

struct PeerFile {
  std::string source;  // library and version
  std::vector<PeerRun> runs;
};

/// Throws Error(Input): no such file, a key that is missing or of another type, a run that
/// evaluates a candidate twice or more than its budget.
[[nodiscard]] PeerFile load_peers(const std::filesystem::path& path);

/// Throws Error(Input) for a peer without one of the seeds, a candidate that a problem does not
/// have, a name that is taken, and a file without a run on any of the problems.
void check_peers(const ComparisonOptions& options, const std::vector<Problem>& problems,
                 const PeerFile& file);

/// Appends every peer of the file to the comparison's strategies, with scores of the same seeds on
/// its problems; runs on other problems are left out. A run that ended before its budget keeps its
/// last score; beyond the budget there is none. Throws as check_peers does.
void add_peers(Comparison& comparison, const std::vector<Problem>& problems, const PeerFile& file);

/// One strategy beside the best of some others, over the problems on which all of them ran.
struct Beside {
  bool is_known = false;  // whether there is such a problem
  /// Geometric mean over problems with several objectives of the ratio of mean hypervolumes, with
  /// its 95 % interval (normal; variances of the means added in the logarithm). 0 without such.
  double ratio = 0.0, low = 0.0, high = 0.0;
  double least_ratio = 0.0;  // of one problem
  /// Least difference of a problem, better is positive, over the standard error of the difference;
  /// problems with one objective count too.
  double least_difference = 0.0;
  std::string least_problem;  // where the difference is least
};

/// `peers`: indices of strategies; on each problem the one with the best mean stands for them,
/// which is known in hindsight only.
[[nodiscard]] Beside beside(const Comparison& comparison, std::size_t strategy,
                            const std::vector<std::size_t>& peers, std::size_t budget);

}  // namespace kirchhoff::tabular
