// kirchhoff/accuracy/crossbar_accuracy.hpp - accuracy by running the network through its mapped
// crossbars.
#pragma once

#include <memory>

#include "kirchhoff/accuracy/accuracy_model.hpp"

namespace kirchhoff::accuracy {

/// The measured accuracy of a design, in plain C++ and OpenBLAS; no libtorch. Layers run on
/// noise::AnalogLayer, everything else is digital.
[[nodiscard]] std::unique_ptr<AccuracyModel> make_crossbar_accuracy();

}  // namespace kirchhoff::accuracy
