// kirchhoff/formats/detail/network_table.hpp - a network as a plain table of layers.
//
// In:    CSV text: one layer a row, with named columns or without a header (H, W, C, Kh, Kw, N,
//        pool, stride)
// Out:   Network, with every assumption that the table made necessary
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::formats::detail {

/// One row of a table. What is empty was not said.
struct TableLayer {
  std::string name;
  std::string place;                           // "network.csv:3"
  std::optional<int> channels, height, width;  // of the input
  int outputs = 1;
  int kernel = 1;
  int stride = 1;
  int groups = 1;
  std::optional<int> padding;
  std::optional<int> pool;  // side of a max pool behind the layer; 1 is none
  bool is_linear = false;
  int weight_bits = 8, activation_bits = 8;
};

struct LayerTable {
  std::vector<TableLayer> layers;        // at least one
  std::vector<std::string> assumptions;  // about columns
};

/// Reads rows. Throws Error(Input) with name:line for a cell that is no whole number in its range
/// and for missing columns.
[[nodiscard]] LayerTable read_layer_table(std::string_view text, const std::string& name);

/// Puts the layers one behind the other: relu behind each but the last, padding, pools, branches
/// and concatenations where the next row's input asks for them. Throws Error(Input) with name:line
/// when a row's input cannot come from the rows before it.
[[nodiscard]] network::Network network_of_table(const LayerTable& table, const std::string& name);

}  // namespace kirchhoff::formats::detail
