// kirchhoff/hardware/chip.hpp - a chip with one or several kinds of macros, one Hardware each.
//
// Why a list: docs/decisions/0007-kinds-of-macros.md
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::hardware {

/// Which layers always sit on a kind: "first" or "last" (of those with weights), "products" (of two
/// activations), or a name in which "*" stands for any characters (products that the kind cannot
/// hold are passed over).
struct KindRule {
  std::string layers;
  std::size_t kind = 0;  // index into Chip::kinds
  friend bool operator==(const KindRule&, const KindRule&) = default;
};

/// All kinds have their own tiles on one die. Each is a Hardware whose name is the kind's.
struct Chip {
  std::string name;
  std::vector<Hardware> kinds;  // at least one
  std::vector<KindRule> rules;  // of several that name a layer the first holds; others are free
  // Whether products of two activations may lie in crossbars that can be rewritten for every image;
  // else the digital units compute them.
  bool places_products = false;

  [[nodiscard]] bool has_one_kind() const { return kinds.size() == 1 && !places_products; }
};

/// A chip with one kind of macro, all products of two activations on its digital units.
[[nodiscard]] Chip one_kind(Hardware hardware);

inline constexpr std::size_t most_kinds = 8;

/// Throws Error(Input) naming the kind and field: kinds outside 1 to most_kinds, a kind out of
/// range, two kinds of one name, a figure of the die that is not the same for all (node, supply,
/// clock, temperature, dataflow, mapping), factors of a calibrated chip.
void check_chip(const Chip& chip);

/// Whether cells can be written for every image, at the clock, without wearing out.
[[nodiscard]] bool is_rewritable(const Hardware& hardware);

/// Names of the kinds, in their order.
[[nodiscard]] std::vector<std::string> kind_names(const Chip& chip);
/// Index of the kind with this name.
[[nodiscard]] std::optional<std::size_t> find_kind(const Chip& chip, const std::string& name);

/// Replaces what always sits on a kind. Rules stay in the order of the kinds, as a file has them.
void tie_layers(Chip& chip, std::size_t kind, std::span<const std::string> layers);

}  // namespace kirchhoff::hardware
