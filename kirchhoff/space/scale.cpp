// kirchhoff/space/scale.cpp - one parameter's values as positions, levels, draws and steps.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::space {
namespace {

bool has_values(const Parameter& parameter) {
  return parameter.kind == ParameterKind::Nominal || parameter.kind == ParameterKind::Ordinal;
}

std::optional<double> number_of(const ParameterValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  return std::nullopt;
}

ParameterValue whole(const Parameter& parameter, double value) {
  return static_cast<std::int64_t>(std::llround(std::clamp(value, parameter.low, parameter.high)));
}

double reflected(double position) {
  const double folded = std::abs(std::fmod(position, 2.0));
  return folded > 1.0 ? 2.0 - folded : folded;
}

// One level up or down; at an end the other way.
ParameterValue next_level(const Parameter& parameter, std::size_t level, bool up) {
  const std::size_t last = parameter.level_count() - 1;
  if (level == 0) up = true;
  if (level == last) up = false;
  return value_at_level(parameter, up ? level + 1 : level - 1);
}

ParameterValue other_level(const Parameter& parameter, const ParameterValue& value,
                           Stream& stream) {
  std::size_t level = stream.below(parameter.level_count() - 1);
  if (level >= level_of(parameter, value)) ++level;
  return value_at_level(parameter, level);
}

// A real that rounding or reflection brought back to where it was moves to the far end's side.
ParameterValue moved_real(const Parameter& parameter, const ParameterValue& value,
                          double position) {
  ParameterValue moved = value_at_position(parameter, position);
  if (moved != value) return moved;
  return position_of(parameter, value) < 0.5 ? parameter.high : parameter.low;
}

}  // namespace

std::size_t Parameter::level_count() const {
  if (kind == ParameterKind::Real) return 0;
  if (kind == ParameterKind::Integer) return static_cast<std::size_t>(high - low) + 1;
  return values.size();
}

ParameterValue first_value(const Parameter& parameter) {
  if (parameter.kind == ParameterKind::Real) return parameter.low;
  return value_at_level(parameter, 0);
}

ParameterValue value_at_level(const Parameter& parameter, std::size_t level) {
  if (has_values(parameter)) return parameter.values.at(level);
  return whole(parameter, parameter.low + static_cast<double>(level));
}

std::size_t level_of(const Parameter& parameter, const ParameterValue& value) {
  if (has_values(parameter)) {
    const auto found = std::find(parameter.values.begin(), parameter.values.end(), value);
    KIRCHHOFF_ASSERT(found != parameter.values.end());
    return static_cast<std::size_t>(found - parameter.values.begin());
  }
  return static_cast<std::size_t>(static_cast<double>(std::get<std::int64_t>(value)) -
                                  parameter.low);
}

ParameterValue draw_value(const Parameter& parameter, Stream& stream) {
  if (parameter.kind == ParameterKind::Real) {
    return value_at_position(parameter, stream.uniform());
  }
  if (parameter.kind == ParameterKind::Integer && parameter.logarithmic) {
    // Each whole number n holds the share of [n, n + 1) in the logarithm.
    const double drawn = stream.uniform(std::log(parameter.low), std::log(parameter.high + 1.0));
    return whole(parameter, std::floor(std::exp(drawn)));
  }
  return value_at_level(parameter, stream.below(parameter.level_count()));
}

bool is_ordered(const Parameter& parameter) { return parameter.kind != ParameterKind::Nominal; }

bool can_change(const Parameter& parameter) {
  return parameter.kind == ParameterKind::Real ? parameter.low < parameter.high
                                               : parameter.level_count() > 1;
}

double position_of(const Parameter& parameter, const ParameterValue& value) {
  if (!can_change(parameter)) return 0.0;
  if (has_values(parameter)) {
    return static_cast<double>(level_of(parameter, value)) /
           static_cast<double>(parameter.level_count() - 1);
  }
  const double number = *number_of(value);
  if (parameter.logarithmic) {
    return std::log(number / parameter.low) / std::log(parameter.high / parameter.low);
  }
  return (number - parameter.low) / (parameter.high - parameter.low);
}

