// kirchhoff/spec/reader.cpp - reads tables key by key and collects every mistake in one pass.
#include "kirchhoff/spec/reader.hpp"

#include <fmt/core.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::spec {
namespace {

template <typename T, typename Write>
std::string describe(Range<T> range, Write write) {
  const bool has_low = range.low != Range<T>{}.low;
  const bool has_high = range.high != Range<T>{}.high;
  if (has_low && has_high) return fmt::format("{} to {}", write(range.low), write(range.high));
  if (has_low) return fmt::format("at least {}", write(range.low));
  return has_high ? fmt::format("at most {}", write(range.high)) : "";
}

// "a whole number (1 to 10)".
std::string with_range(std::string_view kind, const std::string& range) {
  return range.empty() ? std::string(kind) : fmt::format("{} ({})", kind, range);
}

std::string allowed_text(std::span<const std::string> allowed) {
  return fmt::format("one of: {}", join_words(allowed));
}

std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 40;
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

}  // namespace

std::string range_text(Range<std::int64_t> range) {
  return describe(range, [](std::int64_t value) { return fmt::format("{}", value); });
}

std::string range_text(Range<double> range) { return describe(range, exact_text); }

std::string seen_text(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value.content)) return *truth ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value.content)) {
    return fmt::format("the whole number {}", *integer);
  }
  if (const auto* real = std::get_if<double>(&value.content)) {
    return fmt::format("the number {}", exact_text(*real));
  }
  if (const auto* text = std::get_if<std::string>(&value.content)) {
    return fmt::format("the text \"{}\"", shortened(*text));
  }
  return value.kind_name();
}

void Problems::add(const Location& location, const std::string& message) {
  std::size_t place = places_.size();
  for (std::size_t i = places_.size(); i-- > 0;) {
    if (places_[i].file != location.file) continue;
    if (places_[i].line <= location.line) {
      if (place == places_.size()) place = i + 1;
      break;
    }
    place = i;
  }
  const auto offset = static_cast<std::ptrdiff_t>(place);
  places_.insert(places_.begin() + offset, location);
  messages_.insert(messages_.begin() + offset, fmt::format("{}: {}", location.text(), message));
}

void Problems::add_told(const std::string& message) {
  places_.push_back({});
  messages_.push_back(message);
}

void Problems::raise_if_any() const {
  if (messages_.empty()) return;
  constexpr std::size_t most_lines = 3;
  const bool all = messages_.size() <= most_lines;
  std::string text = messages_.front();
  for (std::size_t i = 1; i < (all ? messages_.size() : most_lines - 1); ++i) {
    text += "\n" + messages_[i];
  }
  if (!all) text += fmt::format("\nand {} more mistakes", messages_.size() - (most_lines - 1));
  throw Error(ErrorKind::Input, text);
}

TableReader::TableReader(const Value& table, Problems& problems, std::string where)
    : table_(&table), problems_(&problems), where_(std::move(where)) {}

bool TableReader::has(std::string_view key) const { return table_->find(key) != nullptr; }

const Value* TableReader::find(std::string_view key) {
  known_.emplace(key);
  return table_->find(key);
}

std::string TableReader::name_of(std::string_view key) const {
  return where_.empty() ? std::string(key) : fmt::format("{} {}", where_, key);
}

std::string TableReader::path_of(std::string_view key) const {
  const std::size_t start = where_.find_first_not_of('[');
  if (start == std::string::npos) return std::string(key);
  const std::size_t end = where_.find(']', start);
  return fmt::format("{}.{}", where_.substr(start, end - start), key);
}

const Value* TableReader::required(std::string_view key, std::string_view expected) {
  const Value* value = find(key);
  if (value == nullptr) {
    problems_->add(table_->location,
                   fmt::format("{} is missing; write {} = {}", name_of(key), key, expected));
  }
  return value;
}

void TableReader::refuse(std::string_view key, const Value& seen, const std::string& expected) {
  problems_->add(seen.location,
                 fmt::format("{} must be {}, not {}", name_of(key), expected, seen_text(seen)));
}

