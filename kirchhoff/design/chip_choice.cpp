// kirchhoff/design/chip_choice.cpp - fields of the die and of each kind of macros, layers on kinds.
#include "kirchhoff/design/detail/chip_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/kind_rules.hpp"

namespace kirchhoff::design {
namespace {

using hardware::Chip;
using hardware::Hardware;
using hardware::KindRule;

// "adc_bits" of "hardware.adc_bits" and of "hardware.sram.adc_bits".
std::string key_of(const std::string& path) { return path.substr(path.rfind('.') + 1); }

std::string one_kind_problem(const std::string& path, const FieldRow& row,
                             const std::string& name) {
  const std::vector<std::string> chips = formats::shipped_names("hardware/kinds");
  const bool has_own = row.scope == FieldScope::Kind && key_of(row.path) != "layers";
  return fmt::format(
      "{}: {} has one kind of macros; {}, or name a chip with several as hardware.template{}", path,
      name, has_own ? "write hardware." + key_of(path) : "leave it out",
      chips.empty() ? "" : fmt::format(", e.g. \"{}\"", chips.front()));
}

std::string unknown_kind_problem(const std::string& path, const FieldRow& row,
                                 const std::string& kind, const Chip& chip,
                                 const std::string& name) {
  std::vector<std::string> allowed = hardware::kind_names(chip);
  if (row.scope == FieldScope::Placement) allowed.push_back(any_kind);
  return fmt::format("{}: {} has no kind of macros \"{}\"; {}", path, name, kind,
                     suggest(kind, allowed));
}

std::string kindless_problem(const std::string& path, const Chip& chip, const std::string& name) {
  std::string paths;
  for (const std::string& kind : hardware::kind_names(chip)) {
    paths += fmt::format("{}hardware.{}.{}", paths.empty() ? "" : " or ", kind, key_of(path));
  }
  return fmt::format("{} belongs to a kind of macros of {}; write {}", path, name, paths);
}

hardware::CrossbarShape crossbar_of(const HardwareChoice& choice,
                                    const hardware::CrossbarShape& base) {
  const int rows = choice.rows.value_or(base.rows());
  return hardware::CrossbarShape(
      {.rows = rows,
       .columns = choice.columns.value_or(base.columns()),
       .active_rows = choice.active_rows.value_or(std::min(base.active_rows(), rows)),
       .columns_per_adc = choice.columns_per_adc.value_or(base.columns_per_adc())});
}

hardware::Dataflow dataflow_of(const std::string& name) {
  return name == hardware::dataflow_name(hardware::Dataflow::Sequential)
             ? hardware::Dataflow::Sequential
             : hardware::Dataflow::Pipelined;
}

hardware::AdderTreeKind adders_of(const std::string& name) {
  const std::span<const std::string> names = hardware::adder_tree_names();
  return static_cast<hardware::AdderTreeKind>(std::ranges::find(names, name) - names.begin());
}

hardware::InputCoding input_coding_of(const std::string& name) {
  const std::span<const std::string> names = hardware::chip_input_coding_names();
  const auto found = std::ranges::find(names, name) - names.begin();
  return hardware::chip_input_codings()[static_cast<std::size_t>(found)];
}

hardware::WeightMapping weight_mapping_of(const std::string& name) {
  const std::span<const std::string> names = hardware::weight_mapping_names();
  return static_cast<hardware::WeightMapping>(std::ranges::find(names, name) - names.begin());
}

// Another device keeps no more cell bits than it holds.
void apply(const HardwareChoice& choice, const Devices& devices, Hardware& chip) {
  if (!choice.device.empty()) chip.device = devices(choice.device);
  chip.cell_bits = choice.cell_bits.value_or(std::min(chip.cell_bits, chip.device.max_cell_bits));
  chip.crossbar = crossbar_of(choice, chip.crossbar);
  if (choice.node_nm) chip.node_nm = *choice.node_nm;
  if (choice.supply_v) chip.supply = volts(*choice.supply_v);
  if (choice.clock_mhz) chip.clock = megahertz(*choice.clock_mhz);
  chip.adc_bits = choice.adc_bits.value_or(chip.adc_bits);
  chip.dac_bits = choice.dac_bits.value_or(chip.dac_bits);
  chip.macros_per_tile = choice.macros_per_tile.value_or(chip.macros_per_tile);
  chip.buffer_kib = choice.buffer_kib.value_or(chip.buffer_kib);
  chip.max_copies = choice.max_copies.value_or(chip.max_copies);
  chip.tile_count = choice.tile_count.value_or(chip.tile_count);
  if (choice.refresh_period_us)
    chip.periphery.refresh_period = seconds(*choice.refresh_period_us * 1e-6);
  if (!choice.dataflow.empty()) chip.dataflow = dataflow_of(choice.dataflow);
  if (!choice.adders.empty()) chip.adders = adders_of(choice.adders);
  if (!choice.input_coding.empty())
    chip.periphery.input_coding = input_coding_of(choice.input_coding);
  if (!choice.weight_mapping.empty())
    chip.weight_mapping = weight_mapping_of(choice.weight_mapping);
}

void tie_named_layers(const HardwareChoice& choice, std::size_t kind, Chip& chip) {
  if (!choice.layers) return;
  const std::optional<std::vector<std::string>> names = formats::layer_names(*choice.layers);
  KIRCHHOFF_ASSERT(names.has_value());  // its row has seen to it
  hardware::tie_layers(chip, kind, *names);
}

// Layers of a stage by their names, those of a family's blocks by the star: a chip's file then
// holds for every network of the family.
void add_stage_rules(const network::Network& network, bool is_family, int stage, std::size_t kind,
                     std::vector<KindRule>& rules) {
  const std::string block = fmt::format("stage{}.", stage);
  bool has_blocks = false;
  for (const std::size_t layer : network.layers()) {
    const network::Node& node = network.node(layer);
    if (node.stage != stage) continue;
    const bool is_in_block = is_family && node.name.starts_with(block);
    if (is_in_block && has_blocks) continue;
    has_blocks = has_blocks || is_in_block;
    rules.push_back({.layers = is_in_block ? block + "*" : node.name, .kind = kind});
  }
}

bool is_before(const KindRule& left, const KindRule& right) { return left.kind < right.kind; }

// A file has its rules by kind. Where that order would change what they hold, each layer gets a
// rule of its own.
void order_rules(Chip& chip, const network::Network& network) {
  if (std::ranges::is_sorted(chip.rules, is_before)) return;
  const std::vector<mapping::PlacedNode> wanted = mapping::placed_nodes(network, chip);
  std::ranges::stable_sort(chip.rules, is_before);
  const std::vector<mapping::PlacedNode> sorted = mapping::placed_nodes(network, chip);
  if (std::ranges::equal(wanted, sorted, {}, &mapping::PlacedNode::kind,
                         &mapping::PlacedNode::kind))
    return;
  chip.rules.clear();
  for (const mapping::PlacedNode& placed : wanted) {
    if (!placed.kind) continue;
    chip.rules.push_back({.layers = network.node(placed.node).name, .kind = *placed.kind});
  }
  std::ranges::stable_sort(chip.rules, is_before);
}

}  // namespace

std::string chip_problem(const std::string& path, const space::ParameterValue& value,
                         const Chip& chip, const std::string& name) {
  const FieldPlace place = find_field(path);
  const FieldRow& row = *place.row;
  if (row.scope == FieldScope::Macro && chip.kinds.size() > 1) {
    return kindless_problem(path, chip, name);
  }
  const bool is_placement = row.scope == FieldScope::Placement;
  if (row.scope != FieldScope::Kind && !is_placement) return "";
  const std::string kind = is_placement ? space::value_text(value) : place.kind;
  if (is_placement && kind == any_kind) return "";
  const std::string where = is_placement ? fmt::format("{} (\"{}\")", path, kind) : path;
  if (chip.has_one_kind()) return one_kind_problem(where, row, name);
  return hardware::find_kind(chip, kind) ? "" : unknown_kind_problem(path, row, kind, chip, name);
}

void check_chip_fields(const space::Fields& fields, const Draft& draft, const Chip& chip) {
  const bool names_kinds =
      !draft.kinds.empty() ||
      std::ranges::any_of(draft.stage_kinds, [](const auto& kind) { return !kind.empty(); });
  if (chip.has_one_kind() && !names_kinds) return;
  for (const auto& [path, value] : fields) {
    if (!path.starts_with("hardware.") && !path.ends_with(".kind")) continue;
    const std::string problem = chip_problem(path, value, chip, chip.name);
    require(problem.empty(), "{}", problem);
  }
}

Chip with_choices(Chip chip, const Draft& draft, const Devices& devices) {
  for (std::size_t kind = 0; kind < chip.kinds.size(); ++kind) {
    Hardware& hardware = chip.kinds[kind];
    apply(draft.hardware, devices, hardware);
    const auto own = draft.kinds.find(hardware.name);
    if (own == draft.kinds.end()) continue;
    apply(own->second, devices, hardware);
    tie_named_layers(own->second, kind, chip);
  }
  hardware::check_chip(chip);
  return chip;
}

void tie_stages(Chip& chip, const network::Network& network, const Draft& draft) {
  std::vector<KindRule> rules;
  for (std::size_t stage = 0; stage < draft.stage_kinds.size(); ++stage) {
    const std::string& name = draft.stage_kinds[stage];
    if (name.empty() || name == any_kind) continue;
    const std::optional<std::size_t> kind = hardware::find_kind(chip, name);
    KIRCHHOFF_ASSERT(kind.has_value());
    add_stage_rules(network, draft.network_file.empty(), static_cast<int>(stage), *kind, rules);
  }
  if (rules.empty()) return;
  chip.rules.insert(chip.rules.begin(), rules.begin(), rules.end());
  order_rules(chip, network);
}

}  // namespace kirchhoff::design
