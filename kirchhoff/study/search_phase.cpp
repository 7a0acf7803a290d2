// kirchhoff/study/search_phase.cpp - the schedule: what a proposal may know, on any number of
// workers.
//
// Model: docs/decisions/0002 and 0018. Proposals are replayed on resume: the same calls to the
// strategy in the same order give the same candidates, so nothing of it has to be stored.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/objective/growing_front.hpp"
#include "kirchhoff/search/study_strategy.hpp"
#include "kirchhoff/study/detail/design_queue.hpp"
#include "kirchhoff/study/detail/early_stopping.hpp"
#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study::detail {

namespace {

constexpr int refusals_allowed = 10'000;  // in a row

class SearchPhase {
 public:
  SearchPhase(Session& session, std::vector<objective::Trial> stored);
  /// False when interrupted.
  bool run();
  [[nodiscard]] std::vector<objective::Trial> take_trials() { return std::move(trials_); }

 private:
  [[nodiscard]] std::uint64_t next_number() const;
  [[nodiscard]] bool may_propose() const;
  [[nodiscard]] objective::Trial& trial(std::uint64_t number);
  void tell_known();
  void tell_strategy(const objective::Trial& trial);
  void end_without_gain();
  void propose();
  objective::Trial next_trial();
  objective::Trial replayed_trial();
  std::optional<space::Candidate> enqueued_candidate(std::uint64_t number);
  [[nodiscard]] objective::Fidelity fidelity() const;
  void screen(objective::Trial& trial);
  void settle_refusal(objective::Trial trial);
  void save_unsaved();
  void enqueue(objective::Trial trial);
  void finish(objective::Trial ended);
  void note_best(const objective::Trial& trial);
  double add_to(objective::GrowingFront& front, const objective::Trial& trial) const;
  void end_after_time();
  void end_with(const std::string& reason);
  void end_exhausted();
  void report_progress();

