// kirchhoff/report/robustness.hpp - accuracy over time, by layer and over values of a chip's keys:
// table, JSON and picture.
//
// In:    accuracies of one trained design on variants of its chip
// Out:   text, JSON, SVG
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/base/json.hpp"

namespace kirchhoff::report {

/// Accuracy over the programmings of one chip at one time; shares of images, 0 to 1.
struct NoisyAccuracy {
  double time_s = 0.0;  // since programming
  double mean = 0.0, sd = 0.0, worst = 0.0;
  double half_width = 0.0;  // of the mean's 95 % interval; 0 for one programming
  int draws = 0;
};

/// What one layer loses when it alone is analog.
struct LayerLoss {
  std::string layer;
  double by_converters = 0.0;  // exact accuracy minus that without noise
  NoisyAccuracy noisy;         // at the first time
};

/// One value of one key of the chip, at the first time.
struct VariantAccuracy {
  std::string key, value;
  std::string reason;  // why there is no such chip; then nothing else is set
  double ideal_analog = 0.0;
  std::optional<NoisyAccuracy> noisy{};
};

struct Robustness {
  std::string study;
  std::uint64_t trial = 0;
  std::string images;  // "1000 validation images"
  double digital = 0.0, ideal_analog = 0.0;
  std::vector<NoisyAccuracy> at;  // by time
  std::vector<LayerLoss> layers;  // in the order of the network; empty: not asked for
  std::vector<VariantAccuracy> variants;
};

/// "1 min", "30 d", "1 y": a time as people say it.
[[nodiscard]] std::string spoken_time(double seconds);

[[nodiscard]] std::string robustness_table(const Robustness& robustness, int width = 120);
[[nodiscard]] Json robustness_json(const Robustness& robustness);
/// Accuracy over time with its band, then what layers lose, then a plot for each key.
[[nodiscard]] std::string robustness_svg(const Robustness& robustness);

}  // namespace kirchhoff::report
