// kirchhoff/design/space_problems.cpp - what is wrong with a space's parameters, before any trial.
#include <fmt/format.h>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/design/detail/draft.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::design {
namespace {

using space::Parameter;
using space::ParameterKind;
using space::ParameterValue;

// Reads the file that a value names: a wrong name must not wait for the first trial.
void check_file(const FieldRow& row, const std::string& name) {
  if (row.folder == "devices") (void)formats::load_device(name);
  if (row.folder == "networks") network::check_trainable(formats::load_network(name));
  if (row.folder == "hardware" && name != HardwareChoice().chip) {
    (void)formats::load_hardware(name);
  }
}

void check_value(const std::string& path, const ParameterValue& value) {
  const FieldPlace place = find_field(path);
  const std::string problem = value_problem(*place.row, path, value);
  require(problem.empty(), "{}", problem);
  if (!place.row->folder.empty()) check_file(*place.row, std::get<std::string>(value));
}

// The values that show whether all of them are allowed.
std::vector<ParameterValue> telling_values(const Parameter& parameter) {
  if (parameter.kind == ParameterKind::Real) return {parameter.low, parameter.high};
  if (parameter.kind != ParameterKind::Integer) return parameter.values;
  std::vector<ParameterValue> values;
  // Fields with a list of choices may refuse any value between; their ranges are short.
  const bool all = !find_field(parameter.name).row->choices.empty();
  const double step = all || parameter.high == parameter.low ? 1.0 : parameter.high - parameter.low;
  for (double value = parameter.low; value <= parameter.high && values.size() < 100;
       value += step) {
    values.emplace_back(static_cast<std::int64_t>(value));
  }
  return values;
}

void check_all(const std::string& path, const std::vector<ParameterValue>& values) {
  for (const ParameterValue& value : values) check_value(path, value);
}

}  // namespace

std::vector<std::string> space_problems(const space::SearchSpace& space) {
  std::vector<std::string> problems;
  const auto note = [&](const std::string& place, const auto& work) {
    try {
      work();
    } catch (const Error& error) {
      problems.push_back(fmt::format("{}: {}", place, error.what()));
    }
  };
  space::Candidate nothing;
  nothing.values.resize(space.parameters().size());
  for (const auto& [path, value] : space.fields(nothing)) {  // fixed values only
    note("space " + space.name(), [&] { check_value(path, value); });
  }
  for (const Parameter& parameter : space.parameters()) {
    note(parameter.location.text(), [&] { check_all(parameter.name, telling_values(parameter)); });
  }
  return problems;
}

}  // namespace kirchhoff::design
