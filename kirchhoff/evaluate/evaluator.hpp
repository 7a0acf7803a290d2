// kirchhoff/evaluate/evaluator.hpp - from a candidate to metrics: cheapest refusal first, then the
// worker.
//
// In:    a study's spec, space and formulation; trials
// Out:   screened trials, jobs for workers, metrics of answers
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/space/search_space.hpp"
#include "kirchhoff/spec/spec.hpp"
#include "kirchhoff/train/dataset.hpp"
#include "kirchhoff/worker/messages.hpp"

namespace kirchhoff::evaluate {

/// The figures of a candidate by its fields, where nothing has to be built for them. Thread-safe.
using Lookup = std::function<objective::Metrics(const space::Fields&)>;

/// Joins both branches of a candidate's path: cost here, training and accuracy in a worker. Holds
/// loaded chips, devices and constants. Used by one thread.
class Evaluator {
 public:
  /// Reads the calibration, the shipped chips and the summary of the data set. A study with a table
  /// brings its `lookup`. Throws Error.
  Evaluator(const spec::Spec& spec, objective::Formulation formulation, Lookup lookup = {});

  /// Decides whether a trial may be evaluated: builds its design and computes the cost with the
  /// least activity any training could give. A broken constraint or law of physics makes it
  /// Infeasible with reasons and violations; otherwise it stays Waiting. A table stands for figures
  /// that cost something: with one every trial may be evaluated.
  void screen(objective::Trial& trial) const;

  /// The metrics that need no training, each the lowest that any training could give. For a trial
  /// that `screen` left Waiting.
  [[nodiscard]] objective::Metrics least_metrics(const objective::Trial& trial) const;

  /// What a worker has to do for a trial; weights go to `weights_file` unless it is "".
  [[nodiscard]] worker::EvaluateJob job(const objective::Trial& trial,
                                        const std::string& weights_file) const;

  /// False in a study without images or with a table, whose trials `complete_at_once` completes.
  [[nodiscard]] bool trains() const { return spec_.trains(); }
  [[nodiscard]] bool looks_up() const { return spec_.table.has_value(); }

  /// Completes a trial by the table, or else by the cost model alone at the default activity:
  /// metrics, document, state. What cannot be built, or breaks a law of physics or a constraint,
  /// becomes Infeasible. The document of the cost is left out on demand: it takes more time than
  /// the cost itself.
  void complete_at_once(objective::Trial& trial, bool with_document = true) const;

  /// Enters an answer: metrics with the measured activity, documents, state. A design that breaks a
  /// constraint only now, or has a metric that is not finite, becomes Infeasible. A training that
  /// was stopped gives no accuracy: metrics of the cost alone, state Stopped.
  void complete(objective::Trial& trial, const worker::EvaluateAnswer& answer) const;

  /// `chips` random feasible chips of the space for a shipped network at 8/8 bits, as hardware
  /// fields, by energy x latency x area, the lowest first. Feasible: it breaks no law of physics
  /// and no constraint on the chip at the stated default activity. Fewer when 100 times as many
  /// draws do not give so many.
  [[nodiscard]] std::vector<space::Fields> baseline_chips(const std::string& network,
                                                          std::int64_t chips,
                                                          const space::SearchSpace& space) const;

  /// The least accuracy that the study allows; 0 when no constraint says one.
  [[nodiscard]] double least_accuracy() const;

  /// Builds each baseline network for this data. Throws Error(Input) naming the one that does not
  /// exist or does not fit the images.
  void check_baselines() const;

  /// The study as given, with image counts that it leaves open cut down to its data.
  [[nodiscard]] const spec::Spec& spec() const { return spec_; }
  [[nodiscard]] const objective::Formulation& formulation() const { return formulation_; }
  [[nodiscard]] design::DesignBuilder& builder() const { return builder_; }
  [[nodiscard]] const cost::Calibration& calibration() const { return calibration_; }
  [[nodiscard]] const train::DataSetSummary& data() const { return data_; }

 private:
  void complete_by_cost(objective::Trial& trial, bool with_document) const;
  void complete_by_lookup(objective::Trial& trial) const;
  void check_physics(objective::Trial& trial, const design::Design& design,
                     const cost::Cost& cost) const;
  void enter_accuracy(objective::Trial& trial, const worker::EvaluateAnswer& answer) const;
  [[nodiscard]] double within(const objective::Fidelity& fidelity) const;  // as its table says
  void check_constraints(objective::Trial& trial, const objective::Metrics& metrics,
                         bool before_training) const;

  spec::Spec spec_;
  objective::Formulation formulation_;
  Lookup lookup_;
  train::DataSetSummary data_;
  mutable design::DesignBuilder builder_;  // mutable: it keeps the files it has read
  cost::Calibration calibration_;
};

/// Metrics that need no training, from a design's cost.
[[nodiscard]] objective::Metrics cost_metrics(const design::Design& design,
                                              const mapping::Mapping& mapping,
                                              const cost::Cost& cost);

/// Accuracy metrics; names start with `prefix` ("" or "test_"). `last_time_s`: the study's last
/// time since programming; "accuracy_last" is left out where it was not measured.
void add_accuracy_metrics(objective::Metrics& metrics, const accuracy::Accuracy& accuracy,
                          const std::string& prefix, double last_time_s);

}  // namespace kirchhoff::evaluate
