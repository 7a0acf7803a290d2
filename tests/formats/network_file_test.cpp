// tests/formats/network_file_test.cpp - round trips, and mistakes with their line.
#include <doctest/doctest.h>

#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/network/families.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

const std::string& network_text() {
  static const std::string text = R"(schema = 1
name = "small"
input = [1, 8, 8]

[[node]]
name = "first"
kind = "convolution"
outputs = 4
kernel = 3

[[node]]
name = "relu"
kind = "relu"

[[node]]
name = "last"
kind = "linear"
outputs = 10
weight_bits = 4
stage = 1
)";
  return text;
}

void check_refusal(const std::string& part, const std::string& by, const std::string& place,
                   const std::string& words) {
  const std::string changed = replaced(network_text(), part, by);
  const TemporaryFile file(changed);
  const std::string seen = message_of([&] { (void)load_network(file.path()); });
  CAPTURE(seen);
  CHECK(contains(seen, line_of(file.path(), changed, place) + ": "));
  CHECK(contains(seen, words));
}

void check_equal(const network::Network& a, const network::Network& b) {
  CHECK(a.name() == b.name());
  REQUIRE(a.nodes().size() == b.nodes().size());
  for (std::size_t i = 0; i < a.nodes().size(); ++i) {
    const network::Node& left = a.node(i);
    const network::Node& right = b.node(i);
    CAPTURE(left.name);
    CHECK(left.name == right.name);
    CHECK((left.kind == right.kind));
    CHECK(left.inputs == right.inputs);
    CHECK(left.outputs == right.outputs);
    CHECK(left.kernel == right.kernel);
    CHECK(left.stride == right.stride);
    CHECK(left.padding == right.padding);
    CHECK(left.groups == right.groups);
    CHECK(left.batch_norm == right.batch_norm);
    CHECK(left.bias == right.bias);
    CHECK(left.transposed == right.transposed);
    CHECK(left.signed_input == right.signed_input);
    CHECK(left.weight_bits == right.weight_bits);
    CHECK(left.activation_bits == right.activation_bits);
    CHECK(left.stage == right.stage);
    CHECK((left.shape == right.shape));
  }
}

network::Network read_back(const network::Network& network) {
  const TemporaryFile file(network_toml(network));
  return load_network(file.path());
}

}  // namespace

TEST_CASE("every shipped network has its file's name, one value per class and stages in order") {
  CHECK(shipped_names("networks").size() >= 5);
  for (const std::string& name : shipped_names("networks")) {
    CAPTURE(name);
    const network::Network network = load_network(name);
    CHECK(network.name() == name);
    CHECK(shipped_text("networks/" + name + ".toml").find("\nsource = \"") != std::string::npos);
    int stage = 0;
    for (const std::size_t layer : network.layers()) {
      CHECK(network.node(layer).stage >= stage);
      stage = network.node(layer).stage;
    }
  }
}

TEST_CASE("shipped networks and those of every family come back from their own TOML") {
  for (const std::string& name : shipped_names("networks")) {
    const network::Network network = load_network(name);
    check_equal(network, read_back(network));
  }
  for (const std::string& family : network::family_names()) {
    network::Network network =
        network::build_family({.family = family, .stages = {{.width = 4}, {.width = 8}}});
    network.set_bits(network.layers()[1], 3, 5);
    check_equal(network, read_back(network));
  }
}

TEST_CASE("the example of this test is fine, so its changes are what is refused") {
  const TemporaryFile file(network_text());
  const network::Network network = load_network(file.path());
  CHECK(network.nodes().size() == 4);
  CHECK(network.nodes().back().weight_bits == 4);
  CHECK(network.nodes().back().activation_bits == 8);
}

TEST_CASE("each mistake in a network is told with its line and what is allowed") {
  check_refusal("\"convolution\"", "\"convolutoin\"", "convolutoin",
                "did you mean \"convolution\"?");
  check_refusal("kernel = 3", "kernel = 9", "kernel = 9", "larger than its padded input (8)");
  check_refusal("kernel = 3", "kernal = 3", "kernal", "did you mean \"kernel\"?");
  check_refusal("weight_bits = 4", "weight_bits = 9", "weight_bits = 9", "2 to 8");
  check_refusal("outputs = 4", "outputs = 0", "outputs = 0", "1 to 65536");
  check_refusal("input = [1, 8, 8]", "input = [1, 8]", "input = [1, 8]",
                "[channels, height, width]");
  check_refusal("kind = \"relu\"", "kind = \"relu\"\nkernel = 3",
                "kernel = 3\n\n[[node]]\nname = \"last", "unknown key \"kernel\"");
  check_refusal("kind = \"linear\"", "kind = \"linear\"\ninputs = [\"rellu\"]",
                "inputs =", "did you mean \"relu\"?");
  check_refusal("kind = \"linear\"", "kind = \"linear\"\ninputs = [\"first\"]",
                "inputs =", "put a relu between, or write signed_input = true");
  check_refusal("kind = \"relu\"", "kind = \"relu\"\nsigned_input = true",
                "signed_input = true\n\n[[node]]\nname = \"last", "unknown key \"signed_input\"");
  check_refusal("name = \"relu\"", "name = \"first\"", "name = \"first\"\nkind = \"relu\"",
                "another node of this name");
}

TEST_CASE("a layer whose input may be negative is read when the file says so") {
  const TemporaryFile file(replaced(network_text(), "kind = \"linear\"",
                                    "kind = \"linear\"\ninputs = [\"first\"]\n"
                                    "signed_input = true\nbias = false"));
  const network::Network network = load_network(file.path());
  const network::Node& last = network.nodes().back();
  CHECK(last.input_bits() == 9);
  CHECK_FALSE(last.bias);
}

TEST_CASE("a network without layers, or that ends in a map, is refused") {
  std::string text = network_text();
  text.resize(text.rfind("[[node]]"));
  const TemporaryFile file(text);
  CHECK(contains(message_of([&] { (void)load_network(file.path()); }),
                 "a network ends with one value per class"));
}

}  // namespace kirchhoff::formats
