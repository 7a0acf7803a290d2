// kirchhoff/formats/network_file.cpp - reads and writes networks node by node.
#include <algorithm>
#include <array>
#include <variant>

#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/detail/network_table.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/detail/toml_text.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using network::Network;
using network::Node;
using network::OperatorKind;

constexpr std::int64_t newest_schema = 1;
constexpr std::int64_t largest_count = 1 << 16;

bool slides_a_window(OperatorKind kind) {
  return kind == OperatorKind::Convolution || kind == OperatorKind::MaxPool ||
         kind == OperatorKind::AveragePool;
}

bool has_groups(OperatorKind kind) {
  return kind == OperatorKind::Convolution || kind == OperatorKind::MatMul ||
         kind == OperatorKind::Softmax;
}

network::Shape read_input(spec::TableReader& reader) {
  const std::vector<double> sides = reader.reals("input");
  const bool fits =
      sides.size() == 3 && std::all_of(sides.begin(), sides.end(), [](double side) {
        return side >= 1.0 && side <= double(largest_count) && side == double(std::int64_t(side));
      });
  if (!fits && reader.has("input")) {
    reader.complain("input", fmt::format("input must be [channels, height, width], whole numbers "
                                         "from 1 to {}",
                                         largest_count));
  }
  if (!fits) return {1, 1, 1};
  return {static_cast<int>(sides[0]), static_cast<int>(sides[1]), static_cast<int>(sides[2])};
}

OperatorKind read_kind(spec::TableReader& reader) {
  static const std::vector<std::string> names(network::operator_names().begin() + 1,
                                              network::operator_names().end());  // not "input"
  const std::string kind = reader.choice("kind", names);
  const auto found = std::find(names.begin(), names.end(), kind);
  return static_cast<OperatorKind>(found - names.begin() + 1);
}

// Indices of the nodes named by `inputs`, or the node before this one.
std::vector<std::size_t> read_inputs(spec::TableReader& reader, const Network& network) {
  if (!reader.has("inputs")) {
    (void)reader.find("inputs");
    return {network.nodes().size() - 1};
  }
  std::vector<std::string> known;
  for (const Node& node : network.nodes()) known.push_back(node.name);
  std::vector<std::size_t> indices;
  for (const std::string& name : reader.texts("inputs")) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      reader.complain(
          "inputs", fmt::format("there is no earlier node \"{}\"; {}", name, suggest(name, known)));
      continue;
    }
    indices.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  return indices;
}

int read_count(spec::TableReader& reader, std::string_view key, int fallback, std::int64_t low) {
  return static_cast<int>(reader.integer_or(key, fallback, {low, largest_count}));
}

Node read_node(spec::TableReader& reader, const Network& network) {
  Node node;
  node.name = reader.text("name");
  node.kind = read_kind(reader);
  node.inputs = read_inputs(reader, network);
  node.stage = static_cast<int>(reader.integer_or("stage", 0, {0, 1000}));
  if (node.has_weights()) {
    node.outputs = static_cast<int>(reader.integer("outputs", {1, largest_count}));
    node.bias = reader.boolean_or("bias", true);
  }
  if (node.has_products()) {
    node.signed_input = reader.boolean_or("signed_input", false);
    node.weight_bits = static_cast<int>(reader.integer_or("weight_bits", 8, {2, 8}));
    node.activation_bits = static_cast<int>(reader.integer_or("activation_bits", 8, {2, 8}));
  }
  if (slides_a_window(node.kind)) {
    node.kernel = static_cast<int>(reader.integer("kernel", {1, largest_count}));
    node.stride = read_count(reader, "stride", 1, 1);
    node.padding = read_count(reader, "padding", 0, 0);
  }
  if (node.kind == OperatorKind::Convolution) {
    node.batch_norm = reader.boolean_or("batch_norm", false);
  }
  if (has_groups(node.kind)) node.groups = read_count(reader, "groups", 1, 1);
  if (node.kind == OperatorKind::MatMul) node.transposed = reader.boolean_or("transposed", false);
  reader.finish();
  return node;
}

