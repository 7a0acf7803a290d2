// kirchhoff/formats/macro_constants_file.hpp - data/calibration/macros.toml: the macro model's
// constants.
#pragma once

#include <string>
#include <vector>

#include "kirchhoff/cost/macro_constants.hpp"

namespace kirchhoff::formats {

/// The constants with the sources of their priors, in the order of macro_constant_keys().
struct MacroConstantsFile {
  cost::MacroConstants constants;
  std::vector<std::string> sources;
  std::string fitted_on;  // one sentence: which data, how many chips
};

/// Reads data/calibration/<name>.toml or a path. Throws Error(Input) with file:line for a missing,
/// unknown or impossible constant.
[[nodiscard]] MacroConstantsFile load_macro_constants(const std::string& name_or_path = "macros");
/// The same as text that reads back to equal values.
[[nodiscard]] std::string macro_constants_toml(const MacroConstantsFile& file);

}  // namespace kirchhoff::formats
