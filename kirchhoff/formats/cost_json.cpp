// kirchhoff/formats/cost_json.cpp - a cost as the JSON of `estimate --json`.
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

const std::string& name_of(std::size_t component) {
  return cost::component_name(static_cast<cost::Component>(component));
}

Json layer_json(const cost::LayerCost& layer) {
  Json components = Json::object();
  for (std::size_t i = 0; i < cost::component_count; ++i) {
    components.set(name_of(i), Json::object({{"energy_j", layer.energy_by_component[i].si()},
                                             {"latency_s", layer.latency_by_component[i].si()}}));
  }
  return Json::object({{"name", layer.name},
                       {"energy_j", layer.energy.si()},
                       {"latency_s", layer.latency.si()},
                       {"stage_period_s", layer.stage_period.si()},
                       {"crossbars", layer.crossbars},
                       {"copies", layer.copies},
                       {"utilisation", layer.utilisation},
                       {"components", components}});
}

Json component_json(const cost::Cost& cost, std::size_t component) {
  const cost::ComponentTotal& total = cost.components[component];
  return Json::object({{"name", name_of(component)},
                       {"energy_j", total.energy.si()},
                       {"area_m2", total.area.si()},
                       {"latency_s", total.latency.si()}});
}

}  // namespace

Json cost_json(const cost::Cost& cost) {
  Json layers = Json::array();
  for (const cost::LayerCost& layer : cost.layers) layers.push(layer_json(layer));
  Json components = Json::array();
  for (std::size_t i = 0; i < cost::component_count; ++i) components.push(component_json(cost, i));
  Json notes = Json::array();
  for (const std::string& note : cost.notes) notes.push(note);
  return Json::object({{"energy_j", cost.energy.si()},
                       {"latency_s", cost.latency.si()},
                       {"stage_period_s", cost.stage_period.si()},
                       {"stage_limit", cost::stage_limit_name(cost.stage_limit)},
                       {"area_m2", cost.area.si()},
                       {"leakage_w", cost.leakage.si()},
                       {"power_w", cost.power.si()},
                       {"macs", cost.macs},
                       {"parameters", cost.parameters},
                       {"peak_operations_per_s", cost.peak_operations_per_s},
                       {"activity", cost.activity_source},
                       {"notes", notes},
                       {"layers", layers},
                       {"components", components}});
}

}  // namespace kirchhoff::formats
