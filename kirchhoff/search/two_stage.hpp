// kirchhoff/search/two_stage.hpp - some parameters first, by some of the objectives; then the
// others.
//
// In:    a study's [two_stage]: what the first stage chooses, what it seeks and how long
// Out:   proposals: first with the other parameters in the middle of their ranges, then around the
//        best designs of the first stage
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/search/observations.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Makes the strategy of one stage.
using StrategyMaker = std::function<std::unique_ptr<Strategy>(
    const space::SearchSpace&, const objective::Formulation&, const StrategyOptions&)>;

/// What the file's words mean for one space and formulation.
struct Stages {
  std::vector<bool> is_first;  // by parameter: the first stage chooses it
  objective::Formulation sought_first;
  std::size_t trials = 0;   // of the first stage
  std::size_t designs = 1;  // that go on
};

/// Throws Error(Input) with the place in the study file: a parameter or an objective that does not
/// exist (with the nearest), nothing left for one of the stages, no trials left for the second, or
/// fewer in the first than the lookahead hides; [scalarise] or [preference] beside it.
[[nodiscard]] Stages stages_of(const spec::Spec& spec, const space::SearchSpace& space,
                               const objective::Formulation& formulation);

/// Each stage is a search of its own on the part of the space that is still open. The second works
/// on all chosen designs in turns, and is told what the first found of them. The first ends after
/// its number of evaluated proposals, whatever their results, or when its part of the space is used
/// up, and what is chosen depends on the trials told until then: the same for any number of
/// workers.
class TwoStage final : public Strategy {
 public:
  /// `spec` is what `space` was made of. Space and formulation must outlive it.
  TwoStage(const spec::SpaceSpec& spec, const space::SearchSpace& space,
           const objective::Formulation& formulation, const StrategyOptions& options, Stages stages,
           StrategyMaker make);
  ~TwoStage() override;
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

 private:
  struct Part;
  [[nodiscard]] std::unique_ptr<Part> part_around(const space::Candidate& candidate,
                                                  bool first_is_open,
                                                  const objective::Formulation& formulation) const;
  [[nodiscard]] bool shares_first(const space::Candidate& a, const space::Candidate& b) const;
  void begin_second();

  spec::SpaceSpec spec_;
  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  StrategyOptions options_;
  Stages stages_;
  StrategyMaker make_;
  Observations observations_;           // of the first stage
  std::vector<objective::Trial> told_;  // in the first stage
  std::unique_ptr<Part> first_;         // until the second begins
  std::vector<std::unique_ptr<Part>> second_;
  std::optional<std::uint64_t> begin_;  // number of the first proposal
  std::size_t sent_ = 0;                // in the first stage, without refusals
  std::size_t turn_ = 0;                // in the second
  std::size_t repeats_ = 0;             // in a row, in the first stage
};

}  // namespace kirchhoff::search
