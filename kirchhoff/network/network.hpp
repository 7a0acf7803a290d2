// kirchhoff/network/network.hpp - a neural network as a graph of operators with shapes and counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
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

/// What a node does. "Per channel" and "per value" need no more than one value of each input.
enum class OperatorKind {
  Input,
  Convolution,  // weights [outputs, inputs / groups, kernel, kernel]
  Linear,       // weights [outputs, inputs]; a flattened input in channel, row, column order
  Relu,
  MaxPool,
  AveragePool,
  GlobalAveragePool,  // -> channels x 1 x 1
  Add,                // two inputs of equal shape
  BatchNorm,          // gain x + shift per channel that no layer before it can take over
  LayerNorm,          // over the channels of each position; gain and shift per channel
  Relu6,              // min(max(x, 0), 6)
  HardSigmoid,        // relu6(x + 3) / 6
  HardSwish,          // x relu6(x + 3) / 6
  Gelu,               // x Phi(x)
  Softmax,            // over the channels of each position and group
  Multiply,           // per value; the second input may be channels x 1 x 1 (squeeze and excite)
  Concat,             // the channels of two or more inputs with equal maps, one after the other
  MatMul,             // of two activations; see Node
  ClassToken,         // a trained vector of channels before all positions -> channels x n+1 x 1
  PositionEmbedding,  // adds a trained number to each value
  FirstToken,         // the first position -> channels x 1 x 1
};

/// "convolution", "max_pool", ...: the names of network files.
[[nodiscard]] const std::string& operator_name(OperatorKind kind);
/// All of them, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> operator_names();

/// One operator. Convolution and Linear are the layers that sit on crossbars; both may be followed
/// by an affine transform per output channel (a folded batch normalisation, or a bias), which is
/// digital.
///
/// Tokens are positions: a map of d channels and n positions is the matrix [n x d] of n tokens. A
/// linear layer over each token is a convolution with kernel 1. MatMul multiplies the matrix of its
/// first input by that of its second, or by its transpose, group by group (heads): the channels of
/// both are cut into `groups` parts. Q times K transposed gives groups x keys channels at each
/// position of Q; softmax with as many groups normalises them; that matrix times V gives V's
/// channels at each position of Q.
struct Node {
  std::string name;  // unique, "stage1.block0.conv1"
  OperatorKind kind = OperatorKind::Input;
  std::vector<std::size_t> inputs;          // indices of earlier nodes
  int outputs = 0;                          // Convolution, Linear: output channels
  int kernel = 1, stride = 1, padding = 0;  // Convolution, pools
  int groups = 1;                           // Convolution, MatMul, Softmax
  bool batch_norm = false;    // Convolution: normalised while training, affine afterwards
  bool bias = true;           // Convolution, Linear without batch norm: has a trained shift
  bool transposed = false;    // MatMul: by the transpose of the second input
  bool signed_input = false;  // Convolution, Linear, MatMul: the (first) input may be negative
  int weight_bits = 8;        // 2 to 8, signed, symmetric; of MatMul's second input
  int activation_bits = 8;    // 2 to 8, unsigned, of the layer's input
  int stage = 0;              // which group of layers shares its bits; 0 is the stem
  Shape shape;                // of the output; set by Network::add

  [[nodiscard]] bool has_weights() const {
    return kind == OperatorKind::Convolution || kind == OperatorKind::Linear;
  }
  /// Whether the node multiplies and accumulates: a layer or a product of two activations.
  [[nodiscard]] bool has_products() const { return has_weights() || kind == OperatorKind::MatMul; }
  [[nodiscard]] bool has_signed_input() const { return signed_input; }
  /// Bits that are applied to the rows of a crossbar. These are unsigned, so an input that may be
  /// negative costs one bit more: x + 2^activation_bits is applied, with activation_bits + 1 bits.
  /// What the offset adds to a sum, 2^activation_bits x the sum of the weights, is known before and
  /// belongs to the layer's shift.
  [[nodiscard]] int input_bits() const { return activation_bits + (signed_input ? 1 : 0); }
};

/// A directed acyclic graph in topological order; node 0 is the input, the last node the output.
class Network {
 public:
  /// `channels, height, width` positive, each at most 2^16; throws Error(Input).
  Network(std::string name, Shape input);

  /// Appends a node after checking it and computing its shape. Returns its index. Throws
  /// Error(Input) naming the node: unknown input, kernel larger than the padded map, channels not
  /// divisible by groups, inputs whose shapes do not fit each other, a padded average pool, bits
  /// outside 2..8, more than 2^31 values or weights, 2^45 multiply-accumulates or 4096 nodes.
  std::size_t add(Node node);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] const Node& node(std::size_t index) const { return nodes_.at(index); }
  [[nodiscard]] const Shape& input_shape(const Node& node) const;  // of its first input
  [[nodiscard]] std::vector<std::size_t> layers() const;           // nodes with weights, in order
  [[nodiscard]] int classes() const { return nodes_.back().shape.channels; }
  void set_bits(std::size_t index, int weight_bits, int activation_bits);  // checked, 2..8

  /// What a reader had to assume because its file does not say it, one sentence each.
  [[nodiscard]] const std::vector<std::string>& assumptions() const { return assumptions_; }
  void add_assumption(std::string sentence) { assumptions_.push_back(std::move(sentence)); }

 private:
  std::string name_;
  std::vector<Node> nodes_;
  std::vector<std::string> assumptions_;
};

/// Whether a node's output can never be below 0: the image, a ReLU, a sigmoid, a softmax, or a
/// pool, sum, product or concatenation of such. A layer whose input may be negative must say so
/// with `signed_input`; the reader of network files checks it, and the families have no such layer.
[[nodiscard]] bool is_non_negative(const Network& network, std::size_t node);

/// Multiply-accumulates of one node for one image, each weight of each output position counted, so
/// stride and padding are what they are: a product with a padded zero counts, a position that is
/// left out does not. MatMul counts as the layer whose weights are its second input. 0 for others.
[[nodiscard]] std::int64_t macs(const Network& network, std::size_t node);
/// Weights of one node, without its affine transform; they are what sits in cells.
[[nodiscard]] std::int64_t weight_count(const Network& network, std::size_t node);
/// Of layers and products of two activations.
[[nodiscard]] std::int64_t total_macs(const Network& network);
/// All trained numbers: weights; per output channel of a layer two with batch norm, one with a bias
/// alone; two per channel of a norm of its own; class tokens and position embeddings.
[[nodiscard]] std::int64_t parameter_count(const Network& network);
/// Sum over nodes of MACs x weight bits x activation bits.
[[nodiscard]] std::int64_t bit_operations(const Network& network);

/// Throws Error(Input) naming the first node that the trainer and the accuracy model do not know:
/// such networks can be estimated. Convolutions and linear layers with unsigned inputs, ReLU, pools
/// and additions can be trained.
void check_trainable(const Network& network);

}  // namespace kirchhoff::network
