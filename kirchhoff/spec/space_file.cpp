// kirchhoff/spec/space_file.cpp - reads the space of a study: a preset or file, and what is
// changed.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/spec/detail/limits.hpp"

namespace kirchhoff::spec {
namespace {

namespace fs = std::filesystem;

std::optional<Scalar> scalar_of(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value.content)) return *truth;
  if (const auto* integer = std::get_if<std::int64_t>(&value.content)) return *integer;
  if (const auto* text = std::get_if<std::string>(&value.content)) return *text;
  const auto* real = std::get_if<double>(&value.content);
  if (real != nullptr && std::isfinite(*real)) return *real;
  return std::nullopt;
}

// A list that mixes 1 and 0.5 holds reals.
void make_alike(std::vector<Scalar>& values) {
  const bool has_real = std::any_of(values.begin(), values.end(), [](const Scalar& value) {
    return std::holds_alternative<double>(value);
  });
  if (!has_real) return;
  for (Scalar& value : values) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      value = static_cast<double>(*integer);
    }
  }
}

void check_values(TableReader& reader, const ParameterSpec& parameter) {
  const std::vector<Scalar>& values = parameter.values;
  if (values.size() > limits::most_values) {
    reader.complain("values", fmt::format("{} has {} values; at most {} are allowed",
                                          parameter.name, values.size(), limits::most_values));
    return;
  }
  const std::set<Scalar> distinct(values.begin(), values.end());
  if (distinct.size() < values.size()) {
    reader.complain("values",
                    fmt::format("{} names a value twice; name each value once", parameter.name));
  }
  for (const Scalar& value : values) {
    if (value.index() == values.front().index()) continue;
    reader.complain("values", fmt::format("{} mixes texts, numbers and truth values; keep to one",
                                          parameter.name));
    return;
  }
}

void read_values(TableReader& reader, ParameterSpec& parameter) {
  const Value* list = reader.find("values");
  const auto* entries = list == nullptr ? nullptr : std::get_if<Value::Array>(&list->content);
  if (entries == nullptr || entries->empty()) {
    reader.complain("values",
                    fmt::format("{} needs its values, e.g. values = [2, 4, 8]", parameter.name));
    return;
  }
  for (const Value& entry : *entries) {
    if (const std::optional<Scalar> scalar = scalar_of(entry)) {
      parameter.values.push_back(*scalar);
    } else {
      reader.problems().add(entry.location,
                            fmt::format("a value of {} must be a number, a text, true or false, "
                                        "not {}",
                                        parameter.name, seen_text(entry)));
    }
  }
  make_alike(parameter.values);
  if (!parameter.values.empty()) check_values(reader, parameter);
}

void read_range(TableReader& reader, ParameterSpec& parameter) {
  constexpr double most = 0x1p53;  // whole numbers up to here are exact
  if (parameter.kind == "integer") {
    constexpr auto whole = static_cast<std::int64_t>(most);
    parameter.low = static_cast<double>(reader.integer("low", {.low = -whole, .high = whole}));
    parameter.high = static_cast<double>(reader.integer("high", {.low = -whole, .high = whole}));
  } else {
    parameter.low = reader.real("low");
    parameter.high = reader.real("high");
  }
  parameter.logarithmic = reader.boolean_or("log", false);
  if (reader.has("low") && reader.has("high") && parameter.low > parameter.high) {
    reader.complain("high", fmt::format("{}: high ({}) must not be below low ({})", parameter.name,
                                        exact_text(parameter.high), exact_text(parameter.low)));
  }
  if (parameter.logarithmic && parameter.low <= 0.0) {
    reader.complain("low", fmt::format("{}: low ({}) must be above 0 when log = true",
                                       parameter.name, exact_text(parameter.low)));
  }
}

