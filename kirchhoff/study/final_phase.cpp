// kirchhoff/study/final_phase.cpp - trains the best designs fully, and the baselines beside them.
#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/objective/preference.hpp"
#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study::detail {

namespace {

constexpr std::size_t chips_tried = 1000;  // at most, by the worker; they travel in one message

objective::Fidelity full_fidelity(const spec::Spec& spec) {
  const spec::FidelitySpec& full = spec.final.fidelity;
  return {.rung = static_cast<int>(spec.rungs.size()),
          .images = full.images,
          .epochs = full.epochs,
          .validation_images = full.validation_images,
          .draws = full.draws,
          .full = true};
}

// Validation decides nothing about a baseline: as many images as in the search will do.
objective::Fidelity baseline_fidelity(const spec::Spec& spec) {
  objective::Fidelity fidelity = full_fidelity(spec);
  fidelity.validation_images =
      std::min(fidelity.validation_images, spec.rungs.front().validation_images);
  return fidelity;
}

// A finished baseline has the fields of its chip beside those that it was planned with.
bool holds_all(const space::Fields& fields, const space::Fields& planned) {
  return std::ranges::all_of(planned, [&](const auto& field) {
    const auto found = fields.find(field.first);
    return found != fields.end() && found->second == field.second;
  });
}

// The trial an earlier session made for the same purpose, or a new one with the next number.
objective::Trial resumed_or_new(Session& session, const std::vector<objective::Trial>& stored,
                                objective::Trial trial) {
  for (const objective::Trial& earlier : stored) {
    if (earlier.role == trial.role && holds_all(earlier.fields, trial.fields) &&
        earlier.fidelity == trial.fidelity && earlier.label == trial.label) {
      return earlier;
    }
  }
  trial.number = session.next_number++;
  return trial;
}

// Baselines are trained with the recipe of the most accurate design that the search found.
const objective::Trial* most_accurate(const std::vector<objective::Trial>& trials) {
  const objective::Trial* best = nullptr;
  for (const objective::Trial& trial : trials) {
    if (!trial.is_feasible() || trial.repeats) continue;
    if (best == nullptr || trial.metrics.at("accuracy") > best->metrics.at("accuracy")) {
      best = &trial;
    }
  }
  return best;
}

// The chip is chosen by the worker that has trained the network: the first of `baseline_chips` on
// which it keeps the accuracy that the study asks of a design. Without a feasible chip the baseline
// is kept with its reason: the study's own designs go on.
objective::Trial baseline_of(Session& session, const std::string& network,
                             const objective::Trial& recipe) {
  objective::Trial trial{.role = objective::TrialRole::Baseline,
                         .fields = {{"network.file", network}},
                         .fidelity = baseline_fidelity(session.spec),
                         .label = network,
                         .seed = recipe.seed};
  for (const auto& [path, value] : recipe.fields) {
    if (path.starts_with("train.")) trial.fields.emplace(path, value);
  }
  std::vector<space::Fields>& chips = session.baseline_chips[network];
  chips = session.evaluator.baseline_chips(network, session.spec.baselines.chips, session.space);
  if (chips.size() > chips_tried) chips.resize(chips_tried);
  trial.evaluated = !chips.empty();
  if (chips.empty()) {
    trial.state = objective::TrialState::Infeasible;
    trial.reasons = {"no random chip of the space can hold it within the constraints"};
  }
  return trial;
}

std::vector<objective::Trial> planned(Session& session,
                                      const std::vector<objective::Trial>& search_trials) {
  const std::vector<objective::Trial> stored = session.store->trials();
  std::vector<objective::Trial> plan;
  const auto count = static_cast<std::size_t>(session.spec.final.designs);
  for (const std::size_t index : choose_designs(search_trials, session.formulation, count)) {
    const objective::Trial& chosen = search_trials[index];
    plan.push_back(resumed_or_new(session, stored,
                                  {.role = objective::TrialRole::Final,
                                   .candidate = chosen.candidate,
                                   .fields = chosen.fields,
                                   .fidelity = full_fidelity(session.spec),
                                   .evaluated = true,
                                   .continues = chosen.number,
                                   .seed = chosen.seed}));
  }
  const objective::Trial* recipe = most_accurate(search_trials);
  if (recipe == nullptr) return plan;
  for (const std::string& network : session.spec.baselines.networks) {
    plan.push_back(resumed_or_new(session, stored, baseline_of(session, network, *recipe)));
  }
  return plan;
}

std::int64_t macs_of(const Session& session, const objective::Trial& trial) {
  return network::total_macs(session.evaluator.builder().build(trial.fields).network);
}

bool is_pending(const objective::Trial& trial) {
  return trial.state == objective::TrialState::Waiting ||
         trial.state == objective::TrialState::Running;
}

struct FinalWork {
  double total = 0.0, done = 0.0;  // MACs of trials, by their shares
  double begun = 0.0;              // seconds of the session at which the phase began
};

void report(const Session& session, std::int64_t done, std::int64_t total, const FinalWork& work) {
  if (!session.observer.progress) return;
  const double seconds = session.seconds() - work.begun;
  Progress progress{.phase = Phase::Final, .done = done, .total = total};
  if (work.done > 0.0) {
    progress.seconds_left = seconds * (work.total - work.done) / work.done;
  }
  session.observer.progress(progress);
}

// With one objective a front is one design: the best ones are taken instead.
std::vector<std::size_t> best_designs(const std::vector<std::size_t>& positions,
                                      const std::vector<std::vector<double>>& points,
                                      std::size_t count) {
  std::vector<std::size_t> order(positions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  order.resize(std::min(order.size(), count));
  for (std::size_t& index : order) index = positions[index];
  return order;
}

// The front; with a region its part inside, filled up to `count` with the designs nearest to it.
std::vector<std::size_t> front_of(const objective::Formulation& formulation,
                                  const std::vector<std::vector<double>>& points,
                                  std::size_t count) {
  std::vector<std::size_t> front = objective::preferred_front(formulation, points);
  if (!objective::has_region(formulation)) return front;
  const auto distance = [&](std::size_t index) {
    const std::vector<double> outside = objective::outside_region(formulation, points[index]);
    return std::accumulate(outside.begin(), outside.end(), 0.0);
  };
  std::ranges::stable_sort(front, {}, distance);
  std::size_t kept = 0;
  while (kept < front.size() && (kept < count || distance(front[kept]) == 0.0)) ++kept;
  front.resize(kept);
  std::ranges::sort(front);
  return front;
}

}  // namespace

std::vector<std::size_t> choose_designs(const std::vector<objective::Trial>& trials,
                                        const objective::Formulation& formulation,
                                        std::size_t count) {
  std::vector<std::size_t> positions;
  std::vector<std::vector<double>> points;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (!trials[i].is_feasible() || trials[i].repeats) continue;
    if (auto point = objective::losses(formulation, trials[i].metrics)) {
      positions.push_back(i);
      points.push_back(std::move(*point));
    }
  }
  if (formulation.objectives.size() == 1) return best_designs(positions, points, count);
  std::vector<std::size_t> front;
  std::vector<std::vector<double>> front_points;
  for (const std::size_t index : front_of(formulation, points, count)) {
    front.push_back(positions[index]);
    front_points.push_back(points[index]);
  }
  if (front.empty() || count == 0) return {};
  const std::size_t knee_position = front[objective::preferred_design(formulation, front_points)];
  // The design that adds least leaves first, so that those that stay cover the front together.
  while (front.size() > count) {
    std::vector<std::vector<double>> scaled;
    for (const auto& point : front_points) {
      scaled.push_back(objective::preferred(formulation, point));
    }
    const std::vector<double> reference(formulation.objectives.size(), 1.0);
    const std::vector<double> gains = objective::hypervolume_contributions(scaled, reference);
    std::size_t least = front.size();
    for (std::size_t i = 0; i < front.size(); ++i) {
      if (front[i] == knee_position) continue;
      if (least == front.size() || gains[i] < gains[least]) least = i;
    }
    if (least == front.size()) break;
    front.erase(front.begin() + static_cast<std::ptrdiff_t>(least));
    front_points.erase(front_points.begin() + static_cast<std::ptrdiff_t>(least));
  }
  return front;
}

