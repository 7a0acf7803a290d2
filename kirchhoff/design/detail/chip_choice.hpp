// kirchhoff/design/detail/chip_choice.hpp - a template's chip with the fields of a draft.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kirchhoff/design/detail/draft.hpp"
#include "kirchhoff/hardware/chip.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::design {

/// Why this chip cannot take a field, or "": a kind of macros that it does not have, a key that
/// belongs to one of its kinds. `name` is the chip's, for people.
[[nodiscard]] std::string chip_problem(const std::string& path, const space::ParameterValue& value,
                                       const hardware::Chip& chip, const std::string& name);

/// The same of all fields; throws Error(Input) with the first.
void check_chip_fields(const space::Fields& fields, const Draft& draft, const hardware::Chip& chip);

/// A device by the name that a field gives.
using Devices = std::function<const hardware::Device&(const std::string&)>;

/// The template with the values of the draft, which the chip can take. Throws Error(Input) for a
/// chip that cannot be built.
[[nodiscard]] hardware::Chip with_choices(hardware::Chip chip, const Draft& draft,
                                          const Devices& devices);

/// Ties the stages of the network to the kinds that the draft names, before all other rules.
void tie_stages(hardware::Chip& chip, const network::Network& network, const Draft& draft);

}  // namespace kirchhoff::design
