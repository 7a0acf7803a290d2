// kirchhoff/spec/detail/limits.hpp - allowed values of the study file: one table for reader and
// page.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/spec/reader.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::spec {

inline constexpr std::int64_t newest_schema = 1;

namespace limits {
using Whole = Range<std::int64_t>;
inline constexpr Whole seed{.low = 0};
inline constexpr Whole images{.low = 1, .high = 100'000'000};
inline constexpr Whole side{.low = 1, .high = 65'536};
inline constexpr Whole classes{.low = 2, .high = 1'000'000};
inline constexpr Whole epochs{.low = 1, .high = 10'000};
inline constexpr Whole draws{.low = 1, .high = 1'000};
inline constexpr Range<double> within{.low = 0.0, .high = 0.5};
inline constexpr Whole trials{.low = 1, .high = 1'000'000};
inline constexpr Whole lookahead{.low = 1, .high = 1'024};
inline constexpr Whole population{.low = 4, .high = 10'000};
inline constexpr Whole start_designs{.low = 1, .high = 10'000};
inline constexpr Whole patience{.low = 0, .high = 1'000'000};
inline constexpr Whole stage_designs{.low = 1, .high = 64};
inline constexpr Whole designs{.low = 1, .high = 10};
inline constexpr Whole chips{.low = 1, .high = 100'000};
inline constexpr Range<double> time_s{.low = 1e-9, .high = 1e10};
inline constexpr Range<double> weight{.low = 1e-6, .high = 1e6};
inline constexpr Range<double> check_after{.low = 0.01, .high = 0.95};
inline constexpr Whole warm_up{.low = 8, .high = 100'000};
inline constexpr Range<double> least_gain{.low = 0.0, .high = 0.5};
inline constexpr Range<double> keep{.low = 0.05, .high = 0.95};
inline constexpr std::size_t most_checks = 8;
inline constexpr std::size_t most_times = 16;
inline constexpr std::size_t most_objectives = 8;
inline constexpr std::size_t most_constraints = 64;
inline constexpr std::size_t most_parameters = 1'000;
inline constexpr std::size_t most_values = 10'000;
inline constexpr std::size_t most_rungs = 16;
// Training images of the set named "fashion-mnist"; other sets are counted when they are opened.
inline constexpr std::int64_t fashion_mnist_images = 60'000;

inline const std::vector<std::string>& scalar_forms() {
  static const std::vector<std::string> names = {"sum", "product", "chebyshev"};
  return names;
}

inline const std::vector<std::string>& schedules() {
  static const std::vector<std::string> names = {"lookahead", "asynchronous"};
  return names;
}

inline const std::vector<std::string>& constraint_handlings() {
  static const std::vector<std::string> names = {"feasible-first", "augmented-lagrangian"};
  return names;
}

inline const std::vector<std::string>& stopping_rules() {
  static const std::vector<std::string> names = {"extrapolation", "halving", "median"};
  return names;
}

inline const std::vector<std::string>& parameter_kinds() {
  static const std::vector<std::string> names = {"nominal", "ordinal", "integer", "real"};
  return names;
}
}  // namespace limits

/// Reads `[space]` of a study and the space file that it names. Mistakes go to the reader's
/// problems; a space without parameters is one unless a table has them.
[[nodiscard]] SpaceSpec read_space(TableReader& space, const std::filesystem::path& study_file,
                                   bool has_table);

}  // namespace kirchhoff::spec
