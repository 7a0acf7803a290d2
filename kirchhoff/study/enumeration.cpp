// kirchhoff/study/enumeration.cpp - blocks of the grid on all cores, merged in their order.
#include "kirchhoff/study/enumeration.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/study/detail/session.hpp"
#include "kirchhoff/study/study_input.hpp"

namespace kirchhoff::study {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t newest_schema = 1;
constexpr std::uint64_t block_places = 256;
constexpr std::size_t most_truth_bytes = std::size_t{1} << 30U;
constexpr std::chrono::milliseconds tick{200};
constexpr std::chrono::seconds between_saves{10};

fs::path truth_path(const fs::path& folder) { return folder / "truth.json"; }

// What a truth depends on: not on how the space is searched.
std::string identity(const spec::Spec& spec) {
  std::string text = detail::inputs_hash(spec) + detail::space_text(spec.space);
  for (const auto* lines : {&spec.objectives, &spec.constraints}) {
    for (const spec::LocatedText& line : *lines) text += line.text + "\n";
  }
  if (spec.scalarise) {
    text += spec.scalarise->form + "\n";
    for (const double weight : spec.scalarise->weights) text += exact_text(weight) + "\n";
  }
  if (spec.table) return content_hash(text);
  const spec::ImageShape& shape = spec.data.shape.value();
  text += fmt::format("{} {} {} {}", shape.channels, shape.height, shape.width, shape.classes);
  return content_hash(text);
}

// Keeps the points that no other dominates; of equal ones the first place.
void add_point(std::vector<TruePoint>& front, TruePoint point) {
  for (std::size_t i = 0; i < front.size(); ++i) {
    if (front[i].losses == point.losses) {
      front[i].place = std::min(front[i].place, point.place);
      return;
    }
    if (!objective::dominates(front[i].losses, point.losses)) continue;
    std::swap(front[i], front[i / 2]);  // what dominates often is asked early
    return;
  }
  std::erase_if(front, [&](const TruePoint& other) {
    return objective::dominates(point.losses, other.losses);
  });
  front.push_back(std::move(point));
}

struct Block {
  std::uint64_t end = 0;
  std::uint64_t candidates = 0, feasible = 0;
  std::map<std::string, std::uint64_t> refusals{};
  std::vector<TruePoint> front{};
};

Block evaluate_block(const evaluate::Evaluator& evaluator, const space::SearchSpace& space,
                     std::uint64_t begin, std::uint64_t end) {
  Block block{.end = end};
  for (std::uint64_t place = begin; place < end; ++place) {
    const std::optional<space::Candidate> candidate = space.grid_candidate(place);
    if (!candidate) continue;
    ++block.candidates;
    objective::Trial trial{.fields = space.fields(*candidate)};
    evaluator.complete_at_once(trial, false);
    for (const auto& [name, outside] : trial.violations) ++block.refusals[name];
    if (!trial.is_feasible()) continue;
    ++block.feasible;
    if (auto losses = objective::losses(evaluator.formulation(), trial.metrics)) {
      add_point(block.front, {place, std::move(*losses)});
    }
  }
  return block;
}

void merge(Enumeration& truth, Block block) {
  truth.next = block.end;
  truth.candidates += block.candidates;
  truth.feasible += block.feasible;
  for (const auto& [name, count] : block.refusals) truth.refusals[name] += count;
  for (TruePoint& point : block.front) add_point(truth.front, std::move(point));
}

void sort_front(Enumeration& truth) {
  std::sort(truth.front.begin(), truth.front.end(),
            [](const TruePoint& a, const TruePoint& b) { return a.place < b.place; });
}

void save(const fs::path& folder, const spec::Spec& spec, Enumeration& truth) {
  sort_front(truth);
  Json refusals = Json::object();
  for (const auto& [name, count] : truth.refusals) refusals.set(name, count);
  Json front = Json::array();
  for (const TruePoint& point : truth.front) {
    Json losses = Json::array();
    for (const double loss : point.losses) losses.push(loss);
    front.push(Json::object({{"place", point.place}, {"losses", std::move(losses)}}));
  }
  const Json document = Json::object({{"schema", newest_schema},
                                      {"study", spec.name},
                                      {"identity", identity(spec)},
                                      {"grid", truth.grid},
                                      {"next", truth.next},
                                      {"candidates", truth.candidates},
                                      {"feasible", truth.feasible},
                                      {"refusals", std::move(refusals)},
                                      {"seconds", truth.seconds},
                                      {"front", std::move(front)}});
  write_atomically(truth_path(folder), document.dump() + "\n");
}

std::uint64_t count_at(const Json& document, std::string_view key) {
  const std::int64_t value = document.at(key).as_integer();
  require(value >= 0, "{} must not be below 0, but is {}", key, value);
  return static_cast<std::uint64_t>(value);
}

Enumeration truth_from(const Json& document, std::size_t objectives) {
  Enumeration truth{.grid = count_at(document, "grid"),
                    .next = count_at(document, "next"),
                    .candidates = count_at(document, "candidates"),
                    .feasible = count_at(document, "feasible"),
                    .refusals = {},
                    .seconds = document.at("seconds").as_double(),
                    .front = {}};
  require(truth.next <= truth.grid, "next ({}) must be at most grid ({})", truth.next, truth.grid);
  for (const auto& [name, count] : document.at("refusals").members()) {
    truth.refusals[name] = static_cast<std::uint64_t>(count.as_integer());
  }
  for (const Json& entry : document.at("front").items()) {
    TruePoint point{.place = count_at(entry, "place"), .losses = {}};
    for (const Json& loss : entry.at("losses").items()) point.losses.push_back(loss.as_double());
    require(point.losses.size() == objectives && point.place < truth.grid,
            "the point at place {} does not fit the study", point.place);
    truth.front.push_back(std::move(point));
  }
  return truth;
}

// Blocks are taken in order by any thread and merged in order: a stop leaves a whole prefix.
class Enumerator {
 public:
  Enumerator(const StudyInput& input, const space::SearchSpace& space, Enumeration begun)
      : input_(input), space_(space), truth_(std::move(begun)), next_block_(truth_.next) {}
  ~Enumerator() { stop(); }  // threads end with their block when something else failed
  Enumerator(const Enumerator&) = delete;
  Enumerator& operator=(const Enumerator&) = delete;

