// kirchhoff/design/design_builder.cpp - from fields to network, bits, recipe and chip.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/compress/bits.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/design/detail/draft.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::design {
namespace {

const std::string default_chip = "rram-32nm";  // when no field names a chip or a device

template <typename Value, typename Load>
const Value& kept(std::map<std::string, Value>& values, const std::string& name, const Load& load) {
  const auto found = values.find(name);
  return found != values.end() ? found->second : values.emplace(name, load(name)).first->second;
}

}  // namespace

/// Files by name or path, each read once.
class DesignBuilder::Files {
 public:
  explicit Files(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const hardware::Device& device(const std::string& name) {
    return kept(devices_, name, [&](const std::string& device) {
      return formats::load_device(formats::found_beside(device, folder_));
    });
  }
  const hardware::Hardware& chip(const std::string& name) {
    return kept(chips_, name, [&](const std::string& chip) {
      return formats::load_hardware(formats::found_beside(chip, folder_));
    });
  }
  const network::Network& network(const std::string& name) {
    return kept(networks_, name, [&](const std::string& network) {
      return formats::load_network(formats::found_beside(network, folder_));
    });
  }

  /// The shipped chip with this device, or else the first with a device of its type.
  const hardware::Hardware& chip_with(const std::string& device_name) {
    const auto found = chip_by_device_.find(device_name);
    if (found != chip_by_device_.end()) return chip(found->second);
    const hardware::Device& wanted = device(device_name);
    std::string name;
    for (const std::string& candidate : formats::shipped_names("hardware")) {
      const hardware::Device& present = chip(candidate).device;
      const bool same = present.name == wanted.name;
      if (same || (name.empty() && present.type == wanted.type)) name = candidate;
      if (same) break;
    }
    require(!name.empty(),
            "hardware.template \"auto\": no shipped chip has a device like {}; name "
            "a chip",
            device_name);
    chip_by_device_[device_name] = name;
    return chip(name);
  }

 private:
  std::filesystem::path folder_;
  std::map<std::string, hardware::Device> devices_;
  std::map<std::string, hardware::Hardware> chips_;
  std::map<std::string, network::Network> networks_;
  std::map<std::string, std::string> chip_by_device_;
};

namespace {

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

// `chip` is the template with the device already chosen.
hardware::Hardware with_choice(hardware::Hardware chip, const HardwareChoice& choice) {
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
  if (!choice.dataflow.empty()) chip.dataflow = dataflow_of(choice.dataflow);
  if (!choice.adders.empty()) chip.adders = adders_of(choice.adders);
  if (!choice.input_coding.empty())
    chip.periphery.input_coding = input_coding_of(choice.input_coding);
  if (!choice.weight_mapping.empty())
    chip.weight_mapping = weight_mapping_of(choice.weight_mapping);
  hardware::check_hardware(chip);
  return chip;
}

void check_task(const network::Network& network, const Task& task, const std::string& file) {
  const network::Shape& input = network.node(0).shape;
  require(input == task.input,
          "network.file {}: it takes images of {} x {} x {}, the data set has "
          "{} x {} x {}",
          file, input.channels, input.height, input.width, task.input.channels, task.input.height,
          task.input.width);
  require(network.classes() == task.classes,
          "network.file {}: it tells {} classes apart, the data set has {}", file,
          network.classes(), task.classes);
  if (!task.trains) return;
  try {
    network::check_trainable(network);
  } catch (const Error& error) {
    fail(error.kind(), "network.file {}: {}", file, error.what());
  }
}

network::Network family_network(const Draft& draft, const Task& task) {
  network::FamilyParameters parameters = draft.family;
  parameters.stages.resize(draft.stage_count);
  parameters.input = task.input;
  parameters.classes = task.classes;
  return compress::with_bits(network::build_family(parameters), draft.bits);
}

}  // namespace

DesignBuilder::DesignBuilder(Task task)
    : task_(std::move(task)), files_(std::make_unique<Files>(task_.folder)) {}
DesignBuilder::~DesignBuilder() = default;
DesignBuilder::DesignBuilder(DesignBuilder&&) noexcept = default;
DesignBuilder& DesignBuilder::operator=(DesignBuilder&&) noexcept = default;

Design DesignBuilder::build(const space::Fields& fields) {
  const Draft draft = read_draft(fields);
  const HardwareChoice& choice = draft.hardware;
  const bool is_auto = choice.chip == HardwareChoice().chip;
  hardware::Hardware chip = !is_auto                ? files_->chip(choice.chip)
                            : choice.device.empty() ? files_->chip(default_chip)
                                                    : files_->chip_with(choice.device);
  if (!choice.device.empty()) chip.device = files_->device(choice.device);
  chip = with_choice(std::move(chip), choice);
  if (draft.network_file.empty()) {
    return {family_network(draft, task_), draft.recipe, std::move(chip)};
  }
  network::Network network = files_->network(draft.network_file);
  check_task(network, task_, draft.network_file);
  if (draft.has_bits) network = compress::with_bits(std::move(network), draft.bits);
  return {std::move(network), draft.recipe, std::move(chip)};
}

Design build_design(const space::Fields& fields, const Task& task) {
  return DesignBuilder(task).build(fields);
}

}  // namespace kirchhoff::design
