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
constexpr int probe_images = 64;        // that a chip is first tried on

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

// The design of a job, on one of its chips when it names some.
design::Design build(const EvaluateJob& job, std::size_t chip, const train::DataSet& data) {
  space::Fields fields = job.fields;
  if (!job.chips.empty()) {
    for (const auto& [path, value] : job.chips.at(chip)) fields[path] = value;
  }
  return design::build_design(
      fields,
      {.input = data.training.shape, .classes = data.training.classes, .folder = job.folder});
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

struct JobServer::Subject {
  const EvaluateJob& job;
  const train::DataSet& data;
  const train::Split& split;
  const design::Design* design = nullptr;
  const mapping::Mapping* mapping = nullptr;  // of the design
  const network::Weights* weights = nullptr;  // once it is trained
};

struct JobServer::Sample {
  const train::ImageSet& images;
  std::span<const std::int64_t> indices;
};

// One programming and a few images tell whether a training is worth going on with.
bool JobServer::passes(Subject subject, std::size_t check, const network::Weights& weights,
                       EvaluateAnswer& answer) {
  const EvaluateJob& job = subject.job;
  subject.weights = &weights;
  accuracy::AccuracyPlan plan = job.plan;
  plan.draws = 1;
  plan.times_s.resize(1);
  plan.calibration_images = probe_images;
  const Sample sample{subject.data.training,
                      first_of(subject.split.validation, job.check_images, "check_images")};
  accuracy::AccuracyResult measured = run(subject, sample, plan);
  answer.check_accuracy.push_back(measured.accuracy.at.front().mean);
  if (answer.check_accuracy.back() >= job.checks.at(check).least_accuracy) return true;
  answer.validation = std::move(measured.accuracy);
  answer.activity = std::move(measured.activity);
  return false;
}

train::TrainingOutcome JobServer::train(const Subject& subject, EvaluateAnswer& answer) {
  const EvaluateJob& job = subject.job;
  Progress progress(send_, job.id);
  train::TrainingJob training;
  training.network = &subject.design->network;
  training.recipe = subject.design->recipe;
  const train::ChipEffects chip =
      train::chip_effects(subject.design->network, *subject.mapping, subject.design->chip.kinds,
                          training.recipe, seconds(job.plan.times_s.front()));
  training.chip = &chip;
  training.images = &subject.data.training;
  training.indices = first_of(subject.split.training, job.training_images, "training_images");
  training.epochs = job.epochs;
  training.seed = job.training_seed;
  for (const Check& check : job.checks) training.check_after.push_back(check.after);
  training.check = [&](std::size_t check, const network::Weights& weights) {
    return passes(subject, check, weights, answer);
  };
  return trainer_->train(training, [&](std::int64_t done, std::int64_t all, double /*loss*/) {
    progress("training", training_share * share_of(done, all));
    return true;
  });
}

accuracy::AccuracyResult JobServer::run(const Subject& subject, const Sample& sample,
                                        const accuracy::AccuracyPlan& plan) {
  Progress progress(send_, subject.job.id);
  const design::Design& design = *subject.design;
  // A small data set calibrates on all that it has.
  const std::vector<std::int64_t>& training = subject.split.training;
  const auto calibration_images =
      std::min<std::int64_t>(plan.calibration_images, static_cast<std::int64_t>(training.size()));
  const accuracy::AccuracyTask task{
      .network = &design.network,
      .weights = subject.weights,
      .mapping = subject.mapping,
      .kinds = design.chip.kinds,
      .images = &sample.images,
      .indices = sample.indices,
      .calibration = &subject.data.training,
      .calibration_indices = first_of(training, calibration_images, "calibration_images")};
  return accuracy::make_crossbar_accuracy()->measure(
      task, plan, [&](std::int64_t done, std::int64_t all) {
        progress("accuracy", training_share + (1.0 - training_share) * share_of(done, all));
        return true;
      });
}

void JobServer::measure_validation(const Subject& subject, EvaluateAnswer& answer) {
  const Sample sample{
      subject.data.training,
      first_of(subject.split.validation, subject.job.accuracy_images, "accuracy_images")};
  accuracy::AccuracyResult measured = run(subject, sample, subject.job.plan);
  answer.validation = measured.accuracy;
  answer.activity = std::move(measured.activity);
}

// Validation images decide; test images only where the job asks for them, with the same plan.
void JobServer::measure_test(const Subject& subject, EvaluateAnswer& answer) {
  if (!subject.job.also_test_images) return;
  const std::vector<std::int64_t> all = all_of(subject.data.test);
  answer.test.push_back(run(subject, {subject.data.test, all}, subject.job.plan).accuracy);
}

// Few images and one programming tell of most chips that the network does not survive on them.
bool JobServer::may_fit(const Subject& subject) {
  const EvaluateJob& job = subject.job;
  const std::int64_t images = std::min<std::int64_t>(probe_images, job.accuracy_images);
  accuracy::AccuracyPlan plan = job.plan;
  plan.draws = 1;
  plan.times_s.resize(1);
  plan.calibration_images = probe_images;
  const Sample sample{subject.data.training,
                      first_of(subject.split.validation, images, "accuracy_images")};
  return run(subject, sample, plan).accuracy.at.front().mean >= job.least_accuracy;
}

void JobServer::measure_first_fitting_chip(Subject subject, EvaluateAnswer& answer) {
  const EvaluateJob& job = subject.job;
  for (std::size_t chip = 0; chip < job.chips.size(); ++chip) {
    const design::Design design = build(job, chip, subject.data);
    const mapping::Mapping mapping = placement_.map(design.network, design.chip);
    subject.design = &design;
    subject.mapping = &mapping;
    if (job.least_accuracy > 0.0 && !may_fit(subject)) continue;
    measure_validation(subject, answer);
    if (answer.validation.at.front().mean < job.least_accuracy) continue;
    answer.chip = static_cast<std::int64_t>(chip);
    return measure_test(subject, answer);
  }
  fail(ErrorKind::Negative, "its accuracy is below {} on each of the {} chips that were tried",
       job.least_accuracy, job.chips.size());
}

EvaluateAnswer JobServer::evaluate(const EvaluateJob& job) {
  const train::DataSet& data = shelf_.data(job.data_set);
  const design::Design design = build(job, 0, data);
  const mapping::Mapping mapping = placement_.map(design.network, design.chip);
  const train::Split split =
      train::split_training_images(data.training.count(), job.validation_images, job.split_seed);
  Subject subject{.job = job, .data = data, .split = split, .design = &design, .mapping = &mapping};
  EvaluateAnswer answer;
  answer.id = job.id;
  auto start = Clock::now();
  const train::TrainingOutcome outcome = train(subject, answer);
  answer.was_stopped = outcome.was_stopped;
  answer.training_loss = outcome.final_loss;
  answer.training_images_per_s = outcome.images_per_s;
  answer.training_seconds = seconds_since(start);
  if (answer.was_stopped) return answer;
  start = Clock::now();
  subject.weights = &outcome.weights;
  if (job.chips.empty()) {
    measure_validation(subject, answer);
    measure_test(subject, answer);
  } else {
    measure_first_fitting_chip(subject, answer);
  }
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
      const train::DataSet& data = shelf_.data(bench->data_set);
      send_(bench->accuracy ? bench_accuracy(*bench, data, *trainer_)
                            : bench_training(*bench, data, *trainer_));
    } else {
      SelfcheckAnswer answer = selfcheck(*trainer_);
      answer.id = id;
      send_(answer);
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
