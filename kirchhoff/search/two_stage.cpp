// kirchhoff/search/two_stage.cpp - spaces with a part held fast, and a search on each.
#include "kirchhoff/search/two_stage.hpp"

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t repeats_allowed = 200;  // in a row

// The middle of what has an order, the first value of what has none.
space::Candidate middle_of(const space::SearchSpace& space, std::uint64_t seed) {
  space::Candidate middle;
  for (const space::Parameter& parameter : space.parameters()) {
    middle.values.emplace_back(space::is_ordered(parameter)
                                   ? space::value_at_quantile(parameter, 0.5)
                                   : space::first_value(parameter));
  }
  middle = space.canonical(std::move(middle));
  if (!space.broken_rule(middle)) return middle;
  Stream stream(seed, purpose::proposal, std::uint64_t{1} << 62U);
  const auto nearest = space.nearest(space.fields(middle), stream);
  return nearest ? *nearest : space.sample(stream);
}

// One value instead of a range; a parameter that is inactive stays as it is.
spec::SpaceSpec held_fast(spec::SpaceSpec spec, const space::Candidate& candidate,
                          const std::vector<bool>& is_open) {
  for (std::size_t i = 0; i < spec.parameters.size(); ++i) {
    if (is_open[i] || !candidate.values[i]) continue;
    spec::ParameterSpec& parameter = spec.parameters[i];
    parameter.kind = "nominal";
    parameter.values = {*candidate.values[i]};
    parameter.logarithmic = false;
  }
  return spec;
}

std::vector<std::string> names_of(const space::SearchSpace& space) {
  std::vector<std::string> names;
  for (const space::Parameter& parameter : space.parameters()) names.push_back(parameter.name);
  return names;
}

void read_first(Stages& stages, const spec::TwoStageSpec& spec, const space::SearchSpace& space) {
  const std::vector<std::string> names = names_of(space);
  stages.is_first.assign(names.size(), false);
  for (const spec::LocatedText& entry : spec.first) {
    bool is_any = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (entry.text.empty() || !names[i].starts_with(entry.text)) continue;
      stages.is_first[i] = true;
      is_any = true;
    }
    require(is_any, "{}: [two_stage] first: no parameter is or begins with \"{}\"; {}",
            entry.location.text(), entry.text, suggest(entry.text, names));
  }
  require(std::ranges::find(stages.is_first, false) != stages.is_first.end(),
          "{}: [two_stage] first names every parameter; leave some for the second stage",
          spec.location.text());
}

void read_objectives(Stages& stages, const spec::TwoStageSpec& spec,
                     const objective::Formulation& formulation) {
  std::vector<std::string> names;
  for (const objective::Objective& objective : formulation.objectives) {
    names.push_back(objective.metric);
  }
  stages.sought_first.constraints = formulation.constraints;
  for (const spec::LocatedText& entry : spec.objectives) {
    const auto found = std::ranges::find(names, entry.text);
    require(found != names.end(), "{}: [two_stage] objectives: the study does not seek \"{}\"; {}",
            entry.location.text(), entry.text, suggest(entry.text, names));
    stages.sought_first.objectives.push_back(
        formulation.objectives[static_cast<std::size_t>(found - names.begin())]);
  }
}

}  // namespace

Stages stages_of(const spec::Spec& spec, const space::SearchSpace& space,
                 const objective::Formulation& formulation) {
  KIRCHHOFF_ASSERT(spec.two_stage.has_value());
  const spec::TwoStageSpec& words = *spec.two_stage;
  const std::string place = words.location.text();
  require(
      !formulation.scalarisation,
      "{}: [two_stage] seeks some of the objectives first, [scalarise] makes them one; keep one "
      "of the two",
      place);
  require(!formulation.preference,
          "{}: [two_stage] seeks some of the objectives first, [preference] a part of the front of "
          "all; keep one of the two",
          place);
  require(words.trials < spec.search.trials,
          "{}: [two_stage] trials ({}) must leave some of [search] trials ({}) to the second stage",
          place, words.trials, spec.search.trials);
  require(words.trials >= spec.search.lookahead,
          "{}: [two_stage] trials ({}) must be at least [search] lookahead ({}); else nothing is "
          "known of them when the best are chosen",
          place, words.trials, spec.search.lookahead);
  Stages stages{.is_first = {},
                .sought_first = {},
                .trials = static_cast<std::size_t>(words.trials),
                .designs = static_cast<std::size_t>(words.designs)};
  read_first(stages, words, space);
  read_objectives(stages, words, formulation);
  return stages;
}