// `values` beside low and high is a misunderstanding that "unknown key" would not explain.
void refuse_foreign_keys(TableReader& reader, const ParameterSpec& parameter, bool has_values) {
  const std::vector<std::string> foreign = has_values
                                               ? std::vector<std::string>{"low", "high", "log"}
                                               : std::vector<std::string>{"values"};
  for (const std::string& key : foreign) {
    if (reader.find(key) == nullptr) continue;
    reader.complain(
        key, fmt::format("{}: {} does not belong to {} parameter; it has {}", parameter.name, key,
                         parameter.kind == "integer" || parameter.kind == "ordinal"
                             ? "an " + parameter.kind
                             : "a " + parameter.kind,
                         has_values ? "values" : "low, high and log"));
  }
}

ParameterSpec read_parameter(TableReader& reader) {
  ParameterSpec parameter;
  parameter.location = reader.location();
  parameter.name = reader.text("name");
  parameter.kind = reader.choice("kind", limits::parameter_kinds());
  const bool has_values = parameter.kind == "nominal" || parameter.kind == "ordinal";
  if (has_values) {
    read_values(reader, parameter);
  } else {
    read_range(reader, parameter);
  }
  refuse_foreign_keys(reader, parameter, has_values);
  if (const Value* when = reader.find("when")) {
    parameter.when = LocatedText{reader.text("when"), when->location};
  }
  reader.finish();
  return parameter;
}

// `hardware.rows = 128` and `"hardware.rows" = 128` mean the same: the first makes a table.
void read_fixed(const Value& value, const std::string& name, SpaceSpec& space, Problems& problems) {
  if (const auto* table = std::get_if<Value::Table>(&value.content)) {
    for (const auto& [key, member] : *table) {
      read_fixed(member, name.empty() ? key : fmt::format("{}.{}", name, key), space, problems);
    }
    return;
  }
  if (const std::optional<Scalar> scalar = scalar_of(value)) {
    space.fixed.emplace_back(name, *scalar);
    space.fixed_locations[name] = value.location;
  } else {
    problems.add(value.location, fmt::format("{} must be fixed to a number, a text, true or false, "
                                             "not {}",
                                             name, seen_text(value)));
  }
}

void refuse_repeated_names(const SpaceSpec& space, const TableReader& reader) {
  std::set<std::string> seen;
  for (const ParameterSpec& parameter : space.parameters) {
    if (parameter.name.empty() || seen.insert(parameter.name).second) continue;
    reader.problems().add(
        parameter.location,
        fmt::format("parameter {} stands here a second time; remove one", parameter.name));
  }
  for (const auto& [name, value] : space.fixed) {
    if (!seen.contains(name)) continue;
    reader.problems().add(space.fixed_locations.at(name),
                          fmt::format("{} is both a parameter and fixed; remove one", name));
  }
}

// [fix], [[parameter]] and [[forbidden]]: the same in a space file and in a study's [space].
void read_space_tables(TableReader& reader, SpaceSpec& space) {
  if (const std::optional<TableReader> fix = reader.table("fix")) {
    read_fixed(fix->value(), "", space, reader.problems());
  }
  for (TableReader& parameter : reader.tables("parameter")) {
    space.parameters.push_back(read_parameter(parameter));
  }
  if (space.parameters.size() > limits::most_parameters) {
    reader.complain("parameter", fmt::format("{} parameters; at most {} are allowed",
                                             space.parameters.size(), limits::most_parameters));
  }
  for (TableReader& forbidden : reader.tables("forbidden")) {
    const Value* rule = forbidden.find("rule");
    ForbiddenSpec entry{.rule = {forbidden.text("rule"), forbidden.location()},
                        .because = forbidden.text("because")};
    if (rule != nullptr) entry.rule.location = rule->location;
    space.forbidden.push_back(std::move(entry));
    forbidden.finish();
  }
  refuse_repeated_names(space, reader);
}