  Session& session_;
  std::vector<objective::Trial> stored_;  // search trials of earlier sessions, by number
  std::unique_ptr<search::Strategy> strategy_;
  std::optional<EarlyStopping> early_stopping_;
  Schedule schedule_;
  EvaluationQueue queue_;
  DesignQueue designs_;                           // left by `kirchhoff enqueue`
  std::vector<objective::Trial> trials_;          // by position; numbers ascend
  std::size_t told_ = 0;                          // results, in the order of the schedule
  objective::GrowingFront known_front_;           // of what was told
  std::size_t told_without_gain_ = 0;             // since it grew
  std::map<std::string, std::size_t> positions_;  // of the first trial of each candidate, by key
  std::vector<objective::Trial> unsaved_;         // refusals, stored with the next trial
  std::size_t budget_;
  int refusals_in_a_row_ = 0, repeats_in_a_row_ = 0;
  // Progress.
  objective::GrowingFront front_;  // of what is finished
  std::vector<double> volumes_;    // hypervolume after each finished trial
  double best_accuracy_ = 0.0, best_energy_ = 0.0;
  double work_seconds_ = 0.0;
};

std::unique_ptr<search::Strategy> strategy_of(const Session& session) {
  return search::make_study_strategy(session.spec, session.space, session.formulation);
}

// A hot start comes first; a strategy learns of it when it is told.
space::Candidate candidate_of(const Session& session, search::Strategy& strategy,
                              std::uint64_t number) {
  return number < session.start_candidates.size() ? session.start_candidates[number]
                                                  : strategy.propose(number);
}

[[noreturn]] void fail_for_refusals(const Session& session, const objective::Trial& last) {
  fail(ErrorKind::Negative,
       "{}: {} candidates in a row were refused before training; the last because {}.\nRelax that "
       "constraint or widen the space; `kirchhoff check` prints the share that is feasible.",
       session.spec.path.string(), refusals_allowed,
       last.reasons.empty() ? "it repeats an earlier one" : last.reasons.front());
}

bool is_finished(const objective::Trial& trial) {
  return trial.state != objective::TrialState::Waiting &&
         trial.state != objective::TrialState::Running;
}

SearchPhase::SearchPhase(Session& session, std::vector<objective::Trial> stored)
    : session_(session),
      stored_(std::move(stored)),
      strategy_(strategy_of(session)),
      schedule_(session.spec.search, stored_, session.followed,
                static_cast<std::size_t>(session.options.workers)),
      queue_(session, [this](objective::Trial& trial) { schedule_.record_end(trial); }),
      designs_(session.options.folder),
      known_front_(session.formulation.objectives.size()),
      budget_(static_cast<std::size_t>(session.spec.search.trials)),
      front_(session.formulation.objectives.size()) {
  if (session.spec.early_stopping) {
    early_stopping_.emplace(*session.spec.early_stopping, session.formulation);
  }
}

bool SearchPhase::run() {
  while (true) {
    while (may_propose() && !session_.is_interrupted()) propose();
    if (session_.is_interrupted()) {
      queue_.give_back();
      return false;
    }
    if (queue_.empty()) break;
    for (objective::Trial& trial : queue_.wait()) finish(std::move(trial));
    end_after_time();
    report_progress();
  }
  save_unsaved();
  return true;
}

std::uint64_t SearchPhase::next_number() const {
  return trials_.size() < stored_.size() ? stored_[trials_.size()].number : session_.next_number;
}

bool SearchPhase::may_propose() const {
  return schedule_.sent_count() < budget_ && schedule_.may_propose(next_number());
}

objective::Trial& SearchPhase::trial(std::uint64_t number) {
  const auto found = std::ranges::lower_bound(trials_, number, {}, &objective::Trial::number);
  KIRCHHOFF_ASSERT(found != trials_.end() && found->number == number);
  return *found;
}

void SearchPhase::tell_known() {
  for (const std::size_t known = schedule_.known(next_number()); told_ < known; ++told_) {
    const objective::Trial& next = trial(schedule_.told_at(told_));
    tell_strategy(next);
    const double before = known_front_.volume();
    const bool has_gained = add_to(known_front_, next) > before;
    // Where all lies beyond the bounds of the hypervolume, its standing still tells nothing.
    told_without_gain_ = has_gained || known_front_.volume() == 0.0 ? 0 : told_without_gain_ + 1;
  }
}

// A trial that was stopped has no accuracy: the strategy is told the one that was to be expected.
void SearchPhase::tell_strategy(const objective::Trial& trial) {
  if (!early_stopping_) return strategy_->tell({&trial, 1});
  early_stopping_->tell(trial);
  const objective::Trial expected = early_stopping_->expected(trial);
  strategy_->tell({&expected, 1});
}

// Judged by what a proposal knows, so that the search ends alike for any number of workers.
void SearchPhase::end_without_gain() {
  const auto patience = static_cast<std::size_t>(session_.spec.search.patience);
  if (patience == 0 || told_without_gain_ < patience) return;
  if (budget_ > schedule_.sent_count())
    end_with(fmt::format("{} trials brought no gain", patience));
}

objective::Trial SearchPhase::next_trial() {
  if (trials_.size() < stored_.size()) return replayed_trial();
  const std::uint64_t number = session_.next_number++;
  const std::optional<space::Candidate> enqueued = enqueued_candidate(number);
  const space::Candidate candidate =
      enqueued ? *enqueued : candidate_of(session_, *strategy_, number);
  objective::Trial trial{
      .number = number,
      .candidate = candidate,
      .fields = session_.space.fields(candidate),
      .fidelity = fidelity(),
      .label = enqueued ? enqueued_label : "",
      .seed = Stream(session_.spec.seed, purpose::initial_weights, number).bits() >> 11U};
  schedule_.record_proposal(trial);
  return trial;
}

// The strategy proposes again what it proposed; a design that was enqueued is in the store alone.
objective::Trial SearchPhase::replayed_trial() {
  const objective::Trial& trial = stored_[trials_.size()];
  if (trial.label == enqueued_label) return trial;
  if (!(trial.candidate == candidate_of(session_, *strategy_, trial.number))) {
    fail(ErrorKind::Environment,
         "{}: trial {} was proposed by another version of this program, so its search cannot be "
         "continued; start a new study with --out",
         session_.options.folder.string(), trial.number);
  }
  return trial;
}

// A file that somebody put there by hand must not end the search.
std::optional<space::Candidate> SearchPhase::enqueued_candidate(std::uint64_t number) {
  if (number < session_.start_candidates.size()) return std::nullopt;  // a hot start comes first
  while (true) {
    try {
      const std::optional<space::Fields> design = designs_.take();
      if (!design) return std::nullopt;
      return session_.space.candidate(*design);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Input) throw;
      session_.notice(error.what());
    }
  }
}

