// kirchhoff/cost/factors.cpp - multiplies the parts of a cost and sums them up again.
#include "kirchhoff/cost/factors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::cost {
namespace {

constexpr std::size_t leakage = static_cast<std::size_t>(Component::Leakage);

// What lies outside the chip or is no part of it.
bool has_area(Component component) {
  return component != Component::Leakage && component != Component::External &&
         component != Component::Reload;
}

std::vector<std::string> make_names() {
  std::vector<std::string> names = {"energy", "latency", "area"};
  for (const char* quantity : {"energy_", "area_"}) {
    for (std::size_t i = 0; i < component_count; ++i) {
      const auto component = static_cast<Component>(i);
      if (quantity[0] == 'e' ? component == Component::WhiteSpace : !has_area(component)) continue;
      names.push_back(quantity + component_name(static_cast<Component>(i)));
    }
  }
  return names;
}

double factor(const hardware::Factors& factors, const std::string& name) {
  const auto found = factors.values.find(name);
  return found == factors.values.end() ? 1.0 : found->second;
}

void check(const hardware::Factors& factors) {
  const std::span<const std::string> names = factor_names();
  for (const auto& [name, value] : factors.values) {
    require(std::find(names.begin(), names.end(), name) != names.end(), "no factor \"{}\"; {}",
            name, suggest(name, names));
    require(std::isfinite(value) && value > 0.0, "factor {} ({}) must be above 0", name, value);
  }
}

// Per component: everything that multiplies its energy (eq. 1) and its area (eq. 3).
struct Products {
  std::array<double, component_count> energy{}, area{};
};

Products products(const hardware::Factors& factors) {
  Products result;
  for (std::size_t i = 0; i < component_count; ++i) {
    const std::string& name = component_name(static_cast<Component>(i));
    result.energy[i] = factor(factors, "energy") * factor(factors, "energy_" + name);
    result.area[i] = factor(factors, "area") * factor(factors, "area_" + name);
  }
  return result;
}

void sum_up(Cost& cost) {
  cost.energy = Energy{};
  cost.latency = Time{};
  cost.area = Area{};
  for (ComponentTotal& component : cost.components) {
    component.energy = Energy{};
    component.latency = Time{};
  }
  for (LayerCost& layer : cost.layers) {
    layer.energy = Energy{};
    layer.latency = Time{};
    for (std::size_t i = 0; i < component_count; ++i) {
      layer.energy += layer.energy_by_component[i];
      layer.latency += layer.latency_by_component[i];
      cost.components[i].energy += layer.energy_by_component[i];
      cost.components[i].latency += layer.latency_by_component[i];
    }
  }
  for (const ComponentTotal& component : cost.components) {
    cost.energy += component.energy;
    cost.latency += component.latency;
    cost.area += component.area;
  }
}

}  // namespace

std::span<const std::string> factor_names() {
  static const std::vector<std::string> names = make_names();
  return names;
}

void apply_factors(const hardware::Factors& factors, Cost& cost) {
  check(factors);
  Products product = products(factors);
  const double slower = factor(factors, "latency");
  cost.leakage = product.energy[leakage] * cost.leakage;
  product.energy[leakage] *= slower;  // eq. 2
  const bool is_sequential = cost.stage_period == cost.latency;
  for (LayerCost& layer : cost.layers) {
    layer.stage_period = slower * layer.stage_period;
    for (std::size_t i = 0; i < component_count; ++i) {
      layer.energy_by_component[i] = product.energy[i] * layer.energy_by_component[i];
      layer.latency_by_component[i] = slower * layer.latency_by_component[i];
      layer.time_by_component[i] = slower * layer.time_by_component[i];
    }
  }
  for (std::size_t i = 0; i < component_count; ++i) {
    cost.components[i].area = product.area[i] * cost.components[i].area;
  }
  sum_up(cost);
  cost.stage_period = is_sequential ? cost.latency : slower * cost.stage_period;
  cost.peak_operations_per_s /= slower;
  if (cost.stage_period > Time{}) cost.power = cost.energy / cost.stage_period;
}

}  // namespace kirchhoff::cost
