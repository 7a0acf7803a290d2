// kirchhoff/design/space_problems.cpp - what is wrong with a space's parameters, before any trial.
#include <fmt/format.h>

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/design/detail/chip_choice.hpp"
#include "kirchhoff/design/detail/draft.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::design {
namespace {

using space::Parameter;
using space::ParameterKind;
using space::ParameterValue;

// Reads the file that a value names: a wrong name must not wait for the first trial.
void check_file(const FieldRow& row, const std::string& value,
                const std::filesystem::path& folder) {
  const std::string name = formats::found_beside(value, folder);
  if (row.folder == "devices") (void)formats::load_device(name);
  if (row.folder == "networks") network::check_trainable(formats::load_network(name));
  if (row.folder == "hardware" && name != HardwareChoice().chip) (void)formats::load_chip(name);
}

/// A chip that the space may take as template, and how messages call it.
struct Template {
  std::string name;
  hardware::Chip chip;
};

Template template_of(const std::string& name, const std::filesystem::path& folder) {
  // Whatever device it follows, the chip has one kind of macros.
  if (name == HardwareChoice().chip) {
    return {fmt::format("hardware.template \"{}\"", name), hardware::one_kind({})};
  }
  return {name, formats::load_chip(formats::found_beside(name, folder))};
}

// Those that cannot be read are told where they are named.
std::vector<Template> templates_of(const space::SearchSpace& space,
                                   const std::filesystem::path& folder) {
  const std::string path = "hardware.template";
  std::vector<ParameterValue> names;
  for (const auto& [fixed, value] : space.fixed()) {
    if (fixed == path) names.push_back(value);
  }
  for (const Parameter& parameter : space.parameters()) {
    if (parameter.name != path) continue;
    names = parameter.values;
    if (parameter.when) names.emplace_back(HardwareChoice().chip);
  }
  if (names.empty()) names.emplace_back(HardwareChoice().chip);
  std::vector<Template> found;
  for (const ParameterValue& name : names) {
    try {
      found.push_back(template_of(space::value_text(name), folder));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Input) throw;
    }
  }
  return found;
}

// A field that only some of the templates can take makes candidates that cannot be built; one that
// none can take is a slip.
void check_chips(const std::string& path, const ParameterValue& value,
                 const std::vector<Template>& templates) {
  std::string first;
  for (const Template& each : templates) {
    const std::string problem = chip_problem(path, value, each.chip, each.name);
    if (problem.empty()) return;
    if (first.empty()) first = problem;
  }
  require(first.empty(), "{}", first);
}

void check_value(const std::string& path, const ParameterValue& value,
                 const std::filesystem::path& folder) {
  const FieldPlace place = find_field(path);
  const std::string problem = value_problem(*place.row, path, value);
  require(problem.empty(), "{}", problem);
  if (!place.row->folder.empty()) check_file(*place.row, std::get<std::string>(value), folder);
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

// The values of a space that name files, by the folder of shipped ones that they may also be in.
std::vector<std::pair<std::string, std::string>> file_values(const space::SearchSpace& space) {
  std::vector<std::pair<std::string, std::string>> found;
  const auto add = [&](const std::string& path, const ParameterValue& value) {
    const std::string folder = find_field(path).row->folder;
    const auto* text = std::get_if<std::string>(&value);
    if (!folder.empty() && text != nullptr) found.emplace_back(folder, *text);
  };
  for (const auto& [path, value] : space.fixed()) add(path, value);
  for (const Parameter& parameter : space.parameters()) {
    for (const ParameterValue& value : parameter.values) add(parameter.name, value);
  }
  return found;
}

}  // namespace

std::vector<std::string> space_problems(const space::SearchSpace& space,
                                        const std::filesystem::path& folder) {
  std::vector<std::string> problems;
  const std::vector<Template> templates = templates_of(space, folder);
  const auto note = [&](const std::string& place, const auto& work) {
    try {
      work();
    } catch (const Error& error) {
      problems.push_back(fmt::format("{}: {}", place, error.what()));
    }
  };
  for (const auto& [path, value] : space.fixed()) {
    note(space.fixed_location(path).text(), [&] {
      check_value(path, value, folder);
      check_chips(path, value, templates);
    });
  }
  for (const Parameter& parameter : space.parameters()) {
    note(parameter.location.text(), [&] {
      for (const ParameterValue& value : telling_values(parameter)) {
        check_value(parameter.name, value, folder);
        check_chips(parameter.name, value, templates);
      }
    });
  }
  return problems;
}

std::vector<std::filesystem::path> named_files(const space::SearchSpace& space,
                                               const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& [kind, name] : file_values(space)) {
    const std::filesystem::path path = formats::found_beside(name, folder);
    const bool is_name = !path.has_parent_path() && path.extension() != ".toml";
    std::error_code ignored;
    if (!is_name && std::filesystem::is_regular_file(path, ignored)) files.push_back(path);
  }
  std::ranges::sort(files);
  const auto repeated = std::ranges::unique(files);
  files.erase(repeated.begin(), repeated.end());
  return files;
}

}  // namespace kirchhoff::design