// Nothing is spent on a trial that trains nothing.
objective::Fidelity SearchPhase::fidelity() const {
  if (!session_.evaluator.trains()) return {};
  const spec::FidelitySpec& rung = session_.spec.rungs.front();
  return {.rung = 0,
          .images = rung.images,
          .epochs = rung.epochs,
          .validation_images = rung.validation_images,
          .draws = rung.draws};
}

void SearchPhase::propose() {
  tell_known();
  end_without_gain();
  if (!may_propose()) return;
  objective::Trial trial = next_trial();
  if (!is_finished(trial) && !trial.evaluated) screen(trial);
  if (trial.evaluated) {
    enqueue(std::move(trial));
  } else {
    settle_refusal(std::move(trial));
  }
}

void SearchPhase::screen(objective::Trial& trial) {
  const auto seen = positions_.find(session_.space.key(trial.candidate));
  if (seen != positions_.end()) {
    const objective::Trial& earlier = trials_[seen->second];
    trial.repeats = earlier.number;
    // A repeat has no metrics of its own: the earlier trial has them, or will have.
    trial.state =
        earlier.evaluated ? objective::TrialState::Complete : objective::TrialState::Infeasible;
    if (!earlier.evaluated) trial.reasons = earlier.reasons;
    if (!earlier.evaluated) trial.violations = earlier.violations;
    return;
  }
  session_.evaluator.screen(trial);
  trial.evaluated = trial.state == objective::TrialState::Waiting;
  if (trial.evaluated && early_stopping_) {
    trial.checks = early_stopping_->checks(session_.evaluator.least_metrics(trial));
  }
}

// Refusals and repeats are known at once; they cost a number but no budget.
void SearchPhase::settle_refusal(objective::Trial trial) {
  if (trials_.size() >= stored_.size()) unsaved_.push_back(trial);
  positions_.emplace(session_.space.key(trial.candidate), trials_.size());
  trials_.push_back(std::move(trial));
  strategy_->tell({&trials_.back(), 1});
  const bool is_repeat = trials_.back().repeats.has_value();
  repeats_in_a_row_ = is_repeat ? repeats_in_a_row_ + 1 : 0;
  if (repeats_in_a_row_ >= refusals_allowed) {
    end_exhausted();
    return;
  }
  refusals_in_a_row_ += is_repeat ? 0 : 1;
  if (refusals_in_a_row_ < refusals_allowed) return;
  save_unsaved();
  fail_for_refusals(session_, trials_.back());
}

void SearchPhase::save_unsaved() {
  if (!unsaved_.empty()) session_.store->put(unsaved_);
  unsaved_.clear();
  designs_.settle();
}

// Every candidate has been seen: the repeats that showed it are not worth keeping, but one that
// somebody asked for is an answer.
void SearchPhase::end_exhausted() {
  while (!unsaved_.empty() && unsaved_.back().repeats && unsaved_.back().label.empty()) {
    unsaved_.pop_back();
    trials_.pop_back();
    --session_.next_number;
  }
  end_with("the space holds no other candidate");
}

void SearchPhase::enqueue(objective::Trial trial) {
  refusals_in_a_row_ = 0;
  repeats_in_a_row_ = 0;
  const std::size_t position = trials_.size();
  const bool is_new = position >= stored_.size();
  positions_.emplace(session_.space.key(trial.candidate), position);
  schedule_.note_sent(trial.number);
  trials_.push_back(trial);
  if (is_new) {
    // Refusals travel with the next trial that is evaluated: one transaction, no gaps in numbers.
    unsaved_.push_back(trial);
    save_unsaved();
  }
  if (is_finished(trial)) {
    finish(std::move(trial));
  } else {
    trial.state = objective::TrialState::Waiting;
    queue_.add(std::move(trial));
  }
}

