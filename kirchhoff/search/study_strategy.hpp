// kirchhoff/search/study_strategy.hpp - the strategy that a study's file asks for, formulation and
// all.
#pragma once

#include <memory>

#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// What a study's stages and its way with constraints can have wrong, beside the strategy's name
/// (check_strategy). Throws Error(Input) with the place.
void check_formulation(const spec::Spec& spec, const space::SearchSpace& space,
                       const objective::Formulation& formulation);

/// The strategy of a study that both checks accept: its stages, its way with constraints.
/// Space and formulation, which `spec` was read into, must outlive it.
[[nodiscard]] std::unique_ptr<Strategy> make_study_strategy(
    const spec::Spec& spec, const space::SearchSpace& space,
    const objective::Formulation& formulation);

}  // namespace kirchhoff::search
