// tests/network/families_test.cpp - laws that hold for every family, and what sets each apart.
#include "kirchhoff/network/families.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::network {
namespace {

FamilyParameters parameters(const std::string& family) {
  return {.family = family,
          .stages = {{.blocks = 1, .kernel = 3, .width = 8},
                     {.blocks = 2, .kernel = 5, .width = 16},
                     {.blocks = 1, .kernel = 3, .width = 16}}};
}

FamilyParameters random_parameters(std::uint64_t index) {
  Stream stream(7, purpose::test, index);
  FamilyParameters result;
  result.family = family_names()[stream.below(family_names().size())];
  result.input = {stream.below(2) == 0 ? 1 : 3, 28, 28};
  result.skip = stream.below(2) == 0;
  result.stem_stride = 1 + static_cast<int>(stream.below(2));
  const std::uint64_t stages = 1 + stream.below(6);
  for (std::uint64_t i = 0; i < stages; ++i) {
    result.stages.push_back({.blocks = 1 + static_cast<int>(stream.below(3)),
                             .kernel = 1 + 2 * static_cast<int>(stream.below(4)),
                             .width = 1 + static_cast<int>(stream.below(40))});
  }
  return result;
}

const Node& node_of(const Network& network, const std::string& name) {
  const auto found = std::find_if(network.nodes().begin(), network.nodes().end(),
                                  [&](const Node& node) { return node.name == name; });
  REQUIRE_MESSAGE(found != network.nodes().end(), name);
  return *found;
}

std::string message(const FamilyParameters& wrong) {
  try {
    (void)build_family(wrong);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("no layer of any family reads a value that could be negative") {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Network network = build_family(random_parameters(i));
    for (const std::size_t layer : network.layers()) {
      CAPTURE(network.node(layer).name);
      CHECK(is_non_negative(network, network.node(layer).inputs[0]));
    }
  }
}

TEST_CASE("every family ends in one value per class and halves the map once per later stage") {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const FamilyParameters point = random_parameters(i);
    const Network network = build_family(point);
    CHECK(network.nodes().back().shape == Shape{10, 1, 1});
    int side = point.stem_stride == 1 ? 28 : 14;
    for (std::size_t s = 1; s < point.stages.size(); ++s) side = (side + 1) / 2;
    const Node& pool = node_of(network, "pool");
    CHECK(network.input_shape(pool) == Shape{point.stages.back().width, side, side});
  }
}

TEST_CASE("the stem is stage 0, blocks carry their stage and the classifier the last one") {
  for (const std::string& family : family_names()) {
    const Network network = build_family(parameters(family));
    CHECK(node_of(network, "stem").stage == 0);
    CHECK(node_of(network, "classifier").stage == 3);
    for (const Node& node : network.nodes()) {
      if (node.name.rfind("stage2.", 0) == 0) CHECK(node.stage == 2);
    }
  }
}

TEST_CASE("plain: one convolution a block; 7 x 7, 5 x 5 and 3 x 3 keep the map at stride 1") {
  const Network network = build_family(parameters("plain"));
  CHECK(network.layers().size() == 1 + 4 + 1);
  CHECK(node_of(network, "stage2.block1.conv1").shape == Shape{16, 14, 14});
  // Stem 1*9*8, then 8*8*9, 8*16*25, 16*16*25, 16*16*9; two per channel; classifier 16*10 + 10.
  CHECK(parameter_count(network) == (72 + 576 + 3200 + 6400 + 2304) + 2 * (8 + 8 + 16 * 3) + 170);
}

TEST_CASE("residual: a projection exactly where the block changes the shape") {
  const Network network = build_family(parameters("residual"));
  CHECK(network.layers().size() == 1 + 2 * 4 + 2 + 1);
  CHECK(node_of(network, "stage2.block0.shortcut").kernel == 1);
  CHECK(node_of(network, "stage2.block0.shortcut").stride == 2);
  CHECK(node_of(network, "stage3.block0.shortcut").shape == Shape{16, 7, 7});
  const Node& sum = node_of(network, "stage1.block0.add");
  CHECK(network.node(sum.inputs[1]).name == "stem.relu");
}

TEST_CASE("residual without skip has no additions, no projections and both convolutions") {
  FamilyParameters point = parameters("residual");
  point.skip = false;
  const Network network = build_family(point);
  CHECK(network.layers().size() == 1 + 2 * 4 + 1);
  for (const Node& node : network.nodes()) CHECK(node.kind != OperatorKind::Add);
}

TEST_CASE("separable: one group per channel, and a sum where the block keeps its shape") {
  const Network network = build_family(parameters("separable"));
  const Node& depthwise = node_of(network, "stage2.block0.depthwise");
  CHECK(depthwise.groups == 8);
  CHECK(depthwise.outputs == 8);
  CHECK(node_of(network, "stage2.block0.pointwise").outputs == 16);
  CHECK(std::count_if(network.nodes().begin(), network.nodes().end(), [](const Node& node) {
          return node.kind == OperatorKind::Add;
        }) == 2);  // stage1.block0 and stage2.block1
}

TEST_CASE("each wrong parameter is refused with the value and the range") {
  FamilyParameters wrong = parameters("residal");
  CHECK(contains(message(wrong), "did you mean \"residual\"?"));
  wrong = parameters("plain");
  wrong.stages[1].kernel = 4;
  CHECK(contains(message(wrong), "stage 2: kernel (4) must be 1, 3, 5 or 7"));
  wrong = parameters("plain");
  wrong.stages[0].width = 0;
  CHECK(contains(message(wrong), "stage 1: width (0) must be 1 to 1024"));
  wrong.stages.clear();
  CHECK(contains(message(wrong), "1 to 6 stages, not 0"));
  wrong = parameters("plain");
  wrong.stem_stride = 3;
  CHECK(contains(message(wrong), "stem_stride (3) must be 1 or 2"));
}

}  // namespace kirchhoff::network
