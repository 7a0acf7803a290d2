// kirchhoff/cli/study_schema.hpp - what a study file may hold, as a JSON Schema for editors.
#pragma once

#include "kirchhoff/base/json.hpp"

namespace kirchhoff::cli {

/// JSON Schema (draft 7) of study.toml, made of the tables that its reader and the reference page
/// use: keys, types, ranges, words, strategies. What a schema cannot say (conditions between keys)
/// stays the reader's.
[[nodiscard]] Json study_schema();

}  // namespace kirchhoff::cli
