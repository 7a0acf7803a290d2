// kirchhoff/formats/device_file.cpp - reads and writes devices: cells with their noise and sources.
#include <algorithm>
#include <array>
#include <optional>

#include "kirchhoff/formats/detail/device_laws.hpp"
#include "kirchhoff/formats/detail/device_table.hpp"
#include "kirchhoff/formats/detail/number_key.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/device_writer.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace detail {
namespace {

using hardware::Device;
using hardware::DeviceType;
using hardware::Encoding;

const std::array<std::string, 4> type_names = {"rram", "pcm", "sram", "edram"};
const std::array<std::string, 2> encoding_names = {"differential-pair", "twos-complement"};
const std::array<std::string, 2> summing_names = {"converter", "adder-tree"};
constexpr std::int64_t newest_schema = 1;
constexpr double siemens_scale = micro;

const std::array<NumberKey<Device>, 14> number_keys = {{
    {"electrical", "g_min_us", siemens_scale, &Device::g_min},
    {"electrical", "g_max_us", siemens_scale, &Device::g_max},
    {"electrical", "read_voltage_v", 1.0, &Device::read_voltage},
    {"electrical", "cell_capacitance_ff", femto, &Device::cell_capacitance},
    {"electrical", "cell_area_f2", 1.0, &Device::cell_area_f2},
    {"electrical", "write_energy_pj", pico, &Device::write_energy},
    {"programming", "g_reference_us", siemens_scale, &Device::g_reference},
    {"read", "sd_relative", 1.0, &Device::read_sd_relative},
    {"read", "converter_sd_lsb", 1.0, &Device::converter_sd_lsb},
    {"low_frequency", "coefficient", 1.0, &Device::low_frequency_coefficient},
    {"low_frequency", "exponent", 1.0, &Device::low_frequency_exponent},
    {"low_frequency", "limit", 1.0, &Device::low_frequency_limit},
    {"low_frequency", "read_time_s", 1.0, &Device::low_frequency_read_time},
    {"drift", "t0_s", 1.0, &Device::drift_t0},
}};

const std::array<std::string, 3> form_names = {"power", "line", "logarithm"};

bool has_key(hardware::LowFrequencyForm form, std::string_view key) {
  using Form = hardware::LowFrequencyForm;
  if (key == "coefficient") return form != Form::Line;
  if (key == "exponent" || key == "limit") return form == Form::Power;
  return true;
}

// Only charge-domain cells have a capacitor, so others may leave it out; of 1/f noise a form has
// its own numbers.
bool is_optional(const NumberKey<Device>& key, const Device& device) {
  const std::string_view name = key.key;
  return (name == "cell_capacitance_ff" && device.type != DeviceType::Sram) ||
         !has_key(device.low_frequency_form, name);
}

void read_part(spec::TableReader& part, std::string_view name, Device& device) {
  if (name == "low_frequency") {
    const std::string form = part.choice_or("form", form_names[0], form_names);
    const auto found = std::find(form_names.begin(), form_names.end(), form);
    device.low_frequency_form = static_cast<hardware::LowFrequencyForm>(found - form_names.begin());
    if (form == form_names[1]) {
      read_line(part, "line", device.low_frequency_line);
      read_above(part, "line", device.low_frequency_above);
    }
  }
  for (const NumberKey<Device>& key : number_keys) {
    if (key.table != name) continue;
    const bool absent = part.find(key.key) == nullptr;
    if (!(absent && is_optional(key, device))) read_number(part, key, device);
  }
  if (name == "programming") device.programming_sd_us = part.reals("sd_us");
  if (name == "drift") {
    read_line(part, "mean", device.drift_mean);
    read_line(part, "sd", device.drift_sd);
    read_above(part, "mean", device.drift_mean_above);
    read_above(part, "sd", device.drift_sd_above);
  }
  (void)read_source(part);
  part.finish();
}

// Returns whether the table is there.
bool read_table(spec::TableReader& reader, const std::string& name, bool required, Device& device) {
  std::optional<spec::TableReader> part = reader.table(name);
  if (part) {
    read_part(*part, name, device);
  } else if (required && !reader.has(name)) {
    reader.complain(name, fmt::format("the table [{}] is missing", name));
  }
  return part.has_value();
}

std::string part_toml(const Device& device, const std::string& prefix, const std::string& name) {
  std::string text = fmt::format("\n[{}{}]\n", prefix, name);
  for (const NumberKey<Device>& key : number_keys) {
    if (key.table != name || !has_key(device.low_frequency_form, key.key)) continue;
    text += fmt::format("{} = {}\n", key.key, number_text(key, device));
  }
  if (name == "programming")
    text += fmt::format("sd_us = {}\n", list_text(device.programming_sd_us));
  if (name == "low_frequency" && device.low_frequency_form != hardware::LowFrequencyForm::Power) {
    const auto form = static_cast<std::size_t>(device.low_frequency_form);
    text += fmt::format("form = {}\n", toml_string(form_names.at(form)));
    if (device.low_frequency_form == hardware::LowFrequencyForm::Line) {
      text += fmt::format("line = {}\n", list_text(device.low_frequency_line));
      text += above_toml("line", device.low_frequency_above);
    }
  }
  if (name == "drift") {
    text += fmt::format("mean = {}\nsd = {}\n", list_text(device.drift_mean),
                        list_text(device.drift_sd));
    text += above_toml("mean", device.drift_mean_above) + above_toml("sd", device.drift_sd_above);
  }
  return text + fmt::format("source = {}\n", toml_string(device.source));
}

}  // namespace

