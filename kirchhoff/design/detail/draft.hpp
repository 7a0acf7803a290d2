// kirchhoff/design/detail/draft.hpp - a design being read: values by field, not yet built.
#pragma once

#include <cstddef>
#include <map>
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

/// Fields of a chip, or of one kind of macros, that replace the template's; absent ones keep it.
struct HardwareChoice {
  std::string chip = "auto";   // hardware.template
  std::string device;          // "" for the template's
  std::string dataflow;        // "" for the template's
  std::string adders;          // "" for the template's
  std::string input_coding;    // "" for the template's
  std::string weight_mapping;  // "" for the template's
  std::optional<double> node_nm, supply_v, clock_mhz, refresh_period_us;
  std::optional<int> cell_bits, rows, columns, active_rows, columns_per_adc;
  std::optional<int> adc_bits, dac_bits, macros_per_tile, buffer_kib, max_copies, tile_count;
  std::optional<std::string> layers;  // of a kind: what always sits on it
};

struct Draft {
  Draft() {
    family.stages.resize(most_stages);
    bits.resize(most_stages + 1);
    stage_kinds.resize(most_stages + 1);
  }
  network::FamilyParameters family;  // with all stages that may exist
  std::size_t stage_count = 3;
  std::string network_file;               // "" for a family
  std::vector<compress::StageBits> bits;  // 0 is the stem
  bool has_bits = false;                  // a compress field was given
  network::TrainingRecipe recipe;
  HardwareChoice hardware;                      // of the die, or of a chip with one kind of macros
  std::map<std::string, HardwareChoice> kinds;  // by the kind's name
  std::vector<std::string> stage_kinds;         // 0 is the stem; "" where no field says it
};

enum class FieldType { Whole, Number, Text, Truth };

/// What a field belongs to.
enum class FieldScope {
  Design,     // the network, its bits, the training
  Placement,  // which kind of macros a stage sits on
  Die,        // what a chip has once: "hardware.clock_mhz"
  Macro,      // a chip with one kind of macros: "hardware.adc_bits"
  Kind,       // one of several kinds: "hardware.<kind>.adc_bits"
};

inline const std::string any_kind = "auto";  // of a stage: wherever the chip costs least

/// One row of the table of fields.
struct FieldRow {
  std::string path;  // "network.stage<i>.width": <i> stands for first .. last
  FieldType type = FieldType::Whole;
  FieldScope scope = FieldScope::Design;
  double low = 0.0, high = 0.0;      // Whole, Number
  std::vector<std::string> choices;  // Text: allowed values; empty when they are files
  std::string folder;                // Text: the folder of shipped files it names, else ""
  std::string allowed;               // Text: for people, where neither of both says it
  bool (*has_form)(const std::string&) = nullptr;  // Text: whether it is what `allowed` says
  std::size_t first = 0, last = 0;                 // of <i>
  std::string fallback;
  std::string description;
  // One of both: of a chip's field it takes the choices of the die or of the kind.
  void (*set)(Draft&, std::size_t stage, const space::ParameterValue&) = nullptr;
  void (*set_chip)(HardwareChoice&, const space::ParameterValue&) = nullptr;
};

[[nodiscard]] std::span<const FieldRow> field_rows();
/// Those of chips and of kinds of macros: the end of the table.
[[nodiscard]] std::vector<FieldRow> chip_field_rows();
/// What the row allows, for people: "1 to 12", "plain, residual or separable".
[[nodiscard]] std::string range_text(const FieldRow& row);

/// A row and the stage or the kind of macros that a path names.
struct FieldPlace {
  const FieldRow* row = nullptr;
  std::size_t stage = 0;
  std::string kind{};
};
/// Throws Error(Input) naming the nearest path.
[[nodiscard]] FieldPlace find_field(const std::string& path);
/// Why the field cannot have this value, or "". Files are not looked for.
[[nodiscard]] std::string value_problem(const FieldRow& row, const std::string& path,
                                        const space::ParameterValue& value);
/// Throws Error(Input) naming the first field that is unknown or out of range.
[[nodiscard]] Draft read_draft(const space::Fields& fields);

}  // namespace kirchhoff::design
