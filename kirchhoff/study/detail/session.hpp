// kirchhoff/study/detail/session.hpp - what the phases of one run of a study share.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/space/search_space.hpp"
#include "kirchhoff/spec/spec.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/detail/schedule.hpp"
#include "kirchhoff/study/study.hpp"
#include "kirchhoff/study/study_input.hpp"
#include "kirchhoff/worker/pool.hpp"

namespace kirchhoff::study::detail {

/// The parts of a running study. Not movable: phases hold references.
struct Session {
  const StudyOptions& options;
  const Observer& observer;
  spec::Spec spec;
  space::SearchSpace space;
  objective::Formulation formulation;
  evaluate::Evaluator evaluator;
  std::unique_ptr<store::Store> store;
  worker::Pool pool;
  std::chrono::steady_clock::time_point start;
  std::int64_t finished_in_session = 0;
  std::int64_t searched_in_session = 0;            // of these, search trials
  double search_seconds = 0.0;                     // of this session's search phase
  double earlier_seconds = 0.0;                    // of earlier sessions
  std::uint64_t next_number = 0;                   // of the next trial, whatever its role
  std::vector<space::Candidate> start_candidates;  // of a hot start: proposed first
  std::optional<Record> followed;                  // the order of another run of this study
  /// By baseline: hardware fields of the chips that it may be put on, the best first.
  std::map<std::string, std::vector<space::Fields>> baseline_chips;

  Session(const StudyOptions& study_options, const Observer& study_observer, StudyInput input);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] double seconds() const;  // of this session
  [[nodiscard]] bool is_interrupted() const {
    return observer.interrupted && observer.interrupted();
  }
  void notice(const std::string& sentence) const {
    if (observer.notice) observer.notice(sentence);
  }
};

/// Opens or makes the study's folder and sets store, budget, next_number and earlier_seconds.
/// Throws Error(Input) when the folder holds another study, or one that this budget cannot
/// continue.
void open_study(Session& session);
/// One folder holds one study: throws Error(Input) unless a store is of this specification, space,
/// inputs and seed.
void check_same_study(const spec::Spec& spec, const store::Store& store,
                      const std::filesystem::path& folder);
/// The study as it was run: the file, folder and seed of its first session, and its table.
[[nodiscard]] spec::Spec stored_spec(const store::Store& store);
/// The space as text: a study file may name a preset whose file changes later.
[[nodiscard]] std::string space_text(const spec::SpaceSpec& space);
/// Of all files that enter a result: the study's table, or else everything shipped: devices, chips,
/// networks, constants.
[[nodiscard]] std::string inputs_hash(const spec::Spec& spec);
/// A fact as a number; 0 when there is none.
[[nodiscard]] double fact_number(const store::Store& store, const std::string& key);

/// Hands trials to workers and stores what comes back. A trial whose worker dies is run again.
class EvaluationQueue {
 public:
  /// `at_end` is called with each trial that has finished, before it is stored.
  explicit EvaluationQueue(Session& session, std::function<void(objective::Trial&)> at_end = {})
      : session_(session), at_end_(std::move(at_end)) {}

  /// Adds a trial; trials start in the order in which they were added.
  void add(objective::Trial trial);
  [[nodiscard]] bool empty() const { return waiting_.empty() && running_.empty(); }
  /// Waits a short while and returns the trials that finished, stored already. Throws Error when
  /// the disk no longer takes writes or a job failed for a reason outside its design.
  std::vector<objective::Trial> wait();
  /// What is done of the running trials: the sum of their sizes by the shares that workers told.
  [[nodiscard]] double begun(const std::function<double(const objective::Trial&)>& size) const;
  /// Stops the workers and stores what was running as waiting again.
  void give_back();

 private:
  struct Running {
    objective::Trial trial;
    std::chrono::steady_clock::time_point since;
    double share = 0.0;
  };
  void submit_waiting();
  std::vector<objective::Trial> complete_at_once();
  void finish(const worker::EvaluateAnswer& answer, std::vector<objective::Trial>& finished);
  void refuse(const worker::RefusedAnswer& answer, std::vector<objective::Trial>& finished);
  void lose(const worker::LostJob& lost, std::vector<objective::Trial>& finished);
  void greet(const worker::HelloAnswer& hello);
  void note(const worker::ProgressAnswer& progress);
  objective::Trial take(std::uint64_t number);
  void keep(objective::Trial& trial, std::vector<objective::Trial>& finished);

  Session& session_;
  std::function<void(objective::Trial&)> at_end_;
  std::vector<objective::Trial> waiting_;
  std::vector<Running> running_;
  std::vector<std::pair<std::uint64_t, int>> losses_;  // by trial: how often its worker died
  std::string fingerprint_;
};

/// The best designs of the study or file that the specification names, as candidates of this
/// study's space, the best first; empty without one. Throws Error(Input) at the place in the study
/// file when there is none, or when no design has a place in this space.
[[nodiscard]] std::vector<space::Candidate> hot_start(const Session& session);
/// Candidates as a fact of the study, and back: a resumed study does not read the other one again.
[[nodiscard]] std::string start_text(const std::vector<space::Candidate>& candidates,
                                     const space::SearchSpace& space);
[[nodiscard]] std::vector<space::Candidate> start_from_text(const std::string& text,
                                                            const space::SearchSpace& space);

/// Looks for the first candidate that the search would evaluate, without storing anything. Throws
/// Error(Negative) after 10,000 refusals: such a study must not leave a folder behind.
void require_feasible(const Session& session);

/// Runs the search to its budget. Returns all search trials by number; `interrupted` is set when it
/// ended early.
std::vector<objective::Trial> run_search(Session& session, bool& interrupted);

/// Trains the chosen designs fully, and the baselines; false when interrupted.
bool run_final(Session& session, const std::vector<objective::Trial>& search_trials);

/// Indices of the designs to train fully: at most `count` of the front of `trials`, by largest
/// hypervolume contribution, the knee always among them; ascending by number. A preference says
/// which part of the front, how finely, and what takes the place of the knee.
[[nodiscard]] std::vector<std::size_t> choose_designs(const std::vector<objective::Trial>& trials,
                                                      const objective::Formulation& formulation,
                                                      std::size_t count);

/// Throws Error(Usage) unless `program` is a path or a name in PATH that may be run.
void check_hook(const std::string& program);
/// Runs `program NUMBER VALUE` without a shell and waits for it; its output goes to standard error.
void run_hook(const std::string& program, const objective::Trial& trial,
              const objective::Formulation& formulation);

/// UTC, ISO 8601, whole seconds.
[[nodiscard]] std::string now_text();

}  // namespace kirchhoff::study::detail
