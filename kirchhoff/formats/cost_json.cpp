// kirchhoff/formats/cost_json.cpp - a cost as the JSON of `estimate --json`.
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

constexpr double tera = 1e-12;  // TOPS are 10^12 operations per second

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

Json kind_json(const cost::KindCost& kind) {
  return Json::object({{"name", kind.name},
                       {"layers", kind.layers},
                       {"energy_j", kind.energy.si()},
                       {"area_m2", kind.area.si()},
                       {"leakage_w", kind.leakage.si()},
                       {"crossbars", kind.places.crossbars},
                       {"macros", kind.places.macros},
                       {"tiles", kind.places.tiles}});
}

// Of a chip with several kinds of macros: what each has, and which one each layer sits on.
void set_kinds(const cost::Cost& cost, Json& json) {
  if (cost.kinds.empty()) return;
  Json kinds = Json::array();
  for (const cost::KindCost& kind : cost.kinds) kinds.push(kind_json(kind));
  json.set("kinds", std::move(kinds));
}

void set_kind(const cost::Cost& cost, const cost::LayerCost& layer, Json& json) {
  if (cost.kinds.empty()) return;
  json.set("kind", cost.kinds[static_cast<std::size_t>(layer.kind)].name);
}

Json component_json(const cost::Cost& cost, std::size_t component) {
  const cost::ComponentTotal& total = cost.components[component];
  return Json::object({{"name", name_of(component)},
                       {"energy_j", total.energy.si()},
                       {"area_m2", total.area.si()},
                       {"latency_s", total.latency.si()}});
}

Json traffic_json(const cost::Traffic& traffic) {
  return Json::object({{"buffers", traffic.buffers},
                       {"interconnect", traffic.interconnect},
                       {"external_memory", traffic.external_memory}});
}

// The matrix of energy, latency, time and area by component, all of one layer.
Json matrix_json(const cost::LayerCost& layer, const cost::LayerBreakdown& more) {
  Json components = Json::object();
  for (std::size_t i = 0; i < cost::component_count; ++i) {
    components.set(name_of(i), Json::object({{"energy_j", layer.energy_by_component[i].si()},
                                             {"latency_s", layer.latency_by_component[i].si()},
                                             {"stage_period_s", layer.time_by_component[i].si()},
                                             {"area_m2", more.area_by_component[i].si()}}));
  }
  return components;
}

Json explained_layer_json(const cost::LayerCost& layer, const cost::LayerBreakdown& more) {
  Json json = layer_json(layer);
  json.set("components", matrix_json(layer, more))
      .set("macs", more.macs)
      .set("tiles", more.tiles)
      .set("dynamic_energy_j", more.dynamic_energy.si())
      .set("leakage_energy_j", (layer.energy - more.dynamic_energy).si())
      .set("leakage_w", more.leakage.si())
      .set("area_m2", more.area.si())
      .set("tops", tera * more.operations_per_s)
      .set("peak_tops", tera * more.peak_operations_per_s)
      .set("tops_per_w", tera * more.operations_per_j)
      .set("moved_bits", traffic_json(more.moved))
      .set("bandwidth_bits_per_s", traffic_json(more.bandwidth))
      .set("limit", more.limit)
      .set("limit_share", more.limit_share)
      .set("converter_shortfall_bits", layer.converter_shortfall_bits);
  return json;
}

}  // namespace

Json cost_json(const cost::Cost& cost) {
  Json layers = Json::array();
  for (const cost::LayerCost& layer : cost.layers) {
    Json json = layer_json(layer);
    set_kind(cost, layer, json);
    layers.push(std::move(json));
  }
  Json components = Json::array();
  for (std::size_t i = 0; i < cost::component_count; ++i) components.push(component_json(cost, i));
  Json notes = Json::array();
  for (const std::string& note : cost.notes) notes.push(note);
  Json json = Json::object({{"energy_j", cost.energy.si()},
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
  set_kinds(cost, json);
  return json;
}

Json explained_cost_json(const cost::Cost& cost, const cost::Breakdown& breakdown) {
  Json json = cost_json(cost);
  Json layers = Json::array();
  for (std::size_t i = 0; i < cost.layers.size(); ++i) {
    Json layer = explained_layer_json(cost.layers[i], breakdown.layers.at(i));
    set_kind(cost, cost.layers[i], layer);
    layers.push(std::move(layer));
  }
  json.set("layers", std::move(layers))
      .set("clock_hz", breakdown.clock.si())
      .set("dynamic_energy_j", breakdown.dynamic_energy.si())
      .set("leakage_energy_j", breakdown.leakage_energy.si())
      .set("images_per_s", breakdown.images_per_s)
      .set("tops", tera * breakdown.operations_per_s)
      .set("tops_per_w", tera * breakdown.operations_per_j)
      .set("tops_per_mm2", tera * breakdown.operations_per_s_mm2)
      .set("utilisation", breakdown.utilisation)
      .set("crossbars", breakdown.crossbars)
      .set("macros", breakdown.macros)
      .set("tiles", breakdown.tiles)
      .set("crossbars_per_tile", breakdown.crossbars_per_tile)
      .set("bandwidth_bits_per_s", traffic_json(breakdown.bandwidth));
  return json;
}

}  // namespace kirchhoff::formats
