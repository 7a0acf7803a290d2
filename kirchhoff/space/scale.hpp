// kirchhoff/space/scale.hpp - one parameter's values as positions, levels, draws and steps.
#pragma once

#include <optional>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::space {

/// The first value: of a list, or the low end.
[[nodiscard]] ParameterValue first_value(const Parameter& parameter);
/// The value of a level in [0, level_count); of a discrete parameter.
[[nodiscard]] ParameterValue value_at_level(const Parameter& parameter, std::size_t level);
/// Level of a value that belongs to the discrete parameter.
[[nodiscard]] std::size_t level_of(const Parameter& parameter, const ParameterValue& value);
/// Uniform over the values, or uniform in the logarithm.
[[nodiscard]] ParameterValue draw_value(const Parameter& parameter, Stream& stream);
/// Whether there is an order to step along.
[[nodiscard]] bool is_ordered(const Parameter& parameter);
/// Whether there is a second value.
[[nodiscard]] bool can_change(const Parameter& parameter);
/// Place of a value in [0, 1], in the logarithm where the parameter is logarithmic; ordered only.
[[nodiscard]] double position_of(const Parameter& parameter, const ParameterValue& value);
/// The nearest value to a place; places outside [0, 1] are reflected into it.
[[nodiscard]] ParameterValue value_at_position(const Parameter& parameter, double position);
/// The value below which a share `quantile` in [0, 1] of drawn values lies (1 is the last value).
[[nodiscard]] ParameterValue value_at_quantile(const Parameter& parameter, double quantile);
/// Another value: nominals any other, ordered ones a step of about a sixth of the range.
[[nodiscard]] ParameterValue changed_value(const Parameter& parameter, const ParameterValue& value,
                                           Stream& stream);
/// Another value, one level away where there is an order; a real at most a tenth of its range.
[[nodiscard]] ParameterValue neighbour_value(const Parameter& parameter,
                                             const ParameterValue& value, Stream& stream);
/// The parameter's own form of a value (3 for 3.0 where it is an integer), or nullopt when the
/// value is not one of its values.
[[nodiscard]] std::optional<ParameterValue> accepted_value(const Parameter& parameter,
                                                           const ParameterValue& value);
/// The value that is nearest: itself where it is accepted, otherwise by difference among ordered
/// numbers; nullopt where there is no order.
[[nodiscard]] std::optional<ParameterValue> nearest_value(const Parameter& parameter,
                                                          const ParameterValue& value);
/// Equal as a person sees it: 3 equals 3.0.
[[nodiscard]] bool are_same(const ParameterValue& a, const ParameterValue& b);
/// "64, 128, 256" or "1 to 8".
[[nodiscard]] std::string allowed_text(const Parameter& parameter);

}  // namespace kirchhoff::space
