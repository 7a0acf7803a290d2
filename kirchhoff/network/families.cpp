// kirchhoff/network/families.cpp - checks the parameters of a family and calls the one named.
#include "kirchhoff/network/families.hpp"

#include <array>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/network/detail/family_builder.hpp"

namespace kirchhoff::network {
namespace {

constexpr std::size_t most_stages = 6;
constexpr int most_blocks = 8;
constexpr int largest_width = 1024;
constexpr int most_classes = 1 << 16;

void check_stage(const StageParameters& stage, std::size_t number) {
  require(stage.blocks >= 1 && stage.blocks <= most_blocks, "stage {}: blocks ({}) must be 1 to {}",
          number, stage.blocks, most_blocks);
  require(stage.kernel == 1 || stage.kernel == 3 || stage.kernel == 5 || stage.kernel == 7,
          "stage {}: kernel ({}) must be 1, 3, 5 or 7", number, stage.kernel);
  require(stage.width >= 1 && stage.width <= largest_width, "stage {}: width ({}) must be 1 to {}",
          number, stage.width, largest_width);
}

void check_parameters(const FamilyParameters& parameters) {
  const std::size_t stages = parameters.stages.size();
  require(stages >= 1 && stages <= most_stages, "a network has 1 to {} stages, not {}", most_stages,
          stages);
  for (std::size_t i = 0; i < stages; ++i) check_stage(parameters.stages[i], i + 1);
  require(parameters.classes >= 1 && parameters.classes <= most_classes,
          "classes ({}) must be 1 to {}", parameters.classes, most_classes);
  require(parameters.stem_stride == 1 || parameters.stem_stride == 2,
          "stem_stride ({}) must be 1 or 2", parameters.stem_stride);
}

}  // namespace

Network build_family(const FamilyParameters& parameters) {
  check_parameters(parameters);
  if (parameters.family == "plain") return detail::build_plain(parameters);
  if (parameters.family == "residual") return detail::build_residual(parameters);
  if (parameters.family == "separable") return detail::build_separable(parameters);
  fail(ErrorKind::Input, "there is no network family \"{}\"; {}", parameters.family,
       suggest(parameters.family, family_names()));
}

std::span<const std::string> family_names() {
  static const std::array<std::string, 3> names = {"plain", "residual", "separable"};
  return names;
}

}  // namespace kirchhoff::network