  void start(int threads) {
    working_ = threads;
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  // Waits a tick; false when no thread works any more. Throws what a thread threw.
  bool wait() {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, tick, [&] { return working_ == 0; });
    if (working_ == 0 && problem_) std::rethrow_exception(problem_);
    return working_ > 0;
  }
  [[nodiscard]] Enumeration truth() {
    const std::lock_guard lock(mutex_);
    return truth_;
  }

 private:
  void work() {
    try {
      // Evaluators are not shared between threads.
      const evaluate::Evaluator evaluator(input_.spec, objective::parse_formulation(input_.spec),
                                          lookup_of(input_.table));
      while (const auto begin = take()) {
        const std::uint64_t end = std::min(*begin + block_places, truth_.grid);
        Block block = evaluate_block(evaluator, space_, *begin, end);
        const std::lock_guard lock(mutex_);
        done_.emplace(*begin, std::move(block));
        for (auto first = done_.find(truth_.next); first != done_.end();
             first = done_.find(truth_.next)) {
          merge(truth_, std::move(first->second));
          done_.erase(first);
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!problem_) problem_ = std::current_exception();
      stopping_ = true;
    }
    const std::lock_guard lock(mutex_);
    --working_;
    ended_.notify_all();
  }
  std::optional<std::uint64_t> take() {
    const std::lock_guard lock(mutex_);
    if ((stopping_ && has_begun_) || next_block_ >= truth_.grid) return std::nullopt;
    has_begun_ = true;
    const std::uint64_t begin = next_block_;
    next_block_ = std::min(begin + block_places, truth_.grid);
    return begin;
  }

  const StudyInput& input_;
  const space::SearchSpace& space_;
  std::mutex mutex_;
  std::condition_variable ended_;
  Enumeration truth_;  // grid is constant and read without the lock
  std::uint64_t next_block_;
  std::map<std::uint64_t, Block> done_;  // beyond truth_.next
  int working_ = 0;
  bool stopping_ = false;
  bool has_begun_ = false;  // a session that is stopped at once still gets on by a block
  std::exception_ptr problem_;
  std::vector<std::jthread> threads_;
};

std::uint64_t grid_of(const spec::Spec& spec, const space::SearchSpace& space) {
  require(!spec.trains(),
          "{}: only a study without training can be enumerated; give [data] a shape and classes "
          "instead of a set, and objectives that the cost model computes",
          spec.path.string());
  const std::optional<std::uint64_t> grid = space.grid_size();
  require(grid.has_value(),
          "{}: its space cannot be enumerated: it has a real parameter or too many points; use "
          "ordinal parameters with the values that matter",
          spec.path.string());
  return *grid;
}

void check_space(const spec::Spec& spec, const space::SearchSpace& space) {
  const std::vector<std::string> mistakes = design::space_problems(space, spec.path.parent_path());
  if (!mistakes.empty()) throw Error(ErrorKind::Input, mistakes.front());
}

}  // namespace

std::optional<Enumeration> load_truth(const fs::path& folder, const spec::Spec& spec) {
  const fs::path path = truth_path(folder);
  std::error_code ignored;
  if (spec.trains() || !fs::exists(path, ignored)) return std::nullopt;
  try {
    const Json document = Json::parse(read_text(path, most_truth_bytes), path.string());
    require(document.at("schema").as_integer() <= newest_schema,
            "it was written by a newer kirchhoff");
    require(document.at("identity").as_string() == identity(spec),
            "it is of another space, other objectives or constraints, or {}",
            spec.table ? "another table" : "other shipped files");
    return truth_from(document, objective::parse_formulation(spec).objectives.size());
  } catch (const Error& error) {
    fail(error.kind(), "{}: {}; remove it and enumerate again", path.string(), error.what());
  }
}

Enumeration enumerate_study(const EnumerationOptions& options,
                            const EnumerationObserver& observer) {
  const StudyInput input = read_study_input(options.spec_file);
  const spec::Spec& spec = input.spec;
  const space::SearchSpace space(spec.space);
  const std::uint64_t grid = grid_of(spec, space);
  if (!spec.table) check_space(spec, space);
  // Mistakes are found before a folder is made.
  (void)evaluate::Evaluator(spec, objective::parse_formulation(spec), lookup_of(input.table));
  std::error_code error;
  fs::create_directories(options.folder, error);
  if (error) {
    fail(ErrorKind::Environment, "{}: cannot be created ({}); choose another folder with --out",
         options.folder.string(), error.message());
  }
  Enumeration begun = load_truth(options.folder, spec).value_or(Enumeration{.grid = grid});
  const double earlier = begun.seconds;
  const auto start = Clock::now();
  const auto seconds = [&] {
    return earlier + std::chrono::duration<double>(Clock::now() - start).count();
  };
  Enumerator enumerator(input, space, std::move(begun));
  enumerator.start(options.threads);
  auto saved = start;
  const auto stop_if_interrupted = [&] {
    if (observer.interrupted && observer.interrupted()) enumerator.stop();
  };
  stop_if_interrupted();
  while (enumerator.wait()) {
    stop_if_interrupted();
    Enumeration truth = enumerator.truth();
    truth.seconds = seconds();
    if (observer.progress) observer.progress(truth);
    if (Clock::now() - saved < between_saves) continue;
    save(options.folder, spec, truth);
    saved = Clock::now();
  }
  Enumeration truth = enumerator.truth();
  truth.seconds = seconds();
  save(options.folder, spec, truth);
  return truth;
}

}  // namespace kirchhoff::study
