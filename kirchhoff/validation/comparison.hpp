// kirchhoff/validation/comparison.hpp - how far predictions are from published values.
//
// In:    pairs of predicted and published positive figures, with intervals where there are some
// Out:   Agreement: median error, shares within 2 x and 3 x, rank correlation, coverage
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace kirchhoff::validation {

/// One published figure beside ours; all values in one unit, above 0.
struct Compared {
  double published = 0.0;
  double predicted = 0.0;
  std::optional<double> low, high;  // of the predicted interval
};

/// |predicted / published - 1|.
[[nodiscard]] double relative_error(const Compared& figure);
/// |ln(predicted / published)|: the same for a factor and its inverse.
[[nodiscard]] double log_error(const Compared& figure);
/// Middle value, or the mean of the two middle ones. Throws Error(Input) when there is none.
[[nodiscard]] double median(std::vector<double> values);

/// A chip has several operating points: its error is the median over them, and so is the share
/// of its rows within a factor (a chip counts as within when its median log error is).
struct Agreement {
  int chips = 0;
  double median_error = 0.0;      // relative, of the chips' medians
  double median_log_error = 0.0;  // of the chips' medians
  double within_2x = 0.0, within_3x = 0.0;
  std::optional<double> spearman;  // of the chips' geometric means; empty below three chips
  std::optional<double> coverage;  // mean over chips of the share of rows inside their intervals
};

/// `chip_of[i]` says which chip figure i belongs to; any numbers. Throws Error(Input) when sizes
/// differ, nothing is compared or a figure is not above 0.
[[nodiscard]] Agreement agreement(std::span<const Compared> figures, std::span<const int> chip_of);

}  // namespace kirchhoff::validation
