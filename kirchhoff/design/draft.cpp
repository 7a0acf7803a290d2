// kirchhoff/design/draft.cpp - checks each field against its row and writes it into the draft.
#include "kirchhoff/design/detail/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::design {
namespace {

const std::string stage_mark = "<i>";
const std::string chip_mark = "hardware.";
const std::string kind_mark = "hardware.<kind>.";

// Every path that may be written, with the stage's number in it; those of kinds with their mark.
const std::map<std::string, FieldPlace>& places() {
  static const std::map<std::string, FieldPlace> table = [] {
    std::map<std::string, FieldPlace> result;
    for (const FieldRow& row : field_rows()) {
      const std::size_t mark = row.path.find(stage_mark);
      for (std::size_t stage = row.first; stage <= row.last; ++stage) {
        std::string path = row.path;
        if (mark != std::string::npos) {
          path.replace(mark, stage_mark.size(), fmt::format("{}", stage));
        }
        result[path] = {.row = &row, .stage = stage};
      }
    }
    return result;
  }();
  return table;
}

// A field of a kind of macros: "hardware.sram.rows". Whether a chip has the kind is not known here.
std::optional<FieldPlace> find_kind_field(const std::string& path) {
  if (!path.starts_with(chip_mark)) return std::nullopt;
  const std::size_t dot = path.find('.', chip_mark.size());
  if (dot == std::string::npos) return std::nullopt;
  const std::string key = path.substr(dot + 1);
  const auto found = places().find(kind_mark + key);
  const std::string kind = path.substr(chip_mark.size(), dot - chip_mark.size());
  if (found != places().end()) return FieldPlace{.row = found->second.row, .kind = kind};
  require(!places().contains(chip_mark + key),
          "{}: {} is the same for all kinds of macros; write {}{}", path, key, chip_mark, key);
  return std::nullopt;
}

// All paths, those of kinds with the name that the wrong one has.
std::vector<std::string> paths_like(const std::string& path) {
  std::string own = kind_mark;
  if (path.starts_with(chip_mark)) {
    const std::size_t dot = path.find('.', chip_mark.size());
    if (dot != std::string::npos) own = path.substr(0, dot + 1);
  }
  std::vector<std::string> names;
  for (const auto& [name, place] : places()) {
    names.push_back(name.starts_with(kind_mark) ? own + name.substr(kind_mark.size()) : name);
  }
  return names;
}

bool has_type(FieldType type, const space::ParameterValue& value) {
  switch (type) {
    case FieldType::Whole: return std::holds_alternative<std::int64_t>(value);
    case FieldType::Number:
      return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
    case FieldType::Text: return std::holds_alternative<std::string>(value);
    case FieldType::Truth: return std::holds_alternative<bool>(value);
  }
  return false;
}

bool in_range(const FieldRow& row, const space::ParameterValue& value) {
  if (!row.choices.empty()) {
    const std::string text = space::value_text(value);
    return std::find(row.choices.begin(), row.choices.end(), text) != row.choices.end();
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return row.has_form == nullptr || row.has_form(*text);
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer) >= row.low && static_cast<double>(*integer) <= row.high;
  }
  const auto* real = std::get_if<double>(&value);
  return real == nullptr || (*real >= row.low && *real <= row.high);
}

}  // namespace

FieldPlace find_field(const std::string& path) {
  const auto found = places().find(path);
  if (found != places().end() && found->second.row->scope != FieldScope::Kind) return found->second;
  if (std::optional<FieldPlace> of_kind = find_kind_field(path)) return *std::move(of_kind);
  fail(ErrorKind::Input, "there is no design field \"{}\"; {}", path,
       suggest(path, paths_like(path)));
}

std::string value_problem(const FieldRow& row, const std::string& path,
                          const space::ParameterValue& value) {
  static const std::map<FieldType, std::string> kinds = {{FieldType::Whole, "a whole number"},
                                                         {FieldType::Number, "a number"},
                                                         {FieldType::Text, "a text"},
                                                         {FieldType::Truth, "true or false"}};
  const std::string seen = space::value_text(value);
  if (!has_type(row.type, value)) {
    return fmt::format("{} ({}) must be {}; allowed: {}", path, seen, kinds.at(row.type),
                       range_text(row));
  }
  if (in_range(row, value)) return "";
  if (row.type == FieldType::Text && !row.choices.empty()) {
    return fmt::format("{} cannot be \"{}\"; {}", path, seen, suggest(seen, row.choices));
  }
  if (!row.choices.empty()) {
    return fmt::format("{} ({}) must be one of {}", path, seen, range_text(row));
  }
  return fmt::format("{} ({}) must be {}", path, seen, range_text(row));
}

Draft read_draft(const space::Fields& fields) {
  Draft draft;
  for (const auto& [path, value] : fields) {
    const FieldPlace place = find_field(path);
    const std::string problem = value_problem(*place.row, path, value);
    require(problem.empty(), "{}", problem);
    if (place.row->set != nullptr) {
      place.row->set(draft, place.stage, value);
    } else {
      place.row->set_chip(place.kind.empty() ? draft.hardware : draft.kinds[place.kind], value);
    }
  }
  return draft;
}

}  // namespace kirchhoff::design
