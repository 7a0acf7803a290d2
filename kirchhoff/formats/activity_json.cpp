// kirchhoff/formats/activity_json.cpp - activity to JSON and back, to the bit; activity files.
//
// Schema 2 has the optional statistics of a layer. Files without a schema are of schema 1.
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

constexpr std::int64_t newest_schema = 2;

template <typename Number>
Json list_of(const std::vector<Number>& values) {
  Json list = Json::array();
  for (const Number value : values) list.push(value);
  return list;
}

Json table_of(const std::vector<std::vector<double>>& rows) {
  Json table = Json::array();
  for (const std::vector<double>& row : rows) table.push(list_of(row));
  return table;
}

// What was not measured is not written.
Json layer_json(const network::LayerActivity& layer) {
  Json json = Json::object({{"name", layer.name},
                            {"ones_share", list_of(layer.ones_share)},
                            {"level_share", list_of(layer.level_share)},
                            {"value_mean", layer.value_mean}});
  if (!layer.value_counts.empty()) json.set("value_counts", list_of(layer.value_counts));
  if (!layer.toggle_share.empty()) json.set("toggle_share", list_of(layer.toggle_share));
  if (!layer.complement_ones.empty()) json.set("complement_ones", list_of(layer.complement_ones));
  if (!layer.met_magnitude.empty()) json.set("met_magnitude", table_of(layer.met_magnitude));
  if (!layer.met_complement.empty()) json.set("met_complement", table_of(layer.met_complement));
  return json;
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

std::vector<std::int64_t> counts(const Json& json, const std::string& layer) {
  std::vector<std::int64_t> values;
  for (const Json& item : json.items()) {
    values.push_back(item.as_integer());
    require(values.back() >= 0, "activity of \"{}\": the count {} is below 0", layer,
            values.back());
  }
  return values;
}

std::vector<std::vector<double>> table(const Json& json, const std::string& layer) {
  std::vector<std::vector<double>> rows;
  for (const Json& row : json.items()) rows.push_back(shares(row, layer));
  return rows;
}

network::LayerActivity layer_from_json(const Json& json) {
  network::LayerActivity layer;
  layer.name = json.at("name").as_string();
  layer.ones_share = shares(json.at("ones_share"), layer.name);
  layer.level_share = shares(json.at("level_share"), layer.name);
  layer.value_mean = share(json.at("value_mean"), layer.name);
  if (const Json* found = json.find("value_counts"))
    layer.value_counts = counts(*found, layer.name);
  if (const Json* found = json.find("toggle_share"))
    layer.toggle_share = shares(*found, layer.name);
  if (const Json* found = json.find("complement_ones"))
    layer.complement_ones = shares(*found, layer.name);
  if (const Json* found = json.find("met_magnitude"))
    layer.met_magnitude = table(*found, layer.name);
  if (const Json* found = json.find("met_complement"))
    layer.met_complement = table(*found, layer.name);
  return layer;
}

}  // namespace

Json activity_json(const network::Activity& activity) {
  Json layers = Json::array();
  for (const network::LayerActivity& layer : activity.layers) layers.push(layer_json(layer));
  return Json::object({{"schema", newest_schema}, {"source", activity.source}, {"layers", layers}});
}

network::Activity activity_from_json(const Json& json) {
  const Json* schema = json.find("schema");
  require(schema == nullptr || (schema->as_integer() >= 1 && schema->as_integer() <= newest_schema),
          "activity: schema {} is not one that this program reads (1 to {}); install a newer "
          "kirchhoff",
          schema == nullptr ? 1 : schema->as_integer(), newest_schema);
  network::Activity activity;
  activity.source = json.at("source").as_string();
  for (const Json& item : json.at("layers").items())
    activity.layers.push_back(layer_from_json(item));
  return activity;
}

network::Activity load_activity(const std::string& path, const network::Network& network) try {
  const network::Activity activity = activity_from_json(Json::parse(read_text(path), path));
  network::check_activity(activity, network);
  return activity;
} catch (const Error& error) {
  throw error.during(
      fmt::format("loading the activity {} for the network {}", path, network.name()));
}

}  // namespace kirchhoff::formats
