// kirchhoff/accuracy/crossbar_accuracy.cpp - accuracy by running the network through its mapped
// crossbars.
#include "kirchhoff/accuracy/crossbar_accuracy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <numeric>

#include "kirchhoff/accuracy/crossbar_network.hpp"
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/parallel.hpp"
#include "kirchhoff/base/student.hpp"
#include "kirchhoff/noise/cell_noise.hpp"

namespace kirchhoff::accuracy {
namespace {

void check_plan(const AccuracyTask& task, const AccuracyPlan& plan) {
  KIRCHHOFF_ASSERT(task.network && task.weights && task.mapping && !task.kinds.empty() &&
                   task.images && task.calibration);
  require(plan.draws >= 1 && plan.draws <= 1000, "draws ({}) must be 1 to 1000", plan.draws);
  require(!plan.times_s.empty(), "times_s is empty; give at least one time since programming");
  require(plan.times_s.front() >= 0.0 && std::ranges::is_sorted(plan.times_s),
          "times_s must be ascending and at least 0 s; the first is {} s", plan.times_s.front());
  require(plan.within >= 0.0 && plan.within <= 1.0, "within ({}) must be 0 to 1", plan.within);
  require(plan.floor >= 0.0 && plan.floor <= 1.0, "floor ({}) must be 0 to 1", plan.floor);
  require(!task.only_layer || *task.only_layer < task.network->layers().size(),
          "there is no layer {}; the network has {}", task.only_layer.value_or(0),
          task.network->layers().size());
  require(plan.calibration_images >= 1, "calibration_images ({}) must be at least 1",
          plan.calibration_images);
}

// Share of images whose highest score, the first of equals, is that of their label.
double share_correct(const AccuracyTask& task, std::span<const float> scores) {
  const auto classes = static_cast<std::ptrdiff_t>(task.network->classes());
  std::int64_t correct = 0;
  auto first = scores.begin();
  for (const std::int64_t index : task.indices) {
    const auto best = std::max_element(first, first + classes) - first;
    correct += best == task.images->labels[static_cast<std::size_t>(index)] ? 1 : 0;
    first += classes;
  }
  return static_cast<double>(correct) / static_cast<double>(task.indices.size());
}

AccuracyAt summary(double time_s, std::span<const double> shares) {
  AccuracyAt at{.time_s = time_s};
  const auto draws = static_cast<double>(shares.size());
  at.mean = std::accumulate(shares.begin(), shares.end(), 0.0) / draws;
  at.worst = *std::ranges::min_element(shares);
  at.draws = static_cast<int>(shares.size());
  if (shares.size() < 2) return at;
  double squares = 0.0;
  for (const double share : shares) squares += (share - at.mean) * (share - at.mean);
  at.sd = std::sqrt(squares / (draws - 1.0));
  at.half_width = mean_half_width(at.sd, shares.size());
  return at;
}

// Kinds without a layer do not count.
bool changes_with_time(const AccuracyTask& task) {
  return std::ranges::any_of(task.mapping->layers, [&](const mapping::LayerMapping& layer) {
    return noise::changes_with_time(task.kinds[static_cast<std::size_t>(layer.kind)].device);
  });
}

// Two draws that happen to agree say nothing of the others.
bool is_settled(const AccuracyAt& at, const AccuracyPlan& plan) {
  constexpr int fewest = 3;
  if (at.draws < fewest) return false;
  const bool is_known = plan.within > 0.0 && at.half_width <= plan.within;
  return is_known || at.mean + at.half_width < plan.floor;
}

// Counts the images of all threads.
class Tally {
 public:
  Tally(std::int64_t all, const AccuracyProgress& progress) : all_(all), progress_(progress) {}

  void add(std::int64_t images) {
    const std::lock_guard lock(mutex_);
    finished_ += images;
    if (progress_ && !progress_(finished_, all_)) {
      fail(ErrorKind::Environment, "the accuracy was stopped after {} of {} images", finished_,
           all_);
    }
  }

 private:
  std::mutex mutex_;
  std::int64_t finished_ = 0;
  std::int64_t all_;
  const AccuracyProgress& progress_;
};

// One calibrated chip and its copies, one a thread: which of them measures a draw does not matter.
class Bench {
 public:
  Bench(const AccuracyTask& task, const AccuracyPlan& plan, int threads, Tally& tally)
      : task_(task), plan_(plan), done_([&tally](std::int64_t images) { tally.add(images); }) {
    chips_.emplace_back(*task.network, *task.weights, *task.mapping, task.kinds);
    chips_.front().analog_alone(task.only_layer);
    const auto calibration = task.calibration_indices.first(std::min(
        task.calibration_indices.size(), static_cast<std::size_t>(plan.calibration_images)));
    activity_ = chips_.front().calibrate(*task.calibration, calibration, done_);
    for (int copy = 1; copy < std::min(threads, plan.draws); ++copy)
      chips_.push_back(chips_.front());
  }

