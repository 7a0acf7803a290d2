// kirchhoff/worker/job_server.cpp - design, split, training, mapping, accuracy, weights file.
#include "kirchhoff/worker/job_server.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <numeric>

#include "kirchhoff/accuracy/crossbar_accuracy.hpp"
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/train/torch/torch_trainer.hpp"

namespace kirchhoff::worker {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double training_share = 0.7;  // of a job's time, as its progress is told

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Tells progress a few times a second.
class Progress {
 public:
  Progress(const Send& send, std::uint64_t id) : send_(send), id_(id) {}
  void operator()(const char* phase, double share) {
    if (seconds_since(last_) < 0.25) return;
    last_ = Clock::now();
    send_(ProgressAnswer{.id = id_, .share = share, .phase = phase});
  }

 private:
  const Send& send_;
  std::uint64_t id_;
  Clock::time_point last_ = Clock::now();
};

double share_of(std::int64_t done, std::int64_t all) {
  return static_cast<double>(done) / static_cast<double>(all);
}

std::span<const std::int64_t> first_of(std::span<const std::int64_t> indices, std::int64_t count,
                                       const char* name) {
  require(count >= 1 && count <= static_cast<std::int64_t>(indices.size()),
          "{} ({}) must be 1 to {}, which the data set has", name, count, indices.size());
  return indices.first(static_cast<std::size_t>(count));
}

std::vector<std::int64_t> all_of(const train::ImageSet& images) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(images.count()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

}  // namespace

const train::DataSet& DataShelf::data(const std::string& set) {
  if (name_ != set || set.empty()) {
    data_ = train::load_data_set(set);
    name_ = set;
  }
  return data_;
}

JobServer::JobServer(Send send) : send_(std::move(send)), trainer_(train::make_torch_trainer()) {}
JobServer::~JobServer() = default;

train::TrainingOutcome JobServer::train(const EvaluateJob& job, const design::Design& design,
                                        const train::DataSet& data, const train::Split& split) {
  Progress progress(send_, job.id);
  train::TrainingJob training;
  training.network = &design.network;
  training.recipe = design.recipe;
  training.images = &data.training;
  training.indices = first_of(split.training, job.training_images, "training_images");
  training.epochs = job.epochs;
  training.seed = job.training_seed;
  return trainer_->train(training, [&](std::int64_t done, std::int64_t all, double /*loss*/) {
    progress("training", training_share * share_of(done, all));
    return true;
  });
}

// Validation images decide; test images only where the job asks for them, with the same plan.
void JobServer::measure(const EvaluateJob& job, const design::Design& design,
                        const network::Weights& weights, const train::DataSet& data,
                        const train::Split& split, EvaluateAnswer& answer) {
  Progress progress(send_, job.id);
  const auto tell = [&](std::int64_t done, std::int64_t all) {
    progress("accuracy", training_share + (1.0 - training_share) * share_of(done, all));
    return true;
  };
  const mapping::Mapping mapping = mapping::map_network(design.network, design.hardware);
  const std::unique_ptr<accuracy::AccuracyModel> model = accuracy::make_crossbar_accuracy();
  // A small data set calibrates on all that it has.
  const auto calibration_images = std::min<std::int64_t>(
      job.plan.calibration_images, static_cast<std::int64_t>(split.training.size()));
  accuracy::AccuracyTask task{
      .network = &design.network,
      .weights = &weights,
      .mapping = &mapping,
      .hardware = &design.hardware,
      .images = &data.training,
      .indices = first_of(split.validation, job.accuracy_images, "accuracy_images"),
      .calibration = &data.training,
      .calibration_indices = first_of(split.training, calibration_images, "calibration_images")};
  accuracy::AccuracyResult measured = model->measure(task, job.plan, tell);
  answer.validation = measured.accuracy;
  answer.activity = std::move(measured.activity);
  if (!job.also_test_images) return;
  const std::vector<std::int64_t> test = all_of(data.test);
  task.images = &data.test;
  task.indices = test;
  answer.test.push_back(model->measure(task, job.plan, tell).accuracy);
}

EvaluateAnswer JobServer::evaluate(const EvaluateJob& job) {
  const train::DataSet& data = shelf_.data(job.data_set);
  const design::Design design = design::build_design(
      job.fields, {.input = data.training.shape, .classes = data.training.classes});
  const train::Split split =
      train::split_training_images(data.training.count(), job.validation_images, job.split_seed);
  EvaluateAnswer answer;
  answer.id = job.id;
  auto start = Clock::now();
  const train::TrainingOutcome outcome = train(job, design, data, split);
  answer.training_loss = outcome.final_loss;
  answer.training_images_per_s = outcome.images_per_s;
  answer.training_seconds = seconds_since(start);
  start = Clock::now();
  measure(job, design, outcome.weights, data, split, answer);
  answer.accuracy_seconds = seconds_since(start);
  if (!job.weights_file.empty()) {
    const std::string bytes = formats::weights_bytes(outcome.weights);
    write_atomically(job.weights_file, bytes);
    answer.weights_hash = content_hash(bytes);
  }
  return answer;
}

void JobServer::serve(const Job& job) {
  const std::uint64_t id = std::visit([](const auto& held) { return held.id; }, job);
  try {
    if (const auto* wanted = std::get_if<EvaluateJob>(&job)) {
      send_(evaluate(*wanted));
    } else if (const auto* bench = std::get_if<BenchJob>(&job)) {
      send_(bench_training(*bench, shelf_.data(bench->data_set), *trainer_));
    } else {
      send_(SelfcheckAnswer{.id = id, .signature = selfcheck_signature(*trainer_)});
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Negative) {
      send_(RefusedAnswer{.id = id, .reason = error.what()});
    } else {
      send_(FailedAnswer{.id = id, .exit_code = exit_code(error.kind()), .message = error.what()});
    }
  } catch (const std::bad_alloc&) {
    // The limit is the same for every worker: another one would fail on this design as well.
    send_(
        RefusedAnswer{.id = id, .reason = "its training needs more memory than a worker may use"});
  } catch (const std::exception& error) {
    send_(FailedAnswer{.id = id,
                       .exit_code = exit_code(ErrorKind::Environment),
                       .message = fmt::format("libtorch failed: {}", error.what())});
  }
}

}  // namespace kirchhoff::worker
