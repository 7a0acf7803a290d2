// kirchhoff/formats/hardware_file.cpp - reads and writes chips.
#include <algorithm>
#include <array>
#include <variant>

#include "kirchhoff/cost/factors.hpp"
#include "kirchhoff/formats/detail/device_table.hpp"
#include "kirchhoff/formats/detail/hardware_fields.hpp"
#include "kirchhoff/formats/detail/hardware_table.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/detail/toml_text.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using detail::Document;
using detail::hardware_schema;
using detail::HardwareDraft;
using detail::HardwareNumber;

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

void read_draft_number(spec::TableReader& reader, const HardwareNumber& number,
                       HardwareDraft& draft) {
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

namespace detail {

bool belongs_to_die(std::string_view key) {
  constexpr std::array<std::string_view, 6> keys = {"node_nm",       "supply_v", "clock_mhz",
                                                    "temperature_k", "dataflow", "mapping"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void read_hardware_table(spec::TableReader& reader, const Document& document, HardwareScope scope,
                         HardwareDraft& draft) {
  const auto is_here = [&](const std::string& key) {
    if (scope == HardwareScope::Whole) return true;
    const bool of_die = belongs_to_die(key);
    if (of_die == (scope == HardwareScope::Die)) return true;
    if (reader.find(key) == nullptr) return false;
    reader.complain(key, of_die ? key +
                                      " is the same for the whole chip: give it once, above the "
                                      "first [[kind]]"
                                : key + " belongs to a kind of macros: give it in each [[kind]]");
    return false;
  };
  if (is_here("device")) draft.hardware.device = read_chip_device(reader, document);
  for (const HardwareNumber& number : hardware_numbers()) {
    if (is_here(number.key)) read_draft_number(reader, number, draft);
  }
  if (is_here("dataflow")) {
    draft.hardware.dataflow = dataflow_of(reader.choice("dataflow", dataflow_names()));
  }
  if (is_here("mapping") && reader.has("mapping")) {
    draft.hardware.mapping_rule = mapping_rule_of(reader.choice("mapping", mapping_rule_names()));
  }
  if (is_here("adders") && reader.has("adders")) {
    draft.hardware.adders = adder_tree_of(reader.choice("adders", hardware::adder_tree_names()));
  }
  for (const HardwareChoice& choice : hardware_choices()) {
    if (!is_here(choice.key)) continue;
    const std::string word = reader.choice_or(choice.key, choice.names[0], choice.names);
    const auto found = std::find(choice.names.begin(), choice.names.end(), word);
    choice.set(draft, static_cast<std::size_t>(found - choice.names.begin()) % choice.names.size());
  }
}

std::string hardware_keys_toml(const hardware::Hardware& hardware, HardwareScope scope) {
  const auto is_here = [&](std::string_view key) {
    return scope == HardwareScope::Whole || belongs_to_die(key) == (scope == HardwareScope::Die);
  };
  const HardwareDraft draft(hardware);
  std::string text;
  for (const HardwareNumber& number : hardware_numbers()) {
    const double value = number.value(draft);
    if (!is_here(number.key)) continue;
    if (number.is_rare && value == number.value(HardwareDraft(hardware::Hardware{}))) continue;
    text +=
        fmt::format("{} = {}\n", number.key,
                    number.whole ? fmt::format("{:.0f}", value) : number_in(value, number.unit));
  }
  if (is_here("dataflow")) {
    text +=
        fmt::format("dataflow = {}\nmapping = {}\n", toml_string(dataflow_name(hardware.dataflow)),
                    toml_string(mapping_rule_name(hardware.mapping_rule)));
  }
  if (is_here("adders") && hardware.device.summing == hardware::Summing::AdderTree) {
    text += fmt::format("adders = {}\n", toml_string(adder_tree_name(hardware.adders)));
  }
  for (const HardwareChoice& choice : hardware_choices()) {
    const std::size_t value = choice.value(draft);
    if (value != 0 && is_here(choice.key))
      text += fmt::format("{} = {}\n", choice.key, toml_string(choice.names[value]));
  }
  return text;
}

}  // namespace detail

hardware::Hardware load_hardware(const std::string& name_or_path) {
  const Document document = detail::open_document("hardware", "chip", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  spec::read_schema(reader, hardware_schema);
  if (reader.has("kind")) {
    fail(ErrorKind::Input,
         "{}: the chip has kinds of macros ([[kind]]); this needs a chip of one kind: estimate, "
         "sweep, accuracy and studies take both",
         reader.find("kind")->location.text());
  }
  HardwareDraft draft(hardware::Hardware{});
  draft.hardware.name = reader.text("name");
  (void)reader.text("title");
  (void)detail::read_source(reader);
  detail::read_hardware_table(reader, document, detail::HardwareScope::Whole, draft);
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
  return fmt::format("schema = {}\nname = {}\ntitle = {}\nsource = \"written by kirchhoff\"\n",
                     hardware_schema, detail::toml_string(hardware.name),
                     detail::toml_string(hardware.name)) +
         detail::hardware_keys_toml(hardware, detail::HardwareScope::Whole) + "\n[device]\n" +
         detail::device_toml(hardware.device, "device.") + factors_toml(hardware.factors);
}

}  // namespace kirchhoff::formats