  [[nodiscard]] const network::Activity& activity() const { return activity_; }
  [[nodiscard]] int threads() const { return static_cast<int>(chips_.size()); }

  // Accuracies of exact arithmetic and of ideal cells behind their converters.
  [[nodiscard]] std::array<double, 2> noiseless() {
    std::array<double, 2> shares{};
    run_tasks(2, threads(), [&](std::size_t i, std::size_t thread) {
      shares[i] =
          i == 0
              ? share_correct(task_,
                              chips_[thread].digital_scores(*task_.images, task_.indices, done_))
              : measured(chips_[thread], {.programming_noise = false, .read_noise = false}, 0, 0);
    });
    return shares;
  }

  // Accuracies of programmings first .. first + count - 1 at the time of this place.
  [[nodiscard]] std::vector<double> noisy(std::size_t time, int first, int count) {
    std::vector<double> shares(static_cast<std::size_t>(count));
    run_tasks(shares.size(), threads(), [&](std::size_t i, std::size_t thread) {
      shares[i] = measured(chips_[thread], {.since_programming = seconds(plan_.times_s[time])},
                           static_cast<std::uint64_t>(first) + static_cast<std::uint64_t>(i), time);
    });
    return shares;
  }

 private:
  double measured(CrossbarNetwork& chip, const noise::ReadConditions& conditions,
                  std::uint64_t draw, std::uint64_t time) {
    chip.program(conditions, Stream(plan_.seed, purpose::programming, draw));
    const Stream read = Stream(plan_.seed, purpose::read_noise, draw).split(time);
    return share_correct(task_, chip.analog_scores(*task_.images, task_.indices, read, done_));
  }

  const AccuracyTask& task_;
  const AccuracyPlan& plan_;
  BatchDone done_;
  std::vector<CrossbarNetwork> chips_;
  network::Activity activity_;
};

// As many programmings as the plan wants. Where it may stop early they are measured a few at once,
// and those beyond the one that settles it do not count: the result is that of one thread.
AccuracyAt accuracy_at(Bench& bench, std::size_t time, const AccuracyPlan& plan) {
  const bool may_stop = plan.within > 0.0 || plan.floor > 0.0;
  const int round = may_stop ? bench.threads() : plan.draws;
  std::vector<double> shares;
  for (int first = 0; first < plan.draws; first += round) {
    for (const double share : bench.noisy(time, first, std::min(round, plan.draws - first))) {
      shares.push_back(share);
      AccuracyAt at = summary(plan.times_s[time], shares);
      if (is_settled(at, plan)) return at;
    }
  }
  return summary(plan.times_s[time], shares);
}

class CrossbarAccuracy final : public AccuracyModel {
 public:
  explicit CrossbarAccuracy(int threads) : threads_(threads) {}
  AccuracyResult measure(const AccuracyTask& task, const AccuracyPlan& plan,
                         const AccuracyProgress& progress) override;

 private:
  int threads_;
};

AccuracyResult CrossbarAccuracy::measure(const AccuracyTask& task, const AccuracyPlan& plan,
                                         const AccuracyProgress& progress) {
  check_plan(task, plan);
  const auto images = static_cast<std::int64_t>(task.indices.size());
  const std::size_t times = changes_with_time(task) ? plan.times_s.size() : 1;
  const auto passes = static_cast<std::int64_t>(times) * plan.draws + 2;
  const auto calibration =
      std::min(std::ssize(task.calibration_indices), std::ptrdiff_t{plan.calibration_images});
  Tally tally(images * passes + calibration, progress);
  Bench bench(task, plan, threads_, tally);
  const auto [digital, ideal] = bench.noiseless();
  AccuracyResult result{.accuracy = {.digital = digital,
                                     .ideal_analog = ideal,
                                     .at = {},
                                     .images = images,
                                     .draws = plan.draws},
                        .activity = bench.activity()};
  for (std::size_t time = 0; time < times; ++time)
    result.accuracy.at.push_back(accuracy_at(bench, time, plan));
  for (std::size_t time = times; time < plan.times_s.size(); ++time) {
    result.accuracy.at.push_back(result.accuracy.at.front());
    result.accuracy.at.back().time_s = plan.times_s[time];
  }
  return result;
}

}  // namespace

std::unique_ptr<AccuracyModel> make_crossbar_accuracy(int threads) {
  KIRCHHOFF_ASSERT(threads >= 1);
  return std::make_unique<CrossbarAccuracy>(threads);
}

}  // namespace kirchhoff::accuracy
