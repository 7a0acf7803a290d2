// kirchhoff/objective/trial.hpp - one evaluation of a candidate at one fidelity.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::objective {

/// What a trial found, by metric name: "accuracy", "energy_j", ... SI units. Finite numbers only.
using Metrics = std::map<std::string, double>;

/// How much was spent.
struct Fidelity {
  int rung = 0;  // 0 is the cheapest; the final training is above all rungs
  std::int64_t images = 0;
  std::int64_t epochs = 0;
  std::int64_t validation_images = 0;
  std::int64_t draws = 0;
  bool full = false;  // final training, for the front
  friend bool operator==(const Fidelity&, const Fidelity&) = default;
};

/// Stopped: its training was ended at a check, so its accuracy is not known.
enum class TrialState { Waiting, Running, Complete, Infeasible, Fail, Stopped };
[[nodiscard]] const std::string& state_name(TrialState state);  // "WAITING", ...
[[nodiscard]] TrialState state_from_name(const std::string& name);

/// What the trial is for.
enum class TrialRole { Search, Final, Baseline };
[[nodiscard]] const std::string& role_name(TrialRole role);  // "search", "final", "baseline"
[[nodiscard]] TrialRole role_from_name(const std::string& name);

/// One look at a trial before its training ends. The rule is made when the trial is proposed, from
/// the trials known then, and travels with it: the worker decides, and decides alike anywhere.
struct EarlyCheck {
  double after = 0.0;                // share of the training's steps, in (0, 1)
  double least_accuracy = 0.0;       // below it the training ends; 0 lets every trial go on
  std::optional<double> accuracy{};  // measured on the noisy chip; nullopt: not reached
  friend bool operator==(const EarlyCheck&, const EarlyCheck&) = default;
};

struct Trial {
  std::uint64_t number = 0;
  TrialRole role = TrialRole::Search;
  TrialState state = TrialState::Waiting;
  space::Candidate candidate{};  // Search and Final; empty for Baseline
  space::Fields fields{};        // the design's paths and values, as evaluated
  Fidelity fidelity{};
  Metrics metrics{};
  bool evaluated = false;  // counted against the budget: it was sent to a worker
  /// Why it is infeasible or failed: "area_m2 is 3.1e-05, allowed <= 2e-05".
  std::vector<std::string> reasons{};
  /// By constraint or figure name: how far outside, relative to the bound, above 0.
  std::map<std::string, double> violations{};
  std::optional<std::uint64_t> repeats{};  // the earlier trial with the same candidate and fidelity
  std::optional<std::uint64_t> continues{};  // the search trial that a final trial trains fully
  std::string label{};               // Baseline: the network's name; Search: "enqueued" or nothing
  std::uint64_t seed = 0;            // of training
  std::vector<EarlyCheck> checks{};  // by `after`; empty without early stopping
  /// Of a search trial of an asynchronous study: how many results were known when it was proposed,
  /// and the place of its own result among all, from 0, once it is there.
  std::optional<std::uint64_t> known_results{}, result_place{};
  /// Named texts kept with the trial: "activity", "accuracy", "cost", "timings" (JSON).
  std::map<std::string, std::string> documents{};
  // Not part of the canonical export:
  int worker = -1;
  double seconds = 0.0;         // wall time of the evaluation
  std::string finished_at{};    // UTC, ISO 8601
  std::string fingerprint{};    // of the worker that computed it
  std::string artifact_hash{};  // of the weights file, "" when none is kept

  [[nodiscard]] bool is_feasible() const { return state == TrialState::Complete; }
};

}  // namespace kirchhoff::objective
