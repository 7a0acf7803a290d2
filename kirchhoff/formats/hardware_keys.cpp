// kirchhoff/formats/hardware_keys.cpp - sets fields of a chip by `key=value`, and lists the keys.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/detail/hardware_fields.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using detail::HardwareDraft;
using detail::HardwareNumber;

std::string range_of(const HardwareNumber& number) {
  return fmt::format("{} to {}", exact_text(number.low), exact_text(number.high));
}

double parse(const HardwareNumber& number, const std::string& text) {
  double value = 0.0;
  const char* last = text.data() + text.size();
  const auto [end, problem] = std::from_chars(text.data(), last, value);
  const bool is_number = problem == std::errc() && end == last && std::isfinite(value);
  const bool has_form = is_number && (!number.whole || value == std::floor(value));
  if (!has_form) {
    fail(ErrorKind::Usage, "{} must be a {} ({}), not \"{}\"", number.key,
         number.whole ? "whole number" : "number", range_of(number), text);
  }
  require(value >= number.low && value <= number.high, "{} ({}) must be {}", number.key, text,
          range_of(number));
  return value;
}

void set_number(HardwareDraft& draft, const std::string& key, const std::string& text) {
  for (const HardwareNumber& number : detail::hardware_numbers()) {
    if (number.key == key) return number.set(draft, parse(number, text) * number.unit);
  }
  std::vector<std::string> allowed;
  for (const HardwareKey& known : hardware_keys()) allowed.push_back(known.key);
  fail(ErrorKind::Usage, "a chip has no key \"{}\"; {}", key, suggest(key, allowed));
}

void check_choice(const char* key, const std::string& text, std::span<const std::string> names) {
  if (std::find(names.begin(), names.end(), text) != names.end()) return;
  fail(ErrorKind::Usage, "{} cannot be \"{}\"; {}", key, text, suggest(text, names));
}

// Whether `key` is one of hardware_choices().
bool set_choice(HardwareDraft& draft, const std::string& key, const std::string& text) {
  for (const detail::HardwareChoice& choice : detail::hardware_choices()) {
    if (choice.key != key) continue;
    check_choice(key.c_str(), text, choice.names);
    const auto found = std::find(choice.names.begin(), choice.names.end(), text);
    choice.set(draft, static_cast<std::size_t>(found - choice.names.begin()));
    return true;
  }
  return false;
}

void assign(HardwareDraft& draft, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == assignment.size()) {
    fail(ErrorKind::Usage, "\"{}\" must have the form key=value, e.g. adc_bits=5", assignment);
  }
  const std::string key = assignment.substr(0, equals);
  const std::string text = assignment.substr(equals + 1);
  if (key == "device") {
    draft.hardware.device = load_device(text);
  } else if (key == "dataflow") {
    check_choice("dataflow", text, detail::dataflow_names());
    draft.hardware.dataflow = detail::dataflow_of(text);
  } else if (key == "adders") {
    check_choice("adders", text, hardware::adder_tree_names());
    draft.hardware.adders = detail::adder_tree_of(text);
  } else if (key == "mapping") {
    check_choice("mapping", text, detail::mapping_rule_names());
    draft.hardware.mapping_rule = detail::mapping_rule_of(text);
  } else if (!set_choice(draft, key, text)) {
    set_number(draft, key, text);
  }
}

std::vector<HardwareKey> make_keys() {
  std::vector<HardwareKey> keys;
  keys.push_back({"device", "a shipped device or a file", "The cells and their noise."});
  for (const HardwareNumber& number : detail::hardware_numbers()) {
    keys.push_back({number.key, range_of(number), number.description});
  }
  const std::span<const std::string> names = detail::dataflow_names();
  keys.push_back({"dataflow", fmt::format("{} or {}", names[0], names[1]),
                  "Whether every layer works on another image, or one layer after the other."});
  keys.push_back({"adders", join_words(hardware::adder_tree_names(), 100),
                  "Adders of a device that sums digitally; ripple-carry unless given."});
  keys.push_back({"mapping", join_words(detail::mapping_rule_names(), 100),
                  "How layers are laid over crossbars: the fixed rule, or searched."});
  for (const detail::HardwareChoice& choice : detail::hardware_choices())
    keys.push_back({choice.key, join_words(choice.names, 100), choice.description});
  return keys;
}

}  // namespace

std::span<const HardwareKey> hardware_keys() {
  static const std::vector<HardwareKey> keys = make_keys();
  return keys;
}

void set_hardware_key(hardware::Hardware& hardware, const std::string& assignment) {
  set_hardware_keys(hardware, {&assignment, 1});
}

void set_hardware_keys(hardware::Hardware& hardware, std::span<const std::string> assignments) {
  HardwareDraft draft(hardware);
  for (const std::string& assignment : assignments) assign(draft, assignment);
  hardware = draft.finished();
}

}  // namespace kirchhoff::formats
