// kirchhoff/design/draft.cpp - checks each field against its row and writes it into the draft.
#include "kirchhoff/design/detail/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::design {
namespace {

const std::string stage_mark = "<i>";

// Every path that may be written, with the stage's number in it.
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
        result[path] = {&row, stage};
      }
    }
    return result;
  }();
  return table;
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
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer) >= row.low && static_cast<double>(*integer) <= row.high;
  }
  const auto* real = std::get_if<double>(&value);
  return real == nullptr || (*real >= row.low && *real <= row.high);
}

}  // namespace

FieldPlace find_field(const std::string& path) {
  const auto found = places().find(path);
  if (found != places().end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [name, place] : places()) names.push_back(name);
  fail(ErrorKind::Input, "there is no design field \"{}\"; {}", path, suggest(path, names));
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
    place.row->set(draft, place.stage, value);
  }
  return draft;
}

}  // namespace kirchhoff::design