void SearchPhase::finish(objective::Trial ended) {
  objective::Trial& kept = trial(ended.number);
  kept = std::move(ended);
  schedule_.note_finished(kept);
  work_seconds_ += kept.seconds;
  note_best(kept);
  volumes_.push_back(add_to(front_, kept));
}

// A column of a table may be named like a metric of trained designs and mean another thing.
void SearchPhase::note_best(const objective::Trial& trial) {
  if (!session_.evaluator.trains() || !trial.is_feasible()) return;
  const auto accuracy = trial.metrics.find("accuracy");
  if (accuracy == trial.metrics.end() || !(accuracy->second > best_accuracy_)) return;
  best_accuracy_ = accuracy->second;
  best_energy_ = trial.metrics.at("energy_j");
}

double SearchPhase::add_to(objective::GrowingFront& front, const objective::Trial& trial) const {
  const auto losses = objective::losses(session_.formulation, trial.metrics);
  if (!trial.is_feasible() || !losses) return front.volume();
  return front.add(objective::normalised(session_.formulation, *losses));
}

// A budget in time becomes the number of trials at which it ended, so that it can be replayed.
void SearchPhase::end_after_time() {
  const double seconds = session_.earlier_seconds + session_.seconds();
  if (!session_.options.seconds || seconds < *session_.options.seconds) return;
  if (budget_ <= schedule_.sent_count()) return;
  end_with("the time is over");
}

// What was found stands; the number of trials is stored, so that a resumed study ends there too.
void SearchPhase::end_with(const std::string& reason) {
  budget_ = schedule_.sent_count();
  session_.store->set_fact("budget.trials", std::to_string(budget_));
  session_.notice(fmt::format("{}: the search ends after {} trials", reason, budget_));
}

void SearchPhase::report_progress() {
  if (!session_.observer.progress) return;
  const std::size_t done = volumes_.size();
  Progress progress{.phase = Phase::Search,
                    .done = static_cast<std::int64_t>(done),
                    .total = static_cast<std::int64_t>(budget_),
                    .refused = static_cast<std::int64_t>(trials_.size() - schedule_.sent_count()),
                    .front_size = front_.size(),
                    .hypervolume = done == 0 ? 0.0 : volumes_.back(),
                    .best_accuracy = best_accuracy_,
                    .best_energy_j = best_energy_};
  if (done > 10) progress.hypervolume_gain = volumes_.back() - volumes_[done - 11];
  const double seconds = session_.seconds();
  if (session_.finished_in_session > 0 && seconds > 0.0) {
    progress.trials_per_min = 60.0 * static_cast<double>(session_.finished_in_session) / seconds;
    const double mean_seconds = work_seconds_ / static_cast<double>(done);
    progress.seconds_left = mean_seconds * static_cast<double>(budget_ - std::min(done, budget_)) /
                            session_.options.workers;
  }
  session_.observer.progress(progress);
}

}  // namespace

void require_feasible(const Session& session) {
  const std::unique_ptr<search::Strategy> strategy = strategy_of(session);
  objective::Trial trial;
  for (std::uint64_t number = 0; number < refusals_allowed; ++number) {
    trial = {.number = number, .candidate = candidate_of(session, *strategy, number)};
    trial.fields = session.space.fields(trial.candidate);
    session.evaluator.screen(trial);
    if (trial.state == objective::TrialState::Waiting) return;
    strategy->tell({&trial, 1});
  }
  fail_for_refusals(session, trial);
}

std::vector<objective::Trial> run_search(Session& session, bool& interrupted) {
  std::vector<objective::Trial> stored;
  for (objective::Trial& trial : session.store->trials()) {
    if (trial.role == objective::TrialRole::Search) stored.push_back(std::move(trial));
  }
  SearchPhase phase(session, std::move(stored));
  interrupted = !phase.run();
  return phase.take_trials();
}

}  // namespace kirchhoff::study::detail
