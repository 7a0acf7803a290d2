// kirchhoff/design/placement.hpp - where the layers of a network lie while it is trained for its
// chip and its accuracy is measured.
//
// In:    Network, Chip
// Out:   Mapping
#pragma once

#include <optional>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/hardware/chip.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::design {

/// On a chip of one kind of macros the fixed rule lays layers out: a searched mapping keeps the
/// rows that a conversion sums. Which layer sits on which of several kinds is a question of cost,
/// answered as cost::map_chip() does; the constants are read for the first such chip and kept. Not
/// thread-safe.
class Placement {
 public:
  /// Throws Error(Input) like cost::map_chip().
  [[nodiscard]] mapping::Mapping map(const network::Network& network, const hardware::Chip& chip);

 private:
  std::optional<cost::Calibration> calibration_;
};

}  // namespace kirchhoff::design
