// tests/train/layer_state_test.cpp - batch normalisation by hand: its gradient is a slope, and its
// running moments fold into gain and shift.
#include "kirchhoff/train/detail/layer_state.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "tests/network/example_nodes.hpp"

namespace kirchhoff::train::detail {
namespace {

network::Network one_convolution(bool batch_norm) {
  network::Network network("one", {2, 4, 4});
  network::Node node = test::convolution(3);
  node.batch_norm = batch_norm;
  node.weight_bits = 4;
  network.add(node);
  return network;
}

constexpr std::int64_t rows = 20;

std::vector<float> normals(std::uint64_t index) {
  std::vector<float> values(rows * 3);
  Stream(1, purpose::test, index).fill_normal(values);
  return values;
}

// Sum of weight x normalised value: a scalar whose slope by each product is known from backwards.
double weighted_sum(LayerState& layer, const std::vector<float>& product,
                    const std::vector<float>& weight) {
  layer.normalise(product.data(), rows);
  const Join join{.terms = {layer.term(product.data())}, .rows = rows, .channels = 3};
  std::vector<float> value(product.size());
  join_forward(join, value.data(), nullptr);
  double sum = 0.0;
  for (std::size_t i = 0; i < value.size(); ++i) sum += double{value[i]} * double{weight[i]};
  return sum;
}

}  // namespace

TEST_CASE("a normalised batch has mean 0 and variance 1 in every channel") {
  LayerState layer(one_convolution(true), 1, 1);
  std::vector<float> product = normals(1);
  for (float& value : product) value = 3.0F * value + 5.0F;
  layer.normalise(product.data(), rows);
  const Join join{.terms = {layer.term(product.data())}, .rows = rows, .channels = 3};
  std::vector<float> value(product.size());
  join_forward(join, value.data(), nullptr);
  const Moments result = moments(value.data(), rows, 3);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(result.mean[c] == doctest::Approx(0.0).epsilon(1e-5));
    CHECK(result.variance[c] == doctest::Approx(1.0).epsilon(1e-4));
  }
}

TEST_CASE("the product's gradient through batch normalisation is the slope") {
  LayerState layer(one_convolution(true), 1, 1);
  std::vector<float> product = normals(1);
  const std::vector<float> weight = normals(2);
  (void)weighted_sum(layer, product, weight);
  const Join join{.terms = {layer.term(product.data())}, .rows = rows, .channels = 3};
  std::vector<float> gradient(product.size());
  const JoinGradient sums = join_backward(join, weight.data(), nullptr, gradient.data());
  const LayerState::ProductGradient factors =
      layer.product_gradient(sums.sum, sums.centred[0], rows);
  combine(gradient.data(), product.data(), factors.a, factors.b, factors.c, rows, gradient.data());
  for (const std::size_t i : {std::size_t{0}, std::size_t{4}, std::size_t{31}, std::size_t{59}}) {
    const float kept = product[i];
    product[i] = kept + 1e-2F;
    const double above = weighted_sum(layer, product, weight);
    product[i] = kept - 1e-2F;
    const double below = weighted_sum(layer, product, weight);
    product[i] = kept;
    CHECK(double{gradient[i]} == doctest::Approx((above - below) / 2e-2).epsilon(0.01));
  }
}

TEST_CASE("folded gain and shift do to a product what training's running moments say") {
  LayerState layer(one_convolution(true), 1, 1);
  const std::vector<float> product = normals(3);
  for (int batch = 0; batch < 3; ++batch) layer.normalise(product.data(), rows);
  network::Weights weights;
  layer.append_tensors(0.5F, weights);
  const Moments batch = moments(product.data(), rows, 3);
  for (std::size_t c = 0; c < 3; ++c) {
    const double sd = std::sqrt(batch.variance[c] + 1e-5);
    CHECK(double{weights.at("conv.gain").values[c]} == doctest::Approx(1.0 / sd));
    CHECK(double{weights.at("conv.shift").values[c]} == doctest::Approx(-batch.mean[c] / sd));
  }
  CHECK_NOTHROW(network::check_weights(weights, one_convolution(true)));
}

