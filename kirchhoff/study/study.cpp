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
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/study/detail/session.hpp"

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

double fact_number(const store::Store& store, const std::string& key) {
  const std::optional<std::string> text = store.fact(key);
  return text ? std::strtod(text->c_str(), nullptr) : 0.0;
}

int core_count() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

// What the study file says, with the options of the command line in their place.
spec::Spec effective_spec(const StudyOptions& options) {
  spec::Spec spec = spec::load_spec(options.spec_file);
  if (options.seed) spec.seed = *options.seed;
  if (options.trials) spec.search.trials = *options.trials;
  return spec;
}

void add_value(std::string& text, const spec::Scalar& value) {
  text += ' ';
  std::visit([&](const auto& plain) { text += space::value_text(space::ParameterValue(plain)); },
             value);
}

// The space as text, because a study file may name a preset whose file changes later.
std::string space_text(const spec::SpaceSpec& space) {
  std::string text = space.name + " " + space.kind + "\n";
  for (const auto& [path, value] : space.fixed) {
    text += "fix " + path;
    add_value(text, value);
    text += '\n';
  }
  for (const spec::ParameterSpec& parameter : space.parameters) {
    text += fmt::format("{} {} {} {} {}", parameter.name, parameter.kind, exact_text(parameter.low),
                        exact_text(parameter.high), parameter.logarithmic);
    for (const spec::Scalar& value : parameter.values) add_value(text, value);
    text += parameter.when ? " when " + parameter.when->text + "\n" : "\n";
  }
  for (const spec::ForbiddenSpec& forbidden : space.forbidden) {
    text += "forbidden " + forbidden.rule.text + "\n";
  }
  return text;
}

// One folder holds one study: another spec or seed must not be mixed into it.
void check_same_study(const spec::Spec& spec, const store::Store& store, const fs::path& folder) {
  const std::string seed = store.fact("seed").value_or("");
  if (store.fact("spec").value_or("") != spec.text) {
    fail(ErrorKind::Input,
         "{}: holds a study of another specification than {}; give this one its own folder with "
         "--out, or remove the old one",
         folder.string(), spec.path.string());
  }
  if (store.fact("space").value_or("") != space_text(spec.space)) {
    fail(ErrorKind::Input,
         "{}: the space {} changed since this study began; give the new one its own folder with "
         "--out, or put the old space back",
         folder.string(), spec.space.name);
  }
  if (seed != std::to_string(spec.seed)) {
    fail(ErrorKind::Input,
         "{}: holds the study with seed {}, not {}; give this one its own folder with --out",
         folder.string(), seed, spec.seed);
  }
}

// What tells one study from another goes into the store in the step that makes it: a study that is
// killed at once is still known as what it is.
std::unique_ptr<store::Store> create_study(const StudyOptions& options, const spec::Spec& spec) {
  const fs::path& folder = options.folder;
  std::error_code error;
  const bool is_new = fs::create_directories(folder, error);
  if (error) {
    fail(ErrorKind::Environment, "{}: cannot be created ({}); choose another folder with --out",
         folder.string(), error.message());
  }
  try {
    return store::create_store(folder, {{"spec", spec.text},
                                        {"space", space_text(spec.space)},
                                        {"spec_path", fs::absolute(spec.path).string()},
                                        {"seed", std::to_string(spec.seed)}});
  } catch (...) {
    if (is_new) fs::remove(folder, error);  // empty: whatever else is in it is not ours
    throw;
  }
}

std::unique_ptr<store::Store> open_study(const StudyOptions& options, const spec::Spec& spec) {
  const fs::path& folder = options.folder;
  const bool is_old = store::has_store(folder);
  auto store =
      is_old ? store::open_store(folder, store::OpenMode::Write) : create_study(options, spec);
  if (is_old) check_same_study(spec, *store, folder);
  const fs::path copy = folder / "study.toml";
  if (!fs::exists(copy)) write_atomically(copy, spec.text);
  return store;
}

std::uint64_t first_free_number(const store::Store& store) {
  std::uint64_t next = 0;
  for (const objective::Trial& trial : store.trials()) next = std::max(next, trial.number + 1);
  return next;
}

// Options of the command line that change what the study is are kept and used again on resume.
void settle_budget(detail::Session& session) {
  store::Store& store = *session.store;
  if (session.options.trials) {
    store.set_fact("budget.trials", std::to_string(*session.options.trials));
  } else if (const auto kept = store.fact("budget.trials")) {
    session.spec.search.trials = std::strtoll(kept->c_str(), nullptr, 10);
  }
}

// Returns true when the study is complete at its end.
bool run_phases(detail::Session& session, StudyResult& result) {
  const std::vector<objective::Trial> trials = detail::run_search(session, result.interrupted);
  if (result.interrupted) return false;
  if (session.options.search_only) return true;
  result.interrupted = !detail::run_final(session, trials);
  return !result.interrupted;
}

void keep_figures(detail::Session& session, double cpu_before, StudyResult& result) {
  store::Store& store = *session.store;
  double wall = fact_number(store, "run.wall_seconds");
  double cpu = fact_number(store, "run.cpu_seconds");
  double finished = fact_number(store, "run.finished_trials");
  if (session.finished_in_session > 0) {
    wall += session.seconds();
    cpu += session.pool.cpu_seconds() + own_cpu_seconds() - cpu_before;
    finished += static_cast<double>(session.finished_in_session);
    store.set_fact("run.wall_seconds", exact_text(wall));
    store.set_fact("run.cpu_seconds", exact_text(cpu));
    store.set_fact("run.finished_trials", exact_text(finished));
    store.set_fact("run.cores", std::to_string(core_count()));
    store.set_fact("run.workers", std::to_string(session.options.workers));
    store.set_fact("run.sessions", exact_text(fact_number(store, "run.sessions") + 1.0));
  }
  if (wall <= 0.0) return;
  result.wall_seconds = wall;
  result.cores_busy = cpu / (core_count() * wall);
  result.trials_per_min = 60.0 * finished / wall;
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
                 spec::Spec study_spec)
    : options(study_options),
      observer(study_observer),
      spec(std::move(study_spec)),
      space(spec.space),
      formulation(objective::parse_formulation(spec)),
      evaluator(spec, formulation),
      pool({.workers = study_options.workers, .program = study_options.worker_program}),
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
  detail::Session session(options, observer, effective_spec(options));
  const std::vector<std::string> mistakes = design::space_problems(session.space);
  if (!mistakes.empty()) throw Error(ErrorKind::Input, mistakes.front());
  search::check_strategy(session.spec.search);
  if (!store::has_store(options.folder)) detail::require_feasible(session);
  session.store = open_study(options, session.spec);
  settle_budget(session);
  session.next_number = first_free_number(*session.store);
  if (options.workers > session.spec.search.lookahead) {
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
  return result;
}

}  // namespace kirchhoff::study
