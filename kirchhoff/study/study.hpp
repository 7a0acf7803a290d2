// kirchhoff/study/study.hpp - the loop: ask, screen, evaluate, tell, store; resume, final training,
// baselines.
//
// In:    a study file, a folder, options
// Out:   a stored study; the observer sees it grow
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/objective/trial.hpp"

namespace kirchhoff::study {

struct StudyOptions {
  std::filesystem::path spec_file;
  std::filesystem::path folder;        // created when absent
  std::optional<std::int64_t> trials;  // replaces [search] trials
  std::optional<double> seconds;       // ends the search after the trial that passes it
  std::optional<std::uint64_t> seed;   // replaces seed; must match on resume
  int workers = 1;                     // processes, 1 to 256
  bool search_only = false;            // no final training, no baselines
  bool strict = false;                 // refuse to resume under another fingerprint
  std::filesystem::path replay;  // of an asynchronous study, whose order is followed; "": none
  std::string on_trial;          // program run as `on_trial NUMBER VALUE` after a trial is stored
  std::filesystem::path worker_program;  // "": beside the program
};

enum class Phase { Search, Final, Done };

/// What a progress bar shows. All of it is about the whole study, not this session.
struct Progress {
  Phase phase = Phase::Search;
  std::int64_t done = 0, total = 0;  // evaluated trials of the phase
  std::int64_t refused = 0;
  std::size_t front_size = 0;
  double hypervolume = 0.0, hypervolume_gain = 0.0;  // gain over the last 10 evaluated trials
  double best_accuracy = 0.0, best_energy_j = 0.0;   // of the most accurate complete trial
  double trials_per_min = 0.0;                       // of this session
  std::optional<double> seconds_left{};
};

/// Calls from the thread that runs the study. Any may be empty.
struct Observer {
  std::function<void(const Progress&)> progress;          // a few times a second
  std::function<void(const objective::Trial&)> finished;  // after the trial was stored
  std::function<void(const std::string&)> notice;         // one sentence worth telling
  std::function<bool()> interrupted;  // asked often; true ends the study cleanly
};

struct StudyResult {
  bool interrupted = false;
  bool was_complete = false;  // nothing was left to do
  double cores_busy =
      0.0;  // CPU seconds of all processes / (cores x wall), of the study's sessions
  double trials_per_min = 0.0;
  double hypervolume = 0.0;
  /// The share of the true front's hypervolume that was found, where the folder holds the truth
  /// (enumeration.hpp).
  std::optional<double> truth_share{};
  double wall_seconds = 0.0;
};

/// Starts or resumes a study and runs it to its end, or until it is interrupted. Throws Error:
/// Input (wrong study, other spec in the folder), Negative (10,000 refusals in a row), Environment
/// (disk, worker; everything acknowledged is stored). Not re-entrant.
StudyResult run_study(const StudyOptions& options, const Observer& observer);

}  // namespace kirchhoff::study
