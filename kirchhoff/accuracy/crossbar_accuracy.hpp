// kirchhoff/accuracy/crossbar_accuracy.hpp - accuracy by running the network through its mapped
// crossbars.
#pragma once

#include <memory>

#include "kirchhoff/accuracy/accuracy_model.hpp"

namespace kirchhoff::accuracy {

/// The measured accuracy of a design, in plain C++ and OpenBLAS; no libtorch. Layers run on
/// noise::AnalogLayer, everything else is digital. `threads` (at least 1) measure programmings side
/// by side, each on a copy of the chip; results do not depend on them, and progress is told by one
/// at a time.
[[nodiscard]] std::unique_ptr<AccuracyModel> make_crossbar_accuracy(int threads = 1);

}  // namespace kirchhoff::accuracy
