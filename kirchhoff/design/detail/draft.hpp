// kirchhoff/design/detail/draft.hpp - a design being read: values by field, not yet built.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/compress/bits.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/network/families.hpp"
#include "kirchhoff/network/training_recipe.hpp"
#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::design {

inline constexpr std::size_t most_stages = 6;

/// Fields of a chip that replace the template's; absent ones keep it.
struct HardwareChoice {
  std::string chip = "auto";   // hardware.template
  std::string device;          // "" for the template's
  std::string dataflow;        // "" for the template's
  std::string adders;          // "" for the template's
  std::string input_coding;    // "" for the template's
  std::string weight_mapping;  // "" for the template's
  std::optional<double> node_nm, supply_v, clock_mhz;
  std::optional<int> cell_bits, rows, columns, active_rows, columns_per_adc;
  std::optional<int> adc_bits, dac_bits, macros_per_tile, buffer_kib, max_copies;
};

struct Draft {
  Draft() {
    family.stages.resize(most_stages);
    bits.resize(most_stages + 1);
  }
  network::FamilyParameters family;  // with all stages that may exist
  std::size_t stage_count = 3;
  std::string network_file;               // "" for a family
  std::vector<compress::StageBits> bits;  // 0 is the stem
  bool has_bits = false;                  // a compress field was given
  network::TrainingRecipe recipe;
  HardwareChoice hardware;
};

enum class FieldType { Whole, Number, Text, Truth };

/// One row of the table of fields.
struct FieldRow {
  std::string path;  // "network.stage<i>.width": <i> stands for first .. last
  FieldType type = FieldType::Whole;
  double low = 0.0, high = 0.0;      // Whole, Number
  std::vector<std::string> choices;  // Text: allowed values; empty when they are files
  std::string folder;                // Text: the folder of shipped files it names, else ""
  std::size_t first = 0, last = 0;   // of <i>
  std::string fallback;
  std::string description;
  void (*set)(Draft&, std::size_t stage, const space::ParameterValue&) = nullptr;
};

[[nodiscard]] std::span<const FieldRow> field_rows();
/// What the row allows, for people: "1 to 12", "plain, residual or separable".
[[nodiscard]] std::string range_text(const FieldRow& row);

/// A row and the stage that a path names.
struct FieldPlace {
  const FieldRow* row = nullptr;
  std::size_t stage = 0;
};
/// Throws Error(Input) naming the nearest path.
[[nodiscard]] FieldPlace find_field(const std::string& path);
/// Why the field cannot have this value, or "". Files are not looked for.
[[nodiscard]] std::string value_problem(const FieldRow& row, const std::string& path,
                                        const space::ParameterValue& value);
/// Throws Error(Input) naming the first field that is unknown or out of range.
[[nodiscard]] Draft read_draft(const space::Fields& fields);

}  // namespace kirchhoff::design
