// kirchhoff/formats/network_table.cpp - joins the rows of a table of layers to a network.
#include <algorithm>
#include <array>
#include <map>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/detail/network_table.hpp"

namespace kirchhoff::formats::detail {
namespace {

using network::Network;
using network::Node;
using network::OperatorKind;
using network::Shape;

constexpr int largest_pool = 16;
constexpr std::size_t most_joined = 512;  // outputs of one concatenation

std::string text(const Shape& shape) {
  return fmt::format("{}x{}x{}", shape.channels, shape.height, shape.width);
}

/// How the input that a row asks for comes from what is there.
struct Bridge {
  enum class Kind { Direct, Pool, GlobalPool, Branch, Concat } kind = Kind::Direct;
  int pool = 1;                         // Pool: side of the window
  std::vector<std::size_t> nodes = {};  // Branch: one; Concat: several
};

// Direct: equal, or the flattened map of a layer that takes a vector.
bool is_direct(const Shape& have, const Shape& want) {
  return have == want || (want.height == 1 && want.width == 1 && have.size() == want.channels);
}

std::optional<Bridge> straight_bridge(const Shape& have, const Shape& want) {
  if (is_direct(have, want)) return Bridge{};
  for (int side = 2; side <= std::min({have.height, have.width, largest_pool}); ++side) {
    if (is_direct({have.channels, have.height / side, have.width / side}, want) && want.height > 1)
      return Bridge{.kind = Bridge::Kind::Pool, .pool = side};
  }
  if (want == Shape{have.channels, 1, 1}) return Bridge{.kind = Bridge::Kind::GlobalPool};
  for (int side = 2; side <= std::min({have.height, have.width, largest_pool}); ++side) {
    if (is_direct({have.channels, have.height / side, have.width / side}, want))
      return Bridge{.kind = Bridge::Kind::Pool, .pool = side};
  }
  return std::nullopt;
}

/// What a row leaves open: its padding, and the stride of its pool.
struct Window {
  int padding = 0;
  int pool_stride = 1;
};

/// Appends the layers of a table and keeps account of what had to be assumed.
class TableNetwork {
 public:
  TableNetwork(const LayerTable& table, const std::string& name)
      : table_(table),
        network_(name, {*table.layers[0].channels, *table.layers[0].height,
                        table.layers[0].width.value_or(*table.layers[0].height)}),
        last_(0) {}

  Network build() {
    for (std::size_t row = 0; row < table_.layers.size(); ++row) add_layer(row);
    end_in_a_vector();
    for (const std::string& sentence : table_.assumptions) network_.add_assumption(sentence);
    network_.add_assumption("every layer has a bias, and relu stands behind each but the last");
    for (const auto& [sentence, names] : assumed_) {
      network_.add_assumption(fmt::format("{}: {}", sentence, join_words(names, 6)));
    }
    return std::move(network_);
  }

 private:
  [[nodiscard]] const Shape& shape() const { return network_.node(last_).shape; }

  void assume(const std::string& sentence, const std::string& name) {
    assumed_[sentence].push_back(name);
  }

  std::size_t append(Node node, const TableLayer& layer) {
    try {
      last_ = network_.add(std::move(node));
    } catch (const Error& error) {
      fail(error.kind(), "{}: {}", layer.place, error.what());
    }
    return last_;
  }

  Node node_behind(const TableLayer& layer, const char* part, OperatorKind kind) const {
    Node node;
    node.name = layer.name + part;
    node.kind = kind;
    node.inputs = {last_};
    return node;
  }

  void append_pool(const TableLayer& layer, const char* part, int side, int stride) {
    Node pool = node_behind(layer, part, OperatorKind::MaxPool);
    pool.kernel = side;
    pool.stride = stride;
    append(std::move(pool), layer);
  }

  // The input of a row; what its cells leave open is as it comes.
  [[nodiscard]] Shape wanted_input(const TableLayer& layer, const Shape& have) const {
    const int height = layer.height.value_or(have.height);
    return {layer.channels.value_or(have.channels), height,
            layer.width.value_or(layer.height ? height : have.width)};
  }

  [[nodiscard]] std::optional<Bridge> find_bridge(const Shape& want) const {
    if (std::optional<Bridge> bridge = straight_bridge(shape(), want)) return bridge;
    const auto branch = std::find(outputs_.rbegin(), outputs_.rend(), want);
    if (branch != outputs_.rend()) {
      const auto index = static_cast<std::size_t>(outputs_.rend() - branch) - 1;
      return Bridge{.kind = Bridge::Kind::Branch, .nodes = {output_nodes_[index]}};
    }
    return find_concat(want);
  }

  // The newest outputs with the wanted map whose channels add up.
  [[nodiscard]] std::optional<Bridge> find_concat(const Shape& want) const {
    Bridge bridge{.kind = Bridge::Kind::Concat};
    int channels = 0;
    for (std::size_t i = outputs_.size(); i-- > 0 && channels < want.channels;) {
      if (outputs_[i].height != want.height || outputs_[i].width != want.width) continue;
      channels += outputs_[i].channels;
      bridge.nodes.insert(bridge.nodes.begin(), output_nodes_[i]);
    }
    if (channels != want.channels || bridge.nodes.size() > most_joined) return std::nullopt;
    return bridge;
  }

  void lead_to(const TableLayer& layer) {
    const Shape want = wanted_input(layer, shape());
    const std::optional<Bridge> bridge = find_bridge(want);
    if (!bridge) {
      fail(ErrorKind::Input,
           "{}: layer \"{}\" reads {}, but the layers before give {} and no earlier output fits; "
           "put the rows in order, or write the network as TOML",
           layer.place, layer.name, text(want), text(shape()));
    }
    cross(*bridge, layer);
  }