std::int64_t TableReader::integer_in(std::string_view key, const Value& value,
                                     Range<std::int64_t> range) {
  const auto* found = std::get_if<std::int64_t>(&value.content);
  if (found != nullptr && *found >= range.low && *found <= range.high) return *found;
  refuse(key, value, with_range("a whole number", range_text(range)));
  return std::max(range.low, std::min<std::int64_t>(1, range.high));
}

double TableReader::real_in(std::string_view key, const Value& value, Range<double> range) {
  double found = std::nan("");
  if (const auto* real = std::get_if<double>(&value.content)) found = *real;
  if (const auto* integer = std::get_if<std::int64_t>(&value.content)) {
    found = static_cast<double>(*integer);
  }
  if (std::isfinite(found) && found >= range.low && found <= range.high) return found;
  refuse(key, value, with_range("a number", range_text(range)));
  return std::max(range.low, std::min(1.0, range.high));
}

std::string TableReader::text_in(std::string_view key, const Value& value) {
  const auto* found = std::get_if<std::string>(&value.content);
  if (found != nullptr && !found->empty()) return *found;
  refuse(key, value, "a text in quotes");
  return "";
}

std::string TableReader::choice_in(std::string_view key, const Value& value,
                                   std::span<const std::string> allowed) {
  const auto* found = std::get_if<std::string>(&value.content);
  const std::string fallback = allowed.empty() ? "" : allowed.front();
  if (found == nullptr) {
    refuse(key, value, allowed_text(allowed));
    return fallback;
  }
  for (const std::string& name : allowed) {
    if (name == *found) return name;
  }
  problems_->add(value.location, fmt::format("{} cannot be \"{}\"; {}", name_of(key),
                                             shortened(*found), suggest(*found, allowed)));
  return fallback;
}

std::vector<std::string> TableReader::texts_in(std::string_view key, const Value& value) {
  std::vector<std::string> result;
  const auto* list = std::get_if<Value::Array>(&value.content);
  if (list == nullptr) {
    refuse(key, value, "a list of texts, e.g. [\"a\", \"b\"]");
    return result;
  }
  for (const Value& entry : *list) {
    const auto* text = std::get_if<std::string>(&entry.content);
    if (text == nullptr) {
      refuse(key, entry, "a list of texts");
    } else {
      result.push_back(*text);
    }
  }
  return result;
}

std::string TableReader::text(std::string_view key) {
  const Value* value = required(key, "\"...\"");
  return value == nullptr ? "" : text_in(key, *value);
}

std::int64_t TableReader::integer(std::string_view key, Range<std::int64_t> range) {
  const Value* value = required(key, with_range("a whole number", range_text(range)));
  return value == nullptr ? std::max(range.low, std::min<std::int64_t>(1, range.high))
                          : integer_in(key, *value, range);
}

double TableReader::real(std::string_view key, Range<double> range) {
  const Value* value = required(key, with_range("a number", range_text(range)));
  return value == nullptr ? std::max(range.low, std::min(1.0, range.high))
                          : real_in(key, *value, range);
}

std::string TableReader::choice(std::string_view key, std::span<const std::string> allowed) {
  const Value* value = required(key, allowed_text(allowed));
  if (value == nullptr) return allowed.empty() ? "" : allowed.front();
  return choice_in(key, *value, allowed);
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  const Value* value = required(key, "[\"...\"]");
  return value == nullptr ? std::vector<std::string>{} : texts_in(key, *value);
}

std::vector<std::int64_t> TableReader::integers(std::string_view key, Range<std::int64_t> range) {
  const Value* value = required(key, "a list of whole numbers, e.g. [1, 2]");
  std::vector<std::int64_t> result;
  if (value == nullptr) return result;
  const auto* list = std::get_if<Value::Array>(&value->content);
  if (list == nullptr) {
    refuse(key, *value, "a list of whole numbers, e.g. [1, 2]");
    return result;
  }
  for (const Value& entry : *list) result.push_back(integer_in(key, entry, range));
  return result;
}