TEST_CASE("normalising as folded uses the running moments and leaves them alone") {
  LayerState layer(one_convolution(true), 1, 1);
  const std::vector<float> seen = normals(3);
  layer.normalise(seen.data(), rows);
  network::Weights weights;
  layer.append_tensors(0.5F, weights);
  layer.normalise_as_folded();
  const std::vector<float> other = normals(4);
  const JoinTerm term = layer.term(other.data());
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(term.gain[c] == doctest::Approx(weights.at("conv.gain").values[c]));
    CHECK(term.shift[c] == doctest::Approx(weights.at("conv.shift").values[c]));
  }
  // Then every value's gradient is the gain alone.
  const std::vector<double> sums = {1.0, 2.0, 3.0};
  const LayerState::ProductGradient factors = layer.product_gradient(sums, sums, rows);
  CHECK(factors.a[1] == doctest::Approx(term.gain[1]));
  CHECK(factors.b == std::vector<float>(3, 0.0F));
  CHECK(factors.c == std::vector<float>(3, 0.0F));
}

TEST_CASE("what training multiplies with is what the exported integers say") {
  const network::Network network = one_convolution(false);
  LayerState layer(network, 1, 5);
  std::vector<float> used(layer.weight_count());
  layer.prepare({.quantise = true}, used);
  network::Weights weights;
  layer.append_tensors(1.0F, weights);
  const std::vector<std::int8_t> integers = network::integer_weights(weights, network, 1);
  const std::vector<float>& scales = weights.at("conv.weight_scale").values;
  for (std::size_t i = 0; i < used.size(); ++i) {
    REQUIRE(used[i] == static_cast<float>(integers[i]) * scales[i / 18]);
  }
}

TEST_CASE("noise changes with the step and the seed alone") {
  LayerState layer(one_convolution(true), 1, 5);
  const auto drawn = [&](std::uint64_t seed, std::uint64_t step) {
    std::vector<float> used(layer.weight_count());
    layer.prepare({.quantise = true, .noise_sd = 0.1, .seed = seed, .step = step}, used);
    return used;
  };
  CHECK(drawn(1, 1) == drawn(1, 1));
  CHECK(drawn(1, 1) != drawn(1, 2));
  CHECK(drawn(1, 1) != drawn(2, 1));
}

TEST_CASE("errors of the chip's cells replace the flat noise, and plain training has none") {
  LayerState layer(one_convolution(true), 1, 5);
  const std::vector<float> none(16, 0.0F), same(16, 0.7F);  // of four bits: 0.7 = 0.1 x 7
  const auto drawn = [&](const LayerState::Preparation& preparation) {
    std::vector<float> used(layer.weight_count());
    layer.prepare(preparation, used);
    return used;
  };
  const std::vector<float> clean = drawn({.quantise = true});
  CHECK(drawn({.quantise = true, .noise_sd = 0.1, .weight_sd = none}) == clean);
  const std::vector<float> flat = drawn({.quantise = true, .noise_sd = 0.1});
  const std::vector<float> cells = drawn({.quantise = true, .weight_sd = same});
  CHECK(cells != clean);
  for (std::size_t i = 0; i < flat.size(); ++i) CHECK(cells[i] == doctest::Approx(flat[i]));
  CHECK(drawn({.quantise = false, .weight_sd = same}) == drawn({.quantise = false}));
}

TEST_CASE("weight decay shrinks weights and leaves the shift alone") {
  LayerState layer(one_convolution(true), 1, 5);
  const auto exported = [&] {
    network::Weights weights;
    layer.append_tensors(1.0F, weights);
    return weights;
  };
  const network::Weights before = exported();
  const std::vector<float> no_gradient(layer.weight_count(), 0.0F);
  layer.update({.learning_rate = 0.1F, .momentum = 0.0F, .decay = 0.5F}, no_gradient);
  const network::Weights after = exported();
  CHECK(after.at("conv.weight").values[0] ==
        doctest::Approx(0.95 * double{before.at("conv.weight").values[0]}));
  CHECK(after.at("conv.gain").values == before.at("conv.gain").values);
  CHECK(after.at("conv.shift").values == before.at("conv.shift").values);
}

TEST_CASE("weights that are not finite stop the training with the answer no") {
  LayerState layer(one_convolution(true), 1, 5);
  std::vector<float> gradient(layer.weight_count(), 0.0F);
  gradient[7] = INFINITY;
  layer.update({.learning_rate = 0.1F}, gradient);
  std::vector<float> used(layer.weight_count());
  try {
    layer.prepare({}, used);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Negative);
    CHECK(std::string(error.what()).find("training diverged") != std::string::npos);
  }
}

}  // namespace kirchhoff::train::detail
