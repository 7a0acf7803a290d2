// tests/accuracy/network_run_test.cpp - the digital network against a computation the slow way.
#include "kirchhoff/accuracy/network_run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/accuracy/accuracy_model.hpp"
#include "kirchhoff/base/error.hpp"
#include "tests/accuracy/example_network.hpp"

using namespace kirchhoff;
using network::OperatorKind;

namespace {

using Map = std::vector<double>;  // [channels][height][width] of one image

double at(const Map& map, const network::Shape& shape, int channel, int y, int x) {
  if (y < 0 || x < 0 || y >= shape.height || x >= shape.width) return 0.0;
  return map[static_cast<std::size_t>((channel * shape.height + y) * shape.width + x)];
}

Map quantised(const Map& map, const network::Node& node, float scale) {
  Map integers;
  for (const double value : map) {
    const double integer = std::nearbyint(static_cast<double>(static_cast<float>(value) / scale));
    integers.push_back(std::clamp(integer, 0.0, std::exp2(node.activation_bits) - 1.0));
  }
  return integers;
}

Map layer_output(const network::Network& net, std::size_t index, const network::Weights& weights,
                 const Map& input) {
  const network::Node& node = net.node(index);
  const network::Shape& in = net.input_shape(node);
  const float activation_scale = weights.at(node.name + ".activation_scale").values[0];
  const Map integers = quantised(input, node, activation_scale);
  const auto w = network::integer_weights(weights, net, index);
  const bool is_linear = node.kind == OperatorKind::Linear;
  const int height = is_linear ? in.height : node.kernel;
  const int width = is_linear ? in.width : node.kernel;
  const int channels = in.channels / node.groups;
  Map out;
  for (int o = 0; o < node.outputs; ++o) {
    const auto output = static_cast<std::size_t>(o);
    const int first_channel = o / (node.outputs / node.groups) * channels;
    for (int y = 0; y < node.shape.height; ++y) {
      for (int x = 0; x < node.shape.width; ++x) {
        double sum = 0.0;
        for (int k = 0; k < channels * height * width; ++k) {
          const int row = y * node.stride - node.padding + k / width % height;
          const int column = x * node.stride - node.padding + k % width;
          sum += w[output * static_cast<std::size_t>(channels * height * width) +
                   static_cast<std::size_t>(k)] *
                 at(integers, in, first_channel + k / (height * width), row, column);
        }
        const double scale = double{weights.at(node.name + ".weight_scale").values[output]} *
                             double{activation_scale};
        out.push_back(double{weights.at(node.name + ".gain").values[output]} * sum * scale +
                      double{weights.at(node.name + ".shift").values[output]});
      }
    }
  }
  return out;
}

Map pooled(const network::Node& node, const network::Shape& in, const Map& input) {
  Map out;
  for (int c = 0; c < in.channels; ++c) {
    for (int y = 0; y < node.shape.height; ++y) {
      for (int x = 0; x < node.shape.width; ++x) {
        double best = -1e300;
        for (int k = 0; k < node.kernel * node.kernel; ++k)
          best = std::max(best, at(input, in, c, y * node.stride + k / node.kernel,
                                   x * node.stride + k % node.kernel));
        out.push_back(best);
      }
    }
  }
  return out;
}

Map slow_scores(const network::Network& net, const network::Weights& weights,
                const train::ImageSet& images, std::size_t image) {
  std::vector<Map> maps(net.nodes().size());
  const auto size = static_cast<std::size_t>(images.shape.size());
  for (std::size_t i = 0; i < size; ++i)
    maps[0].push_back(static_cast<double>(images.pixels[image * size + i]) / 255.0);
  for (std::size_t n = 1; n < maps.size(); ++n) {
    const network::Node& node = net.node(n);
    const Map& input = maps[node.inputs[0]];
    if (node.has_weights()) {
      maps[n] = layer_output(net, n, weights, input);
    } else if (node.kind == OperatorKind::MaxPool) {
      maps[n] = pooled(node, net.input_shape(node), input);
    } else {
      maps[n] = input;
      for (std::size_t i = 0; i < input.size(); ++i)
        maps[n][i] = node.kind == OperatorKind::Add ? input[i] + maps[node.inputs[1]][i]
                                                    : std::max(input[i], 0.0);
    }
  }
  return maps.back();
}

}  // namespace

TEST_CASE("digital scores equal a computation pixel by pixel") {
  for (const int bits : {4, 8}) {
    CAPTURE(bits);
    const network::Network net = test::example_network(bits, bits);
    const network::Weights weights = test::random_network_weights(net);
    const train::ImageSet images = test::random_images(net, 70);
    const auto scores = accuracy::digital_scores(net, weights, images, test::first_indices(70));
    REQUIRE(scores.size() == 700);
    // A value on the edge between two integers may round differently in double: nearly all scores
    // must agree, and none by more than one such step.
    int different = 0;
    for (const std::size_t image : {0U, 1U, 33U, 63U, 64U, 69U}) {
      const Map slow = slow_scores(net, weights, images, image);
      for (std::size_t c = 0; c < 10; ++c) {
        const double difference = std::abs(double{scores[image * 10 + c]} - slow[c]);
        CHECK(difference < 0.2);
        different += difference > 1e-4 ? 1 : 0;
      }
    }
    CHECK(different <= 20);
  }
}

TEST_CASE("a network of one layer on 8-bit pixels is exact by hand") {
  network::Network net("one", {1, 1, 2});
  network::Node node = test::plain_node("classifier", OperatorKind::Linear, {0});
  node.outputs = 2;
  net.add(node);
  network::Weights weights;
  weights.tensors = {{"classifier.weight", {2, 2}, {1.0F, -0.5F, 0.25F, 0.0F}},
                     {"classifier.weight_scale", {2}, {0.25F, 0.25F}},
                     {"classifier.activation_scale", {1}, {1.0F / 255.0F}},
                     {"classifier.gain", {2}, {255.0F, 510.0F}},
                     {"classifier.shift", {2}, {1.0F, -1.0F}}};
  train::ImageSet images{.shape = {1, 1, 2}, .classes = 2, .pixels = {200, 10}, .labels = {0}};
  const auto scores = accuracy::digital_scores(net, weights, images, test::first_indices(1));
  CHECK(scores[0] == doctest::Approx(255.0 * (4 * 200 - 2 * 10) * 0.25 / 255.0 + 1.0));
  CHECK(scores[1] == doctest::Approx(510.0 * (1 * 200) * 0.25 / 255.0 - 1.0));
}

TEST_CASE("a network that can only be estimated has no accuracy") {
  network::Network net("signed", {1, 1, 2});
  network::Node node = test::plain_node("classifier", OperatorKind::Linear, {0});
  node.outputs = 2;
  node.signed_input = true;
  net.add(node);
  CHECK_THROWS_WITH_AS((void)accuracy::NetworkRun(net, {}),
                       doctest::Contains("node \"classifier\": a layer with signed_input"), Error);
}

TEST_CASE("images of another shape are refused with both shapes") {
  const network::Network net = test::example_network(4, 4);
  train::ImageSet images = test::random_images(net, 1);
  images.shape.width = 12;
  CHECK_THROWS_WITH_AS(static_cast<void>(accuracy::digital_scores(
                           net, test::random_network_weights(net), images, test::first_indices(1))),
                       doctest::Contains("1 x 13 x 12"), Error);
}
