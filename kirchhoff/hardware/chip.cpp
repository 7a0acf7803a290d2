// kirchhoff/hardware/chip.cpp - checks that the kinds of macros of one chip can share a die.
#include "kirchhoff/hardware/chip.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

// Router, memory port and wires belong to the die, and their costs come from these.
void check_same_die(const Hardware& first, const Hardware& other) {
  const auto same = [&](const char* key, double a, double b) {
    require(a == b,
            "kinds \"{}\" and \"{}\" have different {} ({:g} and {:g}): all kinds share one die, "
            "give it once for the chip",
            first.name, other.name, key, a, b);
  };
  same("node_nm", first.node_nm, other.node_nm);
  same("supply_v", first.supply.si(), other.supply.si());
  same("clock_mhz", first.clock.si() * 1e-6, other.clock.si() * 1e-6);
  same("temperature_k", first.periphery.temperature_k, other.periphery.temperature_k);
  require(first.dataflow == other.dataflow && first.mapping_rule == other.mapping_rule,
          "kinds \"{}\" and \"{}\" have different dataflow or mapping: layers of one chip run in "
          "one order, give both once for the chip",
          first.name, other.name);
}

}  // namespace

Chip one_kind(Hardware hardware) {
  Chip chip;
  chip.name = hardware.name;
  chip.kinds.push_back(std::move(hardware));
  return chip;
}

void check_chip(const Chip& chip) {
  require(!chip.kinds.empty() && chip.kinds.size() <= most_kinds,
          "chip {}: {} kinds of macros; allowed are 1 to {}", chip.name, chip.kinds.size(),
          most_kinds);
  std::set<std::string> names;
  for (const Hardware& kind : chip.kinds) {
    try {
      check_hardware(kind);
    } catch (const Error& error) {
      if (chip.kinds.size() == 1) throw;
      fail(error.kind(), "kind \"{}\": {}", kind.name, error.what());
    }
    require(names.insert(kind.name).second,
            "two kinds of macros are called \"{}\"; give each a name of its own", kind.name);
    check_same_die(chip.kinds.front(), kind);
    require(chip.kinds.size() == 1 || kind.factors.values.empty(),
            "kind \"{}\" has factors, which correct a measured chip of one kind as a whole; leave "
            "them out",
            kind.name);
  }
  for (const KindRule& rule : chip.rules) {
    require(rule.kind < chip.kinds.size(), "layers \"{}\" sit on kind {} of {}", rule.layers,
            rule.kind + 1, chip.kinds.size());
  }
}

bool is_rewritable(const Hardware& hardware) { return hardware.device.type == DeviceType::Sram; }

std::vector<std::string> kind_names(const Chip& chip) {
  std::vector<std::string> names;
  for (const Hardware& kind : chip.kinds) names.push_back(kind.name);
  return names;
}

std::optional<std::size_t> find_kind(const Chip& chip, const std::string& name) {
  const auto found = std::find_if(chip.kinds.begin(), chip.kinds.end(),
                                  [&](const Hardware& kind) { return kind.name == name; });
  if (found == chip.kinds.end()) return std::nullopt;
  return static_cast<std::size_t>(found - chip.kinds.begin());
}

void tie_layers(Chip& chip, std::size_t kind, std::span<const std::string> layers) {
  std::erase_if(chip.rules, [&](const KindRule& rule) { return rule.kind == kind; });
  auto place =
      std::ranges::find_if(chip.rules, [&](const KindRule& rule) { return rule.kind > kind; });
  for (const std::string& each : layers) {
    place = std::next(chip.rules.insert(place, {.layers = each, .kind = kind}));
  }
}

}  // namespace kirchhoff::hardware
