// kirchhoff/noise/product_noise.hpp - the noise of one crossbar product: by draws, and by formula.
//
// In:    Hardware, size of the product, time since programming
// Out:   ProductNoise: sd drawn and computed, in units of the integer product
// Model: docs/models/analog_layer.md
#pragma once

#include <cstdint>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::noise {

/// One read of one crossbar: weights of one slice, inputs of one step, both random.
struct ProductConditions {
  int rows = 128;    // 1 to the rows that are read at once
  int outputs = 64;  // 1 to 4096
  int draws = 200;   // programmed chips, 2 to 10^6
  bool converters = true;
  Time since_programming = seconds(60.0);
  std::uint64_t seed = 1;
};

/// The formula takes the sum ahead of a converter as Gaussian: the cells' variances (programming,
/// drift, 1/f), read and converter noise add; rounding and clipping are then computed exactly.
struct ProductNoise {
  double drawn_sd = 0.0;     // over draws, pooled over outputs
  double formula_sd = 0.0;   // with rounding and clipping
  double ratio_error = 0.0;  // standard error of drawn_sd / formula_sd when products are Gaussian
  double cells_sd = 0.0;     // the parts ahead of rounding
  double read_sd = 0.0;
  double converter_sd = 0.0;
  double largest_product = 0.0;  // of the exact products, for comparison
};

/// Throws Error(Input) for a count out of range. Not for devices whose cells are correlated or
/// whose wires have resistance: the formula knows neither. Thread-safe, bits as of AnalogLayer.
[[nodiscard]] ProductNoise product_noise(const hardware::Hardware& hardware,
                                         const ProductConditions& conditions);

}  // namespace kirchhoff::noise
