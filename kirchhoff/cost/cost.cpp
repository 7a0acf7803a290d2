// kirchhoff/cost/cost.cpp - names of the components and limits.
#include "kirchhoff/cost/cost.hpp"

namespace kirchhoff::cost {

const std::string& component_name(Component component) {
  static const std::array<std::string, component_count> names = {
      "cells",        "drivers",       "multiplexers",    "converters", "shift_add", "buffers",
      "interconnect", "digital_units", "external_memory", "reload",     "leakage",   "white_space"};
  return names.at(static_cast<std::size_t>(component));
}

const std::string& stage_limit_name(StageLimit limit) {
  static const std::array<std::string, 4> names = {"layer", "buffers", "interconnect",
                                                   "external_memory"};
  return names.at(static_cast<std::size_t>(limit));
}

}  // namespace kirchhoff::cost
