// kirchhoff/formats/chip_file.cpp - reads and writes chips with [[kind]] tables.
#include "kirchhoff/formats/chip_file.hpp"

#include <algorithm>
#include <cctype>

#include "kirchhoff/formats/detail/device_table.hpp"
#include "kirchhoff/formats/detail/hardware_table.hpp"
#include "kirchhoff/formats/detail/toml_text.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using detail::Document;
using detail::HardwareDraft;
using detail::HardwareScope;
using hardware::Chip;

// Names stand before a dot in keys and between commas in lists.
bool is_kind_name(const std::string& name) {
  const auto is_part = [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-' || c == '_';
  };
  return !name.empty() && std::islower(static_cast<unsigned char>(name.front())) != 0 &&
         std::all_of(name.begin(), name.end(), is_part);
}

void read_rules(spec::TableReader& reader, std::size_t kind, Chip& chip) {
  for (const std::string& layers : reader.texts_or("layers", {})) {
    if (layers.empty()) reader.complain("layers", "a name in layers is empty; leave it out");
    chip.rules.push_back({.layers = layers, .kind = kind});
  }
}

void read_kind(spec::TableReader& reader, const Document& document, const HardwareDraft& die,
               Chip& chip) {
  HardwareDraft draft = die;
  draft.hardware.name = reader.text("name");
  if (!draft.hardware.name.empty() && !is_kind_name(draft.hardware.name)) {
    reader.complain("name", "a kind's name (\"" + draft.hardware.name +
                                "\") must be lower-case letters, digits, - and _, e.g. \"sram\"");
  }
  if (hardware::find_kind(chip, draft.hardware.name)) {
    reader.complain("name", "two kinds of macros are called \"" + draft.hardware.name +
                                "\"; give each a name of its own");
  }
  (void)detail::read_source(reader);
  read_rules(reader, chip.kinds.size(), chip);
  detail::read_hardware_table(reader, document, HardwareScope::Kind, draft);
  reader.finish();
  if (!reader.problems().empty()) return;
  try {
    chip.kinds.push_back(draft.finished());
  } catch (const Error& error) {
    detail::fail_at(reader.value(), error);
  }
}

std::string kind_toml(const Chip& chip, std::size_t kind) {
  const hardware::Hardware& hardware = chip.kinds[kind];
  std::string text = fmt::format("\n[[kind]]\nname = {}\nsource = \"written by kirchhoff\"\n",
                                 detail::toml_string(hardware.name));
  std::string layers;
  for (const hardware::KindRule& rule : chip.rules) {
    if (rule.kind != kind) continue;
    layers += (layers.empty() ? "" : ", ") + detail::toml_string(rule.layers);
  }
  if (!layers.empty()) text += fmt::format("layers = [{}]\n", layers);
  return text + detail::hardware_keys_toml(hardware, HardwareScope::Kind) + "[kind.device]\n" +
         detail::device_toml(hardware.device, "kind.device.");
}

}  // namespace

Chip load_chip(const std::string& name_or_path) {
  const Document document = detail::open_document("hardware", "chip", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  if (!reader.has("kind")) return hardware::one_kind(load_hardware(name_or_path));
  spec::read_schema(reader, detail::hardware_schema);
  Chip chip{.name = reader.text("name"), .kinds = {}, .rules = {}, .places_products = true};
  (void)reader.text("title");
  (void)detail::read_source(reader);
  HardwareDraft die(hardware::Hardware{});
  detail::read_hardware_table(reader, document, HardwareScope::Die, die);
  if (reader.find("factors") != nullptr) {
    reader.complain("factors", "factors correct a measured chip of one kind; leave them out");
  }
  for (spec::TableReader& kind : reader.tables("kind")) read_kind(kind, document, die, chip);
  reader.finish();
  problems.raise_if_any();
  try {
    hardware::check_chip(chip);
  } catch (const Error& error) {
    detail::fail_at(document.table, error);
  }
  return chip;
}

std::string chip_toml(const Chip& chip) {
  if (chip.has_one_kind()) return hardware_toml(chip.kinds.front());
  const std::string name = detail::toml_string(chip.name);
  std::string text =
      fmt::format("schema = {}\nname = {}\ntitle = {}\nsource = \"written by kirchhoff\"\n",
                  detail::hardware_schema, name, name) +
      detail::hardware_keys_toml(chip.kinds.front(), HardwareScope::Die);
  for (std::size_t kind = 0; kind < chip.kinds.size(); ++kind) text += kind_toml(chip, kind);
  return text;
}

}  // namespace kirchhoff::formats
