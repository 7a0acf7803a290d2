// kirchhoff/cli/reported_study.hpp - a stored study with all that is known of it.
#pragma once

#include <filesystem>

#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::cli {

/// A study with the truth that `enumerate` left in its folder, if it is complete. Throws
/// Error(Input) when there is no study, or when truth.json is of another one.
[[nodiscard]] report::StudyView read_reported_study(const std::filesystem::path& folder);

}  // namespace kirchhoff::cli
