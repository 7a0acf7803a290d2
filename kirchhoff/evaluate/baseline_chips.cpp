// kirchhoff/evaluate/baseline_chips.cpp - the best of many random chips for a network that was not
// searched.
#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::evaluate {

namespace {

constexpr std::int64_t draws_per_chip = 100;  // before giving up

bool starts_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

// Constraints on the network alone hold for every chip or for none: they do not choose a chip.
bool is_about_the_chip(const std::string& metric) {
  return metric != "macs" && metric != "parameters" && metric != "bit_operations" &&
         metric != "bits_per_operation";
}

space::Fields with_prefix(const space::Fields& fields, std::string_view prefix) {
  space::Fields kept;
  for (const auto& [path, value] : fields) {
    if (starts_with(path, prefix)) kept.emplace(path, value);
  }
  return kept;
}

}  // namespace

space::Fields Evaluator::baseline_fields(const std::string& network, std::int64_t chips,
                                         const space::SearchSpace& space,
                                         const space::Fields& recipe) const {
  space::Fields base = with_prefix(recipe, "train.");
  base["network.file"] = network;
  space::Fields best;
  double lowest = std::numeric_limits<double>::infinity();
  std::int64_t feasible = 0;
  for (std::int64_t draw = 0; feasible < chips && draw < chips * draws_per_chip; ++draw) {
    Stream stream(spec_.seed, purpose::baseline_chips, static_cast<std::uint64_t>(draw));
    space::Fields fields = with_prefix(space.fields(space.sample(stream)), "hardware.");
    fields.insert(base.begin(), base.end());
    objective::Trial trial{.fields = fields};
    screen(trial);
    const bool refused_as_chip =
        std::any_of(trial.violations.begin(), trial.violations.end(),
                    [](const auto& entry) { return is_about_the_chip(entry.first); });
    if (refused_as_chip) continue;
    ++feasible;
    const design::Design design = builder_.build(fields);
    const cost::Cost cost =
        cost::estimate(design.network, mapping::map_network(design.network, design.hardware),
                       design.hardware, network::default_activity(design.network), calibration_);
    const double edap = cost.energy.si() * cost.latency.si() * cost.area.si();
    if (edap < lowest) {
      lowest = edap;
      best = std::move(fields);
    }
  }
  if (best.empty()) {
    fail(ErrorKind::Negative,
         "no feasible chip for the baseline {} in {} random draws; relax the constraints or remove "
         "it from [baselines] networks",
         network, chips * draws_per_chip);
  }
  return best;
}

}  // namespace kirchhoff::evaluate
