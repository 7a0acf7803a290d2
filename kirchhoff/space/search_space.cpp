// kirchhoff/space/search_space.cpp - builds a space; canonical form, keys, fields and size.
#include "kirchhoff/space/search_space.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::space {
namespace {

ParameterKind kind_of(const spec::ParameterSpec& spec, spec::Problems& problems) {
  if (spec.kind == "nominal") return ParameterKind::Nominal;
  if (spec.kind == "ordinal") return ParameterKind::Ordinal;
  if (spec.kind == "integer") return ParameterKind::Integer;
  if (spec.kind != "real") {
    problems.add(spec.location, fmt::format("{}: there is no kind \"{}\"; allowed: nominal, "
                                            "ordinal, integer, real",
                                            spec.name, spec.kind));
  }
  return ParameterKind::Real;
}

// Written so that a NaN is refused too.
bool is_range_sound(const spec::ParameterSpec& spec) {
  if (!std::isfinite(spec.low) || !std::isfinite(spec.high) || !(spec.low <= spec.high)) {
    return false;
  }
  if (spec.logarithmic && !(spec.low > 0.0)) return false;
  return spec.kind != "integer" ||
         (spec.low == std::floor(spec.low) && spec.high == std::floor(spec.high) &&
          std::abs(spec.low) <= 0x1p53 && std::abs(spec.high) <= 0x1p53);
}

bool is_text(const ParameterValue& value) { return std::holds_alternative<std::string>(value); }

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') result += '\\';
    result += letter;
  }
  return result + '"';
}

// A value of each parameter and fixed field, which tells what kind of value it has.
Fields example_fields(const spec::SpaceSpec& spec) {
  Fields examples(spec.fixed.begin(), spec.fixed.end());
  for (const spec::ParameterSpec& parameter : spec.parameters) {
    const bool has_values = parameter.kind == "nominal" || parameter.kind == "ordinal";
    if (!has_values) examples.emplace(parameter.name, parameter.low);
    if (has_values && !parameter.values.empty()) {
      examples.emplace(parameter.name, parameter.values.front());
    }
  }
  return examples;
}

double log10_sum(double a, double b) {
  const double larger = std::max(a, b);
  if (larger == -HUGE_VAL) return larger;
  return larger + std::log10(std::pow(10.0, a - larger) + std::pow(10.0, b - larger));
}

}  // namespace

SearchSpace::SearchSpace(const spec::SpaceSpec& spec)
    : name_(spec.name), fixed_locations_(spec.fixed_locations) {
  spec::Problems problems;
  const spec::Location anywhere{.file = spec.name, .line = 0, .column = 0};
  for (const auto& [name, value] : spec.fixed) {
    if (!fixed_.emplace(name, value).second) {
      problems.add(anywhere, fmt::format("{} is fixed twice; remove one", name));
    }
  }
  for (const spec::ParameterSpec& parameter : spec.parameters) {
    if (fixed_.contains(parameter.name)) {
      problems.add(parameter.location,
                   fmt::format("{} is both a parameter and fixed; remove one", parameter.name));
    }
    if (!index_.emplace(parameter.name, index_.size()).second) {
      problems.add(
          parameter.location,
          fmt::format("parameter {} stands here a second time; remove one", parameter.name));
    }
  }
  const Expression::Lookup example =
      [examples = example_fields(spec)](const std::string& name) -> std::optional<ParameterValue> {
    const auto found = examples.find(name);
    return found == examples.end() ? std::nullopt : std::optional(found->second);
  };
  for (const spec::ParameterSpec& parameter : spec.parameters) {
    add_parameter(parameter, example, problems);
  }
  for (const spec::ForbiddenSpec& rule : spec.forbidden) add_forbidden(rule, example, problems);
  problems.raise_if_any();
  is_switch_.resize(parameters_.size());
  for (const Parameter& parameter : parameters_) {
    if (!parameter.when) continue;
    for (const std::string& name : parameter.when->names()) {
      if (const auto index = index_of(name)) is_switch_[*index] = true;
    }
  }
}

void SearchSpace::add_parameter(const spec::ParameterSpec& spec, const Expression::Lookup& example,
                                spec::Problems& problems) {
  Parameter parameter;
  parameter.name = spec.name;
  parameter.kind = kind_of(spec, problems);
  parameter.values.assign(spec.values.begin(), spec.values.end());
  parameter.low = spec.low;
  parameter.high = spec.high;
  parameter.logarithmic = spec.logarithmic;
  parameter.location = spec.location;
  const bool has_values =
      parameter.kind == ParameterKind::Nominal || parameter.kind == ParameterKind::Ordinal;
  if (has_values && parameter.values.empty()) {
    problems.add(spec.location, fmt::format("{} has no values; name at least one", spec.name));
  }
  if (!has_values && !is_range_sound(spec)) {
    problems.add(spec.location,
                 fmt::format("{}: {} to {} is no range; low must not be above high, above 0 with "
                             "log = true, and whole for an integer",
                             spec.name, exact_text(spec.low), exact_text(spec.high)));
  }
  if (spec.when) {
    try {
      parameter.when = Expression::parse(spec.when->text, spec.when->location, example);
    } catch (const Error& error) {
      problems.add_told(error.what());
    }
  }
  if (parameter.when) {
    for (const std::string& name : parameter.when->names()) {
      if (fixed_.contains(name)) continue;
      const auto found = index_of(name);
      if (found && *found < parameters_.size()) continue;
      problems.add(spec.when->location,
                   found ? fmt::format("{} exists only when {}, which stands below it; move {} up",
                                       spec.name, name, name)
                         : unknown_name(name));
    }
  }
  parameters_.push_back(std::move(parameter));
}

