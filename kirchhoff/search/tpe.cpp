// kirchhoff/search/tpe.cpp - the split, the two densities and the choice between draws.
#include "kirchhoff/search/tpe.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t first_points = 20;
constexpr std::size_t capacity = 600;
constexpr double good_share = 0.1;
constexpr std::size_t most_good = 25;
constexpr int draws = 24;       // candidates compared for one proposal
constexpr int rule_tries = 30;  // draws of one candidate while a rule is broken
constexpr double widest = 0.2;  // kernel of an ordered feature, as a share of the range
constexpr double narrowest = 0.01;

// Over the centres in which the feature is active.
double spread_of(const std::vector<const Observation*>& centres, std::size_t feature,
                 bool is_conditional) {
  double sum = 0.0, squares = 0.0, count = 0.0;
  for (const Observation* centre : centres) {
    if (is_conditional && centre->features[feature - 1] < 0.0) continue;
    count += 1.0;
    sum += centre->features[feature];
    squares += centre->features[feature] * centre->features[feature];
  }
  if (count < 2.0) return widest;
  return std::sqrt(std::max(0.0, squares / count - sum * sum / (count * count)));
}

}  // namespace

Tpe::Tpe(const space::SearchSpace& space, const objective::Formulation& formulation,
         const StrategyOptions& options)
    : space_(space),
      seed_(options.seed),
      proposed_(space, options.proposed),
      observations_(space, formulation, capacity) {
  for (const space::Parameter& parameter : space.parameters()) {
    const double inactive = parameter.when ? 1.0 : 0.0;
    const double levels = static_cast<double>(parameter.level_count());
    if (!space::is_ordered(parameter)) {
      levels_.push_back(levels + inactive);
      continue;
    }
    if (parameter.when) levels_.push_back(2.0);
    is_conditional_.resize(levels_.size(), false);
    is_conditional_.push_back(parameter.when.has_value());
    levels_.push_back(levels);
  }
  is_conditional_.resize(levels_.size() + 1, false);
  if (levels_.empty()) levels_.push_back(1.0);
}

void Tpe::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    observations_.tell(trial);
  }
}

void Tpe::note(std::uint64_t number, const space::Candidate& candidate) {
  (void)proposed_.add(candidate);
  observations_.propose(number, candidate);
}

space::Candidate Tpe::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  space::Candidate candidate = observations_.told_count() < first_points
                                   ? proposed_.sample_new(stream)
                                   : model_candidate(stream);
  observations_.propose(number, candidate);
  return candidate;
}

// Ordered kernels narrow as observations agree and as they grow in number (Scott's rule), but reach
// the next level, whose neighbours are still to be told apart. A nominal feature leaves its centre
// with the weight one more observation of every level together would have.
Tpe::Density Tpe::density_of(std::vector<const Observation*> centres) const {
  const double count = static_cast<double>(centres.size()) + 1.0;
  const double dimensions = static_cast<double>(levels_.size());
  Density density;
  const double shrinkage = std::pow(count, -1.0 / (dimensions + 4.0));
  for (std::size_t d = 0; d < levels_.size(); ++d) {
    const double step = levels_[d] > 1.0 ? 0.5 / (levels_[d] - 1.0) : narrowest;
    density.widths.push_back(
        std::max(step, std::min(widest, spread_of(centres, d, is_conditional_[d])) * shrinkage));
  }
  density.elsewhere = 1.0 / (1.0 + count);
  density.centres = std::move(centres);
  return density;
}

double Tpe::log_density(const Density& density, const std::vector<double>& features) const {
  const auto& kinds = observations_.features().kinds();
  double sum = 1.0;  // the flat kernel; all are relative to it
  for (const Observation* centre : density.centres) {
    double product = 1.0;
    for (std::size_t d = 0; d < features.size(); ++d) {
      const double levels = std::max(levels_[d], 1.0);
      if (kinds[d] == predict::FeatureKind::Nominal) {
        const bool same = features[d] == centre->features[d];
        product *= density.elsewhere + (same ? (1.0 - density.elsewhere) * levels : 0.0);
        continue;
      }
      // Where one of them is inactive, the feature before said so; every place is alike.
      if (is_conditional_[d] && (features[d - 1] < 0.0 || centre->features[d - 1] < 0.0)) continue;
      const double z = (features[d] - centre->features[d]) / density.widths[d];
      constexpr double flat = 0.3989422804014327;  // 1 / sqrt(2 pi)
      product *= flat / density.widths[d] * std::exp(-0.5 * z * z);
    }
    sum += product;
  }
  return std::log(sum / (static_cast<double>(density.centres.size()) + 1.0));
}

space::Candidate Tpe::drawn_from(const Density& density, Stream& stream) const {
  space::Candidate candidate;
  for (int attempt = 0; attempt < rule_tries; ++attempt) {
    const std::size_t kernel = stream.below(density.centres.size() + 1);
    if (kernel == density.centres.size()) return space_.sample(stream);
    const space::Candidate& centre = density.centres[kernel]->candidate;
    candidate.values.assign(space_.parameters().size(), std::nullopt);
    for (std::size_t i = 0, d = 0; i < candidate.values.size(); ++i, ++d) {
      const space::Parameter& parameter = space_.parameters()[i];
      if (space::is_ordered(parameter) && parameter.when) ++d;  // after whether it is active
      const auto& value = centre.values[i];
      // Conditions of the new values may switch on what is off in the centre: canonical() takes
      // away again what stays off.
      if (!value || (!space::is_ordered(parameter) && stream.uniform() < density.elsewhere)) {
        candidate.values[i] = space::draw_value(parameter, stream);
      } else if (!space::is_ordered(parameter) || !space::can_change(parameter)) {
        candidate.values[i] = value;
      } else {
        const double place = space::position_of(parameter, *value);
        candidate.values[i] =
            space::value_at_position(parameter, place + density.widths[d] * stream.normal());
      }
    }
    candidate = space_.canonical(std::move(candidate));
    if (!space_.broken_rule(candidate)) return candidate;
  }
  return space_.sample(stream);
}

space::Candidate Tpe::model_candidate(Stream& stream) {
  const std::vector<Observation>& kept = observations_.kept();
  const std::size_t good = std::min(
      most_good, static_cast<std::size_t>(
                     std::ceil(good_share * static_cast<double>(observations_.told_count()))));
  std::vector<const Observation*> best, rest;
  for (const std::size_t i : observations_.order()) {
    (best.size() < good ? best : rest).push_back(&kept[i]);
  }
  const Density good_density = density_of(std::move(best));
  const Density rest_density = density_of(std::move(rest));
  std::optional<space::Candidate> chosen;
  double chosen_score = 0.0;
  int fresh = 0;
  for (int draw = 0; draw < 4 * draws && fresh < draws; ++draw) {
    space::Candidate candidate = drawn_from(good_density, stream);
    if (proposed_.contains(candidate)) continue;
    ++fresh;
    const std::vector<double> features = observations_.features().of(candidate);
    const double score = log_density(good_density, features) - log_density(rest_density, features);
    if (chosen && score <= chosen_score) continue;
    chosen_score = score;
    chosen = std::move(candidate);
  }
  if (!chosen) return proposed_.sample_new(stream);
  (void)proposed_.add(*chosen);
  return *chosen;
}

}  // namespace kirchhoff::search
