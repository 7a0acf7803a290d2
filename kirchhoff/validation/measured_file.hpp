// kirchhoff/validation/measured_file.hpp - what was measured on one chip: CSV or TOML.
//
// CSV:   columns network, quantity, value; optional: component, uncertainty, set ("supply_v=0.8
//        clock_mhz=100"), source
// TOML:  schema = 1 and [[measurement]] tables with the same keys; set is a list of texts
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/cost/cost.hpp"

namespace kirchhoff::validation {

enum class Quantity { Energy, Latency, StagePeriod, Area, Power };
/// "energy_j", "latency_s", "stage_period_s", "area_m2", "power_w": the names in files.
[[nodiscard]] const std::string& quantity_name(Quantity quantity);

/// One measured figure of a chip that runs a network; of one component where it says so.
struct Measurement {
  std::string place;    // "measured.csv:4"
  std::string network;  // shipped name or path; a path is taken from the file's folder
  Quantity quantity = Quantity::Energy;
  std::optional<cost::Component> component;
  double value = 0.0;                 // SI, above 0
  double uncertainty = 0.05;          // relative, one standard deviation: 0.001 to 1
  std::vector<std::string> settings;  // operating point: key=value of the chip
};

/// Reads a file that ends in .csv or .toml. Throws Error(Input) with file:line, what was seen and
/// what is allowed: unknown quantity or component, a value that is not above 0, a latency of one
/// component, no measurement at all.
[[nodiscard]] std::vector<Measurement> load_measurements(const std::string& path);

}  // namespace kirchhoff::validation
