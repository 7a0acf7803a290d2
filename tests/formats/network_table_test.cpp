// tests/formats/network_table_test.cpp - tables of layers become the networks that they mean.
#include <doctest/doctest.h>

#include "kirchhoff/formats/detail/network_table.hpp"
#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

using network::Network;
using network::OperatorKind;

Network network_of(const std::string& text) {
  return detail::network_of_table(detail::read_layer_table(text, "table.csv"), "table");
}

std::string refusal(const std::string& text) {
  return message_of([&] { (void)network_of(text); });
}

bool assumes(const Network& network, const std::string& words) {
  for (const std::string& sentence : network.assumptions()) {
    if (contains(sentence, words)) return true;
  }
  return false;
}

const network::Node& named(const Network& network, const std::string& name) {
  for (const network::Node& node : network.nodes()) {
    if (node.name == name) return node;
  }
  FAIL("no node ", name);
  return network.node(0);
}

// H, W, C, Kh, Kw, N, pool, stride.
const std::string small_network =
    "16,16,64,3,3,128,1,1\n"
    "8,8,128,3,3,128,1,1\n"
    "1,1,2048,1,1,256,0,1\n"
    "1,1,256,1,1,10,0,1\n";

}  // namespace

TEST_CASE("a table without a header: padding keeps the map, pools halve it, vectors are linear") {
  const Network network = network_of(small_network);
  CHECK(network.name() == "table");
  CHECK((network.node(0).shape == network::Shape{64, 16, 16}));
  REQUIRE(network.layers().size() == 4);
  CHECK((named(network, "layer1.pool").shape == network::Shape{128, 8, 8}));
  CHECK((named(network, "layer3").kind == OperatorKind::Linear));
  CHECK((network.nodes().back().shape == network::Shape{10, 1, 1}));
  CHECK(network::total_macs(network) ==
        256 * 9 * 64 * 128 + 64 * 9 * 128 * 128 + 2048 * 256 + 256 * 10);
  CHECK(assumes(network, "no header"));
  CHECK(assumes(network, "relu stands behind each but the last"));
  CHECK(assumes(network, "padding (kernel - 1) / 2: layer1 and layer2"));
}

TEST_CASE("columns are found by many names, in any order, and those unknown are told") {
  const Network network = network_of(
      "Layer,Type,H,In Channels,Out_channels,K,pad,groups,weight_bits,owner\n"
      "# a comment\n"
      "stem,conv,8,3,6,3,1,1,4,me\n"
      "mix,depthwise,8,6,6,3,1,,8,\n"
      "end,fc,8,6,10,,,,8,\n");
  CHECK(named(network, "stem").weight_bits == 4);
  CHECK(named(network, "mix").groups == 6);
  CHECK((named(network, "end").kind == OperatorKind::Linear));
  CHECK(network::total_macs(network) == 64 * (27 * 6 + 9 * 6) + 384 * 10);
  CHECK(assumes(network, "columns without a meaning here: owner"));
}

TEST_CASE("another tool's table with commas at the ends of its lines") {
  const Network network = network_of(
      "Layer name,IFMAP Height,IFM Height,Filter Height,Filter Width,Channels,Num Filter,Strides,\n"
      "conv,9,28,5,5,1,6,1,\n"
      "end,9,1,1,1,4704,10,1,\n");
  CHECK(network::total_macs(network) == 784 * 25 * 6 + 47040);
  CHECK(assumes(network, "columns without a meaning here: IFMAP Height"));
}

TEST_CASE("what the next row reads decides about padding and pools that are not given") {
  // LeNet-5: 5 x 5 without padding behind the first layer, pools of 2.
  const Network network =
      network_of("height,channels,kernel,outputs\n28,1,5,6\n14,6,5,16\n1,400,1,120\n1,120,1,10\n");
  CHECK(named(network, "layer1").padding == 2);
  CHECK(named(network, "layer2").padding == 0);
  CHECK((named(network, "layer2.pool_before").shape == network::Shape{6, 14, 14}));
  CHECK((named(network, "layer3.pool_before").shape == network::Shape{16, 5, 5}));
  CHECK(network::total_macs(network) == 784 * 25 * 6 + 100 * 25 * 6 * 16 + 400 * 120 + 1200);
  CHECK(assumes(network, "padding 0, so that the next row fits: layer2"));
}

