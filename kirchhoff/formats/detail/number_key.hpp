// kirchhoff/formats/detail/number_key.hpp - ties a key of a file to a field: one line for both
// ways.
#pragma once

#include <string>
#include <type_traits>
#include <variant>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/formats/detail/toml_text.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::formats::detail {

inline constexpr double nano = 1e-9;
inline constexpr double pico = 1e-12;
inline constexpr double femto = 1e-15;
inline constexpr double micro = 1e-6;
inline constexpr double square_micro = 1e-12;

/// A number of `Owner`: in which table it stands, under which key, in which unit.
template <typename Owner>
struct NumberKey {
  using Member = std::variant<double Owner::*, int Owner::*, Voltage Owner::*, Capacitance Owner::*,
                              Conductance Owner::*, Energy Owner::*, Time Owner::*, Area Owner::*,
                              PowerDensity Owner::*>;
  const char* table;  // "" for the document itself
  const char* key;    // with its unit: "g_min_us"
  double unit;        // SI units of one unit of the key
  Member member;
  spec::Range<double> range = {.low = 0.0};
};

/// Reads `key` from its table into the field.
template <typename Owner>
void read_number(spec::TableReader& reader, const NumberKey<Owner>& key, Owner& owner) {
  std::visit(
      [&](auto member) {
        using Field = std::remove_reference_t<decltype(owner.*member)>;
        if constexpr (std::is_same_v<Field, int>) {
          constexpr std::int64_t largest = 1 << 30;
          owner.*member = static_cast<int>(reader.integer(key.key, {0, largest}));
        } else {
          owner.*member = Field(reader.real(key.key, key.range) * key.unit);
        }
      },
      key.member);
}

/// The field as it is written in a file.
template <typename Owner>
std::string number_text(const NumberKey<Owner>& key, const Owner& owner) {
  return std::visit(
      [&](auto member) {
        using Field = std::remove_cvref_t<decltype(owner.*member)>;
        if constexpr (std::is_same_v<Field, int>) {
          return std::to_string(owner.*member);
        } else if constexpr (std::is_same_v<Field, double>) {
          return number_in(owner.*member, key.unit);
        } else {
          return number_in((owner.*member).si(), key.unit);
        }
      },
      key.member);
}

}  // namespace kirchhoff::formats::detail
