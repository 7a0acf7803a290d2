// kirchhoff/spec/reader.hpp - reads tables key by key and collects every mistake in one pass.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/spec/value.hpp"

namespace kirchhoff::spec {

/// Collects mistakes so that one run reports all of them.
class Problems {
 public:
  /// One mistake; the message says what was seen, what is allowed and what to do. Mistakes of one
  /// file are kept in the order of its lines.
  void add(const Location& location, const std::string& message);
  /// One mistake whose message already names its place, e.g. that of a caught Error.
  void add_told(const std::string& message);
  [[nodiscard]] bool empty() const { return messages_.empty(); }
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }
  /// Throws Error(Input) when there is any, three lines at most: up to three mistakes, or the first
  /// two and the number of the rest.
  void raise_if_any() const;

 private:
  std::vector<Location> places_;  // of messages_
  std::vector<std::string> messages_;
};

template <typename T>
struct Range {
  T low = std::numeric_limits<T>::lowest();
  T high = std::numeric_limits<T>::max();
};

/// "1 to 100", "at least 1", "at most 100", or "" when every number is allowed.
[[nodiscard]] std::string range_text(Range<std::int64_t> range);
[[nodiscard]] std::string range_text(Range<double> range);

/// What stands in the file, for messages: `a text ("abc")`, `the whole number 3`, `a list`.
[[nodiscard]] std::string seen_text(const Value& value);

/// Reads one table. Every accessor marks its key as known; `finish` reports the keys that nobody
/// asked for, with the nearest known name. A missing or wrong value is reported to `problems` and a
/// harmless value returned, so reading goes on. Holds references to the table and the problems.
class TableReader {
 public:
  /// `where` names the table in messages, e.g. "[search]"; "" for the document.
  TableReader(const Value& table, Problems& problems, std::string where);

  [[nodiscard]] bool has(std::string_view key) const;  // does not mark
  /// The value as it stands, marked as known, or nullptr.
  const Value* find(std::string_view key);

  // Required values: missing is a mistake.
  std::string text(std::string_view key);
  std::int64_t integer(std::string_view key, Range<std::int64_t> range = {});
  double real(std::string_view key, Range<double> range = {});  // accepts an integer too
  /// One of `allowed`; otherwise the nearest is suggested.
  std::string choice(std::string_view key, std::span<const std::string> allowed);
  std::vector<std::string> texts(std::string_view key);
  std::vector<double> reals(std::string_view key);
  std::vector<std::int64_t> integers(std::string_view key, Range<std::int64_t> range = {});

  // Optional values with a default.
  std::string text_or(std::string_view key, std::string fallback);
  std::int64_t integer_or(std::string_view key, std::int64_t fallback,
                          Range<std::int64_t> range = {});
  double real_or(std::string_view key, double fallback, Range<double> range = {});
  bool boolean_or(std::string_view key, bool fallback);
  std::string choice_or(std::string_view key, std::string fallback,
                        std::span<const std::string> allowed);
  std::vector<std::string> texts_or(std::string_view key, std::vector<std::string> fallback);

  /// A table below this one; nullopt when absent.
  std::optional<TableReader> table(std::string_view key);
  /// An array of tables; empty when absent.
  std::vector<TableReader> tables(std::string_view key);

  /// Reports a mistake at the place of `key` (or of the table when the key is absent).
  void complain(std::string_view key, const std::string& message);
  [[nodiscard]] const Value& value() const { return *table_; }
  [[nodiscard]] const Location& location() const { return table_->location; }
  [[nodiscard]] Problems& problems() const { return *problems_; }
  /// Reports unknown keys. Call it after the last accessor.
  void finish();

 private:
  const Value* table_;
  Problems* problems_;
  std::string where_;
  std::set<std::string, std::less<>> known_;

  const Value* required(std::string_view key, std::string_view expected);
  void refuse(std::string_view key, const Value& seen, const std::string& expected);
  std::int64_t integer_in(std::string_view key, const Value& value, Range<std::int64_t> range);
  double real_in(std::string_view key, const Value& value, Range<double> range);
  std::string text_in(std::string_view key, const Value& value);
  std::string choice_in(std::string_view key, const Value& value,
                        std::span<const std::string> allowed);
  std::vector<std::string> texts_in(std::string_view key, const Value& value);
  [[nodiscard]] std::string name_of(std::string_view key) const;  // "[search] trials"
  [[nodiscard]] std::string path_of(std::string_view key) const;  // "search.trials"
};

/// Reads and checks `schema`: every file of ours starts with it. Call it first: a newer schema is
/// thrown at once as Error(Input), since nothing else in such a file can be judged.
void read_schema(TableReader& reader, std::int64_t newest);

}  // namespace kirchhoff::spec
