// kirchhoff/study/evaluation_queue.cpp - trials on workers: started in order, stored when finished.
#include <algorithm>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study::detail {

namespace {

// A trial is given up when its worker died this often: something about it kills workers.
constexpr int losses_allowed = 8;
constexpr double wait_seconds = 0.2;

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace

void EvaluationQueue::add(objective::Trial trial) { waiting_.push_back(std::move(trial)); }

void EvaluationQueue::submit_waiting() {
  while (!waiting_.empty() && session_.pool.idle_count() > 0) {
    objective::Trial trial = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    trial.state = objective::TrialState::Running;
    // What could not be kept must not be computed: this write finds a full disk first.
    session_.store->put(trial);
    std::string weights_file;
    if (trial.fidelity.full) {
      const std::filesystem::path folder =
          session_.options.folder / "artifacts" / std::to_string(trial.number);
      std::error_code error;
      std::filesystem::create_directories(folder, error);
      if (error) {
        fail(ErrorKind::Environment,
             "{}: cannot be created ({}); free space or permissions, then "
             "run the same command again",
             folder.string(), error.message());
      }
      weights_file = (folder / "weights.kw").string();
    }
    worker::EvaluateJob job = session_.evaluator.job(trial, weights_file);
    if (trial.role == objective::TrialRole::Baseline) {
      job.chips = session_.baseline_chips.at(trial.label);
      job.least_accuracy = session_.evaluator.least_accuracy();
    }
    trial.worker = session_.pool.submit(job);
    running_.push_back({std::move(trial), std::chrono::steady_clock::now()});
  }
}

void EvaluationQueue::give_back() {
  session_.pool.kill_all();
  std::vector<objective::Trial> trials;
  for (Running& running : running_) {
    running.trial.state = objective::TrialState::Waiting;
    running.trial.worker = -1;
    trials.push_back(std::move(running.trial));
  }
  running_.clear();
  if (!trials.empty()) session_.store->put(trials);
}

// Without training there is nothing for a worker to do: the cost model or the table answers at
// once.
std::vector<objective::Trial> EvaluationQueue::complete_at_once() {
  std::vector<objective::Trial> finished;
  for (objective::Trial& trial : std::exchange(waiting_, {})) {
    const auto begin = std::chrono::steady_clock::now();
    session_.evaluator.complete_at_once(trial);
    trial.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    keep(trial, finished);
  }
  return finished;
}

std::vector<objective::Trial> EvaluationQueue::wait() {
  if (!session_.evaluator.trains()) return complete_at_once();
  submit_waiting();
  std::vector<objective::Trial> finished;
  for (const worker::Event& event : session_.pool.wait(wait_seconds)) {
    std::visit(Overloaded{
                   [&](const worker::HelloAnswer& hello) { greet(hello); },
                   [&](const worker::EvaluateAnswer& answer) { finish(answer, finished); },
                   [&](const worker::RefusedAnswer& answer) { refuse(answer, finished); },
                   [&](const worker::LostJob& lost) { lose(lost, finished); },
                   [&](const worker::FailedAnswer& failed) {
                     throw Error(failed.exit_code == 3 ? ErrorKind::Input : ErrorKind::Environment,
                                 failed.message);
                   },
                   [&](const worker::ProgressAnswer& progress) { note(progress); },
                   [](const auto&) {},  // answers of other jobs
               },
               event.what);
  }
  submit_waiting();
  return finished;
}

void EvaluationQueue::note(const worker::ProgressAnswer& progress) {
  const auto found = std::ranges::find_if(
      running_, [&](const Running& running) { return running.trial.number == progress.id; });
  if (found != running_.end()) found->share = progress.share;
}

double EvaluationQueue::begun(const std::function<double(const objective::Trial&)>& size) const {
  double sum = 0.0;
  for (const Running& running : running_) sum += running.share * size(running.trial);
  return sum;
}

objective::Trial EvaluationQueue::take(std::uint64_t number) {
  const auto found = std::find_if(running_.begin(), running_.end(), [&](const Running& running) {
    return running.trial.number == number;
  });
  KIRCHHOFF_ASSERT(found != running_.end());
  objective::Trial trial = std::move(found->trial);
  const auto spent = std::chrono::steady_clock::now() - found->since;
  trial.seconds = std::chrono::duration<double>(spent).count();
  running_.erase(found);
  return trial;
}

void EvaluationQueue::keep(objective::Trial& trial, std::vector<objective::Trial>& finished) {
  trial.finished_at = now_text();
  trial.fingerprint = fingerprint_;
  if (at_end_) at_end_(trial);
  session_.store->put(trial);
  ++session_.finished_in_session;
  if (trial.role == objective::TrialRole::Search) ++session_.searched_in_session;
  if (!session_.options.on_trial.empty()) {
    run_hook(session_.options.on_trial, trial, session_.formulation);
  }
  if (session_.observer.finished) session_.observer.finished(trial);
  finished.push_back(std::move(trial));
}

void EvaluationQueue::finish(const worker::EvaluateAnswer& answer,
                             std::vector<objective::Trial>& finished) {
  objective::Trial trial = take(answer.id);
  if (trial.role == objective::TrialRole::Baseline) {
    const auto chip = static_cast<std::size_t>(answer.chip);
    trial.fields.merge(space::Fields(session_.baseline_chips.at(trial.label).at(chip)));
  }
  session_.evaluator.complete(trial, answer);
  keep(trial, finished);
}

void EvaluationQueue::refuse(const worker::RefusedAnswer& answer,
                             std::vector<objective::Trial>& finished) {
  objective::Trial trial = take(answer.id);
  trial.state = objective::TrialState::Infeasible;
  trial.reasons.push_back(answer.reason);
  trial.violations["training"] = 1.0;
  keep(trial, finished);
}

void EvaluationQueue::lose(const worker::LostJob& lost, std::vector<objective::Trial>& finished) {
  objective::Trial trial = take(lost.id);
  auto entry = std::find_if(losses_.begin(), losses_.end(),
                            [&](const auto& loss) { return loss.first == lost.id; });
  if (entry == losses_.end()) entry = losses_.insert(losses_.end(), {lost.id, 0});
  if (++entry->second < losses_allowed) {
    trial.state = objective::TrialState::Waiting;
    waiting_.insert(waiting_.begin(), std::move(trial));
    return;
  }
  trial.state = objective::TrialState::Fail;
  trial.reasons.push_back(
      fmt::format("its worker was lost {} times, the last time: {}", losses_allowed, lost.reason));
  keep(trial, finished);
}

void EvaluationQueue::greet(const worker::HelloAnswer& hello) {
  fingerprint_ = hello.fingerprint.dump();
  const std::optional<std::string> first = session_.store->fact("fingerprint");
  if (!first) {
    session_.store->set_fact("fingerprint", fingerprint_);
    return;
  }
  if (*first == fingerprint_) return;
  if (session_.options.strict) {
    fail(
        ErrorKind::Environment,
        "this machine or installation differs from the one that began {}: its results would not be "
        "the same to the bit; go on there, or leave out --strict",
        session_.options.folder.string());
  }
  session_.notice(
      "this machine or installation differs from the one that began the study: new trials are "
      "marked with their own fingerprint");
}

}  // namespace kirchhoff::study::detail
