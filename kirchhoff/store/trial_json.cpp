// kirchhoff/store/trial_json.cpp - a trial as JSON and back; the canonical form of an export.
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/store/store.hpp"

namespace kirchhoff::store {
namespace {

using objective::Fidelity;
using objective::Trial;
using Numbers = std::map<std::string, double>;

Json value_json(const space::ParameterValue& value) {
  return std::visit([](const auto& content) { return Json(content); }, value);
}

space::ParameterValue value_from(const Json& json) {
  if (json.is_bool()) return json.as_bool();
  if (json.is_integer()) return json.as_integer();
  if (json.is_number()) return json.as_double();
  return json.as_string();
}

Json numbers_json(const Numbers& numbers) {
  Json json = Json::object();
  for (const auto& [name, value] : numbers) {
    KIRCHHOFF_ASSERT(std::isfinite(value));  // Metrics are finite; JSON knows nothing else
    json.set(name, value);
  }
  return json;
}

Numbers numbers_from(const Json& json) {
  Numbers numbers;
  for (const auto& [name, value] : json.members()) numbers[name] = value.as_double();
  return numbers;
}

Json texts_json(const std::map<std::string, std::string>& texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) json.set(name, text);
  return json;
}

Json fidelity_json(const Fidelity& fidelity) {
  return Json::object({{"rung", fidelity.rung},
                       {"images", fidelity.images},
                       {"epochs", fidelity.epochs},
                       {"validation_images", fidelity.validation_images},
                       {"draws", fidelity.draws},
                       {"full", fidelity.full}});
}

Fidelity fidelity_from(const Json& json) {
  return {.rung = static_cast<int>(json.at("rung").as_integer()),
          .images = json.at("images").as_integer(),
          .epochs = json.at("epochs").as_integer(),
          .validation_images = json.at("validation_images").as_integer(),
          .draws = json.at("draws").as_integer(),
          .full = json.at("full").as_bool()};
}

Json candidate_json(const space::Candidate& candidate) {
  Json values = Json::array();
  for (const auto& value : candidate.values) values.push(value ? value_json(*value) : Json());
  return values;
}

Json reasons_json(const std::vector<std::string>& reasons) {
  Json json = Json::array();
  for (const std::string& reason : reasons) json.push(reason);
  return json;
}

Json reference_json(const std::optional<std::uint64_t>& number) {
  return number ? Json(*number) : Json();
}

std::optional<std::uint64_t> reference_from(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return static_cast<std::uint64_t>(json.as_integer());
}

Json checks_json(const std::vector<objective::EarlyCheck>& checks) {
  Json json = Json::array();
  for (const objective::EarlyCheck& check : checks) {
    json.push(Json::object({{"after", check.after},
                            {"least_accuracy", check.least_accuracy},
                            {"accuracy", check.accuracy ? Json(*check.accuracy) : Json()}}));
  }
  return json;
}

// Absent in trials of studies without early stopping.
std::vector<objective::EarlyCheck> checks_from(const Json* json) {
  std::vector<objective::EarlyCheck> checks;
  if (json == nullptr) return checks;
  for (const Json& item : json->items()) {
    objective::EarlyCheck& check = checks.emplace_back();
    check.after = item.at("after").as_double();
    check.least_accuracy = item.at("least_accuracy").as_double();
    const Json& accuracy = item.at("accuracy");
    if (!accuracy.is_null()) check.accuracy = accuracy.as_double();
  }
  return checks;
}

std::optional<std::uint64_t> count_from(const Json* json) {
  if (json == nullptr) return std::nullopt;
  return static_cast<std::uint64_t>(json->as_integer());
}

void read_canonical(const Json& json, Trial& trial) {
  trial.number = static_cast<std::uint64_t>(json.at("number").as_integer());
  trial.role = objective::role_from_name(json.at("role").as_string());
  trial.state = objective::state_from_name(json.at("state").as_string());
  for (const Json& value : json.at("candidate").items()) {
    trial.candidate.values.push_back(value.is_null() ? std::nullopt
                                                     : std::optional(value_from(value)));
  }
  trial.fields = fields_from_json(json.at("fields"));
  trial.fidelity = fidelity_from(json.at("fidelity"));
  trial.metrics = numbers_from(json.at("metrics"));
  for (const Json& reason : json.at("reasons").items()) trial.reasons.push_back(reason.as_string());
  trial.repeats = reference_from(json.at("repeats"));
  trial.continues = reference_from(json.at("continues"));
  trial.label = json.at("label").as_string();
  trial.seed = static_cast<std::uint64_t>(json.at("seed").as_integer());
  trial.checks = checks_from(json.find("checks"));
  trial.known_results = count_from(json.find("known_results"));
  trial.result_place = count_from(json.find("result_place"));
}

// One hash for everything that was found out: weights, accuracies, activity and cost by layer.
std::string evidence_hash(const Trial& trial) {
  std::string text = trial.artifact_hash;
  for (const char* name : {"accuracy", "activity", "cost"}) {
    const auto document = trial.documents.find(name);
    text += '\n';
    if (document != trial.documents.end()) text += document->second;
  }
  return content_hash(text);
}

}  // namespace

Json fields_json(const space::Fields& fields) {
  Json json = Json::object();
  for (const auto& [path, value] : fields) json.set(path, value_json(value));
  return json;
}

space::Fields fields_from_json(const Json& json) {
  space::Fields fields;
  for (const auto& [path, value] : json.members()) fields[path] = value_from(value);
  return fields;
}

Json canonical_json(const Trial& trial) {
  Json json = Json::object({{"number", trial.number},
                            {"role", objective::role_name(trial.role)},
                            {"state", objective::state_name(trial.state)},
                            {"candidate", candidate_json(trial.candidate)},
                            {"fields", fields_json(trial.fields)},
                            {"fidelity", fidelity_json(trial.fidelity)},
                            {"metrics", numbers_json(trial.metrics)},
                            {"reasons", reasons_json(trial.reasons)},
                            {"repeats", reference_json(trial.repeats)},
                            {"continues", reference_json(trial.continues)},
                            {"label", trial.label},
                            {"seed", trial.seed},
                            {"evidence", evidence_hash(trial)}});
  if (!trial.checks.empty()) json.set("checks", checks_json(trial.checks));
  if (trial.known_results) json.set("known_results", *trial.known_results);
  if (trial.result_place) json.set("result_place", *trial.result_place);
  return json;
}

Json trial_json(const Trial& trial) {
  Json json = canonical_json(trial);
  json.set("evaluated", trial.evaluated);
  json.set("violations", numbers_json(trial.violations));
  json.set("documents", texts_json(trial.documents));
  json.set("worker", trial.worker);
  json.set("seconds", trial.seconds);
  json.set("finished_at", trial.finished_at);
  json.set("fingerprint", trial.fingerprint);
  json.set("artifact_hash", trial.artifact_hash);
  return json;
}

Trial trial_from_json(const Json& json) {
  Trial trial;
  read_canonical(json, trial);
  trial.evaluated = json.at("evaluated").as_bool();
  trial.violations = numbers_from(json.at("violations"));
  for (const auto& [name, text] : json.at("documents").members()) {
    trial.documents[name] = text.as_string();
  }
  trial.worker = static_cast<int>(json.at("worker").as_integer());
  trial.seconds = json.at("seconds").as_double();
  trial.finished_at = json.at("finished_at").as_string();
  trial.fingerprint = json.at("fingerprint").as_string();
  trial.artifact_hash = json.at("artifact_hash").as_string();
  return trial;
}

}  // namespace kirchhoff::store