Device read_device(spec::TableReader& reader) {
  Device device;
  device.name = reader.text("name");
  device.title = reader.text("title");
  device.source = read_source(reader);
  const std::string type = reader.choice("type", type_names);
  const bool holds_charge = type == "sram" || type == "edram";
  device.type = holds_charge    ? DeviceType::Sram
                : type == "pcm" ? DeviceType::Pcm
                                : DeviceType::Rram;
  device.encoding = reader.choice("encoding", encoding_names) == encoding_names[0]
                        ? Encoding::DifferentialPair
                        : Encoding::TwosComplement;
  if (reader.has("summing") && reader.choice("summing", summing_names) == summing_names[1]) {
    device.summing = hardware::Summing::AdderTree;
  }
  device.max_cell_bits = static_cast<int>(reader.integer("max_cell_bits", {1, 4}));
  read_table(reader, "electrical", true, device);
  read_table(reader, "programming", true, device);
  read_table(reader, "read", true, device);
  device.has_low_frequency_noise = read_table(reader, "low_frequency", false, device);
  device.has_drift = read_table(reader, "drift", false, device);
  read_laws(reader, device);
  if (reader.has("retention") != (type == "edram")) {
    reader.complain(type == "edram" ? "type" : "retention",
                    "the table [retention] belongs to type = \"edram\", and such cells need it: "
                    "time_constant_us, spread, refresh_period_us");
  }
  reader.finish();
  return device;
}

std::string device_toml(const Device& device, const std::string& prefix) {
  const bool pair = device.encoding == Encoding::DifferentialPair;
  std::string text = fmt::format(
      "name = {}\ntitle = {}\nsource = {}\ntype = {}\nencoding = {}\n", toml_string(device.name),
      toml_string(device.title), toml_string(device.source),
      toml_string(hardware::cell_type_name(device)), toml_string(encoding_names[pair ? 0 : 1]));
  if (device.summing == hardware::Summing::AdderTree) {
    text += fmt::format("summing = {}\n", toml_string(summing_name(device.summing)));
  }
  text += fmt::format("max_cell_bits = {}\n", device.max_cell_bits);
  text += part_toml(device, prefix, "electrical");
  text += part_toml(device, prefix, "programming");
  text += part_toml(device, prefix, "read");
  if (device.has_low_frequency_noise) text += part_toml(device, prefix, "low_frequency");
  if (device.has_drift) text += part_toml(device, prefix, "drift");
  return text + laws_toml(device, prefix);
}

}  // namespace detail

std::string device_file_text(const hardware::Device& device) {
  return fmt::format("schema = {}\n", detail::newest_schema) + detail::device_toml(device, "");
}

hardware::Device load_device(const std::string& name_or_path) {
  const detail::Document document = detail::open_document("devices", "device", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  spec::read_schema(reader, detail::newest_schema);
  hardware::Device device = detail::read_device(reader);
  problems.raise_if_any();
  try {
    hardware::check_device(device);
  } catch (const Error& error) {
    detail::fail_at(document.table, error);
  }
  return device;
}

}  // namespace kirchhoff::formats
