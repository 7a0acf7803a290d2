// kirchhoff/accuracy/crossbar_accuracy.cpp - accuracy by running the network through its mapped
// crossbars.
#include "kirchhoff/accuracy/crossbar_accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "kirchhoff/accuracy/crossbar_network.hpp"
#include "kirchhoff/base/error.hpp"
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

class CrossbarAccuracy final : public AccuracyModel {
 public:
  AccuracyResult measure(const AccuracyTask& task, const AccuracyPlan& plan,
                         const AccuracyProgress& progress) override;
};

AccuracyResult CrossbarAccuracy::measure(const AccuracyTask& task, const AccuracyPlan& plan,
                                         const AccuracyProgress& progress) {
  check_plan(task, plan);
  const auto calibration = task.calibration_indices.first(
      std::min(task.calibration_indices.size(), static_cast<std::size_t>(plan.calibration_images)));
  const auto images = static_cast<std::int64_t>(task.indices.size());
  const std::size_t times = changes_with_time(task) ? plan.times_s.size() : 1;
  const auto passes = static_cast<std::int64_t>(times) * plan.draws + 2;
  const std::int64_t all = images * passes + static_cast<std::int64_t>(calibration.size());
  std::int64_t finished = 0;
  const BatchDone done = [&](std::int64_t count) {
    finished += count;
    if (progress && !progress(finished, all))
      fail(ErrorKind::Environment, "the accuracy was stopped after {} of {} images", finished, all);
  };
  CrossbarNetwork chip(*task.network, *task.weights, *task.mapping, task.kinds);
  chip.analog_alone(task.only_layer);
  AccuracyResult result;
  result.activity = chip.calibrate(*task.calibration, calibration, done);
  result.accuracy.images = images;
  result.accuracy.draws = plan.draws;
  result.accuracy.digital =
      share_correct(task, chip.digital_scores(*task.images, task.indices, done));
  const auto measured = [&](const noise::ReadConditions& conditions, std::uint64_t draw,
                            std::uint64_t time) {
    chip.program(conditions, Stream(plan.seed, purpose::programming, draw));
    const Stream read = Stream(plan.seed, purpose::read_noise, draw).split(time);
    return share_correct(task, chip.analog_scores(*task.images, task.indices, read, done));
  };
  result.accuracy.ideal_analog = measured({.programming_noise = false, .read_noise = false}, 0, 0);
  for (std::size_t time = 0; time < plan.times_s.size(); ++time) {
    if (time >= times) {
      result.accuracy.at.push_back(result.accuracy.at.front());
      result.accuracy.at.back().time_s = plan.times_s[time];
      continue;
    }
    std::vector<double> shares;
    AccuracyAt at;
    for (int draw = 0; draw < plan.draws && !is_settled(at, plan); ++draw) {
      shares.push_back(measured({.since_programming = seconds(plan.times_s[time])},
                                static_cast<std::uint64_t>(draw), time));
      at = summary(plan.times_s[time], shares);
    }
    result.accuracy.at.push_back(at);
  }
  return result;
}

}  // namespace

std::unique_ptr<AccuracyModel> make_crossbar_accuracy() {
  return std::make_unique<CrossbarAccuracy>();
}

}  // namespace kirchhoff::accuracy
