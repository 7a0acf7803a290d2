// kirchhoff/cli/study_schema.cpp - what a study file may hold, as a JSON Schema for editors.
#include "kirchhoff/cli/study_schema.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/space/sampler.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::cli {
namespace {

using spec::KeyDescription;

// A table of the file on its way to a schema; keys and tables in the order of the reference.
struct Table {
  std::string name;
  Json properties = Json::object();
  std::vector<Table> tables{};

  Table& child(const std::string& of) {
    const auto found = std::ranges::find(tables, of, &Table::name);
    return found != tables.end() ? *found : tables.emplace_back(Table{.name = of});
  }
};

// `[[space.parameter]]`: these stand as often as one likes.
bool is_repeated(const std::string& path) {
  return path == "space.parameter" || path == "space.forbidden" || path == "fidelity";
}

Json any_scalar() { return Json::array({"string", "number", "boolean"}); }

Json one_value(const KeyDescription& key, const char* type) {
  Json schema = Json::object({{"type", type}});
  if (key.low) schema.set("minimum", *key.low);
  if (key.high) schema.set("maximum", *key.high);
  if (!key.words.empty()) schema.set("enum", Json::array({key.words.begin(), key.words.end()}));
  return schema;
}

Json list_of(Json items) { return Json::object({{"type", "array"}, {"items", std::move(items)}}); }

// A value, or a table of them: "network.stages" = 2 is [space.fix.network] stages = 2.
Json field() {
  Json below = Json::object({{"$ref", "#/definitions/field"}});
  return Json::object({{"type", Json::array({"string", "number", "boolean", "object"})},
                       {"additionalProperties", std::move(below)}});
}

// Fields with one value: those of a design are known, columns of a table are not.
Json fixed_values() {
  Json properties = Json::object();
  for (const design::FieldDescription& field : design::design_fields()) {
    properties.set(field.path,
                   Json::object({{"type", any_scalar()},
                                 {"description", fmt::format("{} ({}; {})", field.description,
                                                             field.type, field.range)}}));
  }
  return Json::object({{"type", "object"},
                       {"properties", std::move(properties)},
                       {"additionalProperties", Json::object({{"$ref", "#/definitions/field"}})}});
}

Json value_of(const KeyDescription& key) {
  if (key.type == "text") return one_value(key, "string");
  if (key.type == "whole number") return one_value(key, "integer");
  if (key.type == "number") return one_value(key, "number");
  if (key.type == "true or false") return one_value(key, "boolean");
  if (key.type == "list of texts") return list_of(one_value(key, "string"));
  if (key.type == "list of numbers") return list_of(one_value(key, "number"));
  if (key.type == "list of whole numbers") return list_of(one_value(key, "integer"));
  if (key.type == "list") return list_of(Json::object({{"type", any_scalar()}}));
  KIRCHHOFF_ASSERT(key.type == "table");
  return fixed_values();
}

// Words that stages after the reader of the file know.
KeyDescription with_words(KeyDescription key) {
  if (key.key == "search.strategy") {
    for (const search::StrategyDescription& strategy : search::strategy_table())
      key.words.push_back(strategy.name);
  }
  if (key.key == "search.first_points") {
    const auto names = space::sampling_names();
    key.words.assign(names.begin(), names.end());
  }
  return key;
}

void add_key(Table& root, const KeyDescription& key) {
  Json schema = value_of(with_words(key));
  std::string text = key.description;
  if (!key.range.empty()) text += fmt::format("\nAllowed: {}.", key.range);
  if (!key.fallback.empty()) text += fmt::format("\nDefault: {}", key.fallback);
  schema.set("description", text);
  Table* table = &root;
  std::size_t begin = 0;
  for (std::size_t dot; (dot = key.key.find('.', begin)) != std::string::npos; begin = dot + 1)
    table = &table->child(key.key.substr(begin, dot - begin));
  table->properties.set(key.key.substr(begin), std::move(schema));
}

Json schema_of(const Table& table, const std::string& path) {
  Json properties = table.properties;
  for (const Table& child : table.tables) {
    const std::string below = path.empty() ? child.name : path + "." + child.name;
    properties.set(child.name, schema_of(child, below));
  }
  Json schema = Json::object(
      {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}});
  return is_repeated(path) ? list_of(std::move(schema)) : schema;
}

}  // namespace

Json study_schema() {
  Table root;
  for (const KeyDescription& key : spec::study_keys()) add_key(root, key);
  const Json body = schema_of(root, "");
  Json schema = Json::object({{"$schema", "http://json-schema.org/draft-07/schema#"},
                              {"title", "A study of kirchhoff"},
                              {"required", Json::array({"schema", "name"})},
                              {"definitions", Json::object({{"field", field()}})}});
  for (const auto& [key, value] : body.members()) schema.set(key, value);
  return schema;
}

}  // namespace kirchhoff::cli
