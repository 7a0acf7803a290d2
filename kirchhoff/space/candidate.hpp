// kirchhoff/space/candidate.hpp - one point of a search space.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace kirchhoff::space {

using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;

/// Design fields by path, e.g. {"network.stages": 3}: a candidate read with its space's names,
/// with the space's fixed values added and inactive parameters left out.
using Fields = std::map<std::string, ParameterValue>;

/// Values by parameter index of the space; nullopt where the parameter is inactive.
struct Candidate {
  std::vector<std::optional<ParameterValue>> values;
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// "3", "0.001", "rram-wan", "true": as a user would write it; doubles read back to the same bits.
[[nodiscard]] std::string value_text(const ParameterValue& value);

}  // namespace kirchhoff::space
