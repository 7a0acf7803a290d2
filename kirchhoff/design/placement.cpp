// kirchhoff/design/placement.cpp - the fixed rule, or the kinds that cost least.
#include "kirchhoff/design/placement.hpp"

#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::design {

mapping::Mapping Placement::map(const network::Network& network, const hardware::Chip& chip) {
  if (chip.has_one_kind()) return mapping::map_network(network, chip.kinds.front());
  if (!calibration_) calibration_ = formats::load_calibration();
  return cost::map_chip(network, chip, *calibration_);
}

}  // namespace kirchhoff::design
