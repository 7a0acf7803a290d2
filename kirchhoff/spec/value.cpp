// kirchhoff/spec/value.cpp - turns TOML text into located values; the only file that sees toml++.
#include "kirchhoff/spec/value.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::spec {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20U;
constexpr int deepest_level = 32;
constexpr std::size_t most_dots = 64;

Location location_of(const toml::source_region& region, const std::string& name) {
  return {.file = name,
          .line = static_cast<int>(region.begin.line),
          .column = static_cast<int>(region.begin.column)};
}

[[noreturn]] void refuse(const Location& at, std::string_view reason) {
  fail(ErrorKind::Input, "{}:{}:{}: {}", at.file, at.line, at.column, reason);
}

// toml++ nests one table per dot of a key and frees them recursively: bound the dots before it
// reads. Only dots without a comma, an equals sign or a new line between them can be one key's.
void refuse_long_keys(std::string_view text, const std::string& name) {
  std::size_t dots = 0;
  int line = 1;
  for (const char letter : text) {
    if (letter == '.') ++dots;
    if (letter == ',' || letter == '=' || letter == '\n') dots = 0;
    if (letter == '\n') ++line;
    require(dots <= most_dots, "{}:{}: more than {} dots without a comma; write a shorter line",
            name, line, most_dots);
  }
}

Value convert(const toml::node& node, const std::string& name, int level);

Value::Table convert_table(const toml::table& table, const std::string& name, int level) {
  struct Entry {
    toml::source_position place;
    std::string key;
    const toml::node* node;
  };
  std::vector<Entry> entries;
  for (const auto& [key, node] : table) {
    entries.push_back({key.source().begin, std::string(key.str()), &node});
  }
  // toml++ sorts keys by name; people expect the order in which they wrote them.
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  Value::Table result;
  for (Entry& entry : entries) {
    Value value = convert(*entry.node, name, level + 1);
    if (value.location.line == 0)
      value.location = location_of({entry.place, entry.place, {}}, name);
    result.emplace_back(std::move(entry.key), std::move(value));
  }
  return result;
}

Value::Array convert_array(const toml::array& array, const std::string& name, int level) {
  Value::Array result;
  for (const toml::node& node : array) result.push_back(convert(node, name, level + 1));
  return result;
}

Value convert(const toml::node& node, const std::string& name, int level) {
  Value value{.content = false, .location = location_of(node.source(), name)};
  if (level > deepest_level) {
    refuse(value.location, fmt::format("more than {} levels of tables and lists", deepest_level));
  }
  if (const auto* table = node.as_table()) {
    value.content = convert_table(*table, name, level);
  } else if (const auto* array = node.as_array()) {
    value.content = convert_array(*array, name, level);
  } else if (const auto* truth = node.as_boolean()) {
    value.content = truth->get();
  } else if (const auto* integer = node.as_integer()) {
    value.content = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.content = real->get();
  } else if (const auto* text = node.as_string()) {
    value.content = text->get();
  } else {
    refuse(value.location, "dates and times are not used here; write a number or a \"text\"");
  }
  return value;
}

// The parser's sentence, kept on one line and short enough for a terminal.
std::string plain_reason(std::string_view description) {
  constexpr std::size_t longest = 200;
  std::string text(description.substr(0, longest));
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 32; },
      ' ');
  return text;
}

}  // namespace

std::string Location::text() const { return line == 0 ? file : fmt::format("{}:{}", file, line); }

const Value* Value::find(std::string_view key) const {
  const Table* table = std::get_if<Table>(&content);
  if (table == nullptr) return nullptr;
  for (const auto& [name, value] : *table) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string Value::kind_name() const {
  switch (content.index()) {
    case 0: return "true or false";
    case 1: return "a whole number";
    case 2: return "a number";
    case 3: return "a text";
    case 4: return "a list";
    default: return "a table";
  }
}

Value parse_toml(std::string_view text, const std::string& name) {
  require(text.size() <= most_bytes, "{}: {} bytes are too many; at most {} are read", name,
          text.size(), most_bytes);
  refuse_long_keys(text, name);
  try {
    Value document = convert(toml::parse(text, name), name, 0);
    document.location = {.file = name, .line = 0, .column = 0};
    return document;
  } catch (const toml::parse_error& error) {
    refuse(location_of(error.source(), name),
           plain_reason(error.description()) +
               "; look for a missing quote, bracket or = here or on the line above");
  }
}

}  // namespace kirchhoff::spec
