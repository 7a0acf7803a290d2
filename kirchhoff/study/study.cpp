// kirchhoff/study/study.cpp - prepares a study's folder, runs its phases and keeps its bookkeeping.
#include "kirchhoff/study/study.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <utility>
#include <variant>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/search/study_strategy.hpp"
#include "kirchhoff/study/detail/session.hpp"
#include "kirchhoff/study/enumeration.hpp"

namespace kirchhoff::study {

namespace {

namespace fs = std::filesystem;

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

int core_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

// What the study file says, with the options of the command line in their place.
StudyInput effective_input(const StudyOptions& options) {
  StudyInput input = read_study_input(options.spec_file);
  if (options.seed) input.spec.seed = *options.seed;
  if (options.trials) input.spec.search.trials = *options.trials;
  return input;
}

// Names of parameters are paths of a design, but of a table they are its columns.
void check_space(const detail::Session& session) {
  if (session.spec.table) return;
  const std::vector<std::string> mistakes =
      design::space_problems(session.space, session.spec.path.parent_path());
  if (!mistakes.empty()) throw Error(ErrorKind::Input, mistakes.front());
}

// Returns true when the study is complete at its end.
bool run_phases(detail::Session& session, StudyResult& result) {
  const std::vector<objective::Trial> trials = detail::run_search(session, result.interrupted);
  session.search_seconds = session.seconds();
  if (result.interrupted) return false;
  if (session.options.search_only || !session.evaluator.trains()) return true;
  result.interrupted = !detail::run_final(session, trials);
  return !result.interrupted;
}

void keep_figures(detail::Session& session, double cpu_before, StudyResult& result) {
  store::Store& store = *session.store;
  double wall = detail::fact_number(store, "run.wall_seconds");
  double cpu = detail::fact_number(store, "run.cpu_seconds");
  double searched = detail::fact_number(store, "run.search_trials");
  double search_seconds = detail::fact_number(store, "run.search_seconds");
  if (session.finished_in_session > 0) {
    wall += session.seconds();
    cpu += session.pool.cpu_seconds() + own_cpu_seconds() - cpu_before;
    searched += static_cast<double>(session.searched_in_session);
    if (session.searched_in_session > 0) search_seconds += session.search_seconds;
    store.set_fact("run.wall_seconds", exact_text(wall));
    store.set_fact("run.cpu_seconds", exact_text(cpu));
    store.set_fact("run.search_trials", exact_text(searched));
    store.set_fact("run.search_seconds", exact_text(search_seconds));
    store.set_fact("run.cores", std::to_string(core_count()));
    store.set_fact("run.workers", std::to_string(session.options.workers));
    store.set_fact("run.sessions", exact_text(detail::fact_number(store, "run.sessions") + 1.0));
  }
  if (wall <= 0.0) return;
  result.wall_seconds = wall;
  result.cores_busy = cpu / (core_count() * wall);
  if (search_seconds > 0.0) result.trials_per_min = 60.0 * searched / search_seconds;
  store.set_fact("run.cores_busy", exact_text(result.cores_busy));
}

double final_hypervolume(const detail::Session& session) {
  std::vector<std::vector<double>> points;
  for (const objective::Trial& trial : session.store->trials()) {
    if (trial.role != objective::TrialRole::Search || !trial.is_feasible()) continue;
    if (auto point = objective::losses(session.formulation, trial.metrics)) {
      points.push_back(std::move(*point));
    }
  }
  return objective::normalised_hypervolume(session.formulation, points);
}

void check_options(const StudyOptions& options) {
  const auto in_range = [](auto value, auto low, auto high) {
    return value >= low && value <= high;
  };
  if (!in_range(options.workers, 1, 256)) {
    fail(ErrorKind::Usage, "--workers is {}; allowed: 1 to 256", options.workers);
  }
  if (options.trials && !in_range(*options.trials, 1, 10'000'000)) {
    fail(ErrorKind::Usage, "--trials is {}; allowed: 1 to 10000000", *options.trials);
  }
  if (options.seconds && !(*options.seconds > 0.0)) {
    fail(ErrorKind::Usage, "--time must be above zero, e.g. --time 30m");
  }
}

}  // namespace

namespace detail {

Session::Session(const StudyOptions& study_options, const Observer& study_observer,
                 StudyInput input)
    : options(study_options),
      observer(study_observer),
      spec(std::move(input.spec)),
      space(spec.space),
      formulation(objective::parse_formulation(spec)),
      evaluator(spec, formulation, lookup_of(std::move(input.table))),
      pool({.workers = spec.trains() ? study_options.workers : 0,
            .program = study_options.worker_program}),
      start(std::chrono::steady_clock::now()) {
  spec = evaluator.spec();
}

double Session::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace detail

StudyResult run_study(const StudyOptions& options, const Observer& observer) {
  check_options(options);
  const double cpu_before = own_cpu_seconds();
  // Everything that can be wrong with the input is found before a file is made.
  detail::Session session(options, observer, effective_input(options));
  check_space(session);
  search::check_strategy(session.spec.search);
  search::check_formulation(session.spec, session.space, session.formulation);
  require(session.spec.rungs.size() == 1,
          "{}: {} [[fidelity]] rungs; this version searches at one: keep the first and let [final] "
          "train the best designs longer",
          session.spec.path.string(), session.spec.rungs.size());
  check_early_stopping(session.spec, session.formulation);
  session.evaluator.check_baselines();
  (void)load_truth(options.folder, session.spec);  // one of another study is told before the work
  if (!options.on_trial.empty()) detail::check_hook(options.on_trial);
  if (!store::has_store(options.folder)) {
    session.start_candidates = detail::hot_start(session);
    detail::require_feasible(session);
  }
  detail::open_study(session);
  if (session.spec.trains() && options.workers > session.spec.search.lookahead) {
    session.notice(fmt::format("{} workers, but lookahead is {}: {} stay idle during the search",
                               options.workers, session.spec.search.lookahead,
                               options.workers - session.spec.search.lookahead));
  }
  StudyResult result;
  try {
    const bool complete = run_phases(session, result);
    result.was_complete = complete && session.finished_in_session == 0;
  } catch (...) {
    // What was computed is stored; the figures of the session are a courtesy on top of it.
    try {
      keep_figures(session, cpu_before, result);
    } catch (const Error&) {
    }
    throw;
  }
  keep_figures(session, cpu_before, result);
  result.hypervolume = final_hypervolume(session);
  result.truth_share = truth_share(options.folder, session.spec, session.store->trials());
  return result;
}

}  // namespace kirchhoff::study
