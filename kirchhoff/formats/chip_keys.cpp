// kirchhoff/formats/chip_keys.cpp - sets keys of a chip by "key=value" or "kind.key=value".
#include <algorithm>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/detail/hardware_table.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using hardware::Chip;
using hardware::KindRule;

std::size_t kind_of(const Chip& chip, const std::string& name, const std::string& assignment) {
  const std::optional<std::size_t> kind = hardware::find_kind(chip, name);
  if (kind) return *kind;
  fail(ErrorKind::Usage, "{}: {} has no kind \"{}\"; {}", assignment, chip.name, name,
       suggest(name, hardware::kind_names(chip)));
}

// Rules stay in the order of the kinds: the first that names a layer holds it.
void set_layers(Chip& chip, std::size_t kind, const std::string& list) {
  std::erase_if(chip.rules, [&](const KindRule& rule) { return rule.kind == kind; });
  if (list == "none") return;
  auto place =
      std::ranges::find_if(chip.rules, [&](const KindRule& rule) { return rule.kind > kind; });
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (end == begin) {
      fail(ErrorKind::Usage, "\"{}.layers={}\": a name is empty; give names as first,last,block*",
           chip.kinds[kind].name, list);
    }
    place = std::next(
        chip.rules.insert(place, {.layers = list.substr(begin, end - begin), .kind = kind}));
    begin = end + 1;
  }
}

// One assignment, to the lists of the kinds that it changes.
void sort_out(Chip& chip, const std::string& assignment,
              std::vector<std::vector<std::string>>& of_kinds) {
  const std::string key = assignment.substr(0, assignment.find('='));
  const std::size_t dot = key.find('.');
  if (dot == std::string::npos) {
    if (!detail::belongs_to_die(key) && chip.kinds.size() > 1) {
      hardware::Hardware first = chip.kinds.front();
      set_hardware_key(first, assignment);  // an unknown key is told as such
      fail(ErrorKind::Usage, "{} belongs to a kind of macros of {}; write {}.{} or {}.{}", key,
           chip.name, chip.kinds[0].name, assignment, chip.kinds[1].name, assignment);
    }
    for (std::vector<std::string>& list : of_kinds) list.push_back(assignment);
    return;
  }
  const std::size_t kind = kind_of(chip, key.substr(0, dot), assignment);
  const std::string own = key.substr(dot + 1);
  if (detail::belongs_to_die(own)) {
    fail(ErrorKind::Usage, "{} is the same for all kinds of macros; write {}", own,
         assignment.substr(dot + 1));
  }
  if (own != "layers") {
    of_kinds[kind].push_back(assignment.substr(dot + 1));
  } else if (assignment.size() > key.size() + 1) {
    set_layers(chip, kind, assignment.substr(key.size() + 1));
  } else {
    fail(ErrorKind::Usage, "\"{}\" names no layers; give {}=first,last, or {}=none", assignment,
         key, key);
  }
}

}  // namespace

void set_chip_keys(Chip& chip, std::span<const std::string> assignments) {
  if (assignments.empty()) return;
  if (chip.has_one_kind()) return set_hardware_keys(chip.kinds.front(), assignments);
  Chip changed = chip;
  std::vector<std::vector<std::string>> of_kinds(chip.kinds.size());
  for (const std::string& assignment : assignments) sort_out(changed, assignment, of_kinds);
  for (std::size_t kind = 0; kind < of_kinds.size(); ++kind) {
    try {
      set_hardware_keys(changed.kinds[kind], of_kinds[kind]);
    } catch (const Error& error) {
      fail(error.kind(), "kind \"{}\": {}", changed.kinds[kind].name, error.what());
    }
  }
  hardware::check_chip(changed);
  chip = std::move(changed);
}

}  // namespace kirchhoff::formats
