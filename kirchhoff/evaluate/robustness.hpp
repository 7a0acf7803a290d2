// kirchhoff/evaluate/robustness.hpp - what a trained network is worth on variants of its chip.
//
// In:    a trained design, images, cases: another value of a chip's key, a time, one layer alone
// Out:   the accuracy of each case, over the same programmings for all
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/accuracy/accuracy_model.hpp"
#include "kirchhoff/hardware/chip.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::evaluate {

/// A trained design and the images that it is measured on.
struct RobustnessSubject {
  space::Fields fields;            // of the design
  std::filesystem::path folder{};  // of the study's file: see design::Task
  network::Weights weights;
  std::string data_set;                   // see train::load_data_set
  std::int64_t validation_images = 6000;  // split off the training images by split_seed
  std::uint64_t split_seed = 1;
  std::int64_t images = 1000;  // measured: the first of the validation images, or of the test set
  bool on_test_images = false;
  std::optional<hardware::Chip> chip{};  // in place of the design's; may have kinds of macros
};

/// One measurement: fields of the design that are changed, then keys of its chip ("key=value"), and
/// the layer that is analog alone.
struct RobustnessCase {
  space::Fields change;
  std::vector<std::string> chip_keys{};
  std::optional<std::size_t> only_layer{};
  accuracy::AccuracyPlan plan;
};

/// Exactly one of both is set: a chip that cannot be built or hold the network is no mistake here.
struct RobustnessResult {
  std::optional<accuracy::Accuracy> accuracy;
  std::string reason;
};

/// The names of the layers with weights of a design, in their order.
[[nodiscard]] std::vector<std::string> layer_names(const RobustnessSubject& subject);

/// Measures all cases on `threads` threads (at least 1); results stand in the order of the cases
/// and do not depend on the threads. `done` is called with the share of all work that is finished,
/// one call at a time, and may return false to stop: then Error(Environment) is thrown. Throws
/// Error(Usage) for a key or word that chips do not have, Error(Input) when the images are not
/// there, are too few, or the weights do not fit.
[[nodiscard]] std::vector<RobustnessResult> measure_robustness(
    const RobustnessSubject& subject, std::span<const RobustnessCase> cases, int threads,
    const std::function<bool(double)>& done);

}  // namespace kirchhoff::evaluate
