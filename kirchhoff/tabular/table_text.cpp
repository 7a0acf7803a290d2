// kirchhoff/tabular/table_text.cpp - what a table brought into a study, as text and back.
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/tabular/study_table.hpp"

namespace kirchhoff::tabular {
namespace {

spec::Scalar scalar_of(const Json& json) {
  if (json.is_bool()) return json.as_bool();
  if (json.is_integer()) return json.as_integer();
  if (json.is_number()) return json.as_double();
  return json.as_string();
}

Json parameter_json(const spec::ParameterSpec& parameter) {
  Json values = Json::array();
  for (const spec::Scalar& value : parameter.values) {
    values.push(std::visit([](const auto& content) { return Json(content); }, value));
  }
  return Json::object(
      {{"name", parameter.name}, {"kind", parameter.kind}, {"values", std::move(values)}});
}

}  // namespace

std::string table_text(const spec::Spec& spec) {
  Json columns = Json::array();
  for (const spec::ColumnSpec& column : spec.table->columns) {
    columns.push(Json::object({{"name", column.name},
                               {"least", column.least},
                               {"most", column.most},
                               {"problem", column.problem}}));
  }
  Json parameters = Json::array();
  for (const spec::ParameterSpec& parameter : spec.space.parameters) {
    parameters.push(parameter_json(parameter));
  }
  return Json::object({{"hash", spec.table->hash},
                       {"columns", std::move(columns)},
                       {"parameters", std::move(parameters)}})
      .dump();
}

void enter_table(spec::Spec& spec, const std::string& text) {
  const Json json = Json::parse(text, "the table of the study");
  spec.table->hash = json.at("hash").as_string();
  spec.table->columns.clear();
  for (const Json& column : json.at("columns").items()) {
    spec.table->columns.push_back({.name = column.at("name").as_string(),
                                   .least = column.at("least").as_double(),
                                   .most = column.at("most").as_double(),
                                   .problem = column.at("problem").as_string()});
  }
  if (!spec.space.parameters.empty()) return;
  for (const Json& parameter : json.at("parameters").items()) {
    spec::ParameterSpec entry;
    entry.name = parameter.at("name").as_string();
    entry.kind = parameter.at("kind").as_string();
    for (const Json& value : parameter.at("values").items()) {
      entry.values.push_back(scalar_of(value));
    }
    entry.location = spec.table->location;
    spec.space.parameters.push_back(std::move(entry));
  }
}

}  // namespace kirchhoff::tabular
