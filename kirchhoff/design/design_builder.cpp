// kirchhoff/design/design_builder.cpp - from fields to network, bits, recipe and chip.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/compress/bits.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/design/detail/chip_choice.hpp"
#include "kirchhoff/design/detail/draft.hpp"
#include "kirchhoff/formats/chip_file.hpp"
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
  const hardware::Chip& chip(const std::string& name) {
    return kept(chips_, name, [&](const std::string& chip) {
      return formats::load_chip(formats::found_beside(chip, folder_));
    });
  }
  const network::Network& network(const std::string& name) {
    return kept(networks_, name, [&](const std::string& network) {
      return formats::load_network(formats::found_beside(network, folder_));
    });
  }

  /// The shipped chip with this device, or else the first with a device of its type.
  const hardware::Chip& chip_with(const std::string& device_name) {
    const auto found = chip_by_device_.find(device_name);
    if (found != chip_by_device_.end()) return chip(found->second);
    const hardware::Device& wanted = device(device_name);
    std::string name;
    for (const std::string& candidate : formats::shipped_names("hardware")) {
      const hardware::Device& present = chip(candidate).kinds.front().device;
      const bool same = present.name == wanted.name;
      if (same || (name.empty() && cell_type_name(present) == cell_type_name(wanted)))
        name = candidate;
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
  std::map<std::string, hardware::Chip> chips_;
  std::map<std::string, network::Network> networks_;
  std::map<std::string, std::string> chip_by_device_;
};

namespace {

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

hardware::Chip DesignBuilder::build_chip(const space::Fields& fields, const Draft& draft) {
  const HardwareChoice& choice = draft.hardware;
  const bool is_auto = choice.chip == HardwareChoice().chip;
  const hardware::Chip& base = !is_auto                ? files_->chip(choice.chip)
                               : choice.device.empty() ? files_->chip(default_chip)
                                                       : files_->chip_with(choice.device);
  check_chip_fields(fields, draft, base);
  return with_choices(base, draft, [this](const std::string& name) -> const hardware::Device& {
    return files_->device(name);
  });
}

network::Network DesignBuilder::build_network(const Draft& draft) {
  if (draft.network_file.empty()) return family_network(draft, task_);
  network::Network network = files_->network(draft.network_file);
  check_task(network, task_, draft.network_file);
  if (draft.has_bits) network = compress::with_bits(std::move(network), draft.bits);
  return network;
}

Design DesignBuilder::build(const space::Fields& fields) {
  const Draft draft = read_draft(fields);
  hardware::Chip chip = build_chip(fields, draft);
  network::Network network = build_network(draft);
  tie_stages(chip, network, draft);
  return {std::move(network), draft.recipe, std::move(chip)};
}

Design build_design(const space::Fields& fields, const Task& task) {
  return DesignBuilder(task).build(fields);
}

}  // namespace kirchhoff::design