  void cross(const Bridge& bridge, const TableLayer& layer) {
    switch (bridge.kind) {
      case Bridge::Kind::Direct: return;
      case Bridge::Kind::Pool:
        append_pool(layer, ".pool_before", bridge.pool, bridge.pool);
        assume(fmt::format("a {0} x {0} max pool makes the map of", bridge.pool), layer.name);
        return;
      case Bridge::Kind::GlobalPool:
        append(node_behind(layer, ".pool_before", OperatorKind::GlobalAveragePool), layer);
        assume("a global average pool stands before", layer.name);
        return;
      case Bridge::Kind::Branch:
        last_ = bridge.nodes[0];
        assume("the newest output of the right shape is read by",
               fmt::format("{} ({})", layer.name, network_.node(last_).name));
        return;
      case Bridge::Kind::Concat:
        Node concat = node_behind(layer, ".concat", OperatorKind::Concat);
        concat.inputs = bridge.nodes;
        append(std::move(concat), layer);
        assume("the newest outputs are concatenated for", layer.name);
    }
  }

  // What leads to the next row's input; first the padding that keeps the map's size and windows of
  // the pool that do not overlap.
  [[nodiscard]] Window find_window(std::size_t row) const {
    const TableLayer& layer = table_.layers[row];
    const int pool = layer.pool.value_or(1);
    const Window usual{layer.padding.value_or((layer.kernel - 1) / 2), pool};
    if (layer.is_linear || row + 1 == table_.layers.size()) return usual;
    std::vector<int> paddings = {usual.padding};
    for (int padding = 0; !layer.padding && padding < std::min(layer.kernel, 16); ++padding) {
      paddings.push_back(padding);
    }
    for (const int padding : paddings) {
      for (const int stride : {pool, std::min(pool, 2)}) {
        const Shape out = window_output(layer, {padding, stride});
        if (out.size() > 0 && leads_to(out, table_.layers[row + 1], pool > 1)) {
          return {padding, stride};
        }
      }
    }
    return usual;
  }

  [[nodiscard]] bool leads_to(const Shape& out, const TableLayer& next, bool has_pool) const {
    const Shape want = wanted_input(next, out);
    return has_pool ? is_direct(out, want) : straight_bridge(out, want).has_value();
  }

  // What the layer and its own pool give; size 0 when a window does not fit.
  [[nodiscard]] Shape window_output(const TableLayer& layer, const Window& window) const {
    const int pool = layer.pool.value_or(1);
    const auto side = [&](int input) {
      const int room = input + 2 * window.padding - layer.kernel;
      const int map = room < 0 ? 0 : room / layer.stride + 1;
      return map < pool ? 0 : (map - pool) / window.pool_stride + 1;
    };
    return {layer.outputs, side(shape().height), side(shape().width)};
  }

  Node layer_node(std::size_t row, int padding) {
    const TableLayer& layer = table_.layers[row];
    Node node =
        node_behind(layer, "", layer.is_linear ? OperatorKind::Linear : OperatorKind::Convolution);
    node.outputs = layer.outputs;
    node.weight_bits = layer.weight_bits;
    node.activation_bits = layer.activation_bits;
    if (layer.is_linear) return node;
    node.kernel = layer.kernel;
    node.stride = layer.stride;
    node.groups = layer.groups;
    node.padding = padding;
    if (layer.padding || layer.kernel == 1) return node;
    if (node.padding == (layer.kernel - 1) / 2) {
      assume("padding (kernel - 1) / 2", layer.name);
    } else {
      assume(fmt::format("padding {}, so that the next row fits", node.padding), layer.name);
    }
    return node;
  }

  void add_layer(std::size_t row) {
    const TableLayer& layer = table_.layers[row];
    lead_to(layer);
    const Window window = find_window(row);
    append(layer_node(row, window.padding), layer);
    if (row + 1 < table_.layers.size()) {
      append(node_behind(layer, ".relu", OperatorKind::Relu), layer);
    }
    const int pool = layer.pool.value_or(1);
    if (pool > 1) append_pool(layer, ".pool", pool, window.pool_stride);
    if (window.pool_stride < pool) {
      assume(fmt::format("stride {} of the pool behind", window.pool_stride), layer.name);
    }
    outputs_.push_back(shape());
    output_nodes_.push_back(last_);
  }

  void end_in_a_vector() {
    if (shape().height == 1 && shape().width == 1) return;
    const TableLayer& layer = table_.layers.back();
    append(node_behind(layer, ".pool_behind", OperatorKind::GlobalAveragePool), layer);
    assume("a global average pool stands behind", layer.name);
  }

  const LayerTable& table_;
  Network network_;
  std::size_t last_;
  std::vector<Shape> outputs_;             // of each row, with its pool
  std::vector<std::size_t> output_nodes_;  // their nodes
  std::map<std::string, std::vector<std::string>> assumed_;
};

}  // namespace

Network network_of_table(const LayerTable& table, const std::string& name) try {
  return TableNetwork(table, name).build();
} catch (const Error& error) {
  const std::string message = error.what();
  const std::string& place = table.layers.front().place;
  const bool has_place = message.rfind(place.substr(0, place.rfind(':')), 0) == 0;
  fail(error.kind(), "{}{}", has_place ? "" : place + ": ", message);
}

}  // namespace kirchhoff::formats::detail
