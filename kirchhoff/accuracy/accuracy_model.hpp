// kirchhoff/accuracy/accuracy_model.hpp - accuracy of a trained network on its noisy chip.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/activity.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/train/dataset.hpp"

namespace kirchhoff::accuracy {

/// Accuracy over several programmings of the chip at one time.
struct AccuracyAt {
  double time_s = 0.0;  // since programming
  double mean = 0.0;    // share of images classified correctly, 0..1
  double sd = 0.0;      // between programmings (sample sd; 0 for one draw)
  double worst = 0.0;
  int draws = 0;            // programmings that were measured
  double half_width = 0.0;  // of the mean's 95 % interval (Student's t); 0 for one draw
};

struct Accuracy {
  double digital = 0.0;        // quantised network, exact arithmetic
  double ideal_analog = 0.0;   // mapped crossbars with their converters, no noise
  std::vector<AccuracyAt> at;  // with programming noise, read noise and converters
  std::int64_t images = 0;
  int draws = 0;
};

struct AccuracyPlan {
  std::vector<double> times_s = {60.0};  // ascending, at least 0
  int draws = 2;                         // at most; 1 to 1000
  /// Stops before, at three draws or more, once the mean's 95 % interval is at most this far to
  /// either side; 0: all draws. Decided at each time for itself.
  double within = 0.0;
  /// Stops likewise once the whole interval is below this accuracy, which a design must have to be
  /// of use; 0: never.
  double floor = 0.0;
  std::uint64_t seed = 1;        // candidates share noise: the study's seed, not the trial's
  int calibration_images = 256;  // training images that fix converter ranges and activity
};

struct AccuracyTask {
  const network::Network* network = nullptr;
  const network::Weights* weights = nullptr;
  const mapping::Mapping* mapping = nullptr;
  std::span<const hardware::Hardware> kinds;  // of macros: the mapping names one for each layer
  const train::ImageSet* images = nullptr;    // where the accuracy is measured
  std::span<const std::int64_t> indices;
  const train::ImageSet* calibration = nullptr;  // training images
  std::span<const std::int64_t> calibration_indices;
  /// One layer with weights, by its place among them, is analog alone, all others exact: what it
  /// loses by itself. nullopt: all are analog.
  std::optional<std::size_t> only_layer{};
};

struct AccuracyResult {
  Accuracy accuracy;
  network::Activity activity;  // measured on the calibration images
};

/// (images done, images in all); return false to stop, which throws.
using AccuracyProgress = std::function<bool(std::int64_t, std::int64_t)>;

class AccuracyModel {
 public:
  virtual ~AccuracyModel() = default;
  /// Same task and plan, same bits on one type of machine, however images are split into batches.
  virtual AccuracyResult measure(const AccuracyTask& task, const AccuracyPlan& plan,
                                 const AccuracyProgress& progress) = 0;
};

/// Class scores of the quantised network, computed in plain C++: [images][classes].
[[nodiscard]] std::vector<float> digital_scores(const network::Network& network,
                                                const network::Weights& weights,
                                                const train::ImageSet& images,
                                                std::span<const std::int64_t> indices);

}  // namespace kirchhoff::accuracy