TEST_CASE("a pool of 3 moves on by 2 where the next row says so, as in AlexNet") {
  const Network network = network_of(
      "height,channels,kernel,outputs,stride,padding,pool\n"
      "224,3,11,64,4,2,3\n27,64,5,192,1,2,3\n13,192,3,384,1,1,0\n");
  CHECK(named(network, "layer1.pool").stride == 2);
  CHECK((named(network, "layer1").shape == network::Shape{64, 55, 55}));
  CHECK((named(network, "layer3").shape == network::Shape{384, 13, 13}));
  CHECK(assumes(network, "stride 2 of the pool behind: layer1 and layer2"));
}

TEST_CASE("a row may read an earlier output, or several at once") {
  const std::string header = "name,height,channels,kernel,outputs,stride\n";
  const Network branch = network_of(header +
                                    "a,8,3,3,4,1\nb,8,4,3,8,2\nshortcut,8,4,1,8,2\n"
                                    "c,4,8,3,8,1\n");
  CHECK(branch.node(named(branch, "shortcut").inputs[0]).name == "a.relu");
  CHECK(assumes(branch, "newest output of the right shape is read by: shortcut (a.relu)"));
  CHECK(assumes(branch, "a global average pool stands behind: c"));
  const Network dense = network_of(header + "a,8,3,3,4,1\nb,8,4,3,2,1\nc,8,6,3,2,1\n");
  CHECK((named(dense, "c.concat").shape == network::Shape{6, 8, 8}));
}

TEST_CASE("mistakes in a table are told with the line") {
  CHECK(contains(refusal(replaced(small_network, "8,8,128,3,3,128", "8,8,128,3,three,128")),
                 "table.csv:2"));
  const std::string header = "height,channels,kernel,outputs\n";
  CHECK(contains(refusal(header + "8,3,3,4\n8,4,x,4\n"), "table.csv:3: kernel is \"x\""));
  CHECK(contains(refusal(header + "8,3,3,1000000000\n"),
                 "table.csv:2: outputs (1e+09) must be a whole number from 1 to 65536"));
  CHECK(contains(refusal("1e9,8,3,3,3,4\n"),
                 "table.csv:1: height (1e+09) must be a whole number from 1 to 65536"));
  CHECK(contains(refusal(header + "8,3,3,2.5\n"), "must be a whole number"));
  CHECK(contains(refusal(header + "8,3,3,\n"), "outputs is missing"));
  CHECK(contains(refusal("height,channels,kernel,outputs,padding\n8,3,30,4,0\n"),
                 "table.csv:2: node \"layer1\": kernel (30)"));
  CHECK(contains(refusal(header + "8,3,3,4\n9,7,3,4\n"),
                 "table.csv:3: layer \"layer2\" reads 7x9x9, but the layers before give 4x8x8"));
  CHECK(contains(refusal("height,channels,kernel\n8,3,3\n"), "no column says the outputs"));
  CHECK(contains(refusal("name,kind,height,channels,kernel,outputs\na,lstm,8,3,3,4\n"),
                 "kind is \"lstm\"; allowed: convolution, depthwise, linear"));
  CHECK(contains(refusal("height,h,channels,outputs\n8,8,3,4\n"), "mean the same (height)"));
  CHECK(contains(refusal("8,8,3,3,1,4,0,1\n"), "only square kernels"));
  CHECK(contains(refusal(header), "no layer"));
  CHECK(contains(refusal(header + ",,3,4\n"), "first layer needs height and channels"));
}

TEST_CASE("a table comes back from its own TOML, and a missing file is told") {
  const Network network = network_of(small_network);
  const TemporaryFile file(network_toml(network));
  CHECK(network::total_macs(load_network(file.path())) == network::total_macs(network));
  CHECK(contains(message_of([] { (void)load_network("nowhere.csv"); }), "nowhere.csv"));
}

}  // namespace kirchhoff::formats
