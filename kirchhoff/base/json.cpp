// kirchhoff/base/json.cpp - reads and writes JSON values; the only file that sees nlohmann-json.
#include "kirchhoff/base/json.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff {
namespace {

using Library = nlohmann::json;

constexpr std::size_t deepest_level = 64;

// Builds a Json from the parser's events; a false return stops the parser.
class Builder final : public nlohmann::json_sax<Library> {
 public:
  bool null() override { return put(Json()); }
  bool boolean(bool value) override { return put(Json(value)); }
  bool number_integer(std::int64_t value) override { return put(Json(value)); }
  bool number_unsigned(std::uint64_t value) override {
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return put(value <= largest ? Json(value) : Json(static_cast<double>(value)));
  }
  bool number_float(double value, const std::string& /*text*/) override { return put(Json(value)); }
  bool string(std::string& value) override { return put(Json(std::move(value))); }
  bool binary(Library::binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*count*/) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*count*/) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    levels_.back().key = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    position_ = position;
    message_ = error.what();
    return false;
  }

  [[nodiscard]] Json take() { return std::move(result_); }
  [[nodiscard]] bool is_too_deep() const { return too_deep_; }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  struct Level {
    Json::Array items;
    Json::Object members;
    bool is_object = false;
    std::string key;
  };

  bool open(const Json& empty) {
    too_deep_ = levels_.size() >= deepest_level;
    if (too_deep_) return false;
    levels_.push_back({.items = {}, .members = {}, .is_object = empty.is_object(), .key = {}});
    return true;
  }
  bool close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    return put(level.is_object ? Json::object(std::move(level.members))
                               : Json::array(std::move(level.items)));
  }
  bool put(Json value) {
    if (levels_.empty()) {
      result_ = std::move(value);
    } else if (Level& level = levels_.back(); level.is_object) {
      level.members.emplace_back(std::move(level.key), std::move(value));
    } else {
      level.items.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Level> levels_;
  Json result_;
  bool too_deep_ = false;
  std::size_t position_ = 0;
  std::string message_;
};

// "3:7" of the byte at `position`, which counts from 1.
std::string line_and_column(std::string_view text, std::size_t position) {
  const std::string_view before =
      text.substr(0, std::min(text.size(), std::max(position, std::size_t{1}) - 1));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  return fmt::format("{}:{}", line,
                     before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1);
}

// The library's message without its number and position: what was wrong with the text.
std::string plain_reason(const std::string& message) {
  const std::size_t start = message.rfind(" - ");
  return start == std::string::npos ? message : message.substr(start + 3);
}

// Control characters are escaped and broken UTF-8 is replaced, so every text can be written.
std::string quoted(const std::string& text) {
  return Library(text).dump(-1, ' ', false, Library::error_handler_t::replace);
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return "null";
  std::string text = exact_text(value);
  // A double that happens to be whole stays a double when it is read again.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void write(const Json& value, int level) {
    if (value.is_null()) {
      out_ += "null";
    } else if (value.is_bool()) {
      out_ += value.as_bool() ? "true" : "false";
    } else if (value.is_integer()) {
      out_ += fmt::format("{}", value.as_integer());
    } else if (value.is_number()) {
      out_ += number_text(value.as_double());
    } else if (value.is_string()) {
      out_ += quoted(value.as_string());
    } else if (value.is_array()) {
      write_array(value.items(), level);
    } else {
      write_object(value.members(), level);
    }
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void write_array(const Json::Array& items, int level) {
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      start_entry(i, level + 1);
      write(items[i], level + 1);
    }
    end_entries(items.empty(), level);
    out_ += ']';
  }
  void write_object(const Json::Object& members, int level) {
    out_ += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      start_entry(i, level + 1);
      out_ += quoted(members[i].first);
      out_ += indent_ < 0 ? ":" : ": ";
      write(members[i].second, level + 1);
    }
    end_entries(members.empty(), level);
    out_ += '}';
  }
  void start_entry(std::size_t index, int level) {
    if (index > 0) out_ += ',';
    new_line(level);
  }
  void end_entries(bool none, int level) {
    if (!none) new_line(level);
  }
  void new_line(int level) {
    if (indent_ < 0) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(level), ' ');
  }

  int indent_;
  std::string out_;
};

const char* kind_name(const Json& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "true or false";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a text";
  return value.is_array() ? "a list" : "an object";
}

[[noreturn]] void refuse(const Json& value, std::string_view expected) {
  fail(ErrorKind::Input, "JSON: expected {}, found {}", expected, kind_name(value));
}

}  // namespace

Json Json::object(Object members) {
  Json result;
  result.content_ = std::move(members);
  return result;
}

Json Json::parse(std::string_view text, std::string_view name) {
  Builder builder;
  if (Library::sax_parse(text.begin(), text.end(), &builder)) return builder.take();
  require(!builder.is_too_deep(), "{}: more than {} levels of lists and objects", name,
          deepest_level);
  fail(ErrorKind::Input, "{}:{}: not valid JSON ({})", name,
       line_and_column(text, builder.position()), plain_reason(builder.message()));
}

std::string Json::dump(int indent) const {
  Writer writer(indent);
  writer.write(*this, 0);
  return writer.take();
}

bool Json::as_bool() const {
  if (!is_bool()) refuse(*this, "true or false");
  return std::get<bool>(content_);
}

double Json::as_double() const {
  if (is_integer()) return static_cast<double>(std::get<std::int64_t>(content_));
  if (!is_number()) refuse(*this, "a number");
  return std::get<double>(content_);
}

std::int64_t Json::as_integer() const {
  if (!is_integer()) refuse(*this, "a whole number");
  return std::get<std::int64_t>(content_);
}

const std::string& Json::as_string() const {
  if (!is_string()) refuse(*this, "a text");
  return std::get<std::string>(content_);
}

const Json::Array& Json::items() const {
  if (!is_array()) refuse(*this, "a list");
  return std::get<Array>(content_);
}

const Json::Object& Json::members() const {
  if (!is_object()) refuse(*this, "an object");
  return std::get<Object>(content_);
}

const Json* Json::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  for (const auto& [name, value] : std::get<Object>(content_)) {
    if (name == key) return &value;
  }
  return nullptr;
}

const Json& Json::at(std::string_view key) const {
  const Json* found = find(key);
  if (found != nullptr) return *found;
  std::vector<std::string> names;
  for (const auto& [name, value] : members()) names.push_back(name);
  fail(ErrorKind::Input, "JSON: there is no \"{}\"; {}", key, suggest(key, names));
}

Json& Json::set(std::string_view key, Json value) {
  if (is_null()) content_ = Object{};
  if (!is_object()) refuse(*this, "an object");
  for (auto& [name, old] : std::get<Object>(content_)) {
    if (name == key) {
      old = std::move(value);
      return *this;
    }
  }
  std::get<Object>(content_).emplace_back(std::string(key), std::move(value));
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) content_ = Array{};
  if (!is_array()) refuse(*this, "a list");
  std::get<Array>(content_).push_back(std::move(value));
  return *this;
}

}  // namespace kirchhoff
