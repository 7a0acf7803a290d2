// kirchhoff/accuracy/digital_scores.cpp - class scores of the quantised network in exact
// arithmetic.
#include "kirchhoff/accuracy/accuracy_model.hpp"
#include "kirchhoff/accuracy/network_run.hpp"
#include "kirchhoff/noise/integer_layer.hpp"

namespace kirchhoff::accuracy {

std::vector<float> digital_scores(const network::Network& network, const network::Weights& weights,
                                  const train::ImageSet& images,
                                  std::span<const std::int64_t> indices) {
  NetworkRun run(network, weights);
  std::vector<noise::IntegerLayer> layers;
  for (std::size_t l = 0; l < run.layers().size(); ++l) {
    const network::Node& node = network.node(run.layers()[l]);
    const int groups = node.kind == network::OperatorKind::Linear ? 1 : node.groups;
    layers.emplace_back(network::integer_weights(weights, network, run.layers()[l]), groups,
                        node.outputs / groups, run.input(l).rows() / groups);
  }
  const auto multiply = [&](const LayerBlock& block) {
    layers[block.layer].multiply_block(block.columns, block.width, block.products);
  };
  return run_batches(run, images, indices, multiply, {});
}

}  // namespace kirchhoff::accuracy
