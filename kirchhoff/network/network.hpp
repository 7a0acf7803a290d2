// kirchhoff/network/network.hpp - a neural network as a graph of operators with shapes and counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kirchhoff::network {

/// Shape of one image's tensor: channels x height x width. A vector has height and width 1.
struct Shape {
  int channels = 0;
  int height = 1;
  int width = 1;
  [[nodiscard]] std::int64_t size() const { return std::int64_t{channels} * height * width; }
  friend bool operator==(const Shape&, const Shape&) = default;
};

enum class OperatorKind {
  Input,
  Convolution,  // weights [outputs, inputs / groups, kernel, kernel]
  Linear,       // weights [outputs, inputs]; a flattened input in channel, row, column order
  Relu,
  MaxPool,
  AveragePool,
  GlobalAveragePool,  // -> channels x 1 x 1
  Add,                // two inputs of equal shape
};

/// "convolution", "max_pool", ...: the names of network files.
[[nodiscard]] const std::string& operator_name(OperatorKind kind);
/// All of them, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> operator_names();

/// One operator. Convolution and Linear are the layers that sit on crossbars; both may be followed
/// by an affine transform per output channel (a folded batch normalisation, or a bias), which is
/// digital. Their inputs must be non-negative, because crossbar inputs are unsigned.
struct Node {
  std::string name;  // unique, "stage1.block0.conv1"
  OperatorKind kind = OperatorKind::Input;
  std::vector<std::size_t> inputs;                      // indices of earlier nodes
  int outputs = 0;                                      // Convolution, Linear: output channels
  int kernel = 1, stride = 1, padding = 0, groups = 1;  // Convolution, pools
  bool batch_norm = false;  // Convolution: normalised while training, affine afterwards
  int weight_bits = 8;      // 2 to 8, signed, symmetric
  int activation_bits = 8;  // 2 to 8, unsigned, of the layer's input
  int stage = 0;            // which group of layers shares its bits; 0 is the stem
  Shape shape;              // of the output; set by Network::add

  [[nodiscard]] bool has_weights() const {
    return kind == OperatorKind::Convolution || kind == OperatorKind::Linear;
  }
};

/// A directed acyclic graph in topological order; node 0 is the input, the last node the output.
class Network {
 public:
  /// `channels, height, width` positive, each at most 2^16; throws Error(Input).
  Network(std::string name, Shape input);

  /// Appends a node after checking it and computing its shape. Returns its index. Throws
  /// Error(Input) naming the node: unknown input, kernel larger than the padded map, channels not
  /// divisible by groups, shapes of Add differ, a padded average pool, bits outside 2..8, more than
  /// 2^31 values or weights, 2^45 multiply-accumulates or 4096 nodes.
  std::size_t add(Node node);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] const Node& node(std::size_t index) const { return nodes_.at(index); }
  [[nodiscard]] const Shape& input_shape(const Node& node) const;  // of its first input
  [[nodiscard]] std::vector<std::size_t> layers() const;           // nodes with weights, in order
  [[nodiscard]] int classes() const { return nodes_.back().shape.channels; }
  void set_bits(std::size_t index, int weight_bits, int activation_bits);  // checked, 2..8

 private:
  std::string name_;
  std::vector<Node> nodes_;
};

/// Whether a node's output can never be below 0: the image, a ReLU, or a pool or sum of such.
/// Every layer's input must be so; the families see to it and the reader of network files checks
/// it.
[[nodiscard]] bool is_non_negative(const Network& network, std::size_t node);

/// Multiply-accumulates of one node for one image; 0 for nodes without weights.
[[nodiscard]] std::int64_t macs(const Network& network, std::size_t node);
/// Weights of one node, without its affine transform.
[[nodiscard]] std::int64_t weight_count(const Network& network, std::size_t node);
[[nodiscard]] std::int64_t total_macs(const Network& network);
/// All trained numbers: weights and, per output channel, two with batch norm and one (the bias)
/// without.
[[nodiscard]] std::int64_t parameter_count(const Network& network);
/// Sum over layers of MACs x weight bits x activation bits.
[[nodiscard]] std::int64_t bit_operations(const Network& network);

}  // namespace kirchhoff::network
