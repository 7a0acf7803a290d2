// kirchhoff/worker/job_server.hpp - does the jobs of one kirchhoff-worker: training and accuracy.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kirchhoff/design/design.hpp"
#include "kirchhoff/design/placement.hpp"
#include "kirchhoff/train/dataset.hpp"
#include "kirchhoff/train/trainer.hpp"
#include "kirchhoff/worker/messages.hpp"

namespace kirchhoff::worker {

using Send = std::function<void(const Answer&)>;

/// A data set that stays loaded from job to job. Not thread-safe.
class DataShelf {
 public:
  [[nodiscard]] const train::DataSet& data(const std::string& set);

 private:
  std::string name_;
  train::DataSet data_;
};

/// Does one job after the other; what goes wrong becomes a RefusedAnswer or a FailedAnswer.
/// Not thread-safe.
class JobServer {
 public:
  /// `send` must outlive the server.
  explicit JobServer(Send send);
  ~JobServer();
  void serve(const Job& job);

 private:
  EvaluateAnswer evaluate(const EvaluateJob& job);
  struct Subject;  // a job, its data and a design of it
  struct Sample;   // images to measure on
  train::TrainingOutcome train(const Subject& subject, EvaluateAnswer& answer);
  bool passes(Subject subject, std::size_t check, const network::Weights& weights,
              EvaluateAnswer& answer);
  accuracy::AccuracyResult run(const Subject& subject, const Sample& sample,
                               const accuracy::AccuracyPlan& plan);
  bool may_fit(const Subject& subject);
  void measure_validation(const Subject& subject, EvaluateAnswer& answer);
  void measure_test(const Subject& subject, EvaluateAnswer& answer);
  void measure_first_fitting_chip(Subject subject, EvaluateAnswer& answer);

  Send send_;
  std::unique_ptr<train::Trainer> trainer_;
  DataShelf shelf_;
  design::Placement placement_;
};

/// A small fixed training and noisy run on made-up images; the same bits on one type of machine.
[[nodiscard]] SelfcheckAnswer selfcheck(train::Trainer& trainer);

/// Our trainer and a bare libtorch loop by turns; medians.
[[nodiscard]] BenchAnswer bench_training(const BenchJob& job, const train::DataSet& data,
                                         train::Trainer& trainer);

/// One draw of a noisy ResNet-8 and a bare libtorch forward pass by turns; medians.
[[nodiscard]] BenchAnswer bench_accuracy(const BenchJob& job, const train::DataSet& data,
                                         train::Trainer& trainer);

}  // namespace kirchhoff::worker
