// kirchhoff/evaluate/baseline_chips.cpp - the best of many random chips for a network that was not
// searched.
#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::evaluate {

namespace {

constexpr std::int64_t draws_per_chip = 100;  // before giving up

bool starts_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

// Constraints on the network alone hold for every chip or for none: they do not choose a chip. The
// conversions of a network are bounded to keep a search short; a baseline is run once.
bool is_about_the_chip(const std::string& metric) {
  return metric != "macs" && metric != "parameters" && metric != "bit_operations" &&
         metric != "bits_per_operation" && metric != "conversions";
}

space::Fields with_prefix(const space::Fields& fields, std::string_view prefix) {
  space::Fields kept;
  for (const auto& [path, value] : fields) {
    if (starts_with(path, prefix)) kept.emplace(path, value);
  }
  return kept;
}

// A random chip for a baseline with its EDAP at default activity; nullopt when it cannot be built.
std::optional<double> edap_of(const Evaluator& evaluator, const space::Fields& fields) try {
  const design::Design design = evaluator.builder().build(fields);
  const mapping::Mapping mapping =
      cost::map_by_rule(design.network, design.hardware, evaluator.calibration());
  const cost::Cost cost =
      cost::estimate(design.network, mapping, design.hardware,
                     network::default_activity(design.network), evaluator.calibration());
  if (!cost::check_physics(cost, design.hardware, evaluator.calibration()).empty()) return {};
  const objective::Metrics metrics = cost_metrics(design, mapping, cost);
  for (const objective::Constraint& constraint : evaluator.formulation().constraints) {
    if (!is_about_the_chip(constraint.metric)) continue;
    if (objective::violation(constraint, metrics) > 0.0) return {};
  }
  return metrics.at("edap_j_s_m2");
} catch (const Error& error) {
  if (error.kind() != ErrorKind::Input) throw;
  return {};
}

}  // namespace

void Evaluator::check_baselines() const {
  for (const std::string& network : spec_.baselines.networks) {
    try {
      const design::Design design = builder_.build({{"network.file", network}});
      KIRCHHOFF_ASSERT(design.network.classes() == data_.classes);
    } catch (const Error& error) {
      fail(error.kind(), "{}: [baselines] networks: {}", spec_.path.string(), error.what());
    }
  }
}

std::optional<space::Fields> Evaluator::baseline_fields(const std::string& network,
                                                        std::int64_t chips,
                                                        const space::SearchSpace& space,
                                                        const space::Fields& recipe) const {
  space::Fields base = with_prefix(recipe, "train.");
  base["network.file"] = network;
  std::optional<space::Fields> best;
  double lowest = std::numeric_limits<double>::infinity();
  std::int64_t feasible = 0;
  for (std::int64_t draw = 0; feasible < chips && draw < chips * draws_per_chip; ++draw) {
    Stream stream(spec_.seed, purpose::baseline_chips, static_cast<std::uint64_t>(draw));
    space::Fields fields = with_prefix(space.fields(space.sample(stream)), "hardware.");
    fields.insert(base.begin(), base.end());
    const std::optional<double> edap = edap_of(*this, fields);
    if (!edap) continue;
    ++feasible;
    if (*edap < lowest) {
      lowest = *edap;
      best = std::move(fields);
    }
  }
  return best;
}

}  // namespace kirchhoff::evaluate