ParameterValue value_at_position(const Parameter& parameter, double position) {
  const double place = reflected(position);
  if (has_values(parameter)) {
    const double last = static_cast<double>(parameter.level_count() - 1);
    return parameter.values[static_cast<std::size_t>(std::llround(place * last))];
  }
  const double number =
      parameter.logarithmic
          ? parameter.low * std::pow(parameter.high / parameter.low, place)
          // Not low + place * (high - low): the difference of two large ends may overflow.
          : parameter.low * (1.0 - place) + parameter.high * place;
  if (parameter.kind == ParameterKind::Integer) return whole(parameter, number);
  return std::clamp(number, parameter.low, parameter.high);
}

ParameterValue value_at_quantile(const Parameter& parameter, double quantile) {
  if (parameter.kind == ParameterKind::Real) return value_at_position(parameter, quantile);
  if (parameter.kind == ParameterKind::Integer && parameter.logarithmic) {
    const double low = std::log(parameter.low);
    const double high = std::log(parameter.high + 1.0);
    return whole(parameter, std::floor(std::exp(low + quantile * (high - low))));
  }
  const std::size_t count = parameter.level_count();
  const auto level = static_cast<std::size_t>(quantile * static_cast<double>(count));
  return value_at_level(parameter, std::min(level, count - 1));
}

ParameterValue changed_value(const Parameter& parameter, const ParameterValue& value,
                             Stream& stream) {
  if (!is_ordered(parameter)) return other_level(parameter, value, stream);
  constexpr double step_size = 0.15;
  const double step = step_size * stream.normal();
  const double position = position_of(parameter, value) + step;
  if (parameter.kind == ParameterKind::Real) return moved_real(parameter, value, position);
  ParameterValue changed = value_at_position(parameter, position);
  if (changed != value) return changed;
  return next_level(parameter, level_of(parameter, value), step > 0.0);
}

ParameterValue neighbour_value(const Parameter& parameter, const ParameterValue& value,
                               Stream& stream) {
  if (!is_ordered(parameter)) return other_level(parameter, value, stream);
  if (parameter.kind == ParameterKind::Real) {
    constexpr double farthest = 0.1;
    const double step = stream.uniform(-farthest, farthest);
    return moved_real(parameter, value, position_of(parameter, value) + step);
  }
  return next_level(parameter, level_of(parameter, value), stream.below(2) == 1);
}

std::optional<ParameterValue> accepted_value(const Parameter& parameter,
                                             const ParameterValue& value) {
  if (has_values(parameter)) {
    const auto found = std::find_if(parameter.values.begin(), parameter.values.end(),
                                    [&](const auto& own) { return are_same(own, value); });
    return found == parameter.values.end() ? std::nullopt : std::optional(*found);
  }
  const std::optional<double> number = number_of(value);
  if (!number || !(*number >= parameter.low && *number <= parameter.high)) return std::nullopt;
  if (parameter.kind == ParameterKind::Real) return *number;
  return *number == std::floor(*number) ? std::optional(whole(parameter, *number)) : std::nullopt;
}

std::optional<ParameterValue> nearest_value(const Parameter& parameter,
                                            const ParameterValue& value) {
  if (auto accepted = accepted_value(parameter, value)) return accepted;
  const std::optional<double> number = number_of(value);
  if (!number || std::isnan(*number) || !is_ordered(parameter)) return std::nullopt;
  if (parameter.kind == ParameterKind::Real) {
    return std::clamp(*number, parameter.low, parameter.high);
  }
  if (parameter.kind == ParameterKind::Integer) {
    return whole(parameter, std::round(std::clamp(*number, parameter.low, parameter.high)));
  }
  std::optional<ParameterValue> nearest;
  double least = std::numeric_limits<double>::infinity();
  for (const ParameterValue& own : parameter.values) {
    const std::optional<double> place = number_of(own);
    if (!place || !(std::abs(*place - *number) < least)) continue;
    least = std::abs(*place - *number);
    nearest = own;
  }
  return nearest;
}

bool are_same(const ParameterValue& a, const ParameterValue& b) {
  const std::optional<double> x = number_of(a);
  const std::optional<double> y = number_of(b);
  return x && y ? *x == *y : a == b;
}

std::string allowed_text(const Parameter& parameter) {
  if (!has_values(parameter)) {
    return fmt::format("{} to {}", exact_text(parameter.low), exact_text(parameter.high));
  }
  std::vector<std::string> texts;
  for (const ParameterValue& value : parameter.values) texts.push_back(value_text(value));
  return join_words(texts);
}

}  // namespace kirchhoff::space
