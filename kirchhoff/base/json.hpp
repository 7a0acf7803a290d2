// kirchhoff/base/json.hpp - a JSON value; nlohmann-json reads and writes it in json.cpp alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kirchhoff {

/// A JSON value. Objects keep the order in which keys were set. Numbers keep their kind: integers
/// stay integers, doubles are written so that they read back to the same bits; a number that is not
/// finite is written as null.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>;

  Json() = default;  // null
  Json(std::nullptr_t) {}
  Json(bool value) : content_(value) {}
  Json(double value) : content_(value) {}
  Json(std::int64_t value) : content_(value) {}
  Json(int value) : content_(std::int64_t{value}) {}
  Json(std::uint64_t value) : content_(static_cast<std::int64_t>(value)) {}
  Json(const char* value) : content_(std::string(value)) {}
  Json(std::string value) : content_(std::move(value)) {}
  Json(std::string_view value) : content_(std::string(value)) {}
  Json(Array value) : content_(std::move(value)) {}
  /// An object; the form `Json::object({{"a", 1}})` reads best.
  [[nodiscard]] static Json object(Object members = {});
  [[nodiscard]] static Json array(Array items = {}) { return Json(std::move(items)); }

  /// Reads one JSON text, at most 64 levels deep. Throws Error(Input) naming line and column.
  [[nodiscard]] static Json parse(std::string_view text, std::string_view name = "JSON");
  /// Writes it; `indent` < 0 puts everything on one line. Equal values give equal text.
  [[nodiscard]] std::string dump(int indent = -1) const;

  [[nodiscard]] bool is_null() const { return content_.index() == 0; }
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(content_); }
  [[nodiscard]] bool is_integer() const { return std::holds_alternative<std::int64_t>(content_); }
  [[nodiscard]] bool is_number() const {
    return is_integer() || std::holds_alternative<double>(content_);
  }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(content_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(content_); }
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(content_); }

  // Each throws Error(Input) when the value is of another kind.
  [[nodiscard]] bool as_bool() const;
  [[nodiscard]] double as_double() const;  // an integer too
  [[nodiscard]] std::int64_t as_integer() const;
  [[nodiscard]] const std::string& as_string() const;
  [[nodiscard]] const Array& items() const;
  [[nodiscard]] const Object& members() const;

  /// The member of an object; throws Error(Input) when there is none.
  [[nodiscard]] const Json& at(std::string_view key) const;
  /// The member of an object, or nullptr.
  [[nodiscard]] const Json* find(std::string_view key) const;
  /// Sets (or replaces) a member; a null value becomes an object first.
  Json& set(std::string_view key, Json value);
  /// Appends to an array; a null value becomes an array first.
  Json& push(Json value);

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> content_;
};

}  // namespace kirchhoff
