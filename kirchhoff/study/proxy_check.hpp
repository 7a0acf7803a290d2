// kirchhoff/study/proxy_check.hpp - how well the short trainings of a study rank its designs.
//
// In:    the folder of a study with search trials
// Out:   some of its designs trained fully, in STUDY/proxy; how far both orders agree
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "kirchhoff/study/study.hpp"

namespace kirchhoff::study {

struct ProxyCheckOptions {
  std::filesystem::path folder;  // of the study
  std::int64_t trials = 20;      // 4 to 1000: designs to train fully
  int workers = 1;
  std::filesystem::path worker_program;  // "": beside the program
};

/// One design at both fidelities.
struct ProxyPair {
  std::uint64_t trial = 0;  // of the study
  double proxy = 0.0;       // accuracy on validation images, as the search saw it
  double full = 0.0;        // after another training, that of [final]; also validation
  double proxy_seconds = 0.0, full_seconds = 0.0;  // of one core
};

/// A rank correlation in -1..1 with its 95 % interval (jackknife over designs, Student's t).
struct RankAgreement {
  double value = 0.0, low = 0.0, high = 0.0;
};

struct ProxyCheck {
  bool interrupted = false;
  std::vector<ProxyPair> pairs;  // by proxy accuracy, the lowest first
  // nullopt: fewer than four pairs, or all alike.
  std::optional<RankAgreement> kendall{}, spearman{};
  /// Of the better half by full training, the share that the proxy puts into its better half.
  double better_half_kept = 0.0;
};

/// Trains designs of the study as its [final] says: `trials` of those that finished their proxy,
/// evenly spread from the least to the most accurate. They stay in STUDY/proxy, which is resumed by
/// the next call with the same number. Test images are not touched. Throws Error(Input): no such
/// study, nothing in it to compare, one without training or whose space or shipped files changed, a
/// check begun with another number.
ProxyCheck check_proxy(const ProxyCheckOptions& options, const Observer& observer);

/// Rank correlations of finished pairs; deterministic.
void judge(ProxyCheck& check);

}  // namespace kirchhoff::study
