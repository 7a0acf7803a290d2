// kirchhoff/evaluate/robustness.cpp - cases on threads, each with a chip of its own.
#include "kirchhoff/evaluate/robustness.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <numeric>

#include "kirchhoff/accuracy/crossbar_accuracy.hpp"
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/parallel.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/design/placement.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::evaluate {
namespace {

// Everything that cases share; read only.
struct Bench {
  const RobustnessSubject& subject;
  train::DataSet data;
  train::Split split;
  std::vector<std::int64_t> measured;  // indices of images
};

Bench set_up(const RobustnessSubject& subject) {
  Bench bench{.subject = subject,
              .data = train::load_data_set(subject.data_set),
              .split = {},
              .measured = {}};
  const std::int64_t count = bench.data.training.count();
  require(subject.validation_images < count,
          "{} has {} training images, too few for the {} validation images of the study",
          subject.data_set, count, subject.validation_images);
  bench.split = train::split_training_images(count, subject.validation_images, subject.split_seed);
  if (subject.on_test_images) {
    bench.measured.resize(static_cast<std::size_t>(bench.data.test.count()));
    std::iota(bench.measured.begin(), bench.measured.end(), std::int64_t{0});
  } else {
    bench.measured = bench.split.validation;
  }
  require(subject.images >= 1 && subject.images <= std::ssize(bench.measured),
          "{} images were asked for; allowed are 1 to {}, the {} images that there are",
          subject.images, bench.measured.size(), subject.on_test_images ? "test" : "validation");
  bench.measured.resize(static_cast<std::size_t>(subject.images));
  return bench;
}

// One case, ready to be measured.
struct Built {
  network::Network network;
  hardware::Chip chip;
  mapping::Mapping mapping;
};

Built build(const Bench& bench, const RobustnessCase& one) {
  space::Fields fields = bench.subject.fields;
  for (const auto& [path, value] : one.change) fields[path] = value;
  design::Design design = design::build_design(fields, {.input = bench.data.training.shape,
                                                        .classes = bench.data.training.classes,
                                                        .folder = bench.subject.folder});
  hardware::Chip chip = bench.subject.chip.value_or(std::move(design.chip));
  formats::set_chip_keys(chip, one.chip_keys);
  mapping::Mapping mapping = design::Placement().map(design.network, chip);
  return {std::move(design.network), std::move(chip), std::move(mapping)};
}

accuracy::Accuracy measure(const Bench& bench, const RobustnessCase& one, const Built& built,
                           int threads, const accuracy::AccuracyProgress& progress) {
  const auto calibration =
      std::min(static_cast<std::size_t>(one.plan.calibration_images), bench.split.training.size());
  const accuracy::AccuracyTask task{
      .network = &built.network,
      .weights = &bench.subject.weights,
      .mapping = &built.mapping,
      .kinds = built.chip.kinds,
      .images = bench.subject.on_test_images ? &bench.data.test : &bench.data.training,
      .indices = bench.measured,
      .calibration = &bench.data.training,
      .calibration_indices = std::span(bench.split.training).first(calibration),
      .only_layer = one.only_layer};
  return accuracy::make_crossbar_accuracy(threads)->measure(task, one.plan, progress).accuracy;
}

// Adds up what the threads have done, and keeps the first thing that went wrong.
class Tally {
 public:
  Tally(std::size_t cases, const std::function<bool(double)>& done)
      : shares_(cases, 0.0), done_(done) {}

  bool report(std::size_t index, double share) {
    const std::lock_guard lock(mutex_);
    shares_[index] = share;
    const double sum = std::accumulate(shares_.begin(), shares_.end(), 0.0);
    if (!stopped_ && done_ && !done_(sum / static_cast<double>(shares_.size()))) stopped_ = true;
    return !stopped_;
  }
  void keep_error() {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    stopped_ = true;
  }
  [[nodiscard]] bool is_stopped() {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }
  void rethrow() {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::vector<double> shares_;
  const std::function<bool(double)>& done_;
  bool stopped_ = false;
  std::exception_ptr error_;
};

RobustnessResult result_of(const Bench& bench, const RobustnessCase& one, std::size_t index,
                           int threads, Tally& tally) {
  std::optional<Built> built;
  try {
    built = build(bench, one);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Input) throw;
    return {.accuracy = {}, .reason = error.what()};
  }
  return {.accuracy = measure(bench, one, *built, threads,
                              [&](std::int64_t finished, std::int64_t all) {
                                return tally.report(index, static_cast<double>(finished) /
                                                               static_cast<double>(all));
                              }),
          .reason = ""};
}

}  // namespace

std::vector<std::string> layer_names(const RobustnessSubject& subject) {
  const train::DataSetSummary data = train::summarise_data_set(subject.data_set);
  const design::Design design = design::build_design(
      subject.fields, {.input = data.shape, .classes = data.classes, .folder = subject.folder});
  std::vector<std::string> names;
  for (const std::size_t layer : design.network.layers())
    names.push_back(design.network.node(layer).name);
  return names;
}

std::vector<RobustnessResult> measure_robustness(const RobustnessSubject& subject,
                                                 std::span<const RobustnessCase> cases, int threads,
                                                 const std::function<bool(double)>& done) {
  KIRCHHOFF_ASSERT(threads >= 1);
  const Bench bench = set_up(subject);
  std::vector<RobustnessResult> results(cases.size());
  Tally tally(cases.size(), done);
  // Few cases leave threads over, which measure several programmings of one chip at once.
  const int threads_a_case = std::max(1, threads / std::max(1, static_cast<int>(cases.size())));
  run_tasks(cases.size(), threads, [&](std::size_t i, std::size_t) {
    if (tally.is_stopped()) return;
    try {
      results[i] = result_of(bench, cases[i], i, threads_a_case, tally);
      tally.report(i, 1.0);
    } catch (...) {
      tally.keep_error();
    }
  });
  tally.rethrow();
  if (tally.is_stopped()) fail(ErrorKind::Environment, "the measurement was stopped");
  return results;
}

}  // namespace kirchhoff::evaluate
