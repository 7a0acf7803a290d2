// kirchhoff/study/hot_start.cpp - the first candidates: the best designs of another study.
#include <algorithm>
#include <numeric>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/objective/scalarisation.hpp"
#include "kirchhoff/study/detail/session.hpp"
#include "kirchhoff/study/enqueue.hpp"

namespace kirchhoff::study::detail {
namespace {

namespace fs = std::filesystem;

// Of a study: its feasible search trials, the front first, lonely designs before crowded ones.
// What this study's objectives do not know of a trial leaves that trial out.
std::vector<space::Fields> designs_of_study(const Session& session, const fs::path& folder) {
  std::vector<space::Fields> designs;
  std::vector<std::vector<double>> points;
  for (objective::Trial& trial : store::open_store(folder, store::OpenMode::Read)->trials()) {
    if (trial.role != objective::TrialRole::Search || trial.repeats || !trial.is_feasible())
      continue;
    objective::add_score(session.formulation, trial.metrics);
    if (auto point = objective::losses(session.formulation, trial.metrics)) {
      designs.push_back(std::move(trial.fields));
      points.push_back(objective::normalised(session.formulation, *point));
    }
  }
  const std::vector<int> ranks = objective::non_dominated_ranks(points);
  const std::vector<double> distances = objective::crowding_distances(points);
  std::vector<std::size_t> order(designs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ranks[a] != ranks[b] ? ranks[a] < ranks[b] : distances[a] > distances[b];
  });
  std::vector<space::Fields> sorted;
  for (const std::size_t index : order) sorted.push_back(std::move(designs[index]));
  return sorted;
}

std::vector<space::Fields> designs_at(const Session& session, const fs::path& source) {
  std::error_code ignored;
  if (store::has_store(source)) return designs_of_study(session, source);
  const spec::Location& location = session.spec.search.start_location;
  require(fs::is_regular_file(source, ignored),
          "{}: [search] start_from: {} is neither the folder of a study nor a file that "
          "`kirchhoff pareto STUDY --json` printed",
          location.text(), source.string());
  return read_designs(source);
}

}  // namespace

std::vector<space::Candidate> hot_start(const Session& session) {
  const spec::SearchSpec& search = session.spec.search;
  if (search.start_from.empty()) return {};
  const fs::path source = session.spec.path.parent_path() / search.start_from;
  const std::vector<space::Fields> designs = designs_at(session, source);
  require(
      !designs.empty(),
      "{}: [search] start_from: {} holds no feasible design that knows this study's objectives; "
      "start from another study, or leave the line out",
      search.start_location.text(), source.string());
  std::vector<space::Candidate> chosen;
  std::set<std::string> keys;
  std::int64_t strangers = 0;
  for (std::size_t i = 0; i < designs.size(); ++i) {
    if (chosen.size() >= static_cast<std::size_t>(search.start_designs)) break;
    Stream stream = Stream(session.spec.seed, purpose::first_points, i).split(1);
    const auto candidate = session.space.nearest(designs[i], stream);
    strangers += candidate ? 0 : 1;
    if (candidate && keys.insert(session.space.key(*candidate)).second)
      chosen.push_back(*candidate);
  }
  require(!chosen.empty(),
          "{}: [search] start_from: none of the {} designs of {} has a place in this space; start "
          "from another study, or leave the line out",
          search.start_location.text(), designs.size(), source.string());
  session.notice(fmt::format(
      "starts from {} designs of {}{}", chosen.size(), source.string(),
      strangers == 0 ? "" : fmt::format("; {} have no place in this space", strangers)));
  return chosen;
}

std::string start_text(const std::vector<space::Candidate>& candidates,
                       const space::SearchSpace& space) {
  Json list = Json::array();
  for (const space::Candidate& candidate : candidates)
    list.push(store::fields_json(space.fields(candidate)));
  return list.dump();
}

std::vector<space::Candidate> start_from_text(const std::string& text,
                                              const space::SearchSpace& space) {
  const Json list = Json::parse(text);
  std::vector<space::Candidate> candidates;
  for (const Json& fields : list.items())
    candidates.push_back(space.candidate(store::fields_from_json(fields)));
  return candidates;
}

}  // namespace kirchhoff::study::detail