bool run_final(Session& session, const std::vector<objective::Trial>& search_trials) {
  std::vector<objective::Trial> plan = planned(session, search_trials);
  // The numbers are given; the longest training starts first so that no worker is idle at the end.
  std::vector<std::pair<std::int64_t, objective::Trial>> pending;
  std::vector<objective::Trial> unsaved;
  for (const objective::Trial& trial : plan) {
    const bool is_unfit = trial.state == objective::TrialState::Infeasible && !trial.evaluated;
    if (is_unfit || is_pending(trial)) unsaved.push_back(trial);
    if (!is_pending(trial)) continue;
    pending.emplace_back(macs_of(session, trial), trial);
  }
  if (!unsaved.empty()) session.store->put(unsaved);
  std::stable_sort(pending.begin(), pending.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  EvaluationQueue queue(session);
  FinalWork work{.begun = session.seconds()};
  for (auto& [macs, trial] : pending) {
    work.total += static_cast<double>(macs);
    queue.add(std::move(trial));
  }
  const auto total = static_cast<std::int64_t>(plan.size());
  std::int64_t done = total - static_cast<std::int64_t>(pending.size());
  double ended = 0.0;
  while (!queue.empty()) {
    if (session.is_interrupted()) {
      queue.give_back();
      return false;
    }
    for (const objective::Trial& trial : queue.wait()) {
      ++done;
      ended += static_cast<double>(macs_of(session, trial));
    }
    work.done = ended + queue.begun([&](const objective::Trial& trial) {
      return static_cast<double>(macs_of(session, trial));
    });
    report(session, done, total, work);
  }
  return true;
}

}  // namespace kirchhoff::study::detail