// A part of the space and the search on it.
struct TwoStage::Part {
  space::Candidate centre;
  space::SearchSpace space;
  std::unique_ptr<Strategy> strategy;
};

TwoStage::TwoStage(const spec::SpaceSpec& spec, const space::SearchSpace& space,
                   const objective::Formulation& formulation, const StrategyOptions& options,
                   Stages stages, StrategyMaker make)
    : spec_(spec),
      space_(space),
      formulation_(formulation),
      options_(options),
      stages_(std::move(stages)),
      make_(std::move(make)),
      observations_(space, stages_.sought_first, stages_.trials + 1),
      first_(part_around(middle_of(space, options.seed), true, stages_.sought_first)) {}

TwoStage::~TwoStage() = default;

std::unique_ptr<TwoStage::Part> TwoStage::part_around(
    const space::Candidate& candidate, bool first_is_open,
    const objective::Formulation& formulation) const {
  std::vector<bool> is_open = stages_.is_first;
  if (!first_is_open) is_open.flip();
  auto part = std::make_unique<Part>(
      Part{candidate, space::SearchSpace(held_fast(spec_, candidate, is_open)), nullptr});
  part->strategy = make_(part->space, formulation, options_);
  return part;
}

space::Candidate TwoStage::propose(std::uint64_t number) {
  if (!begin_) begin_ = number;
  if (first_ && sent_ < stages_.trials) {
    ++sent_;
    return first_->strategy->propose(number);
  }
  if (first_) begin_second();
  return second_[turn_++ % second_.size()]->strategy->propose(number);
}

void TwoStage::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    if (first_) {
      first_->strategy->tell({&trial, 1});
      observations_.tell(trial);
      told_.push_back(trial);
      // What is refused costs a number and no trial.
      if (!trial.evaluated && begin_ && trial.number >= *begin_ && sent_ > 0) --sent_;
      repeats_ = trial.repeats ? repeats_ + 1 : 0;
      if (repeats_ >= repeats_allowed) sent_ = stages_.trials;  // the first part is used up
      continue;
    }
    for (const auto& part : second_) {
      if (shares_first(trial.candidate, part->centre)) part->strategy->tell({&trial, 1});
    }
  }
}

bool TwoStage::shares_first(const space::Candidate& a, const space::Candidate& b) const {
  for (std::size_t i = 0; i < stages_.is_first.size(); ++i) {
    if (stages_.is_first[i] && a.values[i] != b.values[i]) return false;
  }
  return true;
}

void TwoStage::begin_second() {
  const auto is_chosen = [&](const space::Candidate& candidate) {
    return std::ranges::any_of(second_, [&](const std::unique_ptr<Part>& part) {
      return shares_first(candidate, part->centre);
    });
  };
  for (const std::size_t i : observations_.order()) {
    if (second_.size() == stages_.designs) break;
    const space::Candidate& candidate = observations_.kept()[i].candidate;
    if (!is_chosen(candidate)) second_.push_back(part_around(candidate, false, formulation_));
  }
  if (second_.empty()) {  // every trial failed
    second_.push_back(part_around(middle_of(space_, options_.seed), false, formulation_));
  }
  first_.reset();
  std::vector<objective::Trial> told;
  told.swap(told_);
  tell(told);
}

}  // namespace kirchhoff::search