std::vector<double> TableReader::reals(std::string_view key) {
  const Value* value = required(key, "a list of numbers, e.g. [1.0, 2.0]");
  std::vector<double> result;
  if (value == nullptr) return result;
  const auto* list = std::get_if<Value::Array>(&value->content);
  if (list == nullptr) {
    refuse(key, *value, "a list of numbers, e.g. [1.0, 2.0]");
    return result;
  }
  for (const Value& entry : *list) result.push_back(real_in(key, entry, {}));
  return result;
}

std::string TableReader::text_or(std::string_view key, std::string fallback) {
  const Value* value = find(key);
  return value == nullptr ? std::move(fallback) : text_in(key, *value);
}

std::int64_t TableReader::integer_or(std::string_view key, std::int64_t fallback,
                                     Range<std::int64_t> range) {
  const Value* value = find(key);
  return value == nullptr ? fallback : integer_in(key, *value, range);
}

double TableReader::real_or(std::string_view key, double fallback, Range<double> range) {
  const Value* value = find(key);
  return value == nullptr ? fallback : real_in(key, *value, range);
}

bool TableReader::boolean_or(std::string_view key, bool fallback) {
  const Value* value = find(key);
  if (value == nullptr) return fallback;
  if (const auto* truth = std::get_if<bool>(&value->content)) return *truth;
  refuse(key, *value, "true or false");
  return fallback;
}

std::string TableReader::choice_or(std::string_view key, std::string fallback,
                                   std::span<const std::string> allowed) {
  const Value* value = find(key);
  return value == nullptr ? std::move(fallback) : choice_in(key, *value, allowed);
}

std::vector<std::string> TableReader::texts_or(std::string_view key,
                                               std::vector<std::string> fallback) {
  const Value* value = find(key);
  return value == nullptr ? std::move(fallback) : texts_in(key, *value);
}

std::optional<TableReader> TableReader::table(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!std::holds_alternative<Value::Table>(value->content)) {
    refuse(key, *value, fmt::format("a table, written [{}]", path_of(key)));
    return std::nullopt;
  }
  return TableReader(*value, *problems_, fmt::format("[{}]", path_of(key)));
}

std::vector<TableReader> TableReader::tables(std::string_view key) {
  std::vector<TableReader> result;
  const Value* value = find(key);
  if (value == nullptr) return result;
  const std::string heading = fmt::format("[[{}]]", path_of(key));
  const auto* list = std::get_if<Value::Array>(&value->content);
  if (list == nullptr) {
    refuse(key, *value, fmt::format("a list of tables, each written {}", heading));
    return result;
  }
  for (const Value& entry : *list) {
    if (std::holds_alternative<Value::Table>(entry.content)) {
      result.emplace_back(entry, *problems_, heading);
    } else {
      refuse(key, entry, fmt::format("a list of tables, each written {}", heading));
    }
  }
  return result;
}

void TableReader::complain(std::string_view key, const std::string& message) {
  const Value* value = table_->find(key);
  problems_->add(value == nullptr ? table_->location : value->location, message);
}

void TableReader::finish() {
  const auto* table = std::get_if<Value::Table>(&table_->content);
  if (table == nullptr) return;
  const std::vector<std::string> allowed(known_.begin(), known_.end());
  for (const auto& [key, value] : *table) {
    if (known_.contains(key)) continue;
    const std::string place = where_.empty() ? "" : fmt::format(" in {}", where_);
    problems_->add(value.location, fmt::format("unknown key \"{}\"{}; {}", shortened(key), place,
                                               suggest(key, allowed)));
  }
}

void read_schema(TableReader& reader, std::int64_t newest) {
  const Value* value = reader.find("schema");
  if (value == nullptr) {
    reader.complain("schema", fmt::format("schema is missing; begin with schema = {}", newest));
    return;
  }
  const auto* seen = std::get_if<std::int64_t>(&value->content);
  if (seen != nullptr && *seen > newest) {
    fail(ErrorKind::Input,
         "{}: schema {} is newer than this program reads (1 to {}); install a newer kirchhoff",
         value->location.text(), *seen, newest);
  }
  if (seen == nullptr || *seen < 1) {
    reader.complain("schema", fmt::format("schema must be a whole number (1 to {}), not {}", newest,
                                          seen_text(*value)));
  }
}

}  // namespace kirchhoff::spec
