// kirchhoff/validation/cimloop.cpp - estimates the rows and compares them group by group.
#include "kirchhoff/validation/cimloop.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/predict/rank_correlation.hpp"

namespace kirchhoff::validation {
namespace {

struct Pairs {
  std::vector<double> published, predicted;

  void add(std::optional<double> theirs, double ours) {
    if (!theirs) return;
    published.push_back(*theirs);
    predicted.push_back(ours);
  }
  [[nodiscard]] std::optional<double> tau() const {
    return predict::kendall_tau(published, predicted);
  }
  [[nodiscard]] std::vector<double> sorted_ratios() const {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < published.size(); ++i) {
      ratios.push_back(predicted[i] / published[i]);
    }
    std::sort(ratios.begin(), ratios.end());
    return ratios;
  }
};

struct GroupPairs {
  Pairs energy, latency, area;
};

using Key = std::tuple<CimloopMemory, std::string, double>;

// The value that `share` of the sorted values do not exceed.
double quantile(const std::vector<double>& sorted, double share) {
  const double position = std::ceil(share * static_cast<double>(sorted.size())) - 1.0;
  return sorted.at(static_cast<std::size_t>(std::max(0.0, position)));
}

CimloopGroup describe_group(const Key& key, const GroupPairs& pairs) {
  CimloopGroup group;
  std::tie(group.memory, group.network, group.node_nm) = key;
  group.rows = pairs.energy.published.size();
  group.tau_energy = pairs.energy.tau();
  group.tau_latency = pairs.latency.tau();
  group.tau_area = pairs.area.tau();
  const std::vector<double> ratios = pairs.energy.sorted_ratios();
  group.energy_ratio = quantile(ratios, 0.5);
  group.energy_ratio_low = quantile(ratios, 0.1);
  group.energy_ratio_high = quantile(ratios, 0.9);
  return group;
}

CimloopArea describe_area(CimloopMemory memory, const Pairs& pairs) {
  const std::vector<double> ratios = pairs.sorted_ratios();
  CimloopArea area;
  area.memory = memory;
  area.rows = ratios.size();
  area.factor = 1.0 / quantile(ratios, 0.5);
  std::vector<double> errors;
  for (const double ratio : ratios) errors.push_back(std::abs(area.factor * ratio - 1.0));
  std::sort(errors.begin(), errors.end());
  area.spread = quantile(errors, 0.9);
  const auto within = std::upper_bound(errors.begin(), errors.end(), cimloop_area_aim);
  area.within_aim =
      static_cast<double>(within - errors.begin()) / static_cast<double>(errors.size());
  return area;
}

void summarise(CimloopComparison& comparison) {
  for (const CimloopGroup& group : comparison.groups) {
    if (!group.tau_energy) continue;
    comparison.tau_energy = std::min(comparison.tau_energy.value_or(1.0), *group.tau_energy);
  }
  for (const CimloopArea& area : comparison.areas) {
    comparison.area_ratio_spread =
        std::max(comparison.area_ratio_spread.value_or(0.0), area.spread);
  }
}

}  // namespace

CimloopComparison compare_cimloop(const CimloopTable& table, const CimloopComponents& components,
                                  const cost::Calibration& calibration) {
  std::map<std::string, std::vector<CimloopLayer>> networks;
  std::map<Key, GroupPairs> groups;
  std::map<CimloopMemory, Pairs> areas;
  for (const CimloopRow& row : table.rows) {
    auto network = networks.find(row.network);
    if (network == networks.end()) {
      network =
          networks.emplace(row.network, cimloop_layers(formats::load_network(row.network))).first;
    }
    const CimloopEstimate estimate =
        estimate_cimloop_chip(row.chip, network->second, components, calibration);
    GroupPairs& group = groups[{row.chip.memory, row.network, row.chip.node_nm}];
    group.energy.add(row.energy_j, estimate.energy.si());
    group.latency.add(row.latency_s, estimate.latency.si());
    group.area.add(row.area_m2, estimate.area.si());
    if (row.area_m2) areas[row.chip.memory].add(row.area_m2, estimate.area.si());
  }
  CimloopComparison comparison;
  comparison.rows = table.rows.size();
  comparison.assumptions = table.assumptions;
  for (const auto& [key, pairs] : groups) comparison.groups.push_back(describe_group(key, pairs));
  for (const auto& [memory, pairs] : areas) {
    comparison.areas.push_back(describe_area(memory, pairs));
  }
  summarise(comparison);
  return comparison;
}

}  // namespace kirchhoff::validation
