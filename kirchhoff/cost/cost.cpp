// kirchhoff/cost/cost.cpp - names of the components.
#include "kirchhoff/cost/cost.hpp"

namespace kirchhoff::cost {

const std::string& component_name(Component component) {
  static const std::array<std::string, component_count> names = {
      "cells",   "drivers",      "multiplexers",  "converters", "shift_add",
      "buffers", "interconnect", "digital_units", "leakage",    "white_space"};
  return names.at(static_cast<std::size_t>(component));
}

}  // namespace kirchhoff::cost
