// kirchhoff/formats/detail/hardware_fields.hpp - the table of all numbers of a chip.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::formats::detail {

/// A chip that is being put together: its crossbar is checked only when all fields are there.
struct HardwareDraft {
  hardware::Hardware hardware;
  hardware::CrossbarShape::Fields crossbar;

  explicit HardwareDraft(const hardware::Hardware& start);
  /// The chip with its crossbar, checked as a whole. Throws Error(Input).
  [[nodiscard]] hardware::Hardware finished() const;
};

/// One number of a chip: its key, limits in the key's unit, and how it is read and written.
struct HardwareNumber {
  std::string key;
  bool whole;
  double low, high;
  double unit;  // SI units of one unit of the key
  std::string description;
  double (*value)(const HardwareDraft& draft);  // SI
  void (*set)(HardwareDraft& draft, double si);
  // Whether a file may leave it out; then the field stays as a chip is made.
  bool optional = false;
  // An optional one that is written only where it differs from that: texts of chips without it
  // stay as they were.
  bool is_rare = false;
};

/// A word of a chip that a file may leave out, written where it is not the first of its names.
struct HardwareChoice {
  std::string key;
  std::span<const std::string> names;
  std::string description;
  std::size_t (*value)(const HardwareDraft& draft);  // an index into names
  void (*set)(HardwareDraft& draft, std::size_t value);
};
[[nodiscard]] std::span<const HardwareChoice> hardware_choices();
[[nodiscard]] std::span<const HardwareNumber> hardware_numbers();
/// Parts of the two above: of the periphery, and of the macros' circuits.
[[nodiscard]] std::span<const HardwareNumber> periphery_numbers();
[[nodiscard]] std::span<const HardwareChoice> periphery_choices();
[[nodiscard]] std::span<const HardwareNumber> macro_numbers();
[[nodiscard]] std::span<const HardwareChoice> macro_choices();
[[nodiscard]] std::span<const std::string> dataflow_names();
[[nodiscard]] hardware::Dataflow dataflow_of(const std::string& name);
[[nodiscard]] hardware::AdderTreeKind adder_tree_of(const std::string& name);
[[nodiscard]] std::span<const std::string> mapping_rule_names();
[[nodiscard]] hardware::MappingRule mapping_rule_of(const std::string& name);  // one of the names

}  // namespace kirchhoff::formats::detail