std::string SearchSpace::unknown_name(const std::string& name) const {
  std::vector<std::string> names;
  for (const auto& [known, index] : index_) names.push_back(known);
  for (const auto& [known, value] : fixed_) names.push_back(known);
  return fmt::format("the space has no \"{}\"; {}", name, suggest(name, names));
}

void SearchSpace::add_forbidden(const spec::ForbiddenSpec& spec, const Expression::Lookup& example,
                                spec::Problems& problems) {
  try {
    Expression rule = Expression::parse(spec.rule.text, spec.rule.location, example);
    for (const std::string& name : rule.names()) {
      if (!fixed_.contains(name) && !index_of(name)) {
        problems.add(spec.rule.location, unknown_name(name));
      }
    }
    forbidden_.push_back({std::move(rule), spec.because});
  } catch (const Error& error) {
    problems.add_told(error.what());
  }
}

std::optional<std::size_t> SearchSpace::index_of(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

Expression::Lookup SearchSpace::lookup(const Candidate& candidate) const {
  return [this, &candidate](const std::string& name) -> std::optional<ParameterValue> {
    if (const auto index = index_of(name)) return candidate.values[*index];
    const auto found = fixed_.find(name);
    return found == fixed_.end() ? std::nullopt : std::optional(found->second);
  };
}

bool SearchSpace::is_active(std::size_t index, const Candidate& candidate) const {
  const std::optional<Expression>& when = parameters_[index].when;
  return !when || when->holds(lookup(candidate));
}

std::optional<std::size_t> SearchSpace::broken_rule_index(const Candidate& candidate) const {
  const Expression::Lookup read = lookup(candidate);
  for (std::size_t i = 0; i < forbidden_.size(); ++i) {
    if (forbidden_[i].rule.holds(read)) return i;
  }
  return std::nullopt;
}

std::optional<std::string> SearchSpace::broken_rule(const Candidate& candidate) const {
  const auto index = broken_rule_index(candidate);
  if (!index) return std::nullopt;
  return fmt::format("{} ({})", forbidden_[*index].because, forbidden_[*index].rule.text());
}

Candidate SearchSpace::canonical(Candidate candidate) const {
  candidate.values.resize(parameters_.size());
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    std::optional<ParameterValue>& value = candidate.values[i];
    if (!is_active(i, candidate)) {
      value.reset();
    } else if (!value) {
      value = first_value(parameters_[i]);
    }
  }
  return candidate;
}

std::string SearchSpace::key(const Candidate& candidate) const {
  std::string key;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::optional<ParameterValue>& value = candidate.values.at(i);
    if (!value) continue;
    if (!key.empty()) key += ' ';
    key += parameters_[i].name + '=';
    key += is_text(*value) ? quoted(value_text(*value)) : value_text(*value);
  }
  return key;
}

spec::Location SearchSpace::fixed_location(const std::string& path) const {
  const auto found = fixed_locations_.find(path);
  if (found != fixed_locations_.end()) return found->second;
  return {.file = "space " + name_, .line = 0, .column = 0};
}

Fields SearchSpace::fields(const Candidate& candidate) const {
  Fields fields = fixed_;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (const auto& value = candidate.values.at(i)) fields.emplace(parameters_[i].name, *value);
  }
  return fields;
}

Candidate SearchSpace::candidate(const Fields& fields) const {
  Candidate candidate;
  candidate.values.resize(parameters_.size());
  for (const auto& [name, value] : fields) {
    if (const auto index = index_of(name)) {
      candidate.values[*index] = accepted_value(parameters_[*index], value);
      require(candidate.values[*index].has_value(), "{} cannot be {}; allowed: {}", name,
              value_text(value), allowed_text(parameters_[*index]));
      continue;
    }
    const auto fixed = fixed_.find(name);
    require(fixed != fixed_.end(), "{}", unknown_name(name));
    require(are_same(fixed->second, value), "{} cannot be {}; the space fixes it to {}", name,
            value_text(value), value_text(fixed->second));
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const bool active = is_active(i, candidate);
    require(!active || candidate.values[i].has_value(), "{} has no value; allowed: {}",
            parameters_[i].name, allowed_text(parameters_[i]));
    if (!active) candidate.values[i].reset();
  }
  return candidate;
}

double SearchSpace::log10_size() const {
  Candidate candidate;
  candidate.values.resize(parameters_.size());
  constexpr double most_paths = 1e4;
  return log10_size_from(0, candidate, most_paths);
}

// Only parameters that conditions read are gone through value by value; at most 64 evenly spaced
// values stand for all of them, and fewer when `paths` run out, so this ends soon in any space.
double SearchSpace::log10_size_from(std::size_t index, Candidate& candidate, double paths) const {
  if (index == parameters_.size()) return 0.0;
  const Parameter& parameter = parameters_[index];
  candidate.values[index].reset();
  if (!is_active(index, candidate)) return log10_size_from(index + 1, candidate, paths);
  constexpr double real_levels = 1000.0;
  const bool is_real = parameter.kind == ParameterKind::Real;
  const double levels = is_real ? real_levels : static_cast<double>(parameter.level_count());
  if (!is_switch_[index]) {
    return std::log10(levels) + log10_size_from(index + 1, candidate, paths);
  }
  const double visits = std::min({levels, 64.0, std::max(1.0, std::floor(paths))});
  double sum = -HUGE_VAL;
  for (double visit = 0.0; visit < visits; visit += 1.0) {
    const double place = (visit + 0.5) / visits;
    candidate.values[index] =
        is_real ? value_at_position(parameter, place)
                : value_at_level(parameter, static_cast<std::size_t>(place * levels));
    sum = log10_sum(sum, log10_size_from(index + 1, candidate, paths / visits));
  }
  candidate.values[index].reset();
  return sum + std::log10(levels / visits);
}

}  // namespace kirchhoff::space