std::vector<std::string> shipped_spaces() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::directory_iterator entry(data_folder() / "spaces", ignored), end;
       !ignored && entry != end; entry.increment(ignored)) {
    if (entry->path().extension() == ".toml") names.push_back(entry->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

SpaceSpec read_space_file(const fs::path& path, Problems& problems) {
  const Value document = parse_toml(read_text(path), path.string());
  TableReader reader(document, problems, "");
  SpaceSpec space;
  read_schema(reader, newest_schema);
  space.name = reader.text("name");
  (void)reader.text_or("source", "");
  read_space_tables(reader, space);
  reader.finish();
  return space;
}

// The file that [space] names by `preset` or `file`, if any.
std::optional<fs::path> named_file(TableReader& space, const fs::path& study_file) {
  const std::string preset = space.has("preset") ? space.text("preset") : "";
  const std::string file = space.has("file") ? space.text("file") : "";
  (void)space.find("preset");
  (void)space.find("file");
  if (!preset.empty() && !file.empty()) {
    space.complain("file", "[space] names a preset and a file; keep one of them");
    return std::nullopt;
  }
  if (!file.empty()) return study_file.parent_path() / file;
  if (preset.empty()) return std::nullopt;
  const std::vector<std::string> shipped = shipped_spaces();
  if (std::find(shipped.begin(), shipped.end(), preset) != shipped.end()) {
    return data_folder() / "spaces" / (preset + ".toml");
  }
  space.complain("preset",
                 fmt::format("there is no space \"{}\"; {}", preset, suggest(preset, shipped)));
  return std::nullopt;
}

void forget_fixed(SpaceSpec& space, const std::string& name) {
  std::erase_if(space.fixed, [&](const auto& field) { return field.first == name; });
}

// What the study says wins over what its preset says, name by name.
SpaceSpec merged(SpaceSpec base, SpaceSpec changes) {
  for (ParameterSpec& parameter : changes.parameters) {
    forget_fixed(base, parameter.name);
    const auto same =
        std::find_if(base.parameters.begin(), base.parameters.end(),
                     [&](const ParameterSpec& old) { return old.name == parameter.name; });
    if (same == base.parameters.end()) {
      base.parameters.push_back(std::move(parameter));
    } else {
      *same = std::move(parameter);
    }
  }
  for (auto& [name, value] : changes.fixed) {
    forget_fixed(base, name);
    std::erase_if(base.parameters, [&](const ParameterSpec& old) { return old.name == name; });
    base.fixed.emplace_back(name, std::move(value));
    base.fixed_locations[name] = changes.fixed_locations[name];
  }
  for (ForbiddenSpec& rule : changes.forbidden) base.forbidden.push_back(std::move(rule));
  return base;
}

void read_kind(TableReader& space) {
  const std::string kind = space.text_or("kind", SpaceSpec{}.kind);
  if (kind == SpaceSpec{}.kind || kind.empty()) return;
  space.complain("kind", kind == "hardware-aware"
                             ? "[space] kind \"hardware-aware\" is not built yet; use \"fixed\""
                             : fmt::format("[space] kind cannot be \"{}\"; allowed: fixed", kind));
}

}  // namespace

SpaceSpec read_space(TableReader& space, const fs::path& study_file, bool has_table) {
  SpaceSpec changes;
  read_kind(space);
  const std::size_t mistakes = space.problems().messages().size();
  const std::optional<fs::path> file = named_file(space, study_file);
  read_space_tables(space, changes);
  space.finish();
  SpaceSpec base;
  if (file) {
    try {
      base = read_space_file(*file, space.problems());
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Input) throw;
      space.complain(space.has("file") ? "file" : "preset", error.what());
    }
  }
  SpaceSpec result = merged(std::move(base), std::move(changes));
  const bool is_empty = result.parameters.empty() && !has_table;
  if (is_empty && space.problems().messages().size() == mistakes) {
    space.complain("", "[space] has no parameter; name a preset or write [[space.parameter]]");
  }
  return result;
}

}  // namespace kirchhoff::spec
