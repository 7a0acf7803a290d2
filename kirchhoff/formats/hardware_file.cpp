// kirchhoff/formats/hardware_file.cpp - reads and writes chips.
#include <algorithm>
#include <variant>

#include "kirchhoff/cost/factors.hpp"
#include "kirchhoff/formats/detail/device_table.hpp"
#include "kirchhoff/formats/detail/hardware_fields.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/detail/toml_text.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using detail::Document;
using detail::HardwareDraft;
using detail::HardwareNumber;

constexpr std::int64_t newest_schema = 1;

// A device by name, by a path beside the chip's file, or as a table inside it.
hardware::Device read_chip_device(spec::TableReader& reader, const Document& document) {
  const spec::Value* value = reader.find("device");
  if (value != nullptr && std::holds_alternative<spec::Value::Table>(value->content)) {
    std::optional<spec::TableReader> table = reader.table("device");
    return detail::read_device(*table);
  }
  const std::string name = reader.text("device");
  if (name.empty()) return {};
  const bool beside = detail::is_path(name) && !std::filesystem::path(name).is_absolute();
  try {
    return load_device(beside ? (document.path.parent_path() / name).string() : name);
  } catch (const Error& error) {
    fail(error.kind(), "{}: {}", value->location.text(), error.what());
  }
}

void read_number(spec::TableReader& reader, const HardwareNumber& number, HardwareDraft& draft) {
  if (number.optional && !reader.has(number.key)) {
    (void)reader.find(number.key);
    return;
  }
  double value = 0.0;
  if (number.whole) {
    value =
        static_cast<double>(reader.integer(number.key, {static_cast<std::int64_t>(number.low),
                                                        static_cast<std::int64_t>(number.high)}));
  } else {
    value = reader.real(number.key, {number.low, number.high});
  }
  number.set(draft, value * number.unit);
}

// The table [factors], which `calibrate chip` writes: names of cost/factors.hpp and a source.
hardware::Factors read_factors(spec::TableReader& reader) {
  constexpr spec::Range<double> allowed = {1e-3, 1e3};
  hardware::Factors factors;
  std::optional<spec::TableReader> table = reader.table("factors");
  if (!table) return factors;
  factors.source = detail::read_source(*table);
  for (const std::string& name : cost::factor_names()) {
    const double value = table->real_or(name, 1.0, allowed);
    if (table->has(name)) factors.values[name] = value;
  }
  table->finish();
  return factors;
}

std::string factors_toml(const hardware::Factors& factors) {
  if (factors.values.empty()) return "";
  std::string text = fmt::format("\n[factors]\nsource = {}\n", detail::toml_string(factors.source));
  for (const auto& [name, value] : factors.values) {
    text += fmt::format("{} = {}\n", name, detail::number(value));
  }
  return text;
}

}  // namespace

hardware::Hardware load_hardware(const std::string& name_or_path) {
  const Document document = detail::open_document("hardware", "chip", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  const hardware::Hardware defaults;
  HardwareDraft draft(defaults);
  spec::read_schema(reader, newest_schema);
  draft.hardware.name = reader.text("name");
  (void)reader.text("title");
  (void)detail::read_source(reader);
  draft.hardware.device = read_chip_device(reader, document);
  for (const HardwareNumber& number : detail::hardware_numbers()) {
    read_number(reader, number, draft);
  }
  draft.hardware.dataflow =
      detail::dataflow_of(reader.choice("dataflow", detail::dataflow_names()));
  if (reader.has("mapping")) {
    draft.hardware.mapping_rule =
        detail::mapping_rule_of(reader.choice("mapping", detail::mapping_rule_names()));
  }
  if (reader.has("adders")) {
    draft.hardware.adders =
        detail::adder_tree_of(reader.choice("adders", hardware::adder_tree_names()));
  }
  for (const detail::HardwareChoice& choice : detail::hardware_choices()) {
    const std::string word = reader.choice_or(choice.key, choice.names[0], choice.names);
    const auto found = std::find(choice.names.begin(), choice.names.end(), word);
    choice.set(draft, static_cast<std::size_t>(found - choice.names.begin()) % choice.names.size());
  }
  draft.hardware.factors = read_factors(reader);
  // Of published chips, for formats/published_chip.hpp: they change nothing of the chip.
  (void)reader.find("assumed");
  (void)reader.find("published");
  reader.finish();
  problems.raise_if_any();
  try {
    return draft.finished();
  } catch (const Error& error) {
    detail::fail_at(document.table, error);
  }
}

std::string hardware_toml(const hardware::Hardware& hardware) {
  const HardwareDraft draft(hardware);
  std::string text = fmt::format(
      "schema = {}\nname = {}\ntitle = {}\nsource = \"written by kirchhoff\"\n", newest_schema,
      detail::toml_string(hardware.name), detail::toml_string(hardware.name));
  for (const HardwareNumber& number : detail::hardware_numbers()) {
    const double value = number.value(draft);
    if (number.is_rare && value == number.value(HardwareDraft(hardware::Hardware{}))) continue;
    text += fmt::format(
        "{} = {}\n", number.key,
        number.whole ? fmt::format("{:.0f}", value) : detail::number_in(value, number.unit));
  }
  text += fmt::format("dataflow = {}\nmapping = {}\n",
                      detail::toml_string(dataflow_name(hardware.dataflow)),
                      detail::toml_string(mapping_rule_name(hardware.mapping_rule)));
  if (hardware.device.summing == hardware::Summing::AdderTree) {
    text += fmt::format("adders = {}\n", detail::toml_string(adder_tree_name(hardware.adders)));
  }
  for (const detail::HardwareChoice& choice : detail::hardware_choices()) {
    const std::size_t value = choice.value(draft);
    if (value != 0)
      text += fmt::format("{} = {}\n", choice.key, detail::toml_string(choice.names[value]));
  }
  return text + "\n[device]\n" + detail::device_toml(hardware.device, "device.") +
         factors_toml(hardware.factors);
}

}  // namespace kirchhoff::formats
