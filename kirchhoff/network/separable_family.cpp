// kirchhoff/network/separable_family.cpp - the family "separable": depthwise, then pointwise.
#include "kirchhoff/network/detail/family_builder.hpp"

namespace kirchhoff::network::detail {
namespace {

std::size_t add_block(FamilyBuilder& builder, const Block& block, std::size_t input) {
  const int channels = builder.shape(input).channels;
  const std::size_t depthwise = builder.convolution({.name = block.name + ".depthwise",
                                                     .input = input,
                                                     .outputs = channels,
                                                     .kernel = block.kernel,
                                                     .stride = block.stride,
                                                     .groups = channels},
                                                    block.stage);
  const std::size_t between = builder.relu(block.name + ".relu1", depthwise, block.stage);
  const std::size_t pointwise = builder.convolution(
      {.name = block.name + ".pointwise", .input = between, .outputs = block.width, .kernel = 1},
      block.stage);
  const std::size_t last = builder.relu(block.name + ".relu2", pointwise, block.stage);
  // The sum of two ReLUs needs no other ReLU: it stays non-negative.
  if (!builder.parameters().skip || builder.shape(input) != builder.shape(last)) return last;
  return builder.add(block.name + ".add", last, input, block.stage);
}

}  // namespace

Network build_separable(const FamilyParameters& parameters) {
  return build_from_blocks(parameters, add_block);
}

}  // namespace kirchhoff::network::detail
