// kirchhoff/evaluate/baseline_chips.cpp - random chips for a network that was not searched, the
// best first.
#include <algorithm>
#include <optional>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::evaluate {

namespace {

constexpr std::int64_t draws_per_chip = 100;  // before giving up

// Constraints on the network alone hold for every chip or for none: they do not choose a chip. The
// conversions of a network are bounded to keep a search short; a baseline is run once.
bool is_about_the_chip(const std::string& metric) {
  return metric != "macs" && metric != "parameters" && metric != "bit_operations" &&
         metric != "bits_per_operation" && metric != "conversions";
}

space::Fields hardware_fields(const space::Fields& fields) {
  space::Fields kept;
  for (const auto& [path, value] : fields) {
    if (path.starts_with("hardware.")) kept.emplace(path, value);
  }
  return kept;
}

// A random chip for a baseline with its EDAP at default activity; nullopt when it cannot be built.
std::optional<double> edap_of(const Evaluator& evaluator, const space::Fields& fields) try {
  const design::Design design = evaluator.builder().build(fields);
  const mapping::Mapping mapping =
      cost::map_chip(design.network, design.chip, evaluator.calibration());
  const cost::Cost cost =
      cost::estimate(design.network, mapping, design.chip.kinds,
                     network::default_activity(design.network), evaluator.calibration());
  if (!cost::check_physics(cost, design.chip.kinds, evaluator.calibration()).empty()) return {};
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

std::vector<space::Fields> Evaluator::baseline_chips(const std::string& network, std::int64_t chips,
                                                     const space::SearchSpace& space) const {
  std::vector<std::pair<double, space::Fields>> feasible;
  const auto wanted = static_cast<std::size_t>(chips);
  for (std::int64_t draw = 0; feasible.size() < wanted && draw < chips * draws_per_chip; ++draw) {
    Stream stream(spec_.seed, purpose::baseline_chips, static_cast<std::uint64_t>(draw));
    space::Fields chip = hardware_fields(space.fields(space.sample(stream)));
    space::Fields fields = chip;
    fields["network.file"] = network;
    if (const std::optional<double> edap = edap_of(*this, fields)) {
      feasible.emplace_back(*edap, std::move(chip));
    }
  }
  std::stable_sort(feasible.begin(), feasible.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<space::Fields> sorted;
  for (auto& [edap, chip] : feasible) sorted.push_back(std::move(chip));
  return sorted;
}

double Evaluator::least_accuracy() const {
  double least = 0.0;
  for (const objective::Constraint& constraint : formulation_.constraints) {
    if (constraint.metric == "accuracy" && !constraint.at_most) {
      least = std::max(least, constraint.bound);
    }
  }
  return least;
}

}  // namespace kirchhoff::evaluate
