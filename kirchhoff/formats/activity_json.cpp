// kirchhoff/formats/activity_json.cpp - activity to JSON and back, to the bit.
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

Json list_of(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push(value);
  return list;
}

double share(const Json& json, const std::string& layer) {
  const double value = json.as_double();
  require(value >= 0.0 && value <= 1.0, "activity of \"{}\": the share {} is outside 0 to 1", layer,
          value);
  return value;
}

std::vector<double> shares(const Json& json, const std::string& layer) {
  std::vector<double> values;
  for (const Json& item : json.items()) values.push_back(share(item, layer));
  return values;
}

}  // namespace

Json activity_json(const network::Activity& activity) {
  Json layers = Json::array();
  for (const network::LayerActivity& layer : activity.layers) {
    layers.push(Json::object({{"name", layer.name},
                              {"ones_share", list_of(layer.ones_share)},
                              {"level_share", list_of(layer.level_share)},
                              {"value_mean", layer.value_mean}}));
  }
  return Json::object({{"source", activity.source}, {"layers", layers}});
}

network::Activity activity_from_json(const Json& json) {
  network::Activity activity;
  activity.source = json.at("source").as_string();
  for (const Json& item : json.at("layers").items()) {
    network::LayerActivity layer;
    layer.name = item.at("name").as_string();
    layer.ones_share = shares(item.at("ones_share"), layer.name);
    layer.level_share = shares(item.at("level_share"), layer.name);
    layer.value_mean = share(item.at("value_mean"), layer.name);
    activity.layers.push_back(std::move(layer));
  }
  return activity;
}

}  // namespace kirchhoff::formats