void require_stated_sign(const Network& network, std::size_t index) {
  const Node& node = network.node(index);
  if (!node.has_products() || node.signed_input) return;
  require(network::is_non_negative(network, node.inputs[0]),
          "inputs of \"{}\" may be negative ({} \"{}\"), but crossbar inputs are unsigned; put a "
          "relu between, or write signed_input = true, which costs one input bit more",
          node.name, operator_name(network.node(node.inputs[0]).kind),
          network.node(node.inputs[0]).name);
}

void read_nodes(spec::TableReader& reader, Network& network) {
  for (spec::TableReader& table : reader.tables("node")) {
    Node node = read_node(table, network);
    // Later nodes build on this one, so the first file with mistakes ends here.
    table.problems().raise_if_any();
    try {
      require_stated_sign(network, network.add(std::move(node)));
    } catch (const Error& error) {
      detail::fail_at(table.value(), error);
    }
  }
}

Network start_network(spec::TableReader& reader) {
  const std::string name = reader.text("name");
  (void)reader.text_or("source", "");
  const network::Shape input = read_input(reader);
  reader.problems().raise_if_any();
  try {
    return {name, input};
  } catch (const Error& error) {
    detail::fail_at(reader.value(), error);
  }
}

std::string node_toml(const Network& network, std::size_t index) {
  const Node& node = network.node(index);
  std::string text =
      fmt::format("\n[[node]]\nname = {}\nkind = {}\n", detail::toml_string(node.name),
                  detail::toml_string(operator_name(node.kind)));
  if (node.inputs != std::vector<std::size_t>{index - 1}) {
    std::string list;
    for (const std::size_t input : node.inputs) {
      if (!list.empty()) list += ", ";
      list += detail::toml_string(network.node(input).name);
    }
    text += fmt::format("inputs = [{}]\n", list);
  }
  if (node.has_weights()) text += fmt::format("outputs = {}\n", node.outputs);
  if (slides_a_window(node.kind)) {
    text += fmt::format("kernel = {}\nstride = {}\npadding = {}\n", node.kernel, node.stride,
                        node.padding);
  }
  if (has_groups(node.kind)) text += fmt::format("groups = {}\n", node.groups);
  if (node.kind == OperatorKind::Convolution) {
    text += fmt::format("batch_norm = {}\n", node.batch_norm);
  }
  if (node.has_weights() && !node.bias) text += "bias = false\n";
  if (node.transposed) text += "transposed = true\n";
  if (node.signed_input) text += "signed_input = true\n";
  if (node.has_products()) {
    text += fmt::format("weight_bits = {}\nactivation_bits = {}\n", node.weight_bits,
                        node.activation_bits);
  }
  return text + fmt::format("stage = {}\n", node.stage);
}

}  // namespace

namespace {

Network load_table(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return detail::network_of_table(detail::read_layer_table(read_text(path), name),
                                  path.stem().string());
}

}  // namespace

Network load_network(const std::string& name_or_path) {
  const std::filesystem::path ending = std::filesystem::path(name_or_path).extension();
  if (ending == ".csv") return load_table(name_or_path);
  require(ending != ".onnx",
          "{}: ONNX is written (kirchhoff export), but not read yet; give the network as TOML like "
          "those in data/networks, or as a .csv table of its layers",
          name_or_path);
  const detail::Document document = detail::open_document("networks", "network", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  spec::read_schema(reader, newest_schema);
  Network network = start_network(reader);
  read_nodes(reader, network);
  reader.finish();
  problems.raise_if_any();
  const Node& last = network.nodes().back();
  require(
      last.shape.height == 1 && last.shape.width == 1 && !network.layers().empty(),
      "{}: the last node \"{}\" gives {}x{}x{}; a network ends with one value per class, e.g. a "
      "linear node",
      document.path.string(), last.name, last.shape.channels, last.shape.height, last.shape.width);
  return network;
}

std::string network_toml(const Network& network) {
  const network::Shape& input = network.node(0).shape;
  std::string text = fmt::format(
      "schema = {}\nname = {}\nsource = \"written by kirchhoff\"\ninput = [{}, {}, {}]\n",
      newest_schema, detail::toml_string(network.name()), input.channels, input.height,
      input.width);
  for (std::size_t i = 1; i < network.nodes().size(); ++i) text += node_toml(network, i);
  return text;
}

}  // namespace kirchhoff::formats
