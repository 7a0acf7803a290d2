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

std::size_t kind_of(const Chip& chip, const std::string& name, const std::string& assignment) {
  const std::optional<std::size_t> kind = hardware::find_kind(chip, name);
  if (kind) return *kind;
  fail(ErrorKind::Usage, "{}: {} has no kind \"{}\"; {}", assignment, chip.name, name,
       suggest(name, hardware::kind_names(chip)));
}

void set_layers(Chip& chip, std::size_t kind, const std::string& list) {
  const std::optional<std::vector<std::string>> names = layer_names(list);
  if (!names) {
    fail(ErrorKind::Usage, "\"{}.layers={}\": a name is empty; give names as first,last,block*",
         chip.kinds[kind].name, list);
  }
  hardware::tie_layers(chip, kind, *names);
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

std::optional<std::vector<std::string>> layer_names(const std::string& list) {
  std::vector<std::string> names;
  if (list.empty() || list == "none") return names;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::size_t first = list.find_first_not_of(' ', begin);
    if (first >= end) return std::nullopt;
    const std::size_t last = list.find_last_not_of(' ', end - 1);
    names.push_back(list.substr(first, last - first + 1));
    begin = end + 1;
  }
  return names;
}

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
